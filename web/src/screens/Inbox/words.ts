/** What the inbox says of a thread. */
import type { MessageOut, ThreadRow } from "../../model/api.gen";
import { counted } from "../../ui/num";

const STATUS: Record<ThreadRow["status"], string> = {
  waiting: "waits for an answer",
  answered: "answered",
  noted: "a lead's note",
  resolved: "resolved",
};

/** The state in words: `answered · version 3 · 2 replies`. */
export function stateOf(row: ThreadRow): string {
  const parts = [
    STATUS[row.status],
    row.amended_in === null ? "" : `version ${row.amended_in}`,
    row.is_shared ? "shared" : "",
    row.n_replies === 0 ? "" : counted(row.n_replies, "reply", "replies"),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** A thread's short name, as notes of the guideline's versions bear it. */
export const nameOf = (id: string): string => `question ${id.slice(0, 8)}`;

/** What was done, of messages that are deeds and no words. */
export function deedOf(message: MessageOut): string | undefined {
  switch (message.type) {
    case "resolved":
      return "resolved this";
    case "reopened":
      return "opened this again";
    case "shared":
      return "shared this with all who answered the item";
    case "unshared":
      return "no longer shares this";
    case "amendment":
      return `answered with version ${message.version} of the guideline`;
    default:
      return undefined;
  }
}

/** Where the cursor goes: kept inside the list; −1 means that nothing was chosen yet. */
export function moved(cursor: number, by: number, n: number): number {
  if (n === 0) return -1;
  if (cursor < 0) return by > 0 ? 0 : n - 1;
  return Math.min(n - 1, Math.max(0, cursor + by));
}
