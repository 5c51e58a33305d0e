import { Button, NumberInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { Measuring, QualificationPolicy } from "../../model/api.gen";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { neededText, standingText } from "./words";

type Draft = Required<Omit<QualificationPolicy, "filter" | "seed" | "is_on">>;

/** A training with feedback and a test to pass before real work; who stands where. */
export function Qualify(props: { slug: string; measuring: Measuring; isOwner: boolean }) {
  const { slug, measuring, isOwner } = props;
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>({ n_training: 10, n_test: 10, threshold: 0.8, attempts: 2 });
  const keep = (found: Measuring) => {
    queries.setQueryData(["measuring", slug], found);
    void queries.invalidateQueries({ queryKey: ["home", slug] });
  };
  const save = useMutation({
    mutationFn: (body: QualificationPolicy) => api.setQualification(slug, body),
    onSuccess: keep,
  });
  const admit = useMutation({ mutationFn: (person: string) => api.admit(slug, person), onSuccess: keep });
  const retry = useMutation({
    mutationFn: (person: string) => api.giveAttempt(slug, person),
    onSuccess: keep,
  });
  const test = measuring.qualification;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ ...draft, is_on: true });
  };
  return (
    <section className="card">
      <div className="work-head">
        <h2>A test to pass</h2>
        {test && isOwner && (
          <Button
            variant="default"
            size="xs"
            loading={save.isPending}
            onClick={() => save.mutate({ is_on: false })}
          >
            End the test
          </Button>
        )}
      </div>
      {test ? (
        <p className="quiet">
          {counted(test.n_training, "item")} to train on, then {neededText(test)} right in at most{" "}
          {counted(test.attempts, "attempt")}. Then real work begins.
        </p>
      ) : (
        <p className="quiet">
          Annotators first train on items with a ruling, and see the right answer and the reason. Then they
          take a test, without items that the guideline left open.
        </p>
      )}
      {!test && (
        <form className="work-form" onSubmit={submit} aria-label="A test to pass">
          <fieldset disabled={!isOwner} style={{ display: "contents" }}>
            <div className="work-two">
              <Field label="Items to train on" least={0} draft={draft} of="n_training" onChange={setDraft} />
              <Field label="Items in the test" least={1} draft={draft} of="n_test" onChange={setDraft} />
              <NumberInput
                label="Percent that must be right"
                description={`${neededText(draft)} items`}
                min={1}
                max={100}
                value={Math.round(draft.threshold * 100)}
                onChange={(value) =>
                  setDraft((old) => ({ ...old, threshold: Math.min(1, (Number(value) || 1) / 100) }))
                }
              />
              <Field label="Attempts" least={1} draft={draft} of="attempts" onChange={setDraft} />
            </div>
            <Button type="submit" variant="default" loading={save.isPending} style={{ justifySelf: "start" }}>
              Set up the test
            </Button>
          </fieldset>
        </form>
      )}
      {save.isError && <ProblemNotice error={save.error} />}
      {admit.isError && <ProblemNotice error={admit.error} />}
      {retry.isError && <ProblemNotice error={retry.error} />}
      {measuring.standings.length > 0 && (
        <ul className="hands">
          {measuring.standings.map((stands) => (
            <li
              key={stands.person}
              style={{ gridTemplateColumns: "minmax(100px, 200px) minmax(0, 1fr) auto" }}
            >
              <b>{stands.name}</b>
              <span>{standingText(stands)}</span>
              {isOwner && stands.phase !== "passed" && (
                <span className="row">
                  {stands.phase === "failed" && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      loading={retry.isPending && retry.variables === stands.person}
                      aria-label={`Give ${stands.name} another attempt`}
                      onClick={() => retry.mutate(stands.person)}
                    >
                      Give another attempt
                    </Button>
                  )}
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    loading={admit.isPending && admit.variables === stands.person}
                    aria-label={`Let ${stands.name} work`}
                    onClick={() => admit.mutate(stands.person)}
                  >
                    Let them work
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Field(props: {
  label: string;
  least: number;
  draft: Draft;
  of: "n_training" | "n_test" | "attempts";
  onChange: (set: (old: Draft) => Draft) => void;
}) {
  const { label, least, draft, of, onChange } = props;
  return (
    <NumberInput
      label={label}
      min={least}
      max={200}
      value={draft[of]}
      onChange={(value) => onChange((old) => ({ ...old, [of]: Math.max(least, Number(value) || least) }))}
    />
  );
}
