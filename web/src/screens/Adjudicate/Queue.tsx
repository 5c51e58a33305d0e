import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useSearchParams } from "wouter";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import type { AdjudicationQueue, QuestionOut, QueueRow } from "../../model/api.gen";
import { slotOf } from "../../model/slots";
import { isMeasured, wordOf } from "../../state/labels";
import { Empty } from "../../ui/Empty";
import { Kbd } from "../../ui/Kbd";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { labelColour } from "../../ui/theme";
import { walkLinks } from "../../ui/walkLinks";
import { ProjectFrame } from "../frame/ProjectFrame";
import { caseKey, casePath, queuePath } from "./address";
import { BulkRulings } from "./BulkRulings";
import { ByMethod } from "./ByMethod";
import { type Order, useOrder } from "./order";
import { SecondLooks } from "./SecondLooks";
import { Tabs } from "./Tabs";
import { Unanimous } from "./Unanimous";
import { decidedText, whyLong, whyShort } from "./words";

const PAGE = 50;
const ORDERS: Readonly<Record<Order, string>> = {
  disagreement: "Worst disagreement first",
  entropy: "Least certain consensus first",
};
/** Everything that waits for a ruling, worst first. */
export function Queue({ slug }: { slug: string }) {
  const [search, setSearch] = useSearchParams();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const only = search.get("only");
  const offset = Number(search.get("offset") ?? 0) || 0;
  const runs = useQuery({ queryKey: ["consensus-runs", slug], queryFn: () => api.consensusRuns(slug) });
  const [order, setOrder] = useOrder(slug);
  const guideline = useQuery({ queryKey: ["guideline", slug], queryFn: () => api.guideline(slug) });
  const queue = useQuery({
    queryKey: ["queue", slug, only, offset, order],
    queryFn: () => api.queue(slug, { ...(only ? { question: only } : {}), offset, limit: PAGE, order }),
    placeholderData: keepPreviousData,
  });
  const questions = guideline.data?.questions ?? [];
  const question = questions.find((each) => each.key === only) ?? questions[0];
  const start = useMutation({
    mutationFn: () => api.nextCase(slug, { ...(only ? { question: only } : {}), order }),
    onSuccess: (next) => {
      if (!next) return void queue.refetch();
      queries.setQueryData(caseKey(slug, next.item.id, next.question.key, false), next);
      go(casePath(slug, next.item.id, next.question.key, only));
    },
  });
  const isWaiting = (queue.data?.total ?? 0) > 0;
  useCommands("adjudicate.queue", [
    {
      id: "adjudicate.start",
      title: "Rule on the first one",
      keys: ["Enter"],
      group: "Adjudicate",
      run: () => start.mutate(),
      enabled: () => isWaiting && !start.isPending,
    },
  ]);
  const set = (key: string, value: string | null) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(key, value);
        else next.delete(key);
        if (key !== "offset") next.delete("offset");
        return next;
      },
      { replace: true },
    );

  return (
    <ProjectFrame slug={slug} station="adjudicate">
      <div className="page adjudicate-page">
        <div className="page-head">
          <div>
            <h1>Adjudicate</h1>
            <p>{queue.data ? <Summary queue={queue.data} /> : "Where answers differ, a ruling decides."}</p>
          </div>
          {isWaiting && (
            <Button
              onClick={() => start.mutate()}
              loading={start.isPending}
              rightSection={<Kbd keys="Enter" />}
            >
              Start ruling
            </Button>
          )}
        </div>
        <Tabs slug={slug} here="disagreements" />
        {start.isError && <ProblemNotice error={start.error} />}
        {queue.isError && <ProblemNotice error={queue.error} onRetry={() => void queue.refetch()} />}
        <div className="queue-grid">
          <section className="queue-main" aria-label="What waits for a ruling">
            {(isWaiting || only) && (
              <div className="row queue-tools">
                <h2>{ORDERS[order]}</h2>
                {(runs.data?.length ?? 0) > 0 && (
                  <NativeSelect
                    aria-label="Order"
                    size="xs"
                    value={order}
                    data={Object.entries(ORDERS).map(([value, label]) => ({ value, label }))}
                    onChange={(event) => setOrder(event.currentTarget.value)}
                  />
                )}
                {questions.length > 1 && (
                  <NativeSelect
                    aria-label="Question"
                    size="xs"
                    value={only ?? ""}
                    data={[
                      { value: "", label: "All questions" },
                      ...questions.map((each) => ({ value: each.key, label: each.title })),
                    ]}
                    onChange={(event) => set("only", event.currentTarget.value)}
                  />
                )}
              </div>
            )}
            {queue.isPending && <Skeleton height={360} radius="md" />}
            {queue.data && queue.data.rows.length > 0 && (
              <Rows slug={slug} rows={queue.data.rows} questions={questions} only={only} />
            )}
            {queue.data && queue.data.total > PAGE && (
              <Pages
                total={queue.data.total}
                offset={offset}
                onGo={(next) => set("offset", next ? String(next) : null)}
              />
            )}
            {queue.data?.total === 0 && <NothingWaits slug={slug} queue={queue.data} only={only} />}
          </section>
          <div className="queue-aside">
            {queue.data && <Unanimous slug={slug} question={only} n={queue.data.n_unanimous} />}
            {guideline.data && <SecondLooks slug={slug} question={only ?? questions[0]?.key} />}
            {question && !runs.isPending && (
              <ByMethod slug={slug} question={question} runs={runs.data ?? []} />
            )}
            <BulkRulings slug={slug} questions={questions} />
          </div>
        </div>
      </div>
    </ProjectFrame>
  );
}

