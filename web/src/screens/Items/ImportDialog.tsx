import { Button, Group, Modal } from "@mantine/core";
import { IconFolder, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { QuestionOut } from "../../model/api.gen";
import { counted } from "../../ui/num";
import { type Found, fromList, type Parcel, parcelsOf } from "./collect";
import { FromServer } from "./FromServer";
import type { Giver } from "./Givers";
import { type ImportOptions, type ImportState, importOf, runImport } from "./importing";
import { recallMapping, rememberMapping } from "./mapping";
import { Parcels } from "./Parcels";
import { columnsByRole, guessRoles, type Peek, peekInto, type Roles } from "./peek";
import { refreshItems, useQuestions } from "./useItems";

/** One file or folder on its way in, with what its columns are. */
export interface Entry {
  parcel: Parcel;
  peek: Peek | null;
  roles: Roles;
  encoding: string;
  question: string;
  /** Cells that are addresses: texts, or files to read from there, as copies or left where they are. */
  addresses: Addresses;
  /** What gave the labels, and its name, where people did not. */
  giver: Giver;
  giverName: string;
  state: ImportState;
}

export type Addresses = "" | "copy" | "link";

const isOver = (state: ImportState) => state.step === "done" || state.step === "cancelled";
const isMoving = (state: ImportState) => ["packing", "sending", "running"].includes(state.step);

/** Bring items: choose or drop files, say what the columns are, and watch them come in. */
export function ImportDialog(props: {
  slug: string;
  found: readonly Found[];
  /** Show what came in: one import, or null for all items. */
  onSee: (id: string | null) => void;
  onClose: () => void;
}) {
  const { slug, found, onSee, onClose } = props;
  const queries = useQueryClient();
  const questions = useQuestions(slug);
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const add = async (more: readonly Found[]) => {
    const fresh = await Promise.all(parcelsOf(more).map((parcel) => entryOf(slug, parcel, questions)));
    setEntries((old) => [...old, ...fresh]);
  };
  const isAdded = useRef<readonly Found[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was dropped is taken once
  useEffect(() => {
    if (found.length > 0 && isAdded.current !== found) void add(found);
    isAdded.current = found;
  }, [found]);
  const change = (index: number, part: Partial<Entry>) =>
    setEntries((old) => old.map((entry, at) => (at === index ? { ...entry, ...part } : entry)));
  const start = async (index: number, entry: Entry, keepGood: boolean) => {
    if (entry.peek) rememberMapping(localStorage, slug, entry.parcel.name, entry);
    await runImport(slug, entry.parcel, optionsOf(entry, keepGood), (state) => change(index, { state }));
    await refreshItems(queries, slug);
  };
  const startAll = async () => {
    for (const [index, entry] of entries.entries()) {
      if (entry.state.step === "ready") await start(index, entry, false);
    }
  };
  const isBusy = entries.some((entry) => isMoving(entry.state));
  const nReady = entries.filter((entry) => entry.state.step === "ready").length;
  const isFinished =
    entries.every((entry) => isOver(entry.state)) && entries.some((entry) => entry.state.step === "done");
  return (
    <Modal
      closeButtonProps={{ "aria-label": "Close" }}
      opened
      onClose={onClose}
      title="Bring items"
      size={entries.some((entry) => entry.peek) ? 900 : 560}
      closeOnClickOutside={!isBusy}
      centered
    >
      {entries.length === 0 ? (
        <>
          <Chooser onFiles={(files) => void add(files)} />
          <FromServer slug={slug} onSee={onSee} />
        </>
      ) : (
        <Parcels
          slug={slug}
          entries={entries}
          onChange={change}
          onKeepGood={(index, entry) => void start(index, entry, true)}
          onRemove={(index) => setEntries((old) => old.filter((_, at) => at !== index))}
        />
      )}
      <Group justify="flex-end" mt="md">
        {isFinished ? (
          <Button onClick={() => onSee(onlyImport(entries))}>See the items</Button>
        ) : (
          <Button variant="default" onClick={onClose}>
            {isBusy ? "Go on in the background" : "Close"}
          </Button>
        )}
        {nReady > 0 && (
          <Button loading={isBusy} onClick={() => void startAll()} data-autofocus>
            {importVerb(entries)}
          </Button>
        )}
      </Group>
    </Modal>
  );
}

/** A file as it stands before it is sent; its columns as they were the last time, or else as guessed. */
async function entryOf(slug: string, parcel: Parcel, questions: readonly QuestionOut[]): Promise<Entry> {
  const first = parcel.files[0];
  const peek = first && !parcel.isPacked ? await peekInto(first.file) : null;
  const columns = peek?.columns ?? [];
  const kept = peek && recallMapping(localStorage, slug, parcel.name, columns);
  const shown = questions.flatMap((question) => question.show);
  const question = questions.length > 1 ? (questions[0]?.key ?? "") : "";
  const mapping = kept ?? { roles: guessRoles(columns, shown), encoding: "", question };
  return { parcel, peek, ...mapping, addresses: "", giver: "", giverName: "", state: { step: "ready" } };
}

/** The import that came in, when it was exactly one. */
function onlyImport(entries: readonly Entry[]): string | null {
  const made = entries.flatMap(({ state }) => (state.step === "done" ? [importOf(state.job)] : []));
  return made.length === 1 ? (made[0] ?? null) : null;
}

/** What the button does, with the number of files that are sent. */
function importVerb(entries: readonly Entry[]): string {
  const files = entries.filter((entry) => entry.state.step === "ready").flatMap(({ parcel }) => parcel.files);
  return `Import ${counted(files.length, "file")}`;
}

function optionsOf(entry: Entry, keepGood: boolean): ImportOptions {
  const { text, id, group, label, annotator } = entry.peek ? columnsByRole(entry.roles) : {};
  const named = {
    text,
    id: id?.[0],
    group: group?.[0],
    label: label?.[0],
    annotator: label && annotator?.[0],
    question: label && entry.question,
    encoding: entry.encoding,
    by: entry.giver,
    annotator_name: entry.giver && entry.giverName.trim(),
  };
  const given = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined && value !== ""),
  );
  const { addresses } = entry;
  const read = addresses === "" ? {} : { addresses: true, ...(addresses === "link" ? { link: true } : {}) };
  return { ...given, ...read, ...(keepGood ? { keep_good: true } : {}) };
}

function Chooser({ onFiles }: { onFiles: (files: Found[]) => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  useEffect(() => folder.current?.setAttribute("webkitdirectory", ""), []);
  return (
    <div className="chooser">
      <p>Drop files or a folder anywhere on the page, or choose them here.</p>
      <div className="row">
        <Button leftSection={<IconUpload size={16} />} onClick={() => files.current?.click()} data-autofocus>
          Choose files
        </Button>
        <Button
          variant="default"
          leftSection={<IconFolder size={16} />}
          onClick={() => folder.current?.click()}
        >
          Choose a folder
        </Button>
      </div>
      <p className="quiet">
        CSV, TSV, JSON, JSONL, Parquet, zip; pictures, recordings and text files, one item each. A file
        brought twice adds nothing.
      </p>
      {[files, folder].map((field, index) => (
        <input
          key={index === 0 ? "files" : "folder"}
          ref={field}
          type="file"
          multiple
          hidden
          aria-label={index === 0 ? "Files" : "Folder"}
          onChange={(event) => onFiles(fromList(event.currentTarget.files ?? []))}
        />
      ))}
    </div>
  );
}
