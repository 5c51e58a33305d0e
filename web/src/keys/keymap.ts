/** Names of keys, what an event says in them, and clashes. Pure: no document. */
import type { Command } from "./commands";

/** What of a keyboard event the names are made from. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  getModifierState?(modifier: string): boolean;
}

/** A person's own keys, by the id of the command. */
export type Bindings = Readonly<Record<string, readonly string[]>>;

/** Stands for any letter that no command claims: it starts a search by typing. */
export const ANY_LETTER = "Letter";

export const isApple = (platform: string = globalThis.navigator?.platform ?? ""): boolean =>
  /mac|iphone|ipad/i.test(platform);

const MODIFIERS = ["Mod", "Ctrl", "Meta", "Alt", "Shift"] as const;
const LONE_MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead"]);
const isLetter = (key: string) => /^\p{L}$/u.test(key);

/** The one spelling of a combination: modifiers in order, letters large. `shift+mod+z` is `Mod+Shift+Z`. */
export function canonical(combination: string): string {
  const parts = combination === "+" ? ["+"] : combination.replace(/\+\+$/, "+Plus").split("+");
  const last = parts.at(-1) ?? "";
  const held = new Set(parts.slice(0, -1).map((part) => part.toLowerCase()));
  const key = last === "Plus" ? "+" : last.length === 1 ? last.toUpperCase() : last;
  return [...MODIFIERS.filter((modifier) => held.has(modifier.toLowerCase())), key].join("+");
}

/** All names that a key press may be bound under, the likeliest first; none for a modifier alone. */
export function namesOf(press: KeyPress, apple = isApple()): string[] {
  if (LONE_MODIFIERS.has(press.key)) return [];
  // AltGr types symbols on many keyboards and reports itself as Ctrl and Alt.
  const isAltGr = press.getModifierState?.("AltGraph") === true;
  const held = {
    Mod: !isAltGr && (apple ? press.metaKey : press.ctrlKey),
    Ctrl: !isAltGr && apple && press.ctrlKey,
    Meta: !isAltGr && !apple && press.metaKey,
    Alt: !isAltGr && press.altKey,
    Shift: press.shiftKey,
  };
  const prefix = (shift: boolean) =>
    MODIFIERS.filter((modifier) => held[modifier] && (modifier !== "Shift" || shift))
      .map((modifier) => `${modifier}+`)
      .join("");
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  const isNavigation = press.key.length > 1; // a number pad without NumLock
  const names: string[] = [];
  if (digit !== undefined && !isNavigation && !isAltGr) names.push(`${prefix(true)}${digit}`);
  const letter = letterOf(press);
  if (letter !== undefined) names.push(`${prefix(true)}${letter}`);
  else if (press.key === " ") names.push(`${prefix(true)}Space`);
  else if (isNavigation) names.push(`${prefix(true)}${press.key}`);
  else if (!/^\d$/.test(press.key)) names.push(`${prefix(false)}${press.key}`);
  return names;
}

/** Latin letters by what they type; other scripts, and Alt on a Mac, by where the key is. */
function letterOf(press: KeyPress): string | undefined {
  const typed = press.key.toUpperCase();
  if (/^[A-Z]$/.test(typed)) return typed;
  const place = /^Key([A-Z])$/.exec(press.code)?.[1];
  if (place !== undefined && (press.altKey || isLetter(press.key))) return place;
  return undefined;
}

/** Whether the press types a letter, with nothing but Shift held. */
export function typedLetter(press: KeyPress): string | undefined {
  const isPlain = !press.ctrlKey && !press.metaKey && !press.altKey;
  return isPlain && isLetter(press.key) ? press.key : undefined;
}

/** The keys of a command as this person has them. */
export function keysOf(command: Pick<Command, "id" | "keys">, bindings: Bindings): readonly string[] {
  return (bindings[command.id] ?? command.keys).map(canonical);
}

export interface Clash {
  keys: string;
  commands: string[];
}

/** Combinations that several commands of one scope claim. */
export function clashes(commands: readonly Pick<Command, "id" | "keys">[], bindings: Bindings = {}): Clash[] {
  const claims = new Map<string, Set<string>>();
  for (const command of commands) {
    for (const keys of keysOf(command, bindings)) {
      claims.set(keys, (claims.get(keys) ?? new Set()).add(command.id));
    }
  }
  return [...claims].filter(([, ids]) => ids.size > 1).map(([keys, ids]) => ({ keys, commands: [...ids] }));
}

const PRINTED: Record<string, string> = {
  Shift: "⇧",
  Enter: "↵",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
  Backspace: "⌫",
  [ANY_LETTER]: "a … z",
};

/** A combination as it is printed on a control: `Mod+Z` is `Ctrl Z`, on a Mac `⌘ Z`. */
export function printed(combination: string, apple = isApple()): string {
  const name = canonical(combination);
  const parts = name.endsWith("++")
    ? [...name.slice(0, -2).split("+"), "+"]
    : name === "+"
      ? ["+"]
      : name.split("+");
  return parts
    .map((part) => {
      if (part === "Mod") return apple ? "⌘" : "Ctrl";
      if (part === "Alt" && apple) return "⌥";
      return PRINTED[part] ?? part;
    })
    .join(" ");
}

const SPOKEN: Record<string, string> = { Mod: "Control", ArrowLeft: "ArrowLeft", Space: "Space" };

/** The value of `aria-keyshortcuts` for a list of combinations. */
export function ariaKeys(keys: readonly string[], apple = isApple()): string {
  return keys
    .filter((each) => each !== ANY_LETTER)
    .map((each) =>
      canonical(each)
        .split("+")
        .map((part) => (part === "Mod" && apple ? "Meta" : (SPOKEN[part] ?? part)))
        .join("+"),
    )
    .join(" ");
}
