/** A person's own keys, kept in this browser. */
import type { Bindings } from "./keymap";

const PREFIX = "goldsmith-keys:";
let owner = "";
let present: Bindings = {};
const listeners = new Set<() => void>();

export const bindings = (): Bindings => present;

/** From now on these are the keys of that person. */
export function bindingsBelongTo(person: string): void {
  if (person === owner) return;
  owner = person;
  present = read(person);
  tell();
}

/** Give a command other keys; undefined gives it its own back. */
export function rebind(command: string, keys: readonly string[] | undefined): void {
  const { [command]: _, ...rest } = present;
  present = keys === undefined ? rest : { ...rest, [command]: keys };
  write();
  tell();
}

/** Give all commands their own keys back. */
export function resetBindings(): void {
  present = {};
  write();
  tell();
}

export function onBindings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  for (const listener of listeners) listener();
}

function read(person: string): Bindings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PREFIX + person) ?? "{}");
    return isBindings(stored) ? stored : {};
  } catch {
    return {}; // storage is closed, or holds another version's words: everyone has the default keys
  }
}

function write(): void {
  try {
    localStorage.setItem(PREFIX + owner, JSON.stringify(present));
  } catch {
    // storage is closed: the keys hold until the page goes
  }
}

const isBindings = (stored: unknown): stored is Bindings =>
  typeof stored === "object" &&
  stored !== null &&
  Object.values(stored).every(
    (keys) => Array.isArray(keys) && keys.every((each) => typeof each === "string" && each !== ""),
  );
