import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { CopiesOut, ItemOut, PairOut } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Compare, nameOf } from "./Compare";
import { JobBar, useWork } from "./JobBar";
import { PAGE, useWalk } from "./useWalk";
import { likeness, outcome, recall } from "./words";

const ONLY = [
  { value: "open", label: "To judge" },
  { value: "same", label: "Same" },
  { value: "not the same", label: "Not the same" },
  { value: "all", label: "All" },
] as const;
type Only = (typeof ONLY)[number]["value"];
type Verdict = PairOut["verdict"];

const START = { id: "clean.compare", keys: ["R"] };
const SAME = { id: "clean.same", keys: ["Y"] };
const DIFFERENT = { id: "clean.different", keys: ["N"] };
const BACK = { id: "clean.undo", keys: ["U"] };
const NEXT = { id: "clean.next", keys: ["J", "ArrowDown"] };
const PREVIOUS = { id: "clean.previous", keys: ["K", "ArrowUp"] };
const group = "Clean";

/** Copies among the items: pair by pair, each as it looks, with one key for the same and one for not the same. */
export function Copies(props: { slug: string; copies: CopiesOut; mayStart: boolean; mayJudge: boolean }) {
  const { slug, copies, mayStart, mayJudge } = props;
  const queries = useQueryClient();
  const [only, setOnly] = useState<Only>("open");
  const walk = useWalk<PairOut>({
    key: ["clean", slug, "pairs", only],
    fetch: (offset) => api.pairs(slug, { only, offset, limit: PAGE }),
    idOf: (row) => row.finding,
    matches: (row) => only === "all" || (row.verdict ?? "open") === only,
  });
  const work = useWork(
    `goldsmith-dedup:${slug}`,
    () => api.compareCopies(slug),
    () => void queries.invalidateQueries({ queryKey: ["clean", slug] }),
  );
  const judge = useMutation({
    mutationFn: ({ row, verdict }: { row: PairOut; verdict: Verdict }) =>
      api.judgePair(slug, row.finding, { verdict, reason: "" }),
    scope: { id: `judge ${slug}` }, // one after the other, however fast the keys
    onMutate: ({ row, verdict }) => walk.put({ ...row, verdict, by: "" }),
    onError: (_, { row }) => walk.put(row),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["clean", slug, "overview"] });
      for (const each of ONLY) {
        if (each.value !== only) queries.removeQueries({ queryKey: ["clean", slug, "pairs", each.value] });
      }
    },
  });
  const { row } = walk;
  const say = (verdict: Verdict) => {
    if (!row) return;
    judge.mutate({ row, verdict });
    if (verdict !== null) walk.next();
  };
  const canJudge = () => mayJudge && row !== undefined;
  useCommands("clean", [
    { ...NEXT, title: "Next pair", group, run: walk.next },
    { ...PREVIOUS, title: "Previous pair", group, run: walk.previous },
    { ...SAME, title: "The same", group, run: () => say("same"), enabled: canJudge },
    { ...DIFFERENT, title: "Not the same", group, run: () => say("not the same"), enabled: canJudge },
    { ...BACK, title: "Take back what was said", group, run: () => say(null), enabled: canJudge },
    {
      ...START,
      title: "Compare new items",
      group,
      run: work.begin,
      enabled: () => mayStart && !work.isRunning,
    },
  ]);
  const said = outcome(copies);
  return (
    <>
      <div className="clean-bar">
        <SegmentedControl
          size="xs"
          aria-label="Which pairs"
          value={only}
          onChange={(value) => setOnly(ONLY.find((each) => each.value === value)?.value ?? "open")}
          data={[...ONLY]}
        />
        <span className="items-bar-space" />
        {mayStart && (
          <JobBar
            verb={copies.n_new > 0 ? `Compare ${counted(copies.n_new, "new item")}` : "Compare again"}
            command={START}
            work={work}
            isMain={copies.n_new > 0}
          />
        )}
      </div>
      <p className="clean-outcome">
        {said ?? "Nothing was compared yet."}
        {said !== undefined && copies.n_new > 0 && ` ${counted(copies.n_new, "new item")} not compared yet.`}
        {copies.n_unreadable > 0 && ` ${counted(copies.n_unreadable, "item")} could not be read.`}{" "}
        <span className="quiet">{recall(copies.canaries)}</span>
      </p>
      {walk.error !== null && <ProblemNotice error={walk.error} onRetry={walk.retry} />}
      {judge.isError && <ProblemNotice error={judge.error} />}
      {walk.isPending && <Skeleton height={320} radius="md" />}
      {!walk.isPending && !row && walk.error === null && <None copies={copies} only={only} />}
      {row && (
        <section className="card clean-case" aria-label="Pair">
          <header className="clean-case-head">
            <b>
              {thin(walk.here + 1)} of {thin(Math.max(walk.total, walk.rows.length))}
            </b>
            <span>{likeness(row)}</span>
            <Saying row={row} />
          </header>
          <div className="clean-names">
            <Name slug={slug} item={row.a} />
            <Name slug={slug} item={row.b} />
          </div>
          <div className="clean-body">
            <Compare key={row.finding} pair={row} />
          </div>
          <Cluster slug={slug} row={row} />
          <footer className="clean-acts">
            {mayJudge && (
              <>
                <Button
                  variant={row.verdict === "same" ? "filled" : "default"}
                  rightSection={<KeyOf command={SAME} />}
                  onClick={() => say("same")}
                >
                  Same
                </Button>
                <Button
                  variant={row.verdict === "not the same" ? "filled" : "default"}
                  rightSection={<KeyOf command={DIFFERENT} />}
                  onClick={() => say("not the same")}
                >
                  Not the same
                </Button>
                <Button
                  variant="subtle"
                  color="gray"
                  disabled={row.verdict === null}
                  rightSection={<KeyOf command={BACK} />}
                  onClick={() => say(null)}
                >
                  Take back
                </Button>
              </>
            )}
            <span className="items-bar-space" />
            <Steps walk={walk} previous={PREVIOUS} next={NEXT} />
          </footer>
        </section>
      )}
    </>
  );
}

