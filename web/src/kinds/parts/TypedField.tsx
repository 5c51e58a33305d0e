import "./TypedField.css";
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { KeyOf } from "../../keys/KeyOf";
import type { TypedSession } from "./TypedSession";
import { useSession } from "./useSession";

/** A field that takes the keys: Enter goes on, Esc leaves it. onKey: other keys; it says whether it took one. */
export function TypedField(props: {
  session: TypedSession;
  rows?: number;
  inputMode?: "text" | "decimal" | "numeric";
  /** Stands behind what is typed. */
  unit?: string;
  /** Stands under the field, at its right. */
  aside?: ReactNode;
  onKey?: (event: KeyboardEvent) => boolean;
}) {
  const { session, rows = 1, inputMode = "text", unit, aside, onKey } = props;
  useSession(session);
  const id = useId();
  const isMultiline = rows > 1;
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return;
    const isEnter = event.key === "Enter" && (!isMultiline || event.ctrlKey || event.metaKey);
    if (isEnter && !event.shiftKey) session.enter();
    else if (event.key === "Escape") event.currentTarget.blur();
    else if (!onKey?.(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { fault } = session;
  const shared = {
    value: session.raw,
    "aria-label": session.handle.question.title,
    "aria-describedby": `${id}-about`,
    "aria-invalid": fault !== undefined,
    "data-takes-keys": true,
    onKeyDown: keys,
  };
  const [write] = session.commands;
  return (
    <div className="typed">
      <div className="typed-field">
        {isMultiline ? (
          <textarea
            {...shared}
            ref={(field) => session.attach(field)}
            rows={rows}
            dir="auto"
            onChange={(event) => session.type(event.currentTarget.value)}
          />
        ) : (
          <input
            {...shared}
            ref={(field) => session.attach(field)}
            type="text"
            inputMode={inputMode}
            autoComplete="off"
            dir="auto"
            onChange={(event) => session.type(event.currentTarget.value)}
          />
        )}
        {unit && <span className="typed-unit">{unit}</span>}
        {write && (
          <span className="typed-key label-key" aria-hidden>
            <KeyOf command={write} />
          </span>
        )}
      </div>
      <p className="typed-about" id={`${id}-about`}>
        <span role={fault === undefined ? undefined : "alert"} className={fault && "typed-fault"}>
          {fault ?? (
            <>
              <kbd>{isMultiline ? "Ctrl ↵" : "↵"}</kbd> goes on, <kbd>Esc</kbd> leaves the field
            </>
          )}
        </span>
        {aside}
      </p>
    </div>
  );
}
