import "./box.css";
import { type KeyboardEvent, memo, useEffect, useRef } from "react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { LabelList } from "../parts/LabelList";
import { useSession } from "../parts/useSession";
import { type Box, countLabels, describe } from "./kernel";
import { LineSwatch } from "./LineSwatch";
import type { BoxSession } from "./session";
import { countOf } from "./words";

/** The labels with their keys, and the boxes as a list for the eye, the keyboard and screen readers. */
export function Panel({ session }: { session: BoxSession }) {
  useSession(session);
  return (
    <div className="box-panel">
      <LabelList session={session.labels} />
      <Objects session={session} />
    </div>
  );
}

function Objects({ session }: { session: BoxSession }) {
  const { boxes } = session;
  const byId = new Map(session.own.map((command) => [command.id, command]));
  const copy = byId.get("box.copy_previous");
  return (
    <section className="box-objects" aria-label="Boxes">
      <div className="box-objects-head">
        <h3>{countOf(boxes.length)}</h3>
        {boxes.length > 0 && (
          <span aria-hidden>
            <KeyOf command={{ id: "box.previous", keys: [","] }} />{" "}
            <KeyOf command={{ id: "box.next", keys: ["."] }} />
          </span>
        )}
      </div>
      {boxes.length === 0 ? (
        <p className="box-objects-none">{emptyText(session)}</p>
      ) : (
        <>
          <Counts session={session} />
          <ObjectList session={session} />
        </>
      )}
      <div className="box-actions">
        {boxes.length > 0 && <Action session={session} command={byId.get("box.delete")} text="Delete" />}
        {boxes.length > 0 && (
          <Action session={session} command={byId.get("box.duplicate")} text="Duplicate" />
        )}
        {session.canCopyPrevious() && boxes.length === 0 && (
          <Action session={session} command={copy} text="Copy from the item before" />
        )}
      </div>
    </section>
  );
}

function emptyText(session: BoxSession): string {
  if (session.pending) return "Give the drawn box its label.";
  if (session.isNothing()) return "You said that nothing is here.";
  return session.label === undefined ? "Choose a label, then draw on the picture." : "Draw on the picture.";
}

/** How many of each label there are, with the line that they have on the picture. */
function Counts({ session }: { session: BoxSession }) {
  const counts = countLabels(session.boxes);
  const labels = [
    ...new Set([...session.handle.question.labels.map((label) => label.key), ...counts.keys()]),
  ];
  return (
    <ul className="box-counts" aria-label="Boxes of each label">
      {labels
        .filter((label) => counts.has(label))
        .map((label) => (
          <li key={label} title={session.titleOf(label)}>
            <LineSwatch slot={session.handle.slot(label)} />
            <span className="box-hidden">{session.titleOf(label)}: </span>
            {counts.get(label)}
          </li>
        ))}
    </ul>
  );
}

function Action(props: { session: BoxSession; command: Command | undefined; text: string }) {
  const { session, command, text } = props;
  if (!command) return null;
  return (
    <button
      type="button"
      className="box-action"
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

function ObjectList({ session }: { session: BoxSession }) {
  const list = useRef<HTMLDivElement>(null);
  const { boxes, selection } = session;
  const current = selection?.id ?? boxes[0]?.id;
  useEffect(() => {
    const row =
      selection && list.current?.querySelector<HTMLElement>(`[data-box="${CSS.escape(selection.id)}"]`);
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
        className="box-list"
        role="listbox"
        aria-label="Boxes"
        aria-describedby="box-list-help"
        tabIndex={-1}
        onKeyDown={(event) => listKey(event, session)}
        onPointerLeave={() => session.hover(undefined)}
      >
        {boxes.map((box, index) => (
          <Row
            key={box.id}
            session={session}
            box={box}
            number={index + 1}
            isSelected={box.id === selection?.id}
            isCurrent={box.id === current}
          />
        ))}
      </div>
      <p id="box-list-help" className="box-hidden">
        Up and down choose a box. Enter goes to the picture, where arrows move the box and Alt with arrows
        resizes it.
      </p>
    </>
  );
}

function markHovered(list: HTMLElement | null, id: string | undefined): void {
  list?.querySelector("[data-hovered]")?.removeAttribute("data-hovered");
  if (id !== undefined)
    list?.querySelector(`[data-box="${CSS.escape(id)}"]`)?.setAttribute("data-hovered", "");
}

/** Keys that the list takes for itself; all others go to the commands. */
function listKey(event: KeyboardEvent, session: BoxSession): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { boxes, selection } = session;
  const at = boxes.findIndex((box) => box.id === selection?.id);
  const goTo = (index: number) => session.select(boxes[Math.min(Math.max(index, 0), boxes.length - 1)]?.id);
  const actions: Record<string, () => void> = {
    ArrowDown: () => goTo(at + 1),
    ArrowUp: () => goTo(at < 0 ? 0 : at - 1),
    Home: () => goTo(0),
    End: () => goTo(boxes.length - 1),
    Enter: () => toPicture(session),
    " ": () => toPicture(session),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

function toPicture(session: BoxSession): void {
  if (!session.selection?.isChosen) session.select(session.selection?.id ?? session.boxes[0]?.id);
  session.viewer?.focus();
}

interface RowProps {
  session: BoxSession;
  box: Box;
  number: number;
  isSelected: boolean;
  isCurrent: boolean;
}

const Row = memo(function Row({ session, box, number, isSelected, isCurrent }: RowProps) {
  const title = session.titleOf(box.label);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys
    <div
      className="box-row"
      role="option"
      data-box={box.id}
      aria-selected={isSelected}
      aria-label={describe(title, box)}
      tabIndex={isCurrent ? 0 : -1}
      onPointerEnter={() => session.hover(box.id)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        session.select(box.id);
        session.viewer?.focus();
      }}
    >
      <span className="box-row-number">{number}</span>
      <LineSwatch slot={session.handle.slot(box.label)} />
      <span className="box-row-title">{title}</span>
      <span className="box-row-size">
        {Math.round(box.width)} × {Math.round(box.height)}
      </span>
    </div>
  );
});
