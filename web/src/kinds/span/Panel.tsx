import "./span.css";
import { type KeyboardEvent, memo, useEffect, useRef } from "react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { AttributesPanel, Said } from "../parts/AttributesPanel";
import { wordsOf } from "../parts/attributes";
import { LabelList } from "../parts/LabelList";
import { keyAt } from "../parts/LabelSession";
import { countLabels } from "../parts/objectLists";
import { useSession } from "../parts/useSession";
import { BarSwatch } from "./BarSwatch";
import { idsOf, type Span } from "./kernel";
import { countOf, countOfRelations, excerpt } from "./said";
import type { SpanSession } from "./session";

const keepFocus = (event: { preventDefault(): void }) => event.preventDefault();

/** The labels with their keys, and spans and relations as lists for the eye, the keyboard and screen readers. */
export function Panel({ session }: { session: SpanSession }) {
  useSession(session);
  return (
    <div className="span-panel">
      {session.isRelating ? <RelationLabels session={session} /> : <LabelList session={session.labels} />}
      <AttributesPanel session={session} of="span" />
      <Objects session={session} />
    </div>
  );
}

/** Stands in the labels' place while a relation is made or selected, under the same keys. */
function RelationLabels({ session }: { session: SpanSession }) {
  const { relating, selectedRelation, relationLabels } = session;
  return (
    <div className="labels">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a border and a heading */}
      <div role="group" aria-label="Labels of relations">
        {relationLabels.map((label, place) => {
          const keys = keyAt(place);
          const id = place < session.handle.question.labels.length ? "labels" : "span.relation";
          const command = {
            id: id === "labels" ? `labels.${place + 1}` : `span.relation_${place + 1}`,
            keys: keys ? [keys] : [],
          };
          return (
            <button
              key={label.key}
              type="button"
              className="label-row"
              aria-pressed={selectedRelation?.label === label.key}
              aria-keyshortcuts={ariaKeys(command.keys)}
              disabled={relating !== undefined && relating.to === undefined}
              onMouseDown={keepFocus}
              onClick={() => session.takeRelationLabel(place)}
            >
              <span className="label-key">{keys && <KeyOf command={command} />}</span>
              <span className="span-arrow" aria-hidden>
                →
              </span>
              <span className="label-title">{label.title}</span>
            </button>
          );
        })}
      </div>
      <p className="span-aside">{relating ? relatingText(session) : "The relation that you selected."}</p>
    </div>
  );
}

function relatingText(session: SpanSession): string {
  const from = session.span(session.relating?.from);
  const to = session.span(session.relating?.to);
  const start = from ? `From “${excerpt(session.text, from)}”` : "";
  return to ? `${start} to “${excerpt(session.text, to)}”.` : `${start}: choose the other span.`;
}

function Objects({ session }: { session: SpanSession }) {
  const { spans, relations } = session.answer;
  const byId = new Map(session.own.map((command) => [command.id, command]));
  return (
    <section className="span-objects" aria-label="Spans">
      <div className="span-objects-head">
        <h3>
          {countOf(spans.length)}
          {relations.length > 0 && `, ${countOfRelations(relations.length).toLowerCase()}`}
        </h3>
        {spans.length > 0 && (
          <span aria-hidden>
            <KeyOf command={{ id: "span.previous", keys: [","] }} />{" "}
            <KeyOf command={{ id: "span.next", keys: ["."] }} />
          </span>
        )}
      </div>
      {spans.length === 0 ? (
        <p className="span-objects-none">{emptyText(session)}</p>
      ) : (
        <>
          <Counts session={session} />
          <ObjectList session={session} />
        </>
      )}
      {spans.length > 0 && (
        <div className="span-actions">
          <Action session={session} command={byId.get("span.delete")} text="Delete" />
          <Action session={session} command={byId.get("span.edge")} text="Boundary" />
          {session.relationLabels.length > 0 && (
            <Action session={session} command={byId.get("span.relate")} text="Relate" />
          )}
        </div>
      )}
    </section>
  );
}

function emptyText(session: SpanSession): string {
  if (session.picked) return "Give the picked text its label.";
  if (session.isNothing()) return "You said that nothing is here.";
  return session.label === undefined ? "Pick text, then press a label's key." : "Pick text to mark it.";
}

/** How many of each label there are, with the bar that they have in the text. */
function Counts({ session }: { session: SpanSession }) {
  const counts = countLabels(session.answer.spans);
  const labels = [
    ...new Set([...session.handle.question.labels.map((label) => label.key), ...counts.keys()]),
  ];
  return (
    <ul className="span-counts" aria-label="Spans of each label">
      {labels
        .filter((label) => counts.has(label))
        .map((label) => (
          <li key={label} title={session.titleOf(label)}>
            <BarSwatch slot={session.handle.slot(label)} />
            <span className="span-unseen">{session.titleOf(label)}: </span>
            {counts.get(label)}
          </li>
        ))}
    </ul>
  );
}

function Action(props: { session: SpanSession; command: Command | undefined; text: string }) {
  const { session, command, text } = props;
  if (!command) return null;
  return (
    <button
      type="button"
      className="span-action"
      title={command.title}
      disabled={command.enabled?.() === false}
      aria-keyshortcuts={ariaKeys(command.keys)}
      onMouseDown={keepFocus}
      onClick={() => {
        command.run();
        session.surface?.focus();
      }}
    >
      {text} <KeyOf command={command} />
    </button>
  );
}

