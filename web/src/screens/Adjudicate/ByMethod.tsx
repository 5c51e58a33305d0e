import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import { useCommands } from "../../keys/useCommands";
import type {
  AnnotatorMeasure,
  ConsensusPreview,
  ConsensusRun,
  NewConsensus,
  QuestionOut,
} from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Kbd } from "../../ui/Kbd";
import { counted, fixed, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/ProjectFrame";
import { useJob } from "../Items/useItems";
import { leastToAsk, methodToAsk } from "./method";

const MEASURES: Readonly<Record<string, string>> = {
  accuracy: "Share of right labels",
  bias: "Bias: above or below the truth",
  spread: "Spread about the truth",
  found: "Share of objects found",
  mistaken: "Share drawn by mistake",
  apart: "Drawn apart from the truth",
  distance: "Distance from the truth",
};

/** A method decides what it is sure of; what it is not sure of waits for a person. */
export function ByMethod(props: { slug: string; question: QuestionOut; runs: readonly ConsensusRun[] }) {
  const { slug, question } = props;
  const queries = useQueryClient();
  const isOwner = useHome(slug).data?.role === "owner";
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState<number | string | null>(null);
  const last = props.runs.find((run) => run.question === question.key);
  const methods = useQuery({
    queryKey: ["consensus-methods", slug, question.key, question.kind],
    queryFn: () => api.consensusMethods(slug, question.key),
  });
  const known = methods.data ?? [];
  const way = methodToAsk(known, chosen, last);
  const least = leastToAsk(typed, last);
  const method = way?.name ?? "";
  const asked = { question: question.key, method, min_posterior: least ?? 0 };
  const canAsk = way !== undefined && least !== undefined;
  const preview = useQuery({
    queryKey: ["consensus", slug, asked],
    queryFn: () => api.consensusPreview(slug, asked),
    enabled: canAsk,
    placeholderData: keepPreviousData,
  });
  const decide = useMutation({ mutationFn: () => api.decideBy(slug, asked) });
  const job = useJob(decide.data?.id ?? null).data ?? decide.data;
  const isRunning = decide.isPending || job?.state === "running";
  const [seen, setSeen] = useState("");
  if (job && job.state !== "running" && seen !== job.id) {
    setSeen(job.id);
    for (const key of ["queue", "home", "items", "releases", "consensus", "consensus-runs"])
      void queries.invalidateQueries({ queryKey: [key, slug] });
  }
  const told = canAsk ? preview.data : undefined; // without a question no earlier answer stands
  const n = told?.n_decided ?? 0;
  const canDecide = isOwner && n > 0 && !preview.isPlaceholderData && !isRunning;
  useCommands("adjudicate.method", [
    {
      id: "adjudicate.method",
      title: "Decide by the method",
      keys: ["M"],
      group: "Adjudicate",
      run: () => decide.mutate(),
      enabled: () => canDecide,
    },
  ]);
  if (!way) return null;
  return (
    <aside className="by-method" aria-label="Decide by a method">
      <h2>Decide by a method</h2>
      <p className="quiet">{way.about} Rulings always stand.</p>
      <NativeSelect
        label="Method"
        size="xs"
        value={method}
        data={known.map((each) => ({ value: each.name, label: each.title }))}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <NumberInput
        label="Least posterior"
        description="Below it, an item waits for you."
        size="xs"
        min={0}
        max={1}
        step={0.05}
        decimalScale={2}
        value={typed ?? least ?? ""}
        error={least === undefined}
        onChange={setTyped}
      />
      <div aria-live="polite">
        {least === undefined && <p className="undefined-note">Give a number from 0 to 1, like 0.9.</p>}
        {canAsk && preview.isError && <ProblemNotice error={preview.error} />}
        {told && <Told preview={told} />}
      </div>
      {isOwner && (
        <Button
          variant="default"
          size="sm"
          disabled={!canDecide}
          loading={isRunning}
          onClick={() => decide.mutate()}
          rightSection={<Kbd keys="M" />}
        >
          Decide {counted(n, "item")}
        </Button>
      )}
      {decide.isError && <ProblemNotice error={decide.error} />}
      {job?.problem && <ProblemNotice error={new ApiError(500, job.problem)} />}
      {isOwner && told && !told.undefined && (
        <People slug={slug} asked={asked} isReady={!preview.isPlaceholderData} />
      )}
      <Last slug={slug} run={last} titles={new Map(known.map((each) => [each.name, each.title]))} />
    </aside>
  );
}

function Told({ preview }: { preview: ConsensusPreview }) {
  if (preview.undefined) return <p className="undefined-note">{preview.undefined}</p>;
  const nOpen = preview.n_tied + preview.n_low_posterior + preview.n_no_answer;
  return (
    <>
      <p>
        <b>
          Decides {thin(preview.n_decided)} of {counted(preview.n_items, "item")}
        </b>
        ; {thin(nOpen)} {nOpen === 1 ? "waits" : "wait"} for you.
      </p>
      {preview.n_checked > 0 && (
        <p className="quiet">
          Without seeing them it meets {thin(preview.n_right)} of {counted(preview.n_checked, "ruling")}
          {preview.low !== null &&
            preview.high !== null &&
            ` (${fixed(preview.low, 2)} to ${fixed(preview.high, 2)})`}
          . Ruled items are the hard ones.
        </p>
      )}
      {preview.n_behind_wall > 0 && (
        <p className="quiet">{counted(preview.n_behind_wall, "item")} of the test part are left to people.</p>
      )}
    </>
  );
}

/** What the method thinks of each annotator, one measure at a time, with its interval. */
function People(props: { slug: string; asked: NewConsensus; isReady: boolean }) {
  const { slug, asked, isReady } = props; // ready once the preview is: the server computes both together
  const people = useQuery({
    queryKey: ["consensus-annotators", slug, asked],
    queryFn: () => api.consensusAnnotators(slug, { ...asked }),
    enabled: isReady,
    placeholderData: keepPreviousData,
  });
  const [wanted, setWanted] = useState("");
  const rows = people.data ?? [];
  const measures = [...new Set(rows.flatMap((row) => Object.keys(row.measures)))];
  const measure = measures.includes(wanted) ? wanted : measures[0];
  if (measure === undefined) return null;
  const titleOf = (name: string) => MEASURES[name] ?? name;
  return (
    <details className="by-method-people">
      <summary>What it thinks of {counted(rows.length, "annotator")}</summary>
      {measures.length > 1 && (
        <NativeSelect
          aria-label="Measure"
          size="xs"
          mt={8}
          value={measure}
          data={measures.map((name) => ({ value: name, label: titleOf(name) }))}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long list is scrolled by keys */}
      <section className="by-method-scroll" aria-label="Annotators, each with an interval" tabIndex={0}>
        <table aria-label={titleOf(measure)}>
          <tbody>
            {rows.map((row) => (
              <tr key={row.annotator}>
                <th scope="row">{row.annotator}</th>
                <Figure measure={row.measures[measure]} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

function Figure({ measure }: { measure: AnnotatorMeasure | undefined }) {
  if (!measure || measure.value === null)
    return (
      <td colSpan={2} className="quiet">
        {measure?.undefined || "nothing to compare with"}
      </td>
    );
  return (
    <>
      <td>{fixed(measure.value, 2)}</td>
      <td className="quiet">
        {measure.low !== null &&
          measure.high !== null &&
          `${fixed(measure.low, 2)} to ${fixed(measure.high, 2)}`}
      </td>
    </>
  );
}

function Last(props: { slug: string; run: ConsensusRun | undefined; titles: ReadonlyMap<string, string> }) {
  const { slug, run, titles } = props;
  if (!run) return null;
  const href = new URL(
    `api/v1/projects/${encodeURIComponent(slug)}/consensus/results/${run.result}`,
    document.baseURI,
  );
  return (
    <p className="quiet">
      Last: {titles.get(run.method) ?? run.method} at {fixed(run.min_posterior, 2)}, <Ago at={run.at} />.{" "}
      {counted(run.n_decided, "item")} decided.{" "}
      <a href={href.toString()} download>
        Download posteriors
      </a>
    </p>
  );
}
