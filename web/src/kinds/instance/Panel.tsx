import "../parts/raster/raster.css";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { counted, thin } from "../../ui/num";
import { AttributesPanel, Said } from "../parts/AttributesPanel";
import { wordsOf } from "../parts/attributes";
import { LabelList } from "../parts/LabelList";
import { AreaSwatch } from "../parts/raster/AreaSwatch";
import { useSession } from "../parts/useSession";
import type { InstanceSession } from "./session";

const ACTIONS = [
  ["raster.another", "Another"],
  ["raster.remove", "Delete"],
  ["raster.merge", "Merge"],
  ["raster.split", "Split"],
] as const;

/** The labels with their keys, and the objects as a list for the eye, the keyboard and screen readers. */
export function Panel({ session }: { session: InstanceSession }) {
  useSession(session);
  const { objects } = session;
  return (
    <div>
      <LabelList session={session.labels} />
      <AttributesPanel session={session} of="object" />
      <section className="raster-side" aria-label="Objects">
        <div className="raster-head">
          <h3>{objects.length ? counted(objects.length, "object") : "No objects"}</h3>
          {objects.length > 0 && (
            <span aria-hidden>
              <KeyOf command={{ id: "raster.previous", keys: [","] }} />{" "}
              <KeyOf command={{ id: "raster.next", keys: ["."] }} />
            </span>
          )}
        </div>
        {objects.length === 0 ? (
          <p className="raster-none">{emptyText(session)}</p>
        ) : (
          <>
            <ObjectList session={session} />
            <div className="raster-actions">
              {ACTIONS.map(([id, text]) => (
                <Action key={id} session={session} id={id} text={text} />
              ))}
            </div>
          </>
        )}
      </section>
    </div>
  );
}

function emptyText(session: InstanceSession): string {
  if (session.isNothing()) return "You said that nothing is here.";
  return session.label === undefined ? "Choose a label, then paint on the picture." : "Paint on the picture.";
}

function Action({ session, id, text }: { session: InstanceSession; id: string; text: string }) {
  const command = session.own.find((each) => each.id === id);
  if (!command) return null;
  return (
    <button
      type="button"
      className="raster-action"
      title={command.title}
      disabled={command.enabled?.() === false}
      aria-keyshortcuts={ariaKeys(command.keys)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        command.run();
        session.viewer?.focus();
      }}
    >
      {text} <KeyOf command={command} />
    </button>
  );
}

function ObjectList({ session }: { session: InstanceSession }) {
  const list = useRef<HTMLDivElement>(null);
  const { objects, selection } = session;
  const current = selection?.id ?? objects[0]?.id;
  useEffect(() => {
    const row =
      selection && list.current?.querySelector<HTMLElement>(`[data-object="${CSS.escape(selection.id)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "nearest" });
    if (list.current?.contains(document.activeElement)) row.focus();
  }, [selection]);
  return (
    <div
      ref={list}
      className="raster-list"
      role="listbox"
      aria-label="Objects"
      aria-describedby="instance-list-help"
      tabIndex={-1}
      onKeyDown={(event) => listKey(event, session)}
    >
      {objects.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys
        <div
          key={one.id}
          className="raster-row"
          role="option"
          data-object={one.id}
          aria-selected={one.id === selection?.id}
          aria-label={session.describe(one)}
          tabIndex={one.id === current ? 0 : -1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            session.select(one.id);
            session.viewer?.focus();
          }}
        >
          <span className="raster-row-size">{index + 1}</span>
          <AreaSwatch slot={session.handle.slot(one.label)} />
          <span className="raster-row-title">
            {session.titleOf(one.label)}
            <Said words={wordsOf(session.attributes, one.attributes)} />
          </span>
          <span className="raster-row-size" title="pixels">
            {thin(session.grid.area(one.number))} px
          </span>
        </div>
      ))}
      <p id="instance-list-help" className="raster-unseen">
        Up and down choose an object. Enter goes to the picture, where arrows move it.
      </p>
    </div>
  );
}

/** Keys that the list takes for itself; all others go to the commands. */
function listKey(event: KeyboardEvent, session: InstanceSession): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { objects, selection } = session;
  const at = objects.findIndex((one) => one.id === selection?.id);
  const goTo = (index: number) =>
    session.select(objects[Math.min(Math.max(index, 0), objects.length - 1)]?.id);
  const actions: Record<string, () => void> = {
    ArrowDown: () => goTo(at + 1),
    ArrowUp: () => goTo(at < 0 ? 0 : at - 1),
    Home: () => goTo(0),
    End: () => goTo(objects.length - 1),
    Enter: () => session.viewer?.focus(),
    " ": () => session.viewer?.focus(),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}
