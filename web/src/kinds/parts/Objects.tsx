import "./objects.css";
import { type KeyboardEvent, memo, useEffect, useId, useRef } from "react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { Said } from "./AttributesPanel";
import { wordsOf } from "./attributes";
import { LineSwatch } from "./LineSwatch";
import type { ObjectSession } from "./ObjectSession";
import { countLabels, type DrawnObject } from "./objectLists";

/** The objects as a list for the eye, the keyboard and screen readers. help: how the picture's keys work. */
export function Objects({ session, help }: { session: ObjectSession; help: string }) {
  const { objects, noun } = session;
  const byId = new Map(session.own.map((command) => [command.id, command]));
  const copy = byId.get(`${noun.id}.copy_previous`);
  return (
    <section className="objects" aria-label={capital(noun.many)}>
      <div className="objects-head">
        <h3>{session.countOf(objects.length)}</h3>
        {objects.length > 0 && (
          <span aria-hidden>
            <KeyOf command={{ id: `${noun.id}.previous`, keys: [","] }} />{" "}
            <KeyOf command={{ id: `${noun.id}.next`, keys: ["."] }} />
          </span>
        )}
      </div>
      {objects.length === 0 ? (
        <p className="objects-none">{emptyText(session)}</p>
      ) : (
        <>
          <Counts session={session} />
          <ObjectList session={session} help={help} />
        </>
      )}
      <div className="objects-actions">
        {objects.length > 0 && (
          <Action session={session} command={byId.get(`${noun.id}.delete`)} text="Delete" />
        )}
        {objects.length > 0 && (
          <Action session={session} command={byId.get(`${noun.id}.duplicate`)} text="Duplicate" />
        )}
        {session.canCopyPrevious() && objects.length === 0 && (
          <Action session={session} command={copy} text="Copy from the item before" />
        )}
      </div>
    </section>
  );
}

function emptyText(session: ObjectSession): string {
  if (session.hasPending()) return `Give the drawn ${session.noun.one} its label.`;
  if (session.isNothing()) return "You said that nothing is here.";
  return session.label === undefined ? "Choose a label, then draw on the picture." : "Draw on the picture.";
}

/** How many of each label there are, with the line that they have on the picture. */
function Counts({ session }: { session: ObjectSession }) {
  const counts = countLabels(session.objects);
  const labels = [
    ...new Set([...session.handle.question.labels.map((label) => label.key), ...counts.keys()]),
  ];
  return (
    <ul className="objects-counts" aria-label={`${capital(session.noun.many)} of each label`}>
      {labels
        .filter((label) => counts.has(label))
        .map((label) => (
          <li key={label} title={session.titleOf(label)}>
            <LineSwatch slot={session.handle.slot(label)} />
            <span className="objects-unseen">{session.titleOf(label)}: </span>
            {counts.get(label)}
          </li>
        ))}
    </ul>
  );
}

function Action(props: { session: ObjectSession; command: Command | undefined; text: string }) {
  const { session, command, text } = props;
  if (!command) return null;
  return (
    <button
      type="button"
      className="objects-action"
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

function ObjectList({ session, help }: { session: ObjectSession; help: string }) {
  const helpId = useId();
  const list = useRef<HTMLDivElement>(null);
  const { objects, selection } = session;
  const current = selection?.id ?? objects[0]?.id;
  const faulty = new Set(session.faulty());
  useEffect(() => {
    const row =
      selection && list.current?.querySelector<HTMLElement>(`[data-object="${CSS.escape(selection.id)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "nearest" });
    if (list.current?.contains(document.activeElement)) row.focus();
  }, [selection]);
  useEffect(
    () => session.hoverChanged.subscribe(() => markHovered(list.current, session.hovered)),
    [session],
  );
  return (
    <>
      <div
        ref={list}
        className="objects-list"
        role="listbox"
        aria-label={capital(session.noun.many)}
        aria-describedby={helpId}
        tabIndex={-1}
        onKeyDown={(event) => listKey(event, session)}
        onPointerLeave={() => session.hover(undefined)}
      >
        {objects.map((thing, index) => (
          <Row
            key={thing.id}
            session={session}
            thing={thing}
            number={index + 1}
            isSelected={thing.id === selection?.id}
            isCurrent={thing.id === current}
            isFaulty={faulty.has(thing)}
          />
        ))}
      </div>
      <p id={helpId} className="objects-unseen">
        Up and down choose a {session.noun.one}. Enter goes to the picture. {help}
      </p>
    </>
  );
}

function markHovered(list: HTMLElement | null, id: string | undefined): void {
  list?.querySelector("[data-hovered]")?.removeAttribute("data-hovered");
  if (id !== undefined)
    list?.querySelector(`[data-object="${CSS.escape(id)}"]`)?.setAttribute("data-hovered", "");
}

/** Keys that the list takes for itself; all others go to the commands. */
function listKey(event: KeyboardEvent, session: ObjectSession): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { objects, selection } = session;
  const at = objects.findIndex((thing) => thing.id === selection?.id);
  const goTo = (index: number) =>
    session.select(objects[Math.min(Math.max(index, 0), objects.length - 1)]?.id);
  const actions: Record<string, () => void> = {
    ArrowDown: () => goTo(at + 1),
    ArrowUp: () => goTo(at < 0 ? 0 : at - 1),
    Home: () => goTo(0),
    End: () => goTo(objects.length - 1),
    Enter: () => toPicture(session),
    " ": () => toPicture(session),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

function toPicture(session: ObjectSession): void {
  if (!session.selection?.isChosen) session.select(session.selection?.id ?? session.objects[0]?.id);
  session.viewer?.focus();
}

interface RowProps {
  session: ObjectSession;
  thing: DrawnObject;
  number: number;
  isSelected: boolean;
  isCurrent: boolean;
  isFaulty: boolean;
}

const Row = memo(function Row(props: RowProps) {
  const { session, thing, number, isSelected, isCurrent, isFaulty } = props;
  const title = session.titleOf(thing.label);
  const said = [session.noteOf(thing), wordsOf(session.attributes, thing.attributes)]
    .filter(Boolean)
    .join(", ");
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys
    <div
      className="objects-row"
      role="option"
      data-object={thing.id}
      aria-selected={isSelected}
      aria-label={session.inWords(thing)}
      tabIndex={isCurrent ? 0 : -1}
      onPointerEnter={() => session.hover(thing.id)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        session.select(thing.id);
        session.viewer?.focus();
      }}
    >
      <span className="objects-row-number">{number}</span>
      <LineSwatch slot={session.handle.slot(thing.label)} />
      <span className="objects-row-title">
        {title}
        <Said words={said} />
        {isFaulty && <em> cannot be sent</em>}
      </span>
      <span className="objects-row-size">{session.sizeOf(thing)}</span>
    </div>
  );
});

/** "boxes" at the beginning of a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
