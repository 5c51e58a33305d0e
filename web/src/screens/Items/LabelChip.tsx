import { kindNames, kindOf } from "../../kinds/registry";
import type { Json } from "../../kinds/types";
import type { QuestionOut } from "../../model/api.gen";
import { slotOf } from "../../model/slots";
import { wordOf } from "../../state/labels";
import { labelColour } from "../../ui/theme";

/** A label with its colour, as everywhere. */
export function LabelChip({ question, label }: { question: QuestionOut | undefined; label: string }) {
  const slot = question && slotOf(question, label);
  return (
    <span className="label-chip">
      {slot !== undefined && <i style={{ background: labelColour(slot) }} aria-hidden />}
      <span className="label-word">{question ? wordOf(question, label) : label}</span>
    </span>
  );
}

/** The labels that an item's answers use; each question's stand apart under its name when there are several. */
export function LabelsByQuestion(props: {
  labels: Readonly<Record<string, readonly string[]>>;
  questions: readonly QuestionOut[];
}) {
  const { labels, questions } = props;
  const question = (key: string) => questions.find((each) => each.key === key);
  const place = (key: string) => questions.findIndex((each) => each.key === key);
  const used = Object.entries(labels)
    .filter(([, keys]) => keys.length > 0)
    .sort(([a], [b]) => place(a) - place(b));
  return used.map(([key, keys]) => (
    <span key={key} className="labels-of">
      {questions.length > 1 && (
        <span className="labels-question" title={question(key)?.title}>
          {key}
        </span>
      )}
      {keys.map((label) => (
        <LabelChip key={label} question={question(key)} label={label} />
      ))}
    </span>
  ));
}

/** One line for an answer's value; its JSON where the kind has no words for it. */
export function summaryOf(question: QuestionOut | undefined, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (question && kindNames().includes(question.kind))
    return kindOf(question.kind).summary(value as Json, question);
  return typeof value === "string" ? value : JSON.stringify(value);
}
