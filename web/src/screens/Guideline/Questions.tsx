import { attributesOf } from "../../kinds/parts/attributes";
import { kindNames, kindOf } from "../../kinds/registry";
import type { QuestionOut } from "../../model/api.gen";
import { slotOf } from "../../model/slots";
import { relationLabels } from "../../state/labels";
import { percent } from "../../ui/num";
import { labelColour } from "../../ui/theme";

const aboutOf = (question: QuestionOut): string =>
  kindNames().includes(question.kind) ? (kindOf(question.kind).about?.(question) ?? "") : "";

/** What is said of each object besides its label, and how objects are related. */
function More({ question }: { question: QuestionOut }) {
  const attributes = attributesOf(question);
  const relations = relationLabels(question);
  return (
    <>
      {attributes.length > 0 && (
        <dl className="question-more">
          <dt>Of each object also</dt>
          {attributes.map(({ key, title, choices }) => (
            <dd key={key}>
              {title}
              {choices.length > 0 && `: ${choices.map((each) => each.title).join(", ")}`}
            </dd>
          ))}
        </dl>
      )}
      {relations.length > 0 && (
        <dl className="question-more">
          <dt>Two of them are related by</dt>
          {relations.map(({ key, title }) => (
            <dd key={key}>{title}</dd>
          ))}
        </dl>
      )}
    </>
  );
}

/** Whose answers people are shown as a start, and how many items go without. */
function Suggestions({ question }: { question: QuestionOut }) {
  if (!question.suggest) return null;
  const { sources, silent } = question.suggest;
  return (
    <dl className="question-more">
      <dt>Suggestions are shown of</dt>
      <dd>{sources.join(", else of ")}</dd>
      <dd>{silent > 0 ? `none on ${percent(silent)} of the items` : "on every item that has one"}</dd>
    </dl>
  );
}

/** The questions with their labels, each with its definition and examples. */
export function Questions({ questions }: { questions: readonly QuestionOut[] }) {
  return questions.map((question) => (
    <section key={question.key} className="card question">
      <h2>{question.title}</h2>
      <p className="quiet">
        {question.key}
        {!question.required && ", may be left out"}
        {aboutOf(question) !== "" && `, ${aboutOf(question)}`}
        {question.show.length > 0 && `, about ${question.show.join(" and ")}`}
      </p>
      <ul className="question-labels">
        {question.labels.map((label) => (
          <li key={label.key}>
            <i
              className="question-swatch"
              style={{ background: labelColour(slotOf(question, label.key) ?? 0) }}
              aria-hidden
            />
            <div>
              <b>{label.title}</b>
              {(label.path ?? []).length > 0 && <p className="quiet">{label.path?.join(" › ")}</p>}
              {label.definition !== "" && <p>{label.definition}</p>}
              {label.good.map((text) => (
                <p key={`good ${text}`} className="quiet">
                  <span role="img" aria-label="Good example">
                    ✓
                  </span>{" "}
                  {text}
                </p>
              ))}
              {label.bad.map((text) => (
                <p key={`bad ${text}`} className="quiet">
                  <span role="img" aria-label="Bad example">
                    ✗
                  </span>{" "}
                  {text}
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
      <More question={question} />
      <Suggestions question={question} />
    </section>
  ));
}
