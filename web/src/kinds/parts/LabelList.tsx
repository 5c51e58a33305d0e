import "./LabelList.css";
import { type MouseEvent, useEffect, useRef } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import type { LabelOut } from "../types";
import type { LabelSession } from "./LabelSession";
import { LabelTree } from "./LabelTree";
import { Swatch } from "./Swatch";
import { useSession } from "./useSession";

const DENSE_FROM = 10;

/** A click must not take the keyboard away from the item. */
const keepFocus = (event: MouseEvent) => event.preventDefault();

/** A question's labels with their keys. Stays in one piece from two labels to forty. */
export function LabelList({ session }: { session: LabelSession }) {
  useSession(session);
  if (session.isLarge) return <LabelTree session={session} />;
  const found = session.found();
  return (
    <div className="labels" data-dense={session.labels.length >= DENSE_FROM || undefined}>
      {session.hasSearch && <Search session={session} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a second heading */}
      <div role="group" aria-label={session.handle.question.title}>
        {found.map(({ label, place }) => (
          <LabelRow key={label.key} session={session} label={label} place={place} />
        ))}
        {found.length === 0 && <p className="labels-none">No label has that in its name.</p>}
        {session.noneCommand && <NoneRow session={session} />}
      </div>
    </div>
  );
}

function LabelRow(props: { session: LabelSession; label: LabelOut; place: number }) {
  const { session, label, place } = props;
  const command = session.commandAt(place);
  const slot = session.handle.slot(label.key);
  return (
    <button
      type="button"
      className="label-row"
      aria-pressed={session.isChosen(label.key)}
      aria-keyshortcuts={command && ariaKeys(command.keys)}
      onMouseDown={keepFocus}
      onClick={() => session.take(label.key)}
      onPointerEnter={() => session.look(label.key)}
      onPointerLeave={() => session.look(undefined)}
      onFocus={() => session.look(label.key)}
      onBlur={() => session.look(undefined)}
    >
      <span className="label-key">{command && <KeyOf command={command} />}</span>
      {!session.isPlain && <Swatch slot={slot} />}
      <span className="label-title">{label.title}</span>
    </button>
  );
}

export function NoneRow({ session }: { session: LabelSession }) {
  const command = session.noneCommand;
  if (!command) return null;
  return (
    <button
      type="button"
      className="label-row is-none"
      aria-pressed={session.isNone()}
      aria-keyshortcuts={ariaKeys(command.keys)}
      onMouseDown={keepFocus}
      onClick={() => session.takeNone()}
    >
      <span className="label-key">
        <KeyOf command={command} />
      </span>
      <span className="label-title">{command.title}</span>
    </button>
  );
}

/** Finds a label by name: typing anywhere starts it, Enter takes the first, Escape ends it. */
function Search({ session }: { session: LabelSession }) {
  const input = useRef<HTMLInputElement>(null);
  const { query } = session;
  const isSearching = query !== null;
  useEffect(() => {
    if (isSearching) input.current?.focus();
    else input.current?.blur();
  }, [isSearching]);
  return (
    <div className="labels-search">
      <input
        ref={input}
        type="search"
        value={query ?? ""}
        placeholder="Type to find a label"
        aria-label="Find a label"
        onFocus={() => query === null && session.search("")}
        onChange={(event) => session.search(event.currentTarget.value)}
        onBlur={() => query === "" && session.search(null)}
        onKeyDown={(event) => {
          const first = session.found()[0];
          if (event.key === "Enter" && first) session.take(first.label.key);
          else if (event.key === "Escape") session.search(null);
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <kbd aria-hidden>/</kbd>
    </div>
  );
}
