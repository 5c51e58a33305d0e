import { Button, NativeSelect } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { Sources } from "../../model/api.gen";
import { bytes, counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import type { Parcel } from "./collect";
import { Givers } from "./Givers";
import type { Addresses, Entry } from "./ImportDialog";
import { countsOf, hasGoodRows, type ImportState } from "./importing";
import { Moving, MovingJob } from "./Moving";
import { type ColumnRole, type Peek, type Roles, roleOf, withRole } from "./peek";
import { useQuestions, useSources } from "./useItems";

const ROLES: { value: ColumnRole | ""; label: string }[] = [
  { value: "", label: "keep as metadata" },
  { value: "text", label: "text to label" },
  { value: "id", label: "id" },
  { value: "group", label: "group" },
  { value: "label", label: "existing label" },
  { value: "annotator", label: "who gave the label" },
];

/** What was chosen, what its columns are, and how far it has come. */
export function Parcels(props: {
  slug: string;
  entries: readonly Entry[];
  onChange: (index: number, part: Partial<Entry>) => void;
  onKeepGood: (index: number, entry: Entry) => void;
  onRemove: (index: number) => void;
}) {
  return (
    <ul className="parcels">
      {props.entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two parcels may bear one name
        <li key={index} className="parcel">
          <div className="parcel-head">
            <b>{entry.parcel.name}</b>
            <span className="quiet">{sizeOf(entry.parcel)}</span>
            <span className="items-bar-space" />
            {entry.state.step === "ready" && (
              <button
                type="button"
                className="tool"
                aria-label={`Leave out ${entry.parcel.name}`}
                onClick={() => props.onRemove(index)}
              >
                <IconX size={16} />
              </button>
            )}
          </div>
          {entry.state.step === "ready" && entry.peek && (
            <ColumnChoice
              slug={props.slug}
              entry={entry}
              peek={entry.peek}
              onChange={(part) => props.onChange(index, part)}
            />
          )}
          {entry.state.step === "ready" && mayHaveLabels(entry) && (
            <Givers entry={entry} onChange={(part) => props.onChange(index, part)} />
          )}
          <State
            state={entry.state}
            total={entry.peek?.total ?? null}
            onKeepGood={() => props.onKeepGood(index, entry)}
            onColumns={entry.peek && (() => props.onChange(index, { state: { step: "ready" } }))}
          />
        </li>
      ))}
    </ul>
  );
}

/** Whether labels may come in: a column of them was named, or the file was not looked into. */
const mayHaveLabels = ({ peek, roles }: Entry): boolean =>
  peek === null || Object.values(roles).includes("label");

function sizeOf(parcel: Parcel): string {
  const size = bytes(parcel.files.reduce((sum, { file }) => sum + file.size, 0));
  return parcel.files.length === 1 ? size : `${counted(parcel.files.length, "file")}, ${size}`;
}

