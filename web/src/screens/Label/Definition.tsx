import { useEffect, useRef } from "react";
import { useSession } from "../../kinds/parts/useSession";
import type { Session } from "../../kinds/types";
import type { LabelOut, QuestionOut } from "../../model/api.gen";
import { labelOf } from "../../state/labels";

const MOST_EXAMPLES = 3;
/** Of more labels, none stands for the rest before one is looked at. */
const MOST_AT_A_GLANCE = 40;

/** What the guideline says of the label that is looked at, or was last chosen: at the moment of choice. */
export function Definition({ question, session }: { question: QuestionOut; session: Session }) {
  useSession(session);
  const last = useRef(new Map<string, string>()); // stays from item to item, so that the place does not flicker
  const first = question.labels.length <= MOST_AT_A_GLANCE ? question.labels[0]?.key : undefined;
  const key = session.focusLabel() ?? last.current.get(question.key) ?? first;
  useEffect(() => {
    if (key !== undefined) last.current.set(question.key, key);
  }, [key, question.key]);
  const label = labelOf(question, key);
  if (key === undefined && hasDefinitions(question)) {
    return <p className="definition">Look at a label to read what it means.</p>;
  }
  if (!label || !isExplained(label)) return null;
  return (
    <section className="definition" aria-label={`Definition of ${label.title}`}>
      <b>{label.title}</b>
      {label.definition !== "" && <p>{label.definition}</p>}
      <ul>
        {label.good.slice(0, MOST_EXAMPLES).map((text) => (
          <Example key={text} sign="✓" meaning="Fits" text={text} />
        ))}
        {label.bad.slice(0, MOST_EXAMPLES).map((text) => (
          <Example key={text} sign="✗" meaning="Does not fit" text={text} />
        ))}
      </ul>
    </section>
  );
}

/** Whether a place for definitions is needed at all. */
export const hasDefinitions = (question: QuestionOut): boolean => question.labels.some(isExplained);

const isExplained = (label: LabelOut): boolean =>
  label.definition !== "" || label.good.length + label.bad.length > 0;

function Example({ sign, meaning, text }: { sign: string; meaning: string; text: string }) {
  return (
    <li>
      <span aria-hidden>{sign}</span>
      <span className="visually-hidden">{meaning}: </span>
      <span>{text}</span>
    </li>
  );
}
