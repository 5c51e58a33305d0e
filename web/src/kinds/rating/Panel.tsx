import "./rating.css";
import type { MouseEvent } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { LabelList } from "../parts/LabelList";
import type { LabelSession } from "../parts/LabelSession";
import { useSession } from "../parts/useSession";
import { isNumeric } from "./kernel";

const keepFocus = (event: MouseEvent) => event.preventDefault();

/** Numbers in a row, words in a list. */
export function Panel({ session }: { session: LabelSession }) {
  useSession(session);
  if (!isNumeric(session.labels) || session.hasSearch) return <LabelList session={session} />;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a second heading
    <div className="rating" role="group" aria-label={session.handle.question.title}>
      {session.labels.map((label, place) => {
        const command = session.commandAt(place);
        return (
          <button
            key={label.key}
            type="button"
            className="rating-step"
            aria-pressed={session.isChosen(label.key)}
            aria-keyshortcuts={command && ariaKeys(command.keys)}
            onMouseDown={keepFocus}
            onClick={() => session.take(label.key)}
            onFocus={() => session.look(label.key)}
            onBlur={() => session.look(undefined)}
          >
            <b>{label.title}</b>
            {command && command.keys[0] !== label.title && (
              <span className="label-key">
                <KeyOf command={command} />
              </span>
            )}
          </button>
        );
      })}
    </div>
  );
}
