import "./segment.css";
import { type KeyboardEvent, memo, useEffect, useRef } from "react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { clock } from "../../model/sound";
import { AttributesPanel, Said } from "../parts/AttributesPanel";
import { wordsOf } from "../parts/attributes";
import { LabelList } from "../parts/LabelList";
import { Swatch } from "../parts/Swatch";
import { useSession } from "../parts/useSession";
import type { Segment } from "./kernel";
import type { SegmentSession } from "./session";
import { countOf, HOW } from "./words";

const MOST_TEXT = 10_000;

/** The labels with their keys, the transcript of the selected segment, and all segments as a list. */
export function Panel({ session }: { session: SegmentSession }) {
  useSession(session);
  return (
    <div className="segment-panel">
      <LabelList session={session.labels} />
      <AttributesPanel session={session} of="segment" />
      {session.hasTranscript && <Transcript session={session} />}
      <Objects session={session} />
    </div>
  );
}

/** What is said in the selected segment. Its place stays, so that nothing jumps. */
function Transcript({ session }: { session: SegmentSession }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { selected } = session;
  useEffect(() => session.writing.subscribe(() => queueMicrotask(() => field.current?.focus())), [session]);
  const number = session.numbered().find(({ segment }) => segment.id === selected?.id)?.number;
  const toStage = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    field.current?.blur();
    session.deck?.focus();
  };
  return (
    <label className="segment-transcript">
      <span className="segment-transcript-head">
        <span>{selected ? `What is said in ${number}` : "What is said"}</span>
        <KeyOf command={{ id: "segment.write", keys: ["T"] }} />
      </span>
      <textarea
        ref={field}
        dir="auto"
        rows={3}
        maxLength={MOST_TEXT}
        disabled={!selected}
        placeholder={selected ? "" : "Select a segment first."}
        value={selected?.text ?? ""}
        onKeyDown={toStage}
        onChange={(event) => selected && session.write(selected.id, event.currentTarget.value)}
      />
      <span className="segment-transcript-foot" aria-hidden>
        <span>
          <KeyOf command={{ id: "segment.play_segment", keys: ["Mod+Space"] }} /> hear it
        </span>
        <span>
          <KeyOf command={{ id: "segment.write_next", keys: ["Mod+Enter"] }} /> next
        </span>
      </span>
    </label>
  );
}

function Objects({ session }: { session: SegmentSession }) {
  const { segments } = session;
  const byId = new Map(session.own.map((command) => [command.id, command]));
  return (
    <section className="segment-objects" aria-label="Segments">
      <div className="segment-objects-head">
        <h3>{countOf(segments.length)}</h3>
        {segments.length > 0 && (
          <span aria-hidden>
            <KeyOf command={{ id: "segment.previous", keys: [","] }} />{" "}
            <KeyOf command={{ id: "segment.next", keys: ["."] }} />
          </span>
        )}
      </div>
      {segments.length === 0 ? (
        <p className="segment-objects-none">{emptyText(session)}</p>
      ) : (
        <ObjectList session={session} />
      )}
      <div className="segment-actions">
        {segments.length > 0 && (
          <>
            <Action session={session} command={byId.get("segment.play_segment")} text="Play it" />
            <Action session={session} command={byId.get("segment.delete")} text="Delete" />
            <Action session={session} command={byId.get("segment.duplicate")} text="Duplicate" />
          </>
        )}
        {segments.length === 0 && session.canCopyPrevious() && (
          <Action
            session={session}
            command={byId.get("segment.copy_previous")}
            text="Copy from the item before"
          />
        )}
      </div>
    </section>
  );
}

function emptyText(session: SegmentSession): string {
  if (session.pending) return "Give the marked stretch its label.";
  if (session.isNothing()) return "You said that nothing is here.";
  return session.label === undefined ? "Choose a label, then mark the recording." : HOW;
}

