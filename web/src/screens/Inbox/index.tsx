import "./Inbox.css";
import { SegmentedControl, Skeleton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useCommands } from "../../keys/useCommands";
import type { ThreadRow } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Empty } from "../../ui/Empty";
import { Kbd } from "../../ui/Kbd";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { ThreadPanel } from "./ThreadPanel";
import { useThreads, type Which } from "./useThreads";
import { moved, stateOf } from "./words";

const TABS: readonly { value: Which; label: string }[] = [
  { value: "open", label: "Open" },
  { value: "mine", label: "Mine" },
  { value: "all", label: "All" },
];
const whichOf = (value: string | null): Which | undefined => TABS.find((tab) => tab.value === value)?.value;

/** Questions and their answers: what waits stands first. The keys alone are enough. */
export default function Inbox({ slug }: { slug: string }) {
  const home = useHome(slug);
  return (
    <ProjectFrame slug={slug} station={null} notice={null} fill>
      {home.data && <Open slug={slug} usual={home.data.role === "annotator" ? "mine" : "open"} />}
    </ProjectFrame>
  );
}

function Open({ slug, usual }: { slug: string; usual: Which }) {
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const which = whichOf(search.get("which")) ?? usual;
  const open = search.get("thread");
  const inbox = useThreads(slug, { which });
  const rows = inbox.data?.rows ?? [];
  const [cursor, setCursor] = useState(-1);
  const here = open === null ? cursor : rows.findIndex((row) => row.id === open);
  const set = (part: Record<string, string | null>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(part)) {
          if (value === null) next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  const show = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setCursor(index);
    set({ thread: row.id });
  };
  const move = (by: number) => {
    const next = moved(here, by, rows.length);
    if (open === null) setCursor(next);
    else show(next);
  };
  const tab = (value: Which) => {
    setCursor(-1);
    set({ which: value, thread: null });
  };
  useCommands("inbox", [
    { id: "inbox.next", title: "Next thread", keys: ["J", "ArrowDown"], group: "Inbox", run: () => move(1) },
    {
      id: "inbox.before",
      title: "Thread before",
      keys: ["K", "ArrowUp"],
      group: "Inbox",
      run: () => move(-1),
    },
    {
      id: "inbox.open",
      title: "Open the thread",
      keys: ["Enter"],
      group: "Inbox",
      run: () => show(Math.max(0, here)),
      enabled: () => open === null && rows.length > 0,
    },
    ...TABS.map(({ value, label }, index) => ({
      id: `inbox.tab.${value}`,
      title: `Show: ${label.toLowerCase()}`,
      keys: [String(index + 1)],
      group: "Inbox",
      run: () => tab(value),
    })),
    {
      id: "inbox.leave",
      title: "Back to the project",
      keys: ["Escape"],
      group: "Inbox",
      run: () => navigate(`/p/${encodeURIComponent(slug)}`),
      enabled: () => open === null,
    },
  ]);
  return (
    <div className="inbox" data-open={open !== null || undefined}>
      <section className="inbox-list" aria-label="Threads">
        <div className="inbox-head">
          <h1>Inbox</h1>
          <SegmentedControl
            size="xs"
            aria-label="Which threads"
            value={which}
            onChange={(value) => tab(whichOf(value) ?? usual)}
            data={TABS.map(({ value, label }) => ({ value, label }))}
          />
        </div>
        <p className="quiet inbox-keys">
          <Kbd keys="J" /> <Kbd keys="K" /> move · <Kbd keys="Enter" /> open · <Kbd keys="R" /> reply ·{" "}
          <Kbd keys="E" /> resolve
        </p>
        {inbox.isPending && <Skeleton height={240} />}
        {inbox.isError && <ProblemNotice error={inbox.error} onRetry={() => void inbox.refetch()} />}
        {inbox.data && rows.length === 0 && <Nothing which={which} />}
        <ul className="inbox-rows">
          {rows.map((row, index) => (
            <Row
              key={row.id}
              row={row}
              isHere={index === here}
              isOpen={row.id === open}
              onOpen={() => show(index)}
            />
          ))}
        </ul>
      </section>
      {open !== null ? (
        <ThreadPanel
          slug={slug}
          id={open}
          onClose={() => {
            setCursor(here);
            set({ thread: null });
          }}
        />
      ) : (
        <section className="inbox-thread is-empty" aria-label="Thread">
          {rows.length > 0 && <p className="quiet">Choose a thread, or press Enter.</p>}
        </section>
      )}
    </div>
  );
}

function Nothing({ which }: { which: Which }) {
  return (
    <Empty title={which === "open" ? "Nothing is open" : "No threads yet"}>
      Press C at an item to ask about it. Questions and answers stand here.
    </Empty>
  );
}

function Row(props: { row: ThreadRow; isHere: boolean; isOpen: boolean; onOpen: () => void }) {
  const { row } = props;
  const frame = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (props.isHere) frame.current?.scrollIntoView({ block: "nearest" });
  }, [props.isHere]);
  return (
    <li ref={frame} data-here={props.isHere || undefined}>
      <button
        type="button"
        className="inbox-row"
        aria-current={props.isOpen || undefined}
        onClick={props.onOpen}
      >
        <span className="inbox-row-head">
          <span className="inbox-row-about">{row.about}</span>
          <span className="quiet">
            <Ago at={row.last_at} />
          </span>
        </span>
        <span className={row.is_unread ? "inbox-row-text is-unread" : "inbox-row-text"}>
          {row.is_unread && <span className="visually-hidden">New: </span>}
          {row.text}
        </span>
        <span className="quiet">
          {row.is_unread && <i className="inbox-dot" aria-hidden />}
          {row.by} ·{" "}
          <span className={row.status === "waiting" ? "inbox-waits" : undefined}>{stateOf(row)}</span>
        </span>
      </button>
    </li>
  );
}
