import { Link } from "wouter";
import type { QuestionOut } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";
import type { GivenReport, Spread } from "./model";

const DIGITS = 3;

/** Of answers that are no labels: how many are the same, and how far the others are apart. */
export function Apart(props: { slug: string; report: GivenReport; spread: Spread; question: QuestionOut }) {
  const { report, spread, question } = props;
  const items = new URLSearchParams({ question: question.key, sort: "-disagreement" });
  const rows: [string, string][] = [
    ["the same", `${thin(report.nAgreeing)} of ${counted(report.nPairs, "pair")}`],
    ["in the middle", measured(spread.median, spread, question)],
    ["on average", measured(spread.mean, spread, question)],
    ["at most", measured(spread.largest, spread, question)],
  ];
  return (
    <section className="card is-half">
      <h2>How far apart?</h2>
      <p className="quiet">
        {spread.measure === "gap"
          ? "two answers to the same item"
          : "two answers to the same item, from 0 (the same) to 1 (nothing shared)"}
      </p>
      <dl className="apart">
        {rows.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="apart-door">
        <Link href={`/p/${encodeURIComponent(props.slug)}/items?${items}`}>
          Open the items, farthest apart first
        </Link>
      </p>
    </section>
  );
}

/** A number in the answers' own unit, or a distance as it is. */
export function measured(value: number, spread: Spread, question: QuestionOut): string {
  const digits = Number(value.toPrecision(DIGITS));
  const { unit } = question.options;
  return spread.measure === "gap" && typeof unit === "string" && unit !== ""
    ? `${digits} ${unit}`
    : `${digits}`;
}
