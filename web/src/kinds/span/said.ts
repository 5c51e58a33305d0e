/** What is said to the person about spans, in hints, announcements and lists. */
import { thin } from "../../ui/num";
import type { Answer, Relation, Span } from "./kernel";

const SHORT = 60;

export const countOf = (n: number): string => `${n === 0 ? "No" : thin(n)} ${n === 1 ? "span" : "spans"}`;

export const countOfRelations = (n: number): string =>
  `${n === 0 ? "No" : thin(n)} ${n === 1 ? "relation" : "relations"}`;

/** A piece of the text on one line, shortened in its middle. */
export function excerpt(text: string, { start, end }: { start: number; end: number }): string {
  const half = SHORT / 2;
  const whole =
    end - start > 4 * SHORT
      ? `${text.slice(start, start + SHORT)} … ${text.slice(end - SHORT, end)}`
      : text.slice(start, end);
  const line = [...whole.replace(/\s+/gu, " ")];
  return line.length <= SHORT
    ? line.join("")
    : `${line.slice(0, half).join("")} … ${line.slice(-half).join("")}`;
}

/** A relation in words: "Ana Vega, lives in, New York". */
export function relationText(relation: Relation, title: string, answer: Answer, text: string): string {
  const end = (id: string) => {
    const span: Span | undefined = answer.spans.find((each) => each.id === id);
    return span ? excerpt(text, span) : "?";
  };
  return `${end(relation.from)} → ${title} → ${end(relation.to)}`;
}
