import { IconCheck } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { KeyOf } from "../../keys/KeyOf";
import type { Json, Kind } from "../../kinds/types";
import type { Case } from "../../model/api.gen";
import { titleOf as labelTitle } from "../../state/labels";
import { counted } from "../../ui/num";
import { adoptKey, takeKey } from "./commands";
import type { Conflict, Draft } from "./ruling";
import { conflictText } from "./words";

/** Who answered, and where their objects differ; each conflict is decided from one answer, or all of it at once. */
export function Conflicts(props: {
  current: Case;
  kind: Kind;
  conflicts: readonly Conflict[];
  draft: Draft;
  focus: number;
  alone: string | null;
  onFocus(place: number): void;
  onPick(unit: string, place: number): void;
  onAdopt(place: number): void;
  onAlone(letter: string | null): void;
}) {
  const { current, kind, conflicts, draft } = props;
  const values = current.answers.map((each) => each.value as Json);
  const letters = current.answers.map((each) => each.letter);
  const agreed = current.units.length - conflicts.length;
  const titleOf = (key: string) => labelTitle(current.question, key) ?? key;
  return (
    <section className="conflicts" aria-label="Conflicts">
      <h2>Adopt an answer whole</h2>
      <ul className="wholes">
        {current.answers.map((answer, place) => (
          <li key={answer.annotation}>
            <button
              type="button"
              className={isAdopted(draft, answer.letter) ? "whole is-ruled" : "whole"}
              aria-pressed={isAdopted(draft, answer.letter)}
              disabled={!answer.can_adopt}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => props.onAdopt(place)}
            >
              {place < 9 && <KeyOf command={adoptKey(place)} />}
              <b>{answer.letter}</b>
              {answer.name && <span>{answer.name}</span>}
              {answer.unsure && <span>unsure</span>}
            </button>
            <button
              type="button"
              className="whole-alone"
              aria-pressed={props.alone === answer.letter}
              onClick={() => props.onAlone(props.alone === answer.letter ? null : answer.letter)}
            >
              {props.alone === answer.letter ? "show all" : "show alone"}
            </button>
          </li>
        ))}
      </ul>
      <h2>
        {conflicts.length === 0 ? "No object differs" : counted(conflicts.length, "conflict")}
        {agreed > 0 && <span className="conflicts-agreed">{agreed} agreed</span>}
      </h2>
      <ol className="conflict-list">
        {conflicts.map((conflict, place) => (
          <Row
            key={conflict.unit.key}
            about={kind.unitText?.(conflict.unit, values, current.item, current.question)}
            text={conflictText(conflict, letters, titleOf)}
            number={place + 1}
            conflict={conflict}
            letters={letters}
            picked={draft.source?.by === "composed" ? draft.picks[conflict.unit.key] : undefined}
            isWhole={draft.value !== undefined}
            isFocused={place === props.focus}
            onFocus={() => props.onFocus(place)}
            onPick={(answer) => {
              props.onFocus(place);
              props.onPick(conflict.unit.key, answer);
            }}
          />
        ))}
      </ol>
    </section>
  );
}

const isAdopted = (draft: Draft, letter: string): boolean =>
  draft.source?.by === "adopted" && draft.source.letters === letter;

function Row(props: {
  about: string | undefined;
  text: string;
  number: number;
  conflict: Conflict;
  letters: readonly string[];
  picked: number | undefined;
  isWhole: boolean;
  isFocused: boolean;
  onFocus(): void;
  onPick(answer: number): void;
}) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (props.isFocused) row.current?.scrollIntoView({ block: "nearest" });
  }, [props.isFocused]);
  const isRuled = props.picked !== undefined || props.isWhole;
  const classes = ["conflict", isRuled ? "is-ruled" : "", props.isFocused ? "is-focused" : ""].join(" ");
  return (
    <li ref={row} className={classes} aria-current={props.isFocused ? "true" : undefined}>
      <button type="button" className="conflict-text" onClick={props.onFocus}>
        <span className="conflict-number">
          {isRuled ? <IconCheck size={14} aria-label="ruled" /> : props.number}
        </span>
        <span>
          {props.about && <bdi className="conflict-about">{props.about}</bdi>}
          {props.text}
        </span>
      </button>
      {props.isFocused && (
        <div className="conflict-picks">
          {props.letters.map((letter, place) => {
            const isAbsent = props.conflict.unit.members[place] === null;
            return (
              <button
                key={letter}
                type="button"
                aria-pressed={props.picked === place}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => props.onPick(place)}
                title={isAbsent ? `${letter} did not mark it: leave it out` : `Take it as ${letter} has it`}
              >
                {place < 9 && <KeyOf command={takeKey(place)} />} {letter}
                {isAbsent && <span> leaves it out</span>}
              </button>
            );
          })}
        </div>
      )}
    </li>
  );
}
