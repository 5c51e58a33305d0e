/** What the help sheet lists, in which order and with which words. Pure. */
import type { Command } from "./commands";

/** The commands by heading, each once and the innermost first, without those that this page does not have. */
export function grouped(lists: readonly (readonly Command[])[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  const seen = new Set<string>();
  for (const command of lists.flat()) {
    if (seen.has(command.id) || command.isThere?.() === false) continue;
    seen.add(command.id);
    const title = command.group ?? "This page";
    groups.set(title, [...(groups.get(title) ?? []), command]);
  }
  return [...groups];
}

/** Why the command's key does nothing now; undefined where it does something. */
export const whyOff = (command: Command): string | undefined =>
  command.enabled?.() === false ? (command.needs ?? "not now") : undefined;
