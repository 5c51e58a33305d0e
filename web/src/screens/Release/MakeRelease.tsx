import {
  Button,
  Checkbox,
  NativeSelect,
  NumberInput,
  Progress,
  Skeleton,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Job, ReleaseCut, ReleasePreview } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import {
  cutFault,
  fileOf,
  methodName,
  nameFault,
  nextName,
  PARTS,
  ratioFault,
  ratiosOf,
  sharesOf,
} from "./bottle";
import { useJob } from "./useJob";

const SPLIT: Record<string, number> = { train: 80, validation: 10, test: 10 };
const SPLIT_BEFORE: Record<string, number> = { train: 90, validation: 10 };

/** The form for a new release: what it would hold, what is missing, then name, split and formats. */
export function MakeRelease(props: {
  slug: string;
  taken: readonly string[];
  onDone(name: string): void;
  onClose: (() => void) | undefined;
}) {
  const { slug, taken, onDone } = props;
  const queries = useQueryClient();
  const preview = useQuery({
    queryKey: ["releases", slug, "preview"],
    queryFn: () => api.previewRelease(slug),
  });
  const [name, setName] = useState(() => nextName(taken));
  const [percents, setPercents] = useState(SPLIT);
  const [seed, setSeed] = useState(0);
  const [note, setNote] = useState("");
  const [left, setLeft] = useState<readonly string[] | null>(null);
  const onRequest = preview.data?.formats_on_request ?? [];
  const formats = [...(preview.data?.formats ?? []), ...onRequest];
  const chosen = formats.filter((each) => !(left ?? onRequest).includes(each));
  const [acceptsTwins, setAcceptsTwins] = useState(false);
  const [cut, setCut] = useState<ReleaseCut | null>(null);
  const [isCutTouched, setCutTouched] = useState(false);
  const parts = cut ? PARTS.filter((part) => part !== "test") : PARTS;
  const make = useMutation({
    mutationFn: () =>
      api.makeRelease(slug, {
        name,
        ratios: ratiosOf(percents),
        seed,
        formats: chosen,
        note,
        accepts_twins: acceptsTwins,
        cut,
      }),
  });
  const job = useJob(make.data?.id ?? null).data ?? make.data;
  const isOver = job?.state === "done";
  useEffect(() => {
    if (!isOver) return;
    for (const key of ["releases", "home"]) void queries.invalidateQueries({ queryKey: [key, slug] });
    onDone(name);
  }, [isOver, queries, slug, name, onDone]);

  const faults = { name: nameFault(name, taken), ratio: ratioFault(percents), cut: cutFault(cut) };
  const isBusy = make.isPending || job?.state === "running";
  const cannot = isBusy || !preview.data || preview.data.n_decided === 0 || chosen.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setCutTouched(true);
    if (!cannot && !faults.name && !faults.ratio && !faults.cut) make.mutate();
  };

  return (
    <form className="card make" onSubmit={submit} aria-label="Make a release">
      <div className="make-columns">
        <div className="make-holds">
          <h2>What it would hold now</h2>
          {preview.isPending && <Skeleton height={120} />}
          {preview.isError && <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />}
          {preview.data && <Holds preview={preview.data} />}
        </div>
        <div className="make-fields">
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={faults.name}
            data-autofocus
          />
          <fieldset className="make-split">
            <legend>Split, in percent</legend>
            <div className="make-ratios">
              {parts.map((part) => (
                <NumberInput
                  key={part}
                  label={part}
                  value={percents[part] ?? 0}
                  min={0}
                  max={100}
                  suffix=" %"
                  hideControls
                  onChange={(value) => setPercents({ ...percents, [part]: Number(value) })}
                />
              ))}
            </div>
            {faults.ratio ? (
              <p className="make-fault" role="alert">
                {faults.ratio}
              </p>
            ) : (
              <p className="quiet">Items of one group always stay in one part.</p>
            )}
          </fieldset>
          {(preview.data?.metadata ?? []).length > 0 && (
            <CutFields
              names={preview.data?.metadata ?? []}
              cut={cut}
              fault={isCutTouched ? faults.cut : undefined}
              onTouch={() => setCutTouched(true)}
              onChange={(next) => {
                if (!next !== !cut) {
                  setPercents(next ? SPLIT_BEFORE : SPLIT);
                  setCutTouched(false);
                }
                setCut(next);
              }}
            />
          )}
          <NumberInput
            label="Seed"
            description="The same seed splits the same way."
            value={seed}
            min={0}
            allowDecimal={false}
            onChange={(value) => setSeed(Number(value) || 0)}
          />
        </div>
        <div className="make-fields">
          <Checkbox.Group
            label="Files"
            value={[...chosen]}
            onChange={(value) => setLeft(formats.filter((each) => !value.includes(each)))}
            error={preview.data && chosen.length === 0 ? "Choose at least one." : undefined}
          >
            <div className="make-formats">
              {formats.map((each) => (
                <Checkbox key={each} value={each} label={fileOf(each)} />
              ))}
            </div>
          </Checkbox.Group>
          <Textarea
            label="Note"
            description="Stands on the release and in its data card."
            autosize
            minRows={2}
            maxRows={5}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
      </div>
      {make.isError && <ProblemNotice error={make.error} />}
      {job?.problem && <ProblemNotice error={new ApiError(500, job.problem)} />}
      {(acceptsTwins || job?.problem?.slug === "release.twins") && (
        <div className="row make-twins">
          <Checkbox
            color="ink"
            label="Release all the same; its data card will say so"
            checked={acceptsTwins}
            onChange={(event) => setAcceptsTwins(event.currentTarget.checked)}
          />
          <Link href={`/p/${encodeURIComponent(slug)}/clean?tab=split`}>Look at the pairs</Link>
        </div>
      )}
      {isBusy && <Going job={job} />}
      <div className="row make-foot">
        <Button type="submit" disabled={cannot}>
          {preview.data ? `Release ${counted(preview.data.n_decided, "item")}` : "Release"}
        </Button>
        {props.onClose && (
          <Button variant="default" onClick={props.onClose} disabled={isBusy}>
            Not now
          </Button>
        )}
        <span className="quiet">A release never changes. You can make as many as you like.</span>
      </div>
    </form>
  );
}

