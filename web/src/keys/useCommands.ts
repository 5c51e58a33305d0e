import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from "react";
import { usePerson } from "../state/person";
import { bindings, bindingsBelongTo, onBindings } from "./bindings";
import type { Command } from "./commands";
import { enter, type Scope, takeOrder, update } from "./engine";
import { type Bindings, keysOf } from "./keymap";

/**
 * Commands that can be called by key while this component is shown.
 *
 * Among nested components the innermost wins; `everywhere` comes last. modal: heard while a dialog is open, when
 * all other scopes are silent. Typing in a field is left alone, but for Escape and combinations with Ctrl or ⌘.
 */
export function useCommands(
  scope: string,
  commands: readonly Command[],
  options: { enabled?: boolean; modal?: boolean } = {},
): void {
  const { enabled = true, modal = false } = options;
  const [registered] = useState<Scope>(() => ({ name: scope, order: takeOrder(), isModal: modal, commands }));
  const person = usePerson();
  useEffect(() => {
    if (person !== undefined) bindingsBelongTo(person.id);
  }, [person]);
  useLayoutEffect(() => update(registered, commands), [registered, commands]);
  useLayoutEffect(() => (enabled ? enter(registered) : undefined), [registered, enabled]);
}

/** This person's keys, as they change. */
export function useBindings(): Bindings {
  return useSyncExternalStore(onBindings, bindings);
}

/** The key to print on a control: the first of the command's keys as this person has them. */
export function useKeyOf(command: Pick<Command, "id" | "keys">): string | undefined {
  return keysOf(command, useBindings())[0];
}
