import { Link } from "wouter";
import type { Section } from "../../model/api.gen";
import type { Choice } from "./model";

/** Plain words on how to read the page, and every choice behind its numbers. */
export function HowToRead(props: {
  slug: string;
  section: Section | undefined;
  choices: readonly Choice[];
  exclusions: readonly string[];
  isHalf: boolean;
}) {
  const guideline = `/p/${encodeURIComponent(props.slug)}/guideline`;
  return (
    <section className={props.isHalf ? "card is-half" : "card"}>
      <h2>How to read this</h2>
      <div className="read-grid">
        <p>
          <b>Low agreement points first to the guideline.</b> Read the items behind the largest cell, then
          mend{" "}
          <Link href={props.section ? `${guideline}#${props.section.anchor}` : guideline}>
            {props.section ? `the section ${props.section.title}` : "what the guideline says on them"}
          </Link>
          . Only then look at people.
        </p>
        <p>
          <b>Thresholds are rules of thumb.</b> What is enough depends on what the labels are for. Hard,
          honest questions agree less than easy ones.
        </p>
        <p>
          <b>High agreement is not truth.</b> People can share a mistake. Many votes on an item can still give
          a good decision where single answers differ.
        </p>
        <p>
          <b>Read the band, not the dot.</b> The dark band says how much other items could move the value; the
          light one, how much other people could. More items do not shrink the light one.
        </p>
      </div>
      <details className="computed">
        <summary>How this was computed</summary>
        <dl>
          {props.choices.map((choice) => (
            <div key={choice.name} style={{ display: "contents" }}>
              <dt>{choice.name}</dt>
              <dd>{choice.text}</dd>
            </div>
          ))}
          <dt>Left out</dt>
          <dd>{props.exclusions.length === 0 ? "nothing" : props.exclusions.join("; ")}</dd>
        </dl>
      </details>
    </section>
  );
}
