import { Button, Group, Modal } from "@mantine/core";
import { IconFolder, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Found, fromList, type Parcel, parcelsOf } from "./collect";
import { type ImportOptions, type ImportState, runImport } from "./importing";
import { Parcels } from "./Parcels";
import { columnsByRole, guessRoles, type Peek, peekInto, type Roles } from "./peek";
import { refreshItems } from "./useItems";

/** One file or folder on its way in, with what its columns are. */
export interface Entry {
  parcel: Parcel;
  peek: Peek | null;
  roles: Roles;
  encoding: string;
  question: string;
  state: ImportState;
}

const isOver = (state: ImportState) => state.step === "done" || state.step === "cancelled";
const isMoving = (state: ImportState) => ["packing", "sending", "running"].includes(state.step);

/** Bring items: choose or drop files, say what the columns are, and watch them come in. */
export function ImportDialog(props: { slug: string; found: readonly Found[]; onClose: () => void }) {
  const { slug, found, onClose } = props;
  const queries = useQueryClient();
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const add = async (more: readonly Found[]) => {
    const fresh = await Promise.all(parcelsOf(more).map(entryOf));
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
  const isFinished = entries.length > 0 && entries.every((entry) => isOver(entry.state));
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
        <Chooser onFiles={(files) => void add(files)} />
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
        <Button variant={isFinished ? "filled" : "default"} onClick={onClose}>
          {isFinished ? "See the items" : isBusy ? "Go on in the background" : "Close"}
        </Button>
        {nReady > 0 && (
          <Button loading={isBusy} onClick={() => void startAll()} data-autofocus>
            {nReady === 1 ? "Import" : `Import ${nReady} files`}
          </Button>
        )}
      </Group>
    </Modal>
  );
}

async function entryOf(parcel: Parcel): Promise<Entry> {
  const first = parcel.files[0];
  const peek = first && !parcel.isPacked ? await peekInto(first.file) : null;
  const roles = guessRoles(peek?.columns ?? []);
  return { parcel, peek, roles, encoding: "", question: "", state: { step: "ready" } };
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
  };
  const given = Object.fromEntries(
    Object.entries(named).filter(([, value]) => value !== undefined && value !== ""),
  );
  return { ...given, ...(keepGood ? { keep_good: true } : {}) };
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
        CSV, TSV, JSON, JSONL, Parquet, zip; pictures and text files, one item each. A file brought twice adds
        nothing.
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
