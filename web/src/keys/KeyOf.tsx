import { Kbd } from "../ui/Kbd";
import type { Command } from "./commands";
import { useKeyOf } from "./useCommands";

/** The key of a command as this person has it. */
export function KeyOf({ command }: { command: Pick<Command, "id" | "keys"> }) {
  const keys = useKeyOf(command);
  return keys === undefined ? null : <Kbd keys={keys} />;
}
