import { Button, NativeSelect, SegmentedControl, Skeleton, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api } from "../../api/client";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { ChecksOut, FoundOut } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { ItemView } from "../../ui/ItemView";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { refreshTakenBack } from "../Items/useItems";
import { Name, Steps } from "./Copies";
import { JobBar, useWork } from "./JobBar";
import { PAGE, useWalk } from "./useWalk";

const ONLY = [
  { value: "open", label: "To decide" },
  { value: "keep", label: "Kept" },
  { value: "set aside", label: "Set aside" },
  { value: "all", label: "All" },
] as const;
type Only = (typeof ONLY)[number]["value"];
type Verdict = FoundOut["verdict"];

const START = { id: "clean.check", keys: ["R"] };
const KEEP = { id: "clean.keep", keys: ["Y"] };
const ASIDE = { id: "clean.aside", keys: ["X"] };
const BACK = { id: "clean.back", keys: ["U"] };
const NEXT = { id: "clean.next", keys: ["J", "ArrowDown"] };
const PREVIOUS = { id: "clean.previous", keys: ["K", "ArrowUp"] };
const REASON = { id: "clean.reason", keys: ["C"] };
const group = "Clean";

/** What the checks of the raw data noticed: one item at a time, to keep or to set aside with a reason. */
export function Checks(props: { slug: string; checks: ChecksOut; mayStart: boolean; mayJudge: boolean }) {
  const { slug, checks, mayStart, mayJudge } = props;
  const queries = useQueryClient();
  const [only, setOnly] = useState<Only>("open");
  const [check, setCheck] = useState("");
  const [reason, setReason] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const walk = useWalk<FoundOut>({
    key: ["clean", slug, "findings", only, check],
    fetch: (offset) => api.rawFindings(slug, { only, check: check || null, offset, limit: PAGE }),
    idOf: (row) => row.finding,
    matches: (row) => only === "all" || (row.verdict ?? "open") === only,
  });
  const work = useWork(
    `goldsmith-quality:${slug}`,
    () => api.checkRawData(slug),
    () => void queries.invalidateQueries({ queryKey: ["clean", slug] }),
  );
  const decide = useMutation({
    mutationFn: ({ row, verdict, why }: { row: FoundOut; verdict: Verdict; why: string }) =>
      api.decideFinding(slug, row.finding, { verdict, reason: why }),
    scope: { id: `decide ${slug}` }, // one after the other, however fast the keys
    onMutate: ({ row, verdict, why }) => walk.put({ ...row, verdict, reason: why }),
    onError: (_, { row }) => walk.put(row),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["clean", slug, "overview"] });
      for (const each of ONLY) {
        if (each.value !== only) queries.removeQueries({ queryKey: ["clean", slug, "findings", each.value] });
      }
      void refreshTakenBack(queries, slug);
    },
  });
  const { row } = walk;
  const say = (verdict: Verdict) => {
    if (!row) return;
    decide.mutate({ row, verdict, why: verdict === null ? "" : reason.trim() });
    setReason("");
    if (verdict !== null) walk.next();
  };
  const canJudge = () => mayJudge && row !== undefined;
  useCommands("clean", [
    { ...NEXT, title: "Next finding", group, run: walk.next },
    { ...PREVIOUS, title: "Previous finding", group, run: walk.previous },
    { ...KEEP, title: "Keep the item", group, run: () => say("keep"), enabled: canJudge },
    { ...ASIDE, title: "Set the item aside", group, run: () => say("set aside"), enabled: canJudge },
    { ...BACK, title: "Take back what was decided", group, run: () => say(null), enabled: canJudge },
    { ...REASON, title: "Write a reason", group, run: () => field.current?.focus(), enabled: canJudge },
    {
      ...START,
      title: "Check the items",
      group,
      run: work.begin,
      enabled: () => mayStart && !work.isRunning,
    },
  ]);
  return (
    <>
      <div className="clean-bar">
        <SegmentedControl
          size="xs"
          aria-label="Which findings"
          value={only}
          onChange={(value) => setOnly(ONLY.find((each) => each.value === value)?.value ?? "open")}
          data={[...ONLY]}
        />
        <NativeSelect
          size="xs"
          aria-label="Check"
          value={check}
          onChange={(event) => setCheck(event.currentTarget.value)}
          data={[
            { value: "", label: "All checks" },
            ...checks.checks.map((each) => ({
              value: each.check,
              label: `${spoken(each.check)} (${thin(each.n_open)} of ${thin(each.n)} open)`,
            })),
          ]}
        />
        <span className="items-bar-space" />
        {mayStart && (
          <JobBar
            verb={checks.n_new > 0 ? `Check ${counted(checks.n_new, "new item")}` : "Check again"}
            command={START}
            work={work}
            isMain={checks.n_new > 0}
          />
        )}
      </div>
      <p className="clean-outcome">
        {checks.n_checked === 0
          ? "Nothing was checked yet."
          : `${counted(checks.n_checked, "item")} checked. A finding is a place to look at, not a fault.`}{" "}
        {checks.whole.join(". ")}
      </p>
      {walk.error !== null && <ProblemNotice error={walk.error} onRetry={walk.retry} />}
      {decide.isError && <ProblemNotice error={decide.error} />}
      {walk.isPending && <Skeleton height={320} radius="md" />}
      {!walk.isPending && !row && walk.error === null && <None isNew={checks.n_checked === 0} only={only} />}
      {row && (
        <section className="card clean-case" aria-label="Finding">
          <header className="clean-case-head">
            <b>
              {thin(walk.here + 1)} of {thin(Math.max(walk.total, walk.rows.length))}
            </b>
            <span>
              <b>{spoken(row.check)}</b>: {row.told}
            </span>
            <Saying row={row} />
          </header>
          <div className="clean-names is-one">
            <Name slug={slug} item={row.item} />
            <span className="quiet">
              {row.title}; score {row.score.toFixed(2)}
            </span>
          </div>
          <div className="clean-body" key={row.finding}>
            <ItemView item={row.item} />
          </div>
          <footer className="clean-acts">
            {mayJudge && (
              <>
                <Button
                  variant={row.verdict === "keep" ? "filled" : "default"}
                  rightSection={<KeyOf command={KEEP} />}
                  onClick={() => say("keep")}
                >
                  Keep
                </Button>
                <Button
                  variant={row.verdict === "set aside" ? "filled" : "default"}
                  rightSection={<KeyOf command={ASIDE} />}
                  onClick={() => say("set aside")}
                >
                  Set aside
                </Button>
                <TextInput
                  ref={field}
                  className="clean-reason"
                  aria-label="Reason"
                  placeholder="Reason"
                  rightSection={<KeyOf command={REASON} />}
                  maxLength={10_000}
                  value={reason}
                  onChange={(event) => setReason(event.currentTarget.value)}
                  onKeyDown={(event) => {
                    if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
                  }}
                />
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

const spoken = (check: string): string => check.replaceAll("_", " ");

function Saying({ row }: { row: FoundOut }) {
  if (row.verdict === null) return <span className="quiet clean-said">not decided</span>;
  const why = row.reason === "" ? "" : `: “${row.reason}”`;
  return (
    <span className="clean-said" role="status">
      {row.verdict === "keep" ? "✓ kept" : "✕ set aside"}
      {why}
    </span>
  );
}

function None({ isNew, only }: { isNew: boolean; only: Only }) {
  if (isNew) {
    return (
      <Empty title="Look at the data before people do">
        Eighteen checks find what is empty, broken, odd or private. They change nothing.
      </Empty>
    );
  }
  return (
    <Empty title={only === "open" ? "Nothing to decide" : "None of these"}>
      {only === "open" ? "Each finding was decided, or there are none." : "Nothing was decided so."}
    </Empty>
  );
}
