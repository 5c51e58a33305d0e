import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import { useCommands } from "../../keys/useCommands";
import type { ConsensusPreview, ConsensusRun, NewConsensus, QuestionOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Kbd } from "../../ui/Kbd";
import { counted, fixed, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/ProjectFrame";
import { useJob } from "../Items/useItems";

type Method = NewConsensus["method"];

const METHODS: readonly { value: Method; label: string }[] = [
  { value: "dawid_skene", label: "Dawid-Skene" },
  { value: "one_coin", label: "One coin for each annotator" },
  { value: "mace", label: "MACE" },
  { value: "glad", label: "GLAD" },
  { value: "majority", label: "Majority" },
];
const ONE_LABEL = /^(choice|rating|pairwise)\b(?!s)/; // kinds whose answers are one label each
const LEAST = 0.9;

const isMethod = (value: string): value is Method => METHODS.some((each) => each.value === value);
const titleOf = (method: string): string => METHODS.find((each) => each.value === method)?.label ?? method;

/** A method decides what it is sure of; what it is not sure of waits for a person. */
export function ByMethod(props: { slug: string; question: QuestionOut; runs: readonly ConsensusRun[] }) {
  const { slug, question } = props;
  const queries = useQueryClient();
  const isOwner = useHome(slug).data?.role === "owner";
  const [method, setMethod] = useState<Method>("dawid_skene");
  const [least, setLeast] = useState(LEAST);
  const asked = { question: question.key, method, min_posterior: least };
  const canAsk = ONE_LABEL.test(question.kind);
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
  const n = preview.data?.n_decided ?? 0;
  const canDecide = isOwner && n > 0 && !isRunning;
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
  if (!canAsk) return null;
  return (
    <aside className="by-method" aria-label="Decide by a method">
      <h2>Decide by a method</h2>
      <p className="quiet">It weighs votes by what it learns of each annotator. Rulings always stand.</p>
      <NativeSelect
        label="Method"
        size="xs"
        value={method}
        data={METHODS.map((each) => ({ ...each }))}
        onChange={(event) => isMethod(event.currentTarget.value) && setMethod(event.currentTarget.value)}
      />
      <NumberInput
        label="Least posterior"
        description="Below it, an item waits for you."
        size="xs"
        min={0}
        max={1}
        step={0.05}
        decimalScale={2}
        value={least}
        onChange={(value) => typeof value === "number" && setLeast(value)}
      />
      <div aria-live="polite">
        {preview.isError && <ProblemNotice error={preview.error} />}
        {preview.data && <Told preview={preview.data} />}
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
      <Last slug={slug} run={props.runs.find((run) => run.question === question.key)} />
    </aside>
  );
}

function Told({ preview }: { preview: ConsensusPreview }) {
  if (preview.undefined) return <p className="undefined-note">{preview.undefined}</p>;
  const nOpen = preview.n_tied + preview.n_low_posterior;
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

function Last({ slug, run }: { slug: string; run: ConsensusRun | undefined }) {
  if (!run) return null;
  const href = new URL(
    `api/v1/projects/${encodeURIComponent(slug)}/consensus/results/${run.result}`,
    document.baseURI,
  );
  return (
    <p className="quiet">
      Last: {titleOf(run.method)} at {fixed(run.min_posterior, 2)}, <Ago at={run.at} />.{" "}
      {counted(run.n_decided, "item")} decided.{" "}
      <a href={href.toString()} download>
        Download posteriors
      </a>
    </p>
  );
}
