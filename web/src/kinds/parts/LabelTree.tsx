import "./LabelTree.css";
import { IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import type { LabelOut } from "../types";
import { NoneRow } from "./LabelList";
import type { LabelSession } from "./LabelSession";
import { type Row, rowsOf, trail } from "./labelTree";
import { Swatch } from "./Swatch";
import { useSession } from "./useSession";

const MOST_FOUND = 50;

/** A click must not take the keyboard away from the item. */
const keepFocus = (event: MouseEvent) => event.preventDefault();

/** Hundreds of labels: those used lately with keys, a search that takes a few letters, and a tree to browse. */
export function LabelTree({ session }: { session: LabelSession }) {
  useSession(session);
  const tree = useRef<HTMLDivElement>(null);
  const isFinding = (session.query ?? "").trim() !== "";
  const browse = () => tree.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
  return (
    <div className="label-tree">
      <Chosen session={session} />
      <Finder session={session} onBrowse={browse} />
      {isFinding ? (
        <FoundList session={session} />
      ) : (
        <>
          <Recent session={session} />
          <Tree session={session} frame={tree} />
        </>
      )}
      {session.noneCommand && <NoneRow session={session} />}
    </div>
  );
}

/** What is chosen so far, which a closed group may hide. */
function Chosen({ session }: { session: LabelSession }) {
  const chosen = session.labels.filter((label) => session.isChosen(label.key));
  return (
    <div className="tree-chosen">
      {chosen.length === 0 && <span>Nothing chosen yet</span>}
      {chosen.map((label) => (
        <button
          key={label.key}
          type="button"
          className="tree-chip"
          aria-pressed
          title={trail(label)}
          onMouseDown={keepFocus}
          onClick={() => session.take(label.key)}
        >
          <Swatch slot={session.handle.slot(label.key)} /> {label.title}
        </button>
      ))}
    </div>
  );
}

/** Finds labels by title, group or definition. */
function Finder({ session, onBrowse }: { session: LabelSession; onBrowse: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const { query } = session;
  const isSearching = query !== null;
  const isFinding = (query ?? "").trim() !== "";
  useEffect(() => {
    if (isSearching) input.current?.focus();
    else if (document.activeElement === input.current) input.current?.blur();
  }, [isSearching]);
  const keys = (event: KeyboardEvent) => {
    const found = session.found()[session.place];
    if (event.key === "ArrowDown") isFinding ? session.walk(1) : onBrowse();
    else if (event.key === "ArrowUp") session.walk(-1);
    else if (event.key === "Enter" && isFinding && found) session.take(found.label.key);
    else if (event.key === "Escape") session.search(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="labels-search">
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-expanded={isFinding}
        aria-controls={`${id}-found`}
        aria-activedescendant={isFinding ? `found-${session.place}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        value={query ?? ""}
        placeholder={`Type to find one of ${session.labels.length}`}
        aria-label="Find a label"
        onFocus={() => query === null && session.search("")}
        onChange={(event) => session.search(event.currentTarget.value)}
        onBlur={() => query === "" && session.search(null)}
        onKeyDown={keys}
      />
      <kbd aria-hidden>/</kbd>
    </div>
  );
}

function FoundList({ session }: { session: LabelSession }) {
  const frame = useRef<HTMLDivElement>(null);
  const found = session.found();
  const { place } = session;
  useEffect(() => {
    frame.current?.querySelector(`#found-${place}`)?.scrollIntoView({ block: "nearest" });
  }, [place]);
  return (
    <>
      <div ref={frame} className="tree-found" role="listbox" aria-label="Labels found">
        {found.slice(0, Math.max(MOST_FOUND, place + 1)).map(({ label }, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus
          <div
            key={label.key}
            id={`found-${at}`}
            role="option"
            aria-selected={at === place}
            className="tree-row is-found"
            data-chosen={session.isChosen(label.key) || undefined}
            onMouseDown={keepFocus}
            onClick={() => session.take(label.key)}
            onPointerEnter={() => session.look(label.key)}
          >
            <Swatch slot={session.handle.slot(label.key)} />
            <span className="tree-text">
              <span>{label.title}</span>
              <Aside label={label} />
            </span>
            {at === place && <kbd aria-hidden>↵</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="labels-none">No label has that in its name or definition.</p>}
      {found.length > MOST_FOUND && (
        <p className="labels-none">{found.length - MOST_FOUND} more: type on to narrow them down.</p>
      )}
    </>
  );
}

function Aside({ label }: { label: LabelOut }) {
  const way = trail(label);
  if (way === "" && label.definition === "") return null;
  return (
    <small>
      {way}
      {way !== "" && label.definition !== "" && ": "}
      {label.definition}
    </small>
  );
}

/** Labels used lately. Each keeps its key until another takes its place. */
function Recent({ session }: { session: LabelSession }) {
  const places = session.recent();
  if (places.every((key) => key === undefined)) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a second heading
    <div className="tree-recent" role="group" aria-label="Used lately">
      {places.map((key, place) => {
        const label = session.labels.find((each) => each.key === key);
        const command = session.recentCommandAt(place);
        if (!label || !command) return null;
        return (
          <button
            key={label.key}
            type="button"
            className="tree-row"
            aria-pressed={session.isChosen(label.key)}
            aria-keyshortcuts={ariaKeys(command.keys)}
            title={trail(label)}
            onMouseDown={keepFocus}
            onClick={() => session.take(label.key)}
            onPointerEnter={() => session.look(label.key)}
            onPointerLeave={() => session.look(undefined)}
          >
            <span className="label-key">
              <KeyOf command={command} />
            </span>
            <Swatch slot={session.handle.slot(label.key)} />
            <span className="tree-title">{label.title}</span>
          </button>
        );
      })}
    </div>
  );
}

const nameOf = (row: Row): string => (row.kind === "group" ? `group ${row.name}` : `label ${row.label.key}`);

/** All labels in their groups. Arrows walk, right opens, left closes, Enter takes. */
function Tree(props: { session: LabelSession; frame: React.RefObject<HTMLDivElement | null> }) {
  const { session, frame } = props;
  const rows = rowsOf(session.labels, session.openGroups);
  const [at, setAt] = useState("");
  const here = rows.some((row) => nameOf(row) === at) ? at : rows[0] && nameOf(rows[0]);
  const go = (place: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
    if (!row) return;
    setAt(nameOf(row));
    frame.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[rows.indexOf(row)]?.focus();
  };
  const act = (row: Row) => {
    if (row.kind === "label") session.take(row.label.key);
    else toggle(session, row, !row.isOpen);
  };
  const keys = (event: KeyboardEvent) => {
    const place = rows.findIndex((row) => nameOf(row) === here);
    const row = rows[place];
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown") go(place + 1);
    else if (event.key === "ArrowUp") go(place - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "Enter" || event.key === " ") act(row);
    else if (event.key === "ArrowRight" && row.kind === "group")
      row.isOpen ? go(place + 1) : toggle(session, row, true);
    else if (event.key === "ArrowLeft" && row.kind === "group" && row.isOpen) toggle(session, row, false);
    else if (event.key === "ArrowLeft") go(parentOf(rows, place));
    else if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={frame} className="tree" role="tree" aria-label="All labels" onKeyDown={keys}>
      {rows.map((row) => (
        <TreeRow
          key={nameOf(row)}
          session={session}
          row={row}
          isHere={nameOf(row) === here}
          onAct={() => act(row)}
          onFocus={() => setAt(nameOf(row))}
        />
      ))}
    </div>
  );
}

/** Opened groups are remembered; in small trees, which stand open, those that were closed. */
function toggle(session: LabelSession, row: Row & { kind: "group" }, isOpen: boolean): void {
  const isMarked = session.openGroups.has(row.name);
  if (row.isOpen !== isOpen) session.toggleGroup(row.name, !isMarked);
}

function parentOf(rows: readonly Row[], place: number): number {
  const depth = rows[place]?.depth ?? 1;
  for (let at = place - 1; at >= 0; at -= 1) if ((rows[at]?.depth ?? 1) < depth) return at;
  return place;
}

function TreeRow(props: {
  session: LabelSession;
  row: Row;
  isHere: boolean;
  onAct: () => void;
  onFocus: () => void;
}) {
  const { session, row, isHere, onAct, onFocus } = props;
  const isGroup = row.kind === "group";
  const key = isGroup ? undefined : row.label.key;
  const isChosen = key !== undefined && session.isChosen(key);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      role="treeitem"
      aria-level={row.depth}
      aria-expanded={isGroup ? row.isOpen : undefined}
      aria-selected={isGroup ? undefined : isChosen}
      tabIndex={isHere ? 0 : -1}
      className="tree-row"
      data-group={isGroup || undefined}
      style={{ paddingLeft: `${(row.depth - 1) * 16 + 6}px` }}
      onMouseDown={keepFocus}
      onClick={onAct}
      onFocus={() => {
        onFocus();
        session.look(key);
      }}
      onBlur={() => session.look(undefined)}
      onPointerEnter={() => session.look(key)}
      onPointerLeave={() => session.look(undefined)}
    >
      {isGroup ? (
        <>
          <IconChevronRight size={15} aria-hidden />
          <span className="tree-title">{row.title}</span>
          <span className="tree-n">{row.n}</span>
        </>
      ) : (
        <>
          <Swatch slot={session.handle.slot(row.label.key)} />
          <span className="tree-title">{row.label.title}</span>
        </>
      )}
    </div>
  );
}