function Action(props: { session: SegmentSession; command: Command | undefined; text: string }) {
  const { session, command, text } = props;
  if (!command) return null;
  return (
    <button
      type="button"
      className="segment-action"
      disabled={command.enabled?.() === false}
      aria-keyshortcuts={ariaKeys(command.keys)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        command.run();
        session.deck?.focus();
      }}
    >
      {text} <KeyOf command={command} />
    </button>
  );
}

function ObjectList({ session }: { session: SegmentSession }) {
  const list = useRef<HTMLDivElement>(null);
  const { selection, faults } = session;
  const numbered = session.numbered();
  const current = selection?.id ?? numbered[0]?.segment.id;
  useEffect(() => {
    const row =
      selection && list.current?.querySelector<HTMLElement>(`[data-segment="${CSS.escape(selection.id)}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "nearest" });
    if (list.current?.contains(document.activeElement)) row.focus();
  }, [selection]);
  return (
    <>
      <div
        ref={list}
        className="segment-list"
        role="listbox"
        aria-label="Segments"
        aria-describedby="segment-list-help"
        tabIndex={-1}
        onKeyDown={(event) => listKey(event, session)}
        onPointerLeave={() => session.hover(undefined)}
      >
        {numbered.map(({ segment, number }) => (
          <Row
            key={segment.id}
            session={session}
            segment={segment}
            number={number}
            fault={faults.get(segment.id)}
            isSelected={segment.id === selection?.id}
            isHovered={segment.id === session.hovered}
            isCurrent={segment.id === current}
          />
        ))}
      </div>
      <p id="segment-list-help" className="segment-hidden">
        Up and down choose a segment. Enter goes to the recording, where arrows move the start and Alt with
        arrows the end.
      </p>
    </>
  );
}

/** Keys that the list takes for itself; all others go to the commands. */
function listKey(event: KeyboardEvent, session: SegmentSession): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const all = session.numbered().map(({ segment }) => segment);
  const at = all.findIndex((segment) => segment.id === session.selection?.id);
  const goTo = (index: number) => session.select(all[Math.min(Math.max(index, 0), all.length - 1)]?.id);
  const actions: Record<string, () => void> = {
    ArrowDown: () => goTo(at + 1),
    ArrowUp: () => goTo(at < 0 ? 0 : at - 1),
    Home: () => goTo(0),
    End: () => goTo(all.length - 1),
    Enter: () => {
      if (!session.chosen) goTo(Math.max(at, 0));
      session.deck?.focus();
    },
    " ": () => session.playSelected(),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

interface RowProps {
  session: SegmentSession;
  segment: Segment;
  number: number;
  fault: string | undefined;
  isSelected: boolean;
  isHovered: boolean;
  isCurrent: boolean;
}

const Row = memo(function Row(props: RowProps) {
  const { session, segment, number, fault, isSelected, isHovered, isCurrent } = props;
  const title = session.titleOf(segment.label);
  const spoken = segment.text ? `. ${segment.text}` : "";
  const said = wordsOf(session.attributes, segment.attributes);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys
    <div
      className="segment-row"
      role="option"
      data-segment={segment.id}
      data-hovered={isHovered || undefined}
      data-faulty={fault !== undefined || undefined}
      aria-selected={isSelected}
      aria-label={`${session.inWords(segment)}${spoken}${fault ? `. ${fault}` : ""}`}
      tabIndex={isCurrent ? 0 : -1}
      onPointerEnter={() => session.hover(segment.id)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        session.select(segment.id);
        session.deck?.focus();
      }}
    >
      <span className="segment-row-number">{number}</span>
      <Swatch slot={session.handle.slot(segment.label)} />
      <span className="segment-row-title">
        {title}
        <Said words={said} />
      </span>
      <span className="segment-row-time">
        {clock(segment.start, 2)}–{clock(segment.end, 2)}
      </span>
      {segment.text && (
        <span className="segment-row-text" dir="auto">
          {segment.text}
        </span>
      )}
      {fault && <span className="segment-row-fault">! {fault}</span>}
    </div>
  );
});