function ObjectList({ session }: { session: SpanSession }) {
  const list = useRef<HTMLDivElement>(null);
  const { answer, selection, relating, faults } = session;
  const { spans, relations } = answer;
  const current = selection ?? spans[0]?.id;
  const isMarked = (id: string) => id === selection || id === relating?.to || faults?.ids.has(id);
  useEffect(() => {
    const row =
      selection && list.current?.querySelector<HTMLElement>(`[data-object="${CSS.escape(selection)}"]`);
    if (!row) return;
    if (list.current?.contains(document.activeElement)) row.focus({ preventScroll: true });
    return afterPaint(() => row.scrollIntoView({ block: "nearest" }));
  }, [selection]);
  useEffect(
    () => session.hoverChanged.subscribe(() => markHovered(list.current, session.hovered)),
    [session],
  );
  return (
    <>
      <div
        ref={list}
        className="span-list"
        role="listbox"
        aria-label="Spans"
        aria-describedby="span-list-help"
        tabIndex={-1}
        onKeyDown={(event) => listKey(event, session)}
        onPointerLeave={() => session.hover(undefined)}
      >
        {[...Map.groupBy(spans, ({ start }) => Math.floor(start / PART))].map(([part, inPart]) => (
          <Rows
            key={part}
            session={session}
            spans={inPart}
            marked={inPart
              .filter(({ id }) => isMarked(id))
              .map(({ id }) => id)
              .join(" ")}
            current={inPart.some(({ id }) => id === current) ? current : undefined}
          />
        ))}
        {relations.map((relation) => (
          <Row
            key={relation.id}
            session={session}
            id={relation.id}
            words={session.describeRelation(relation)}
            isSelected={relation.id === selection}
            isCurrent={relation.id === current}
            isFaulty={faults?.ids.has(relation.id) === true}
          />
        ))}
      </div>
      <p id="span-list-help" className="span-unseen">
        Up and down choose a span. Enter goes to the text, where Shift and arrows move a boundary.
      </p>
    </>
  );
}

/** Once the frame is drawn, where things lie is known without laying them out for the question. */
function afterPaint(then: () => void): () => void {
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(then);
  });
  return () => cancelAnimationFrame(frame);
}

function markHovered(list: HTMLElement | null, id: string | undefined): void {
  list?.querySelector("[data-hovered]")?.removeAttribute("data-hovered");
  if (id !== undefined)
    list?.querySelector(`[data-object="${CSS.escape(id)}"]`)?.setAttribute("data-hovered", "");
}

/** Keys that the list takes for itself; all others go to the commands. */
function listKey(event: KeyboardEvent, session: SpanSession): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || session.relating) return;
  const ids = idsOf(session.answer);
  const at = session.selection === undefined ? -1 : ids.indexOf(session.selection);
  const goTo = (index: number) => session.select(ids[Math.min(Math.max(index, 0), ids.length - 1)]);
  const actions: Record<string, () => void> = {
    ArrowDown: () => goTo(at + 1),
    ArrowUp: () => goTo(at < 0 ? 0 : at - 1),
    Home: () => goTo(0),
    End: () => goTo(ids.length - 1),
    Enter: () => toText(session),
    " ": () => toText(session),
  };
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

function toText(session: SpanSession): void {
  session.select(session.selection ?? session.answer.spans[0]?.id);
  session.surface?.focus();
}

const PART = 1000; // units of the text whose spans are drawn together

/** The spans that begin in one part of the text. marked: ids of those that look otherwise. */
const Rows = memo(
  function Rows(props: {
    session: SpanSession;
    spans: readonly Span[];
    marked: string;
    current: string | undefined;
  }) {
    const { session, spans, current } = props;
    const { selection, relating, faults } = session;
    return spans.map(({ id, label, start, end, attributes }) => (
      <Row
        key={id}
        session={session}
        id={id}
        label={label}
        start={start}
        end={end}
        said={wordsOf(session.attributes, attributes)}
        isSelected={id === selection || id === relating?.to}
        isCurrent={id === current}
        isFaulty={faults?.ids.has(id) === true}
      />
    ));
  },
  (before, after) =>
    before.session === after.session &&
    before.marked === after.marked &&
    before.current === after.current &&
    before.spans.length === after.spans.length &&
    before.spans.every((span, at) => span === after.spans[at]),
);

interface RowProps {
  session: SpanSession;
  id: string;
  isSelected: boolean;
  isCurrent: boolean;
  isFaulty: boolean;
  /** Of a relation: its words. */
  words?: string;
  /** Of a span: plain values, so that only rows that changed are drawn again. */
  label?: string;
  start?: number;
  end?: number;
  said?: string;
}

const Row = memo(function Row(props: RowProps) {
  const { session, id, label, start = 0, end = 0, said, isSelected, isCurrent, isFaulty } = props;
  const slot = label === undefined ? undefined : session.handle.slot(label);
  const title = label === undefined ? "" : session.titleOf(label);
  const words = props.words ?? excerpt(session.text, { start, end });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list hears the keys
    <div
      className="span-row"
      role="option"
      data-object={id}
      data-faulty={isFaulty || undefined}
      aria-selected={isSelected}
      aria-label={`${title ? `${title}: ` : ""}${words}${said ? `, ${said}` : ""}${isFaulty ? ", must be mended" : ""}`}
      tabIndex={isCurrent ? 0 : -1}
      onPointerEnter={() => session.hover(id)}
      onMouseDown={keepFocus}
      onClick={() => {
        session.choose(id);
        session.surface?.focus();
      }}
    >
      {slot !== undefined && <BarSwatch slot={slot} />}
      <bdi className="span-row-words">{words}</bdi>
      <span className="span-row-title">
        {isFaulty ? `⚠ ${title}` : title}
        <Said words={said} />
      </span>
    </div>
  );
});
