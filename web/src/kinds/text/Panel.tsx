import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { TypedField } from "../parts/TypedField";
import { useSession } from "../parts/useSession";
import { lengthOf, limitsOf } from "./kernel";
import type { TextSession } from "./session";

const LINES = 5;
const NEAR_THE_END = 0.8;

export function Panel({ session }: { session: TextSession }) {
  useSession(session);
  const { maxLength, isMultiline } = limitsOf(session.handle.question);
  const n = lengthOf(session.raw);
  const nothing = session.commands.find((command) => command.id === "text.nothing");
  return (
    <>
      <TypedField
        session={session}
        rows={isMultiline ? LINES : 1}
        aside={
          n > maxLength * NEAR_THE_END && (
            <span className="typed-count">
              {n} of {maxLength}
            </span>
          )
        }
      />
      {nothing && (
        <button
          type="button"
          className="label-row typed-none"
          aria-pressed={session.isNothing}
          aria-keyshortcuts={ariaKeys(nothing.keys)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => session.takeNothing()}
        >
          <span className="label-key">
            <KeyOf command={nothing} />
          </span>
          <span className="label-title">{nothing.title}</span>
        </button>
      )}
    </>
  );
}
