import "./Inbox.css";
import { NativeSelect, Skeleton } from "@mantine/core";
import { type RefObject, useState } from "react";
import { Link } from "wouter";
import type { NewThread, ThreadRow } from "../../model/api.gen";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Compose } from "./Compose";
import { Messages } from "./Messages";
import { type Talk, useTalk, useThread, useThreads } from "./useThreads";
import { stateOf } from "./words";

export interface Target {
  readonly label: string;
  readonly body: Omit<NewThread, "text">;
}

/** The threads on one item, or on the guideline, and a field that begins another. */
export function Threads(props: {
  slug: string;
  query: { item: string } | { target: "guideline" };
  targets: readonly Target[];
  field: RefObject<HTMLTextAreaElement | null>;
  verb: string;
  placeholder: string;
}) {
  const { slug, targets } = props;
  const found = useThreads(slug, { which: "all", ...props.query });
  const talk = useTalk(slug);
  const [at, setAt] = useState(0);
  const target = targets[at] ?? targets[0];
  return (
    <>
      {found.isPending && <Skeleton height={40} mb={8} />}
      {found.isError && <ProblemNotice error={found.error} />}
      {found.data?.rows.map((row) => (
        <One key={row.id} slug={slug} row={row} talk={talk} />
      ))}
      {target && (
        <>
          {targets.length > 1 && (
            <NativeSelect
              size="xs"
              mb={6}
              aria-label="About"
              value={at}
              onChange={(event) => setAt(Number(event.currentTarget.value))}
              data={targets.map(({ label }, index) => ({ value: String(index), label }))}
            />
          )}
          <Compose
            label={props.placeholder}
            verb={props.verb}
            placeholder={props.placeholder}
            isBusy={talk.start.isPending}
            error={talk.start.error}
            field={props.field}
            onSend={(text) => talk.start.mutateAsync({ ...target.body, text })}
          />
        </>
      )}
    </>
  );
}

/** A thread in a line; open, all that was said in it. */
function One({ slug, row, talk }: { slug: string; row: ThreadRow; talk: Talk }) {
  const [isOpen, setIsOpen] = useState(row.status !== "resolved");
  return (
    <details className="talk-fold" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        <span className="talk-fold-text">{row.text}</span> <span className="quiet">{stateOf(row)}</span>
        {row.section !== null && (
          <span className="quiet">
            {" "}
            · {row.about}
            {row.section_is_gone && ", a heading that is gone"}
          </span>
        )}
      </summary>
      {isOpen && <Inside slug={slug} id={row.id} talk={talk} />}
    </details>
  );
}

function Inside({ slug, id, talk }: { slug: string; id: string; talk: Talk }) {
  const thread = useThread(slug, id);
  if (thread.isError) return <ProblemNotice error={thread.error} />;
  if (!thread.data) return <Skeleton height={40} />;
  return (
    <>
      <Messages slug={slug} thread={thread.data} talk={talk} />
      <p className="talk-link">
        <Link href={`/p/${encodeURIComponent(slug)}/inbox?which=all&thread=${id}`}>
          {thread.data.may_reply ? "Reply in the inbox" : "Open in the inbox"}
        </Link>
      </p>
    </>
  );
}
