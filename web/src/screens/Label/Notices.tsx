import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { api } from "../../api/client";
import type { Entry, Outbox, OutboxState } from "../../api/outbox";
import type { DiffLine, ToQualify } from "../../model/api.gen";
import { changesOf } from "../../model/changes";
import { useRemembered } from "../../state/remembered";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import type { BenchState } from "./workbench";

/** The one thing to say above the page, the gravest first; null when there is none. */
export function useNotice(props: {
  slug: string;
  state: BenchState;
  sent: OutboxState;
  outbox: Outbox;
}): ReactNode {
  const { slug, state, sent, outbox } = props;
  const guideline = useGuidelineNews(slug, state);
  if (sent.refused.length > 0) return <Refused entries={sent.refused} outbox={outbox} />;
  if (sent.trouble && !sent.isOffline && sent.waiting.length > 0) {
    return (
      <>
        <span>
          {sent.trouble.what} {sent.trouble.mend} {counted(sent.waiting.length, "answer")} kept here.
        </span>
        <Button variant="default" size="xs" onClick={() => void outbox.flush()}>
          Send again
        </Button>
      </>
    );
  }
  if (!sent.isLasting) {
    return (
      <span>
        This browser keeps no data for us. Answers not sent yet are lost when you close the page; wait for
        “saved ✓”.
      </span>
    );
  }
  if (sent.hints.length > 0) {
    return (
      <>
        <span>{sent.hints.at(-1)}</span>
        <Button variant="default" size="xs" onClick={() => outbox.heard("hints")}>
          Got it
        </Button>
      </>
    );
  }
  const comment = state.open?.work.comment;
  if (comment) {
    return (
      <span>
        <b>A reviewer gave your answer back:</b> {comment}
      </span>
    );
  }
  const stands = state.handouts.toQualify;
  return guideline ?? (stands && <ToPass stands={stands} />);
}

/** What stands before real work, and what it means; the header counts. */
function ToPass({ stands }: { stands: ToQualify }) {
  const { phase, n_items, attempt, attempts } = stands;
  if (phase === "training")
    return (
      <span>
        You are in training: {counted(n_items, "item")}, and you see the right answer after each. A test
        follows.
      </span>
    );
  const before = attempt > 1 ? "The last attempt was not passed. " : "";
  const which = attempts > 1 ? `, attempt ${attempt} of ${attempts}` : "";
  return (
    <span>
      {before}This is the test{which}: {counted(n_items, "item")}, without answers shown. Real work begins
      once you pass.
    </span>
  );
}

/** Answers that the server will not take: why, and a way to keep them. */
function Refused({ entries, outbox }: { entries: readonly Entry[]; outbox: Outbox }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <span>
        {entries.length === 1 ? "One answer was" : `${entries.length} answers were`} not taken. You can go on.
      </span>
      <Button variant="default" size="xs" onClick={() => setIsOpen(true)}>
        See why
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title="Answers that were not taken"
        size="lg"
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <ul className="refused">
          {entries.map(({ id, about, refused }) => (
            <li key={id}>
              <b>{about}</b>
              <p>{refused?.what}</p>
              {refused?.where && <p className="quiet">{refused.where}</p>}
              <p>{refused?.mend}</p>
            </li>
          ))}
        </ul>
        <div className="dialog-foot">
          <Button variant="default" onClick={() => void outbox.forget(entries.map((entry) => entry.id))}>
            Remove them from here
          </Button>
          <Button onClick={() => save(entries)}>Export as a file</Button>
        </div>
      </Modal>
    </>
  );
}

function save(entries: readonly Entry[]): void {
  const text = entries
    .map(({ project, submission, refused }) => JSON.stringify({ project, submission, problem: refused }))
    .join("\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/jsonl" }));
  link.download = "answers-not-taken.jsonl";
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A newer version of the guideline than the one this person has seen here. */
function useGuidelineNews(slug: string, state: BenchState): ReactNode {
  const newest = state.handouts.version;
  const [seen, setSeen] = useRemembered(`label-guideline-seen:${slug}`, "");
  const [isOpen, setIsOpen] = useState(false);
  const from = Number(seen);
  const isNews = newest !== null && seen !== "" && from < newest;
  useEffect(() => {
    if (seen === "" && newest !== null) setSeen(String(newest));
  }, [seen, newest, setSeen]);
  if (!isNews) return null;
  const isOld = state.open && state.open.guideline.version < newest;
  return (
    <>
      <span>
        The guideline changed: version {newest} is out.
        {isOld && ` This item is still answered under version ${state.open?.guideline.version}.`}
      </span>
      <span className="row">
        <Button variant="default" size="xs" onClick={() => setIsOpen(true)}>
          See what changed
        </Button>
        <Button variant="default" size="xs" onClick={() => setSeen(String(newest))}>
          Got it
        </Button>
      </span>
      <Modal
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        title={`Guideline: from version ${from} to ${newest}`}
        size="xl"
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Changes slug={slug} from={from} to={newest} />
      </Modal>
    </>
  );
}

const SIGNS = { same: " ", added: "+", removed: "−" } as const;

function Changes({ slug, from, to }: { slug: string; from: number; to: number }) {
  const news = useQuery({
    queryKey: ["guideline-news", slug, from, to],
    queryFn: async () => {
      const [before, after, lines] = await Promise.all([
        api.guideline(slug, from),
        api.guideline(slug, to),
        api.guidelineDiff(slug, from, to),
      ]);
      return { sentences: changesOf(before, after), note: after.note, lines };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (news.isError) return <ProblemNotice error={news.error} onRetry={() => void news.refetch()} />;
  if (!news.data) return <p className="quiet">Comparing …</p>;
  const { sentences, note, lines } = news.data;
  return (
    <>
      {note !== "" && <p className="news-note">{note}</p>}
      {sentences.length === 0 && <p>Only the wording of the file changed; the labels are as they were.</p>}
      <ul className="news">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <details className="news-lines">
        <summary>Every line that changed</summary>
        <Lines lines={lines} />
      </details>
    </>
  );
}

function Lines({ lines }: { lines: readonly DiffLine[] }) {
  return (
    <pre className="diff">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a diff never move
        <div key={index} data-op={line.op}>
          <span aria-hidden>{SIGNS[line.op]} </span>
          {line.op !== "same" && <span className="visually-hidden">{line.op}: </span>}
          {line.text}
        </div>
      ))}
    </pre>
  );
}