function Summary({ queue }: { queue: AdjudicationQueue }) {
  const parts = [
    `${counted(queue.total, "item waits", "items wait")} for a ruling`,
    `${thin(queue.n_ruled)} ruled`,
    ...(queue.n_audit > 0 ? [`${thin(queue.n_audit)} for audit`] : []),
  ];
  return <>{parts.join(" · ")}</>;
}

function NothingWaits({
  slug,
  queue,
  only,
}: {
  slug: string;
  queue: AdjudicationQueue;
  only: string | null;
}) {
  const project = `/p/${encodeURIComponent(slug)}`;
  const preview = useQuery({
    queryKey: ["releases", slug, "preview"],
    queryFn: () => api.previewRelease(slug),
  });
  if (preview.isPending) return <Skeleton height={240} radius="md" />;
  const decided = preview.data && decidedText(preview.data);
  if (!decided && queue.n_ruled === 0 && queue.n_unanimous === 0) {
    return (
      <Empty
        title="Nothing to compare yet"
        action={
          <Button component={Link} href={`${project}/label`} variant="default">
            Label items
          </Button>
        }
      >
        <p>A case comes here when two people have answered the same item and differ.</p>
      </Empty>
    );
  }
  return (
    <Empty
      title={only ? "Nothing waits for this question" : "Nothing waits for a ruling"}
      action={
        <>
          {only && (
            <Button component={Link} href={queuePath(slug)} variant="default">
              Show all questions
            </Button>
          )}
          <Button component={Link} href={`${project}/release`}>
            Make a release
          </Button>
        </>
      }
    >
      <p>
        {decided ?? (queue.n_ruled === 1 ? "One case is ruled." : `${thin(queue.n_ruled)} cases are ruled.`)}{" "}
        {queue.n_unanimous > 0 ? "Accept what is unanimous, then release." : "The next step is a release."}
      </p>
    </Empty>
  );
}

function Rows(props: {
  slug: string;
  rows: readonly QueueRow[];
  questions: readonly QuestionOut[];
  only: string | null;
}) {
  return (
    <ol className="queue" onKeyDown={walkLinks}>
      {props.rows.map((row) => (
        <Row
          key={`${row.item}|${row.question}`}
          row={row}
          question={props.questions.find((each) => each.key === row.question)}
          isNamed={props.questions.length > 1 && !props.only}
          href={casePath(props.slug, row.item, row.question, props.only)}
        />
      ))}
    </ol>
  );
}

function Row(props: { row: QueueRow; question: QuestionOut | undefined; isNamed: boolean; href: string }) {
  const { row, question } = props;
  return (
    <li>
      <Link href={props.href} className="queue-row">
        {row.thumb_url && (
          <img src={new URL(row.thumb_url, document.baseURI).toString()} alt="" loading="lazy" />
        )}
        <span className="queue-text">
          <span className="queue-title">{row.text || "An image"}</span>
          <span className="queue-labels">
            {props.isNamed && <b>{question?.title ?? row.question}</b>}
            <Sides labels={row.labels} question={question} />
          </span>
        </span>
        {row.taken_by && <span className="queue-taken">with {row.taken_by}</span>}
        {row.is_yours && <span className="queue-taken">you ruled first; another is asked</span>}
        <span className="queue-why" title={whyLong(row.why)}>
          {whyShort(row.why)}
        </span>
      </Link>
    </li>
  );
}

function Sides({ labels, question }: { labels: QueueRow["labels"]; question: QuestionOut | undefined }) {
  const sides = Object.entries(labels).sort(([, a], [, b]) => b - a);
  const few = sides.slice(0, 4);
  return (
    <>
      {few.map(([key, n]) => {
        const slot = question && slotOf(question, key);
        return (
          <span key={key} className="queue-side">
            {slot !== undefined && <i style={{ background: labelColour(slot) }} aria-hidden />}
            {question && isMeasured(question)
              ? `${wordOf(question, key)} (${n})`
              : `${n} ${question ? wordOf(question, key) : key}`}
          </span>
        );
      })}
      {sides.length > few.length && <span className="queue-side">and {sides.length - few.length} more</span>}
    </>
  );
}

function Pages({ total, offset, onGo }: { total: number; offset: number; onGo(offset: number): void }) {
  const last = Math.min(total, offset + PAGE);
  return (
    <nav className="row queue-pages" aria-label="Pages of the queue">
      <Button
        variant="default"
        size="xs"
        disabled={offset === 0}
        onClick={() => onGo(Math.max(0, offset - PAGE))}
      >
        Before
      </Button>
      <span className="quiet">
        {thin(offset + 1)} to {thin(last)} of {thin(total)}
      </span>
      <Button variant="default" size="xs" disabled={last >= total} onClick={() => onGo(offset + PAGE)}>
        After
      </Button>
    </nav>
  );
}
