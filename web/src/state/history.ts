/** One's own last answers, oldest first: to look back, to mend, and to copy from. Pure. */
import type { MineRow, OwnAnswer } from "../model/api.gen";
import type { Draft } from "./editor";
import type { Json } from "./json";

export const REMEMBERED = 50;

/** Add what was just submitted, or put it in place of the same item's earlier answer. */
export function remember(rows: readonly MineRow[], row: MineRow): MineRow[] {
  const at = rows.findIndex((each) => each.item.id === row.item.id);
  if (at >= 0) return rows.map((each, index) => (index === at ? row : each));
  return [...rows, row].slice(-REMEMBERED);
}

/** The server's rows (newest first) under those of this page, which may be newer than what is stored. */
export function merged(stored: readonly MineRow[], local: readonly MineRow[]): MineRow[] {
  const mine = new Set(local.map((row) => row.item.id));
  const earlier = [...stored].reverse().filter((row) => !mine.has(row.item.id));
  return [...earlier, ...local].slice(-REMEMBERED);
}

/** The values in a submission, by question. */
export function valuesOf(own: Readonly<Record<string, OwnAnswer>> | undefined): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const [question, answer] of Object.entries(own ?? {})) {
    if (answer.value !== null && answer.value !== undefined) values[question] = answer.value as Json;
  }
  return values;
}

/** The answers of a submission as the editor takes them, with all that belongs to them. */
export const draftsOf = (own: Readonly<Record<string, OwnAnswer>> | undefined): Record<string, Draft> =>
  drafted(own, (answer) => answer.value);

/** The same of answers that the guideline in force cannot read: as they were given, to be looked at again. */
export const draftsBefore = (own: Readonly<Record<string, OwnAnswer>> | undefined): Record<string, Draft> =>
  drafted(own, (answer) => answer.before);

function drafted(
  own: Readonly<Record<string, OwnAnswer>> | undefined,
  read: (answer: OwnAnswer) => unknown,
): Record<string, Draft> {
  const drafts: Record<string, Draft> = {};
  for (const [question, answer] of Object.entries(own ?? {})) {
    const value = read(answer);
    if (value === null || value === undefined) continue;
    drafts[question] = {
      value: value as Json,
      second: (answer.second ?? undefined) as Json | undefined,
      unsure: answer.unsure,
      note: answer.note,
    };
  }
  return drafts;
}
