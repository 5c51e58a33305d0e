import { Link } from "wouter";
import { kindOf } from "../../kinds/registry";
import type { Json } from "../../kinds/types";
import type { Case, EarlierRuling } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Markdown } from "../../ui/Markdown";
import { reasonTitle } from "./words";

/** What the guideline says on the labels in conflict, and what was ruled on them before. */
export function Law({ slug, current }: { slug: string; current: Case }) {
  const guideline = `/p/${encodeURIComponent(slug)}/guideline`;
  return (
    <aside className="bench-law" aria-label="Guideline and earlier rulings">
      <p className="bench-over">
        <Link href={guideline}>Guideline v{current.guideline_version}</Link>
      </p>
      {current.sections.length === 0 && (
        <p className="quiet">
          The guideline has no section on these labels. A rationale here may become one.
        </p>
      )}
      {current.sections.map((section) => (
        <section key={section.anchor}>
          <h2>
            <Link href={`${guideline}#${section.anchor}`}>{section.title}</Link>
          </h2>
          <Markdown text={section.text} className="law-text" />
        </section>
      ))}
      <section>
        <h2>Earlier rulings here</h2>
        {current.earlier.length === 0 ? (
          <p className="quiet">None yet. Yours will stand here for the next case.</p>
        ) : (
          <ol className="law-rulings">
            {current.earlier.map((ruling) => (
              <Earlier key={ruling.gold} slug={slug} ruling={ruling} current={current} />
            ))}
          </ol>
        )}
      </section>
    </aside>
  );
}

function Earlier({ slug, ruling, current }: { slug: string; ruling: EarlierRuling; current: Case }) {
  const { question } = current;
  const said =
    ruling.value === null ? "Unresolvable" : kindOf(question.kind).summary(ruling.value as Json, question);
  return (
    <li>
      <Link href={`/p/${encodeURIComponent(slug)}/items?item=${ruling.item}`} className="law-item">
        {ruling.text || "An image"}
      </Link>
      <b>{said}</b>
      {ruling.rationale !== "" && <p>{ruling.rationale}</p>}
      <small>
        {ruling.reason_code ? `${reasonTitle(ruling.reason_code)} · ` : ""}
        <Ago at={ruling.at} />
      </small>
    </li>
  );
}
