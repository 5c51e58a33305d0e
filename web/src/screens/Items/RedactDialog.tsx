import { Button, Checkbox, Group, Modal, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { ItemOut, Job, NewRedaction, RedactionPreview } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { refreshTakenBack, useJob } from "./useItems";

type What = "find" | "item";

/** Blanks content for privacy: first what would go, then a second look, then it is gone. */
export function RedactDialog(props: { slug: string; item: ItemOut; onClose: () => void }) {
  const { slug, item } = props;
  const queries = useQueryClient();
  const [what, setWhat] = useState<What>("find");
  const [find, setFind] = useState("");
  const [isWide, setIsWide] = useState(true);
  const [field, setField] = useState("");
  const [reason, setReason] = useState("");
  const [isSure, setIsSure] = useState(false);
  const body: NewRedaction = {
    items: what === "find" && isWide ? [] : [item.id],
    field: what === "item" && field !== "" ? field : null,
    find: what === "find" ? find : null,
    is_regex: false,
    reason: reason.trim(),
  };
  const preview = useMutation({ mutationFn: () => api.previewRedaction(slug, body) });
  const start = useMutation({ mutationFn: () => api.redact(slug, body) });
  const job = useJob(start.data?.id ?? null).data ?? start.data;
  const isDone = job?.state === "done";
  const refreshed = useRef(false);
  useEffect(() => {
    if (!isDone || refreshed.current) return;
    refreshed.current = true;
    void refreshTakenBack(queries, slug);
  }, [isDone, queries, slug]);
  const change = (act: () => void) => {
    act();
    preview.reset();
    setIsSure(false);
  };
  const isRunning = start.isPending || job?.state === "running";
  return (
    <Modal
      closeButtonProps={{ "aria-label": "Close" }}
      opened
      onClose={props.onClose}
      title="Blank content for privacy"
      size={680}
      centered
    >
      {job && !isRunning ? (
        <Outcome job={job} onClose={props.onClose} />
      ) : (
        <>
          <p style={{ marginTop: 0 }}>
            It is blanked in every file of the project. <b>It cannot be undone.</b> To only stop using an
            item, withdraw it.
          </p>
          <SegmentedControl
            size="xs"
            aria-label="What to blank"
            value={what}
            onChange={(value) => change(() => setWhat(value === "item" ? "item" : "find"))}
            data={[
              { value: "find", label: "A text" },
              { value: "item", label: "This whole item" },
            ]}
          />
          {what === "find" ? (
            <>
              <TextInput
                mt="sm"
                label="Text"
                description="A name, a number, an address, exactly as it is written."
                value={find}
                onChange={(event) => {
                  const text = event.currentTarget.value;
                  change(() => setFind(text));
                }}
                data-autofocus
              />
              <Checkbox
                mt="sm"
                color="ink"
                label="Everywhere in the project, not only in this item"
                checked={isWide}
                onChange={(event) => {
                  const checked = event.currentTarget.checked;
                  change(() => setIsWide(checked));
                }}
              />
            </>
          ) : (
            <NativeSelect
              mt="sm"
              label="Of this item"
              data={[
                { value: "", label: "all fields and metadata" },
                ...Object.keys(item.fields).map((name) => ({ value: name, label: `the field ${name}` })),
              ]}
              value={field}
              onChange={(event) => {
                const name = event.currentTarget.value;
                change(() => setField(name));
              }}
            />
          )}
          <TextInput
            mt="sm"
            label="Why"
            description="It is kept. Do not repeat the text here."
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {preview.isError && <ProblemNotice error={preview.error} />}
          {start.isError && <ProblemNotice error={start.error} />}
          {preview.data && <Preview found={preview.data} />}
          {preview.data && preview.data.n_rows > 0 && (
            <Checkbox
              mt="sm"
              color="danger"
              label="I know that this cannot be undone"
              checked={isSure}
              onChange={(event) => setIsSure(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={props.onClose}>
              Keep as it is
            </Button>
            {preview.data ? (
              <Button
                color="danger"
                disabled={!isSure || preview.data.n_rows === 0}
                loading={isRunning}
                onClick={() => start.mutate()}
              >
                Blank {counted(total(preview.data), "place")}
              </Button>
            ) : (
              <Button
                loading={preview.isPending}
                disabled={what === "find" && find === ""}
                onClick={() => preview.mutate()}
              >
                Show what would go
              </Button>
            )}
          </Group>
        </>
      )}
    </Modal>
  );
}

const total = (found: RedactionPreview): number => Object.values(found.counts).reduce((sum, n) => sum + n, 0);

function Preview({ found }: { found: RedactionPreview }) {
  if (found.n_rows === 0) return <p className="redact-none">Nothing is found. Check the spelling.</p>;
  const counts = Object.entries(found.counts).map(([place, n]) => `${thin(n)} × ${place}`);
  return (
    <section className="redact-preview" aria-label="What would go">
      <p>
        <b>{counted(found.n_items, "item")}</b>: {counts.join(", ")}.
      </p>
      <ul>
        {found.places.slice(0, 50).map((place, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand in several places
          <li key={at}>
            <span className="quiet">{place.place}</span> {place.words}
          </li>
        ))}
      </ul>
      {found.releases.length > 0 && <p>Written anew: {found.releases.join(", ")}.</p>}
      {found.n_media > 0 && (
        <p>
          {counted(found.n_media, "picture or recording", "pictures or recordings")} replaced by blank ones.
        </p>
      )}
      {found.n_equal > 0 && (
        <p>{counted(found.n_equal, "other item")} of the same content stay as they are.</p>
      )}
      {found.n_elsewhere > 0 && (
        <p>The text also stands in {counted(found.n_elsewhere, "other place")}, which stay.</p>
      )}
      {found.out_of_reach.map((line) => (
        <p key={line} className="quiet">
          {line}
        </p>
      ))}
    </section>
  );
}

function Outcome({ job, onClose }: { job: Job; onClose: () => void }) {
  const left = Array.isArray(job.result?.left) ? job.result.left.map(String) : [];
  const beyond = Array.isArray(job.result?.out_of_reach) ? job.result.out_of_reach.map(String) : [];
  return (
    <>
      {job.problem ? (
        <ProblemNotice error={new ApiError(500, job.problem)} />
      ) : (
        <div role="status">
          <p style={{ marginTop: 0 }}>
            {left.length === 0
              ? "Blanked. It is found in no file of the project any more."
              : `Blanked. It still stands in ${left.join(", ")}.`}
          </p>
          {beyond.map((line) => (
            <p key={line} className="quiet">
              {line}
            </p>
          ))}
        </div>
      )}
      <Group justify="flex-end" mt="md">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </>
  );
}
