import "../frame/ProjectFrame.css";
import { Button, Checkbox, NumberInput, Skeleton, Slider, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { Settings as ProjectSettings } from "../../model/api.gen";
import { percent } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { Webhooks } from "./Webhooks";

/** What a project is called and how it is run. */
export default function Settings({ slug }: { slug: string }) {
  const home = useHome(slug);
  return (
    <ProjectFrame slug={slug} station={null} notice={null}>
      <div className="page is-narrow">
        <div className="page-head">
          <h1>Settings</h1>
        </div>
        {home.data ? (
          <SettingsForm slug={slug} settings={home.data.settings} isOwner={home.data.role === "owner"} />
        ) : (
          <Skeleton height={360} />
        )}
        {home.data?.role === "owner" && <Webhooks slug={slug} />}
      </div>
    </ProjectFrame>
  );
}

const COUNTED = [
  { value: "human", label: "People" },
  { value: "function", label: "Functions" },
  { value: "model", label: "Models" },
  { value: "llm", label: "LLMs" },
] as const;

function SettingsForm(props: { slug: string; settings: ProjectSettings; isOwner: boolean }) {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<ProjectSettings>(props.settings);
  const set = (change: Partial<ProjectSettings>) => setDraft((old) => ({ ...old, ...change }));
  const save = useMutation({
    mutationFn: () => api.saveSettings(props.slug, draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["home", props.slug] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const auditShare = draft.audit_share ?? 0.05;
  return (
    <form className="card" onSubmit={submit} style={{ display: "grid", gap: 20 }}>
      <fieldset disabled={!props.isOwner} style={{ display: "contents" }}>
        <Textarea
          label="Description"
          autosize
          minRows={2}
          maxLength={2000}
          value={draft.description ?? ""}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <TextInput
          label="Licence of the data"
          description="It is written on every release."
          placeholder="CC BY 4.0"
          maxLength={200}
          value={draft.licence ?? ""}
          onChange={(event) => set({ licence: event.currentTarget.value })}
        />
        <NumberInput
          label="Minutes an item stays with someone"
          description="Then it goes to the next person. A late answer is kept all the same."
          min={1}
          max={10080}
          w={200}
          value={draft.lease_minutes ?? 30}
          onChange={(value) => set({ lease_minutes: Number(value) || 30 })}
        />
        <NumberInput
          label="Most items of one person in a day"
          description="Leave it empty for no bound."
          min={1}
          max={100000}
          w={240}
          value={draft.most_a_day ?? ""}
          onChange={(value) => set({ most_a_day: value === "" ? null : Number(value) })}
        />
        <div style={{ display: "grid", gap: 6, maxWidth: 420 }}>
          <b style={{ fontSize: 14 }}>Audit {percent(auditShare)} of what everybody agrees on</b>
          <span className="quiet">That random share of unanimous items still goes to an adjudicator.</span>
          <Slider
            min={0}
            max={100}
            value={Math.round(auditShare * 100)}
            onChange={(value) => set({ audit_share: value / 100 })}
            label={null}
            color="ink"
            thumbLabel="Share of unanimous items sent to audit"
          />
        </div>
        <Checkbox.Group
          label="Whose answers count as votes"
          value={draft.counted_kinds ?? ["human"]}
          onChange={(kinds) =>
            set({ counted_kinds: COUNTED.map((one) => one.value).filter((one) => kinds.includes(one)) })
          }
        >
          <div className="row">
            {COUNTED.map((one) => (
              <Checkbox key={one.value} color="ink" value={one.value} label={one.label} />
            ))}
          </div>
        </Checkbox.Group>
      </fieldset>
      {save.isError && <ProblemNotice error={save.error} />}
      <div className="row">
        <Button type="submit" loading={save.isPending} disabled={!props.isOwner}>
          Save settings
        </Button>
        <span className="quiet" role="status">
          {save.isSuccess ? "Saved." : props.isOwner ? "" : "Only the owner changes these."}
        </span>
      </div>
    </form>
  );
}
