import { Button, Checkbox, NumberInput, Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { api } from "../../api/client";
import type { ChecksPolicy, Measuring, RepeatsPolicy } from "../../model/api.gen";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { oneIn } from "./words";

/** Keeps what the server answers, so that the page shows it at once. */
function useSet<Body>(slug: string, send: (slug: string, body: Body) => Promise<Measuring>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => send(slug, body),
    onSuccess: (measuring) => {
      queries.setQueryData(["measuring", slug], measuring);
      void queries.invalidateQueries({ queryKey: ["home", slug] });
    },
  });
}

interface FormProps {
  slug: string;
  measuring: Measuring;
  isOwner: boolean;
}

/** Ruled items among the work, unmarked: how often, how far apart, and whether a slip is hinted at. */
export function ChecksForm({ slug, measuring, isOwner }: FormProps) {
  const [draft, setDraft] = useState<Required<ChecksPolicy>>({
    is_on: true,
    share: 0.05,
    distance: 5,
    hint: false,
    ...measuring.checks,
  });
  const save = useSet(slug, api.setChecks);
  return (
    <HiddenForm
      title="Hidden checks"
      isOn={measuring.checks !== null}
      isOwner={isOwner}
      save={save}
      onSave={(is_on) => save.mutate({ ...draft, is_on })}
      draft={draft}
      onShare={(share, distance) => setDraft((old) => ({ ...old, share, distance }))}
      says={
        measuring.n_gold === 0
          ? "No item has a ruling yet. Checks begin once some do."
          : `Drawn from ${counted(measuring.n_gold, "item")} with a ruling, and none of the test part.`
      }
    >
      <Checkbox
        color="ink"
        label="Hint at the sort of slip after a failed check"
        description="Never the answer. Whoever gets a hint knows that it was a check."
        checked={draft.hint}
        onChange={(event) => setDraft((old) => ({ ...old, hint: event.currentTarget.checked }))}
      />
    </HiddenForm>
  );
}

/** The same person, the same item again: how often, and how much must lie between. */
export function RepeatsForm({ slug, measuring, isOwner }: FormProps) {
  const [draft, setDraft] = useState<Required<RepeatsPolicy>>({
    is_on: true,
    share: 0.02,
    distance: 10,
    lag: 200,
    hours: 24,
    ...measuring.repeats,
  });
  const save = useSet(slug, api.setRepeats);
  return (
    <HiddenForm
      title="Repeats"
      isOn={measuring.repeats !== null}
      isOwner={isOwner}
      save={save}
      onSave={(is_on) => save.mutate({ ...draft, is_on })}
      draft={draft}
      onShare={(share, distance) => setDraft((old) => ({ ...old, share, distance }))}
      says="The first answer stays the vote; the second tells how far a person agrees with themselves."
    >
      <div className="work-two">
        <NumberInput
          label="Answers in between, at least"
          min={50}
          max={100_000}
          value={draft.lag}
          onChange={(value) => setDraft((old) => ({ ...old, lag: Number(value) || 50 }))}
        />
        <NumberInput
          label="Hours in between, at least"
          min={0}
          max={10_000}
          value={draft.hours}
          onChange={(value) => setDraft((old) => ({ ...old, hours: Number(value) || 0 }))}
        />
      </div>
    </HiddenForm>
  );
}

function HiddenForm(props: {
  title: string;
  isOn: boolean;
  isOwner: boolean;
  draft: { share: number; distance: number };
  save: { isPending: boolean; error: unknown };
  onSave: (isOn: boolean) => void;
  onShare: (share: number, distance: number) => void;
  says: string;
  children: ReactNode;
}) {
  const { title, isOn, isOwner, draft, save, onShare } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onSave(true);
  };
  return (
    <section className="card">
      <form className="work-form" onSubmit={submit} aria-label={title}>
        <div className="work-head">
          <h2>{title}</h2>
          <Switch
            color="ink"
            labelPosition="left"
            label={isOn ? "on" : "off"}
            aria-label={`${title}: ${isOn ? "on" : "off"}`}
            checked={isOn}
            disabled={!isOwner || save.isPending}
            onChange={(event) => props.onSave(event.currentTarget.checked)}
          />
        </div>
        <p className="quiet">{props.says}</p>
        <fieldset disabled={!isOwner} style={{ display: "contents" }}>
          <div className="work-two">
            <NumberInput
              label="Percent of all items"
              description={oneIn(draft.share)}
              min={0.1}
              max={50}
              value={Math.round(draft.share * 1000) / 10}
              onChange={(value) => onShare(Math.min(0.5, (Number(value) || 1) / 100), draft.distance)}
            />
            <NumberInput
              label="Ordinary items between two"
              description="at least"
              min={1}
              max={1000}
              value={draft.distance}
              onChange={(value) => onShare(draft.share, Number(value) || 1)}
            />
          </div>
          {props.children}
          {isOn && (
            <Button
              type="submit"
              variant="default"
              size="xs"
              loading={save.isPending}
              style={{ justifySelf: "start" }}
            >
              Save
            </Button>
          )}
        </fieldset>
        {save.error !== null && <ProblemNotice error={save.error} />}
      </form>
    </section>
  );
}
