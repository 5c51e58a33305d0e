import { kindNames, kindOf } from "../../kinds/registry";
import type { Json } from "../../kinds/types";
import type { QuestionOut } from "../../model/api.gen";
import { labelColour } from "../../ui/theme";

/** A label with its colour, as everywhere. */
export function LabelChip({ question, label }: { question: QuestionOut | undefined; label: string }) {
  const place = question?.labels.findIndex((each) => each.key === label) ?? -1;
  return (
    <span className="label-chip">
      {place >= 0 && <i style={{ background: labelColour(place) }} aria-hidden />}
      {question?.labels[place]?.title ?? label}
    </span>
  );
}

/** One line for an answer's value; its JSON where the kind has no words for it. */
export function summaryOf(question: QuestionOut | undefined, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (question && kindNames().includes(question.kind))
    return kindOf(question.kind).summary(value as Json, question);
  return typeof value === "string" ? value : JSON.stringify(value);
}