/** A cut in time: what came later is the test part, and groups on both sides of it go one way. */
function CutFields(props: {
  names: readonly string[];
  cut: ReleaseCut | null;
  fault: string | undefined;
  onTouch(): void;
  onChange(cut: ReleaseCut | null): void;
}) {
  const { cut, names, onChange } = props;
  return (
    <fieldset className="make-split make-cut">
      <legend>Test what came later</legend>
      <Checkbox
        label="Cut by time"
        checked={cut !== null}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { key: names[0] ?? "", at: "", crossing: "train" } : null)
        }
      />
      {cut && (
        <>
          <NativeSelect
            label="Metadata with the time"
            data={[...names]}
            value={cut.key}
            onChange={(event) => onChange({ ...cut, key: event.currentTarget.value })}
          />
          <TextInput
            label="First moment of test"
            placeholder="2024-05-01"
            value={cut.at}
            onChange={(event) => onChange({ ...cut, at: event.currentTarget.value })}
            onBlur={props.onTouch}
            error={props.fault}
          />
          <Checkbox
            label="Leave out groups on both sides"
            description="Otherwise they train."
            checked={cut.crossing === "embargo"}
            onChange={(event) =>
              onChange({ ...cut, crossing: event.currentTarget.checked ? "embargo" : "train" })
            }
          />
        </>
      )}
    </fieldset>
  );
}

function Holds({ preview }: { preview: ReleasePreview }) {
  if (preview.n_decided === 0) {
    return <p className="quiet">No item is decided yet. Label some, then rule on what differs.</p>;
  }
  const methods = sharesOf(preview.methods, methodName);
  return (
    <>
      <p className="make-count">
        <b>{thin(preview.n_decided)}</b> of {counted(preview.n_items, "item")} decided
      </p>
      <p className="make-labels">Its labels, one for each item and question:</p>
      <ul className="make-methods">
        {methods.map((each) => (
          <li key={each.key}>
            {thin(each.n)} <span>{each.title}</span>
          </li>
        ))}
      </ul>
      {preview.stamps.length + preview.gaps.length > 0 && (
        <>
          <h3>It will say</h3>
          <ul className="gaps">
            {[...preview.stamps, ...preview.gaps].map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Going({ job }: { job: Job | undefined }) {
  const share = job?.total ? (100 * job.done) / job.total : 100;
  return (
    <div className="make-going" aria-live="polite">
      <Progress value={share} animated={!job?.total} size="sm" aria-label="Progress of the release" />
      <span className="quiet">{job?.message || "Writing the release…"}</span>
    </div>
  );
}
