import { Chip } from "@mantine/core";
import type { Effect, GuidelinePreview, LabelChange, QuestionOut } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";
import type { Carries } from "./renames";

/** What saving does: to labels that disappear, to each old answer, and to work in people's hands. */
export function Consequences(props: {
  preview: GuidelinePreview;
  carries: Carries;
  onCarries: (carries: Carries) => void;
}) {
  const { preview, carries, onCarries } = props;
  const choose = (lost: LabelChange, becomes: string[]) =>
    onCarries({ ...carries, [lost.question]: { ...carries[lost.question], [lost.key]: becomes } });
  return (
    <div className="consequences">
      {preview.lost_labels.map((lost) => (
        <Lost
          key={`${lost.question} ${lost.key}`}
          lost={lost}
          question={preview.questions.find((each) => each.key === lost.question)}
          becomes={carries[lost.question]?.[lost.key] ?? lost.becomes}
          onChoose={(becomes) => choose(lost, becomes)}
        />
      ))}
      <Effects effects={preview.effects} questions={preview.questions} />
      <p className="quiet">
        {preview.n_open_leases === 0
          ? "Nobody is labeling just now."
          : `${counted(preview.n_open_leases, "item")} in people's hands: their answers come in under the version that they saw.`}
      </p>
    </div>
  );
}

/** Ask what became of a label that the new text lacks. */
function Lost(props: {
  lost: LabelChange;
  question: QuestionOut | undefined;
  becomes: string[];
  onChoose: (becomes: string[]) => void;
}) {
  const { lost, question, becomes } = props;
  const title = (key: string) => question?.labels.find((label) => label.key === key)?.title ?? key;
  return (
    <fieldset className="lost">
      <legend>
        What became of <b>{lost.title || lost.key}</b>?{" "}
        <span className="quiet">{counted(lost.n_answers, "answer")}</span>
      </legend>
      <Chip.Group multiple value={becomes} onChange={props.onChoose}>
        <div className="row">
          {(question?.labels ?? []).map((label) => (
            <Chip key={label.key} value={label.key} size="sm" radius="sm" color="ink" variant="outline">
              {label.title}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <p className="quiet" role="status">
        {fate(lost, becomes.map(title))}
      </p>
    </fieldset>
  );
}

/** One sentence on what happens to the answers that used the label. */
export function fate(lost: Pick<LabelChange, "n_answers">, becomes: readonly string[]): string {
  const answers = lost.n_answers === 1 ? "Its answer" : `Its ${thin(lost.n_answers)} answers`;
  if (becomes.length === 0) return `Removed. ${answers} must be looked at again.`;
  if (becomes.length === 1) return `Renamed or merged. ${answers} become ${becomes[0]}.`;
  return `Split. ${answers} must be looked at again: ${becomes.join(" or ")}.`;
}

function Effects({ effects, questions }: { effects: readonly Effect[]; questions: readonly QuestionOut[] }) {
  if (effects.length === 0) return <p className="quiet">There are no answers yet that this could touch.</p>;
  const title = (key: string) => questions.find((each) => each.key === key)?.title ?? key;
  return (
    <table className="effects">
      <thead>
        <tr>
          <th scope="col">Answers to</th>
          <th scope="col">carry over</th>
          <th scope="col">mapped</th>
          <th scope="col">look again</th>
          <th scope="col">asked no more</th>
        </tr>
      </thead>
      <tbody>
        {effects.map((effect) => (
          <tr key={effect.question}>
            <th scope="row">{title(effect.question)}</th>
            <td>{thin(effect.carries_over)}</td>
            <td>{thin(effect.mapped)}</td>
            <td className={effect.look_again > 0 ? "is-todo" : undefined}>{thin(effect.look_again)}</td>
            <td>{thin(effect.removed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
