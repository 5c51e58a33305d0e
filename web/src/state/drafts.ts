/** What somebody has begun on an item, kept in this browser until they submit it. */
import { openTable, type Table } from "../api/lasting";
import type { Draft } from "./editor";

export interface KeptDraft {
  readonly key: string;
  readonly guideline_version: number;
  readonly drafts: Readonly<Record<string, Draft>>;
  /** Active time spent so far. */
  readonly spent_ms: number;
}

export const draftKey = (person: string, project: string, item: string): string =>
  `${person}/${project}/${item}`;

let table: Promise<Table<KeptDraft>> | undefined;
const drafts = (): Promise<Table<KeptDraft>> => {
  table ??= openTable<KeptDraft>("drafts", (row) => row.key);
  return table;
};

// One after the other, so that a late save never outlives the removal that followed it.
let last: Promise<unknown> = Promise.resolve();
const inTurn = <Out>(work: () => Promise<Out>): Promise<Out> => {
  const next = last.then(work);
  last = next.catch(() => undefined);
  return next;
};

export const saveDraft = (draft: KeptDraft): Promise<void> => inTurn(async () => (await drafts()).put(draft));
export const dropDraft = (key: string): Promise<void> => inTurn(async () => (await drafts()).remove([key]));
/** All drafts of that person in that project, by item. */
export const loadDrafts = (person: string, project: string): Promise<Map<string, KeptDraft>> =>
  inTurn(async () => {
    const prefix = draftKey(person, project, "");
    const rows = (await (await drafts()).all()).filter((row) => row.key.startsWith(prefix));
    return new Map(rows.map((row) => [row.key.slice(prefix.length), row]));
  });