function ColumnChoice(props: {
  slug: string;
  entry: Entry;
  peek: Peek;
  onChange: (part: Partial<Entry>) => void;
}) {
  const { slug, entry, peek, onChange } = props;
  const questions = useQuestions(slug);
  const sources = useSources(slug);
  const isRead = sources !== undefined && hasAddresses(peek) && namesHosts(sources);
  const hasLabel = Object.values(entry.roles).includes("label");
  const setRoles = (roles: Roles) => onChange({ roles });
  return (
    <>
      <div className="peek">
        <table>
          <thead>
            <tr>
              {peek.columns.map((column) => (
                <th key={column} scope="col">
                  <span className="peek-name">{column}</span>
                  <NativeSelect
                    size="xs"
                    aria-label={`What ${column} is`}
                    data={ROLES}
                    value={entry.roles[column] ?? ""}
                    onChange={(event) =>
                      setRoles(withRole(entry.roles, column, roleOf(event.currentTarget.value)))
                    }
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {peek.rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no other name
              <tr key={at}>
                {peek.columns.map((column, cell) => (
                  <td key={column} className={entry.roles[column] === "" ? "is-quiet" : undefined}>
                    <span className="peek-cell" title={row[cell]}>
                      {row[cell]}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row peek-more">
        {hasLabel && questions.length > 1 && (
          <NativeSelect
            size="xs"
            label="To which question?"
            data={questions.map((question) => ({ value: question.key, label: question.title }))}
            value={entry.question}
            onChange={(event) => onChange({ question: event.currentTarget.value })}
          />
        )}
        {isRead && (
          <NativeSelect
            size="xs"
            label="Addresses in it"
            data={[
              { value: "", label: "are texts" },
              { value: "copy", label: "name files: read and copy them" },
              { value: "link", label: "name files: read them, leave them there" },
            ]}
            value={entry.addresses}
            onChange={(event) => onChange({ addresses: event.currentTarget.value as Addresses })}
          />
        )}
        {(peek.isGarbled || entry.encoding !== "") && (
          <NativeSelect
            size="xs"
            label="Encoding"
            description="Some letters are not UTF-8."
            data={[
              { value: "", label: "UTF-8" },
              { value: "cp1252", label: "Western (Windows-1252)" },
              { value: "latin-1", label: "Western (Latin-1)" },
              { value: "utf-16", label: "UTF-16" },
              { value: "shift_jis", label: "Japanese (Shift JIS)" },
              { value: "gb18030", label: "Chinese (GB 18030)" },
            ]}
            value={entry.encoding}
            onChange={(event) => onChange({ encoding: event.currentTarget.value })}
          />
        )}
      </div>
    </>
  );
}

const hasAddresses = (peek: Peek): boolean =>
  peek.rows.some((row) => row.some((cell) => /^[a-z][a-z0-9+.-]*:\/\/\S+$/.test(cell.trim())));

const namesHosts = ({ hosts = [], private_hosts = [], buckets = [] }: Sources): boolean =>
  hosts.length + private_hosts.length + buckets.length > 0;

/** How far it has come. total: rows of the file, null when not known. onColumns: back to the columns, if it has any. */
export function State(props: {
  state: ImportState;
  total: number | null;
  onKeepGood: () => void;
  onColumns: (() => void) | null;
}) {
  const { state, total, onKeepGood, onColumns } = props;
  switch (state.step) {
    case "ready":
      return null;
    case "packing":
      return (
        <Moving
          text={`Packing ${thin(state.done)} of ${thin(state.total)} files`}
          share={state.done / state.total}
        />
      );
    case "sending":
      return <Moving text={`Sending ${bytes(state.bytes)}`} share={null} />;
    case "running": {
      return <MovingJob job={state.job} isModal />;
    }
    case "cancelled":
      return <p className="quiet">Cancelled. Nothing came in.</p>;
    case "done":
      return <Done state={state} />;
    case "failed": {
      return (
        <>
          <ProblemNotice error={state.error} />
          <div className="row parcel-mend">
            {onColumns && (
              <Button variant="default" size="xs" onClick={onColumns}>
                Change the columns
              </Button>
            )}
            {hasGoodRows(state.error, total) && (
              <Button variant="default" size="xs" onClick={onKeepGood}>
                Import the good rows only
              </Button>
            )}
          </div>
        </>
      );
    }
  }
}

function Done({ state }: { state: Extract<ImportState, { step: "done" }> }) {
  const { items, known, faults, answers } = countsOf(state.job);
  const sentences = [
    `${counted(items, "item")} came in.`,
    known > 0 ? `${thin(known)} were here already.` : "",
    answers > 0 ? `${counted(answers, "label")} came with them.` : "",
    faults > 0 ? `${counted(faults, "row")} stayed out.` : "",
  ];
  return (
    <p className="parcel-done" role="status">
      <IconCheck size={18} aria-hidden /> {sentences.filter(Boolean).join(" ")}
    </p>
  );
}
