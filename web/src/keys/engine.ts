/** Which command a key press runs. Scopes are stacked; the innermost that knows the key wins. */
import { bindings } from "./bindings";
import type { Command } from "./commands";
import { ANY_LETTER, keysOf, namesOf, typedLetter } from "./keymap";

/** Heard last, on every page. */
export const EVERYWHERE = "everywhere";

export interface Scope {
  readonly name: string;
  /** Greater is further inside. */
  readonly order: number;
  /** Heard while a dialog is open. */
  readonly isModal: boolean;
  commands: readonly Command[];
}

const scopes = new Set<Scope>();
const listeners = new Set<() => void>();
let nextOrder = 0;
let version = 0;
let typed = "";

/** Taken while a component is first drawn, which goes from the outside in. */
export const takeOrder = (): number => nextOrder++;

/** The letter that the running command was called with. */
export const lastTyped = (): string => typed;

/** Add a scope; returns how to take it away. */
export function enter(scope: Scope): () => void {
  if (scopes.size === 0) listen();
  scopes.add(scope);
  changed();
  return () => {
    scopes.delete(scope);
    if (scopes.size === 0) deafen();
    changed();
  };
}

/** Give a scope its commands as they are now. */
export function update(scope: Scope, commands: readonly Command[]): void {
  const before = scope.commands;
  scope.commands = commands;
  const isSame =
    before.length === commands.length && before.every((each, at) => each.id === commands[at]?.id);
  if (!isSame) changed();
}

/** All scopes, the innermost first. */
export function stack(): Scope[] {
  return [...scopes].sort((a, b) => rank(b) - rank(a));
}

const rank = (scope: Scope) => (scope.name === EVERYWHERE ? -1 : scope.order);

export const engineVersion = (): number => version;

export function onScopes(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

function listen(): void {
  window.addEventListener("keydown", noticed, { capture: true });
  window.addEventListener("keydown", heard);
}

function deafen(): void {
  window.removeEventListener("keydown", noticed, { capture: true });
  window.removeEventListener("keydown", heard);
}

/** A dialog that the press itself closes is gone when the press gets here: what stood open is noted before. */
let wasDialogOpen = false;

function noticed(): void {
  wasDialogOpen = isDialogOpen();
}

const isDialogOpen = (): boolean => document.querySelector('[aria-modal="true"]') !== null;

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const names = namesOf(event).filter((name) => !isForTheControl(event.target, name));
  const letter = isTyping(event.target) ? undefined : typedLetter(event);
  const command = commandFor(names, letter, wasDialogOpen || isDialogOpen());
  if (!command) return;
  event.preventDefault();
  typed = event.key;
  command.run();
}

/** The command that these names run now, if any. */
function commandFor(
  names: readonly string[],
  letter: string | undefined,
  isModal: boolean,
): Command | undefined {
  const open = stack().filter((scope) => !isModal || scope.isModal);
  const find = (wanted: readonly string[]) => {
    for (const scope of open) {
      const found = scope.commands.find(
        (command) =>
          keysOf(command, bindings()).some((keys) => wanted.includes(keys)) && command.enabled?.() !== false,
      );
      if (found) return found;
    }
    return undefined;
  };
  return find(names) ?? (letter === undefined ? undefined : find([ANY_LETTER]));
}

const EDITING = new Set(["Mod+Z", "Mod+Shift+Z", "Mod+Y", "Mod+X", "Mod+C", "Mod+V", "Mod+A"]);

/** Whether a control in focus needs the key itself: typing, or pressing a button. */
function isForTheControl(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (isTyping(target)) return EDITING.has(name) || !(name.includes("Mod+") || name === "Escape");
  if (name === "Escape") return isInPopover(target);
  if (name === "Enter" || name === "Space") return target.closest(PRESSED_BY_ENTER) !== null;
  if (target instanceof HTMLInputElement && target.type === "range") return name.startsWith("Arrow");
  return false;
}

/** Menus and small explanations close themselves; a dialog's own commands still hear the key. */
const isInPopover = (target: HTMLElement): boolean =>
  target.closest('[role="dialog"]:not([aria-modal="true"]), [role="menu"]') !== null;

const PRESSED_BY_ENTER =
  'button, a[href], summary, input, select, [role="button"], [role="menuitem"], [role="option"], [role="tab"]';
const NOT_TYPED_INTO = new Set(["checkbox", "radio", "button", "submit", "reset", "file", "range", "color"]);

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NOT_TYPED_INTO.has(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLElement && target.isContentEditable;
}
