import { KeyOf } from "../../keys/KeyOf";
import type { Json, Kind } from "../../kinds/types";
import type { Case, CaseAnswer } from "../../model/api.gen";
import { slotOf } from "../../model/slots";
import { labelColour } from "../../ui/theme";
import { adoptKey } from "./commands";
import { canonical, type Draft, type Stance } from "./ruling";

/** The distinct answers of a question whose units are given, each with who gave it; a digit adopts one. */
export function Answers(props: {
  current: Case;
  kind: Kind;
  stances: readonly Stance[];
  draft: Draft;
  onAdopt(place: number): void;
}) {
  const { current, kind, draft } = props;
  const ruled = draft.value === undefined ? undefined : canonical(draft.value);
  return (
    <ol className="stances">
      {props.stances.map((stance, place) => {
        const isRuled = ruled === canonical(stance.value);
        const slots = slotsOf(stance.value, current);
        return (
          <li key={stance.letters.join()}>
            <button
              type="button"
              className={isRuled ? "stance is-ruled" : "stance"}
              aria-pressed={isRuled}
              disabled={!stance.canAdopt}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => props.onAdopt(place)}
            >
              {place < 9 ? <KeyOf command={adoptKey(place)} /> : <span />}
              <span className="stance-marks" aria-hidden>
                {slots.map((slot) => (
                  <i key={slot} style={{ background: labelColour(slot) }} />
                ))}
              </span>
              <span className="stance-text">
                {kind.Whole ? (
                  <kind.Whole value={stance.value} others={props.stances.map((each) => each.value)} />
                ) : (
                  <b>{kind.summary(stance.value, current.question)}</b>
                )}
                <span>
                  {stance.answers.map((answer) => (
                    <Who key={answer.annotation} answer={answer} current={current} kind={kind} />
                  ))}
                </span>
                {!stance.canAdopt && (
                  <small>Given under an older guideline; it cannot be adopted as it stands.</small>
                )}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** Colour slots of the labels that a value names; values that are no labels have none. */
function slotsOf(value: Json, current: Case): number[] {
  const keys = (Array.isArray(value) ? value : [value]).filter((each) => typeof each === "string");
  return keys.flatMap((key) => slotOf(current.question, key) ?? []).slice(0, 4);
}

function Who({ answer, current, kind }: { answer: CaseAnswer; current: Case; kind: Kind }) {
  const second =
    answer.second === null || answer.second === undefined
      ? ""
      : `, or ${kind.summary(answer.second as Json, current.question)}`;
  return (
    <span className="who">
      <span className="who-letter">{answer.letter}</span>
      {answer.name && <span>{answer.name}</span>}
      {answer.unsure && <span>unsure{second}</span>}
      {answer.note !== "" && <q>{answer.note}</q>}
    </span>
  );
}
