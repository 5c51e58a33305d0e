/** The keys of one answer under review. */
import type { Command } from "../../keys/commands";

export const KEYS = {
  accept: ["A", "Enter"],
  mend: ["E"],
  return: ["R"],
  comment: ["T"],
  send: ["Mod+Enter"],
  leave: ["Shift+Enter"],
  names: ["N"],
  queue: ["Q", "Escape"],
  undo: ["Mod+Z"],
} as const;

export type Named = keyof typeof KEYS;

/** What a button needs to print a command's key. */
export const keyed = (name: Named) => ({ id: `review.${name}`, keys: KEYS[name] });

const TITLES: Record<Named, string> = {
  accept: "Accept and next, or send what was mended",
  mend: "Mend the answer",
  return: "Return it with a comment",
  comment: "Write a comment",
  send: "Send what is written",
  leave: "Leave it, next answer",
  names: "Show or hide the name",
  queue: "Back to the sample",
  undo: "Undo the last verdict",
};

export function lookCommands(
  run: Record<Named, () => void>,
  may: Partial<Record<Named, boolean>>,
  isBusy: boolean,
): Command[] {
  return (Object.keys(KEYS) as Named[]).map((name) => ({
    ...keyed(name),
    title: TITLES[name],
    group: "Review",
    run: run[name],
    enabled: () => !isBusy && may[name] !== false,
  }));
}
