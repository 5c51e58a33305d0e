import { kindNames, kindOf } from "../../kinds/registry";
import type { Json, Kind, Layer } from "../../kinds/types";
import type { AnswerOut, GoldOut, ItemDetail, QuestionOut, Suggested } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { ItemView } from "../../ui/ItemView";
import { duration } from "../../ui/num";
import { summaryOf } from "./LabelChip";

const kindFor = (question: QuestionOut): Kind | undefined =>
  kindNames().includes(question.kind) ? kindOf(question.kind) : undefined;

/** The item with all answers to it. Kinds that draw on the item itself show it; else it stands above. */
export function Answers({ detail, questions }: { detail: ItemDetail; questions: readonly QuestionOut[] }) {
  const { item, answers, gold } = detail;
  const isDrawn = questions.some((question) => kindFor(question)?.Stage !== undefined);
  const asked = new Set(questions.map((question) => question.key));
  const others = answers.filter((answer) => !asked.has(answer.question));
  return (
    <>
      {!isDrawn && <ItemView item={item} beside={besideOf(item, questions)} />}
      {questions.map((question) => (
        <OfQuestion
          key={question.key}
          detail={detail}
          question={question}
          answers={answers.filter((answer) => answer.question === question.key)}
          gold={gold.find((each) => each.question === question.key)}
        />
      ))}
      {others.length > 0 && (
        <section className="drawer-section">
          <h3>To questions that are asked no more</h3>
          <AnswerList answers={others} question={undefined} />
        </section>
      )}
    </>
  );
}

const besideOf = (item: ItemDetail["item"], questions: readonly QuestionOut[]) =>
  questions.map((question) => kindFor(question)?.beside?.(item, question)).find((each) => each !== undefined);

function OfQuestion(props: {
  detail: ItemDetail;
  question: QuestionOut;
  answers: readonly AnswerOut[];
  gold: GoldOut | undefined;
}) {
  const { detail, question, answers, gold } = props;
  const kind = kindFor(question);
  const layers: Layer[] = answers
    .filter((answer) => answer.counts && answer.value !== null)
    .map((answer, slot) => ({ who: answer.who, value: answer.value as Json, slot }));
  return (
    <section className="drawer-section">
      <h3>{question.title}</h3>
      {gold && <Ruling gold={gold} question={question} />}
      {kind?.Stage && <kind.View item={detail.item} question={question} layers={layers} />}
      {answers.length === 0 && <p className="quiet">Nobody has answered yet.</p>}
      <AnswerList answers={answers} question={question} />
    </section>
  );
}

const METHODS: Readonly<Record<string, string>> = {
  ruling: "ruled by a person",
  unanimous: "all answers agree",
  dawid_skene: "by Dawid-Skene",
  mace: "by MACE",
  glad: "by GLAD",
  one_coin: "by one coin for each annotator",
  majority: "most answers",
  median: "the median",
  medoid: "the answer nearest to all",
  single: "one person's answer",
};

function Ruling({ gold, question }: { gold: GoldOut; question: QuestionOut }) {
  const method = gold.method.replace(/\.v\d+$/, "");
  return (
    <div className="ruling">
      <p>
        <b>{gold.value === null ? "Unresolvable" : summaryOf(question, gold.value)}</b>
      </p>
      <p className="quiet">
        {METHODS[method] ?? method}
        {gold.by !== null && `, ${gold.by}`} · <Ago at={gold.at} />
        {gold.reason_code !== null && ` · ${gold.reason_code.replaceAll("_", " ")}`}
      </p>
      {gold.rationale !== "" && <p>{gold.rationale}</p>}
    </div>
  );
}

/** What was known of another's answer when this one was given. */
function suggestedText({ by, arm, is_same }: Suggested): string {
  if (arm === "unfit") return `the suggestion of ${by} could no longer be read`;
  if (arm === "silent") return `the suggestion of ${by} was kept back`;
  const kept = is_same === null ? "" : is_same ? ", taken as it was" : ", changed";
  return `suggested by ${by}${kept}`;
}

function AnswerList({
  answers,
  question,
}: {
  answers: readonly AnswerOut[];
  question: QuestionOut | undefined;
}) {
  return (
    <ul className="answers">
      {answers.map((answer) => (
        <li key={answer.id} className={answer.counts ? undefined : "is-out"}>
          <span className="answer-who">
            {answer.who}
            {answer.annotator_kind !== "human" && <span className="pace-mark">{answer.annotator_kind}</span>}
          </span>
          <span className="answer-value">
            {answer.value === null ? (answer.reason ?? "no answer") : summaryOf(question, answer.value)}
            {answer.unsure && (
              <span className="quiet">
                {" "}
                unsure{answer.second === null ? "" : `, else ${summaryOf(question, answer.second)}`}
              </span>
            )}
            {answer.note !== "" && <span className="answer-note">“{answer.note}”</span>}
            {answer.suggestion && <span className="answer-note">{suggestedText(answer.suggestion)}</span>}
            {!answer.counts && <span className="answer-note">does not count: {answer.why_not}</span>}
          </span>
          <span className="quiet answer-when">
            v{answer.guideline_version} · <Ago at={answer.at} />
            {answer.duration_ms !== null && ` · ${duration(answer.duration_ms)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
