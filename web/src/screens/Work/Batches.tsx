import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client";
import type { BatchChange, BatchOut, Member } from "../../model/api.gen";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { BatchSettings } from "./BatchSettings";
import { refreshWork } from "./useWork";
import { doneOf, isLate, PRIORITIES, whoOf } from "./words";

/** The batches in the order in which they are worked on, each with what is done of it. */
export function Batches(props: {
  slug: string;
  batches: readonly BatchOut[];
  members: readonly Member[];
  skills: readonly string[];
  isOwner: boolean;
}) {
  const { slug, batches, members, skills, isOwner } = props;
  const queries = useQueryClient();
  const [edited, setEdited] = useState<BatchOut | null>(null);
  const names = new Map(members.map(({ person }) => [person.id, person.name]));
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: BatchChange }) => api.changeBatch(slug, id, body),
    onSuccess: () => refreshWork(queries, slug),
  });
  return (
    <>
      {change.isError && <ProblemNotice error={change.error} />}
      <ol className="batches">
        {batches.map((batch) => (
          <Row
            key={batch.id}
            batch={batch}
            who={whoOf(batch, names)}
            isOwner={isOwner}
            isBusy={change.isPending && change.variables.id === batch.id}
            onPause={() => change.mutate({ id: batch.id, body: { is_paused: !batch.is_paused } })}
            onEdit={() => setEdited(batch)}
          />
        ))}
      </ol>
      {edited && (
        <BatchSettings
          slug={slug}
          batch={edited}
          members={members}
          skills={skills}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}

function Row(props: {
  batch: BatchOut;
  who: string;
  isOwner: boolean;
  isBusy: boolean;
  onPause: () => void;
  onEdit: () => void;
}) {
  const { batch, who, isOwner } = props;
  const done = doneOf(batch);
  const today = new Date().toLocaleDateString("sv");
  const priority = PRIORITIES.find(({ value }) => Number(value) === batch.priority)?.label ?? "";
  return (
    <li className="batch" data-paused={batch.is_paused || undefined}>
      <div className="batch-what">
        <h3>
          {batch.name}
          {batch.is_paused && <span className="pace-mark">paused</span>}
          {isLate(batch, today) && <span className="pace-mark">past its day</span>}
        </h3>
        <p className="quiet">
          {counted(batch.n_items, "item")} for {who}
          {batch.priority !== 0 && ` · ${priority.toLowerCase()}`}
          {batch.due !== null && ` · due ${batch.due}`}
          {batch.note !== "" && ` · ${batch.note}`}
        </p>
      </div>
      <div className="batch-done">
        <span>{done.text}</span>
        <progress max={1} value={done.share} aria-label={`Done of ${batch.name}`} />
        <span className="quiet">
          {batch.n_held === 0 ? "none in hands" : `${counted(batch.n_held, "item")} in hands`}
        </span>
      </div>
      {isOwner && (
        <div className="batch-acts">
          <Button
            size="xs"
            variant="default"
            w={92}
            loading={props.isBusy}
            onClick={props.onPause}
            aria-label={`${batch.is_paused ? "Resume" : "Pause"} ${batch.name}`}
          >
            {batch.is_paused ? "Resume" : "Pause"}
          </Button>
          <Button size="xs" variant="subtle" onClick={props.onEdit} aria-label={`Change ${batch.name}`}>
            Change
          </Button>
        </div>
      )}
    </li>
  );
}