/** Two buttons that walk through a list. */
export function Steps(props: {
  walk: { here: number; rows: readonly unknown[]; next: () => void; previous: () => void };
  previous: { id: string; keys: string[] };
  next: { id: string; keys: string[] };
}) {
  const { walk } = props;
  return (
    <>
      <Button
        variant="default"
        disabled={walk.here === 0}
        rightSection={<KeyOf command={props.previous} />}
        onClick={walk.previous}
      >
        Previous
      </Button>
      <Button
        variant="default"
        disabled={walk.here >= walk.rows.length - 1}
        rightSection={<KeyOf command={props.next} />}
        onClick={walk.next}
      >
        Next
      </Button>
    </>
  );
}

/** The name of an item as a door to it. */
export function Name({ slug, item }: { slug: string; item: ItemOut }) {
  return (
    <span className="clean-name">
      <Link href={`/p/${encodeURIComponent(slug)}/items?item=${item.id}`}>{nameOf(item)}</Link>
      {item.group !== null && <span className="quiet"> group {item.group}</span>}
    </span>
  );
}

function Saying({ row }: { row: PairOut }) {
  if (row.verdict === null) return <span className="quiet clean-said">not judged</span>;
  return (
    <span className="clean-said" role="status">
      {row.verdict === "same" ? "= judged the same" : "≠ judged not the same"}
      {row.by !== "" && ` by ${row.by}`}
    </span>
  );
}

/** What else hangs together with the two, if anything. */
function Cluster({ slug, row }: { slug: string; row: PairOut }) {
  const others = row.cluster.filter((each) => each.item !== row.a.id && each.item !== row.b.id);
  const n = row.n_cluster - 2;
  return (
    <div className="clean-cluster">
      {n > 0 ? (
        <>
          <span className="quiet">{counted(n, "more item")} in this cluster:</span>
          {others.map((each) => (
            <Link key={each.item} href={`/p/${encodeURIComponent(slug)}/items?item=${each.item}`}>
              {each.thumb_url !== null ? (
                <img src={each.thumb_url} alt={each.text} loading="lazy" />
              ) : (
                each.text
              )}
            </Link>
          ))}
        </>
      ) : (
        <span className="quiet">
          {row.n_cluster === 2
            ? "No other item hangs together with these two."
            : "Nothing joins these two now."}
        </span>
      )}
    </div>
  );
}

function None({ copies, only }: { copies: CopiesOut; only: Only }) {
  if (copies.n_compared === 0) {
    return (
      <Empty title="Find copies before you split">
        Copies in training and test make a model look better than it is. Comparing changes and deletes
        nothing.
      </Empty>
    );
  }
  return (
    <Empty title={only === "open" ? "Nothing to judge" : "None of these"}>
      {only === "open" ? "Each pair was judged, or there are none." : "No pair was judged so."}
    </Empty>
  );
}
