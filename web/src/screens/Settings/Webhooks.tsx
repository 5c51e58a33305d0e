import "./Webhooks.css";
import { Button, Checkbox, Skeleton, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "../../api/client";
import type { NewWebhook, WebhookOut } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { Confirm } from "../../ui/Confirm";
import { Copy } from "../../ui/Copy";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";

type Event = NewWebhook["events"][number];
const EVENTS: readonly { value: Event; label: string }[] = [
  { value: "answer.given", label: "An answer is given" },
  { value: "item.decided", label: "An item is decided" },
  { value: "batch.done", label: "A batch is done" },
  { value: "release.made", label: "A release is made" },
  { value: "items.imported", label: "Items are imported" },
];
const titleOf = (event: string): string =>
  EVENTS.find((one) => one.value === event)?.label ?? (event === "test" ? "A test" : event);

/** Whom the project tells what happens in it. */
export function Webhooks({ slug }: { slug: string }) {
  const queries = useQueryClient();
  const key = ["webhooks", slug];
  const found = useQuery({ queryKey: key, queryFn: () => api.webhooks(slug), refetchInterval: 10_000 });
  const again = () => queries.invalidateQueries({ queryKey: key });
  const add = useMutation({
    mutationFn: (body: NewWebhook) => api.addWebhook(slug, body),
    onSuccess: again,
  });
  return (
    <section className="card" style={{ marginTop: 16 }} aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks</h2>
      <p className="quiet">
        Another program is told what happens here. It gets ids and times, never answers or texts.
      </p>
      <NewForm key={add.data?.id ?? ""} isBusy={add.isPending} onAdd={(body) => add.mutate(body)} />
      {add.isError && (
        <div style={{ marginTop: 12 }}>
          <ProblemNotice error={add.error} />
        </div>
      )}
      {add.data?.secret && (
        <div className="webhook-secret" role="status">
          <p>This secret signs what is sent. It is shown only now.</p>
          <Copy text={add.data.secret} label="The webhook's secret" />
        </div>
      )}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton height={80} mt={12} />}
      {found.data && found.data.length > 0 && (
        <ul className="webhooks">
          {found.data.map((hook) => (
            <Hook key={hook.id} slug={slug} hook={hook} onChange={again} />
          ))}
        </ul>
      )}
    </section>
  );
}

function NewForm(props: { isBusy: boolean; onAdd: (body: NewWebhook) => void }) {
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<Event[]>(["batch.done", "release.made"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onAdd({ url: url.trim(), events });
  };
  return (
    <form className="webhook-new" onSubmit={submit}>
      <TextInput
        label="Address"
        placeholder="https://example.org/goldsmith"
        required
        maxLength={2000}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Checkbox.Group
        label="Tell it when"
        value={events}
        onChange={(told) => setEvents(EVENTS.map((one) => one.value).filter((one) => told.includes(one)))}
      >
        <div className="row" style={{ marginTop: 4, gap: "8px 16px" }}>
          {EVENTS.map((one) => (
            <Checkbox key={one.value} color="ink" value={one.value} label={one.label} />
          ))}
        </div>
      </Checkbox.Group>
      <div>
        <Button type="submit" loading={props.isBusy} disabled={url.trim() === "" || events.length === 0}>
          Add webhook
        </Button>
      </div>
    </form>
  );
}

function Hook({ slug, hook, onChange }: { slug: string; hook: WebhookOut; onChange: () => void }) {
  const [isAsked, setIsAsked] = useState(false);
  const attempt = useMutation({ mutationFn: () => api.tryWebhook(slug, hook.id), onSuccess: onChange });
  const turn = useMutation({
    mutationFn: (isOn: boolean) => api.changeWebhook(slug, hook.id, { is_on: isOn }),
    onSuccess: onChange,
  });
  const remove = useMutation({ mutationFn: () => api.removeWebhook(slug, hook.id), onSuccess: onChange });
  const error = attempt.error ?? turn.error;
  return (
    <li className="webhook">
      <div className="webhook-head">
        <code>{hook.url}</code>
        <span className="row">
          <Button
            size="compact-sm"
            variant="default"
            loading={attempt.isPending}
            aria-label={`Send a test to ${hook.url}`}
            onClick={() => attempt.mutate()}
          >
            Send a test
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={turn.isPending}
            aria-label={`${hook.off === null ? "Turn off" : "Turn on"} ${hook.url}`}
            onClick={() => turn.mutate(hook.off !== null)}
          >
            {hook.off === null ? "Turn off" : "Turn on"}
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="danger"
            aria-label={`Remove ${hook.url}`}
            onClick={() => setIsAsked(true)}
          >
            Remove
          </Button>
        </span>
        <span className="quiet">{hook.events.map(titleOf).join(" · ")}</span>
      </div>
      <p style={{ margin: 0 }} role="status">
        {stateOf(hook)}
      </p>
      {error !== null && <ProblemNotice error={error} />}
      {hook.deliveries.length > 0 && <Log hook={hook} />}
      {isAsked && (
        <Confirm
          title="Remove this webhook?"
          verb="Remove webhook"
          isDangerous
          isBusy={remove.isPending}
          error={remove.error}
          onClose={() => setIsAsked(false)}
          onConfirm={() => remove.mutate()}
        >
          {hook.url} is told nothing more. What waits for it is dropped.
        </Confirm>
      )}
    </li>
  );
}

function stateOf(hook: WebhookOut): string {
  const waiting =
    hook.n_waiting > 0 ? ` ${counted(hook.n_waiting, "event")} wait${hook.n_waiting === 1 ? "s" : ""}.` : "";
  if (hook.off !== null) return `Off: ${hook.off}${waiting} Turned on, it goes on where it stopped.`;
  if (hook.n_failed > 0) return `On, but it failed ${counted(hook.n_failed, "time")} in a row.${waiting}`;
  return `On.${waiting}`;
}

function Log({ hook }: { hook: WebhookOut }) {
  return (
    <details>
      <summary>Last deliveries</summary>
      <table className="webhook-log">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Events</th>
            <th scope="col">Outcome</th>
            <th scope="col">Took</th>
          </tr>
        </thead>
        <tbody>
          {hook.deliveries.map((one) => (
            <tr key={one.at}>
              <td>
                <Ago at={one.at} />
              </td>
              <td>{one.types.map(titleOf).join(", ")}</td>
              <td>{one.n_events}</td>
              <td>{one.is_taken ? `Taken (${one.status})` : one.told}</td>
              <td>{one.ms} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
