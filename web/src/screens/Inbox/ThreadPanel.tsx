import { Button, Skeleton } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { ThreadOut } from "../../model/api.gen";
import { ItemView } from "../../ui/ItemView";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Compose } from "./Compose";
import { Messages } from "./Messages";
import { useTalk, useThread } from "./useThreads";

/** One thread, to read and to answer. Opening it marks it as read. */
export function ThreadPanel(props: { slug: string; id: string; onClose: () => void }) {
  const { slug, id } = props;
  const thread = useThread(slug, id);
  if (thread.isError) {
    return (
      <section className="inbox-thread" aria-label="Thread">
        <ProblemNotice error={thread.error} onRetry={() => void thread.refetch()} />
      </section>
    );
  }
  if (!thread.data) {
    return (
      <section className="inbox-thread" aria-label="Thread" aria-busy="true">
        <Skeleton height={22} width="60%" mb={16} />
        <Skeleton height={80} />
      </section>
    );
  }
  return <Open key={id} slug={slug} thread={thread.data} onClose={props.onClose} />;
}

function Open(props: { slug: string; thread: ThreadOut; onClose: () => void }) {
  const { slug, thread } = props;
  const { row } = thread;
  const talk = useTalk(slug);
  const [, navigate] = useLocation();
  const field = useRef<HTMLTextAreaElement>(null);
  const path = `/p/${encodeURIComponent(slug)}`;
  const { mutate: read } = talk.read;
  const isResolved = row.status === "resolved";
  useEffect(() => {
    if (row.is_unread) read(row.id);
  }, [read, row.id, row.is_unread]);
  const commands = {
    reply: command("inbox.reply", "Reply", "R", () => field.current?.focus(), thread.may_reply),
    resolve: command(
      "inbox.resolve",
      isResolved ? "Open it again" : "Resolve",
      "E",
      () => talk.resolve.mutate({ id: row.id, isResolved: !isResolved }),
      thread.may_resolve,
    ),
    amend: command(
      "inbox.amend",
      "Amend the guideline",
      "A",
      () => navigate(`${path}/guideline?edit&thread=${row.id}`),
      thread.may_amend,
    ),
    share: command(
      "inbox.share",
      row.is_shared ? "Share no longer" : "Share with who answered it",
      "S",
      () => talk.share.mutate({ id: row.id, isShared: !row.is_shared }),
      thread.may_share,
    ),
    close: command("inbox.close", "Back to the list", "Escape", props.onClose, true),
  };
  useCommands("inbox.thread", Object.values(commands));
  const failed = talk.resolve.error ?? talk.share.error;
  return (
    <section className="inbox-thread" aria-label="Thread">
      <div className="inbox-about">
        <About slug={slug} thread={thread} />
        {thread.item && <ItemView item={thread.item} />}
      </div>
      <Messages slug={slug} thread={thread} talk={talk} />
      {failed !== null && <ProblemNotice error={failed} />}
      {thread.may_reply && (
        <Compose
          label="Your reply"
          verb="Reply"
          placeholder="Write a reply"
          isBusy={talk.reply.isPending}
          error={talk.reply.error}
          field={field}
          onSend={(text) => talk.reply.mutateAsync({ id: row.id, text })}
        />
      )}
      <div className="row inbox-deeds">
        {[commands.resolve, commands.amend, commands.share]
          .filter((each) => each.enabled())
          .map((each) => (
            <Button
              key={each.id}
              size="xs"
              variant="default"
              onClick={each.run}
              rightSection={<KeyOf command={each} />}
            >
              {each.title}
            </Button>
          ))}
      </div>
      {thread.may_share && (
        <p className="quiet">
          Only who asked and the leads read this
          {row.is_shared ? ", and annotators who have answered the item" : ""}.
        </p>
      )}
    </section>
  );
}

const command = (id: string, title: string, key: string, run: () => void, isOn: boolean) =>
  ({ id, title, keys: [key], group: "Inbox", run, enabled: () => isOn }) satisfies Command;

/** What the thread is on, with the door to it. */
function About({ slug, thread }: { slug: string; thread: ThreadOut }) {
  const { row } = thread;
  const path = `/p/${encodeURIComponent(slug)}`;
  if (row.target === "guideline") {
    return row.section_is_gone ? (
      <h2>
        {row.about} <span className="quiet">The heading is gone from the newest version.</span>
      </h2>
    ) : (
      <h2>
        <Link href={`${path}/guideline${row.section ? `#${row.section}` : ""}`}>{row.about}</Link>
      </h2>
    );
  }
  const isLead = thread.giver !== null || thread.may_share || thread.may_amend;
  const what =
    row.target === "annotation" ? `Answer ${thread.giver ? `of ${thread.giver}` : "of yours"}` : "Item";
  return (
    <h2>
      {isLead && row.item !== null ? <Link href={`${path}/items?item=${row.item}`}>{what}</Link> : what}
      {typeof thread.value === "string" && <span className="quiet"> {thread.value}</span>}
    </h2>
  );
}
