import { expect, test } from "vitest";
import { ariaKeys, canonical, clashes, type KeyPress, keysOf, namesOf, printed, typedLetter } from "./keymap";

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
});
const PC = false;
const MAC = true;

test("a combination has one spelling", () => {
  expect(canonical("shift+mod+z")).toBe("Mod+Shift+Z");
  expect(canonical("Alt+ArrowLeft")).toBe("Alt+ArrowLeft");
  expect(canonical("+")).toBe("+");
  expect(canonical("Mod++")).toBe("Mod++");
  expect(canonical("?")).toBe("?");
});

test("a digit is its key, whatever the row types with Shift or without it", () => {
  expect(namesOf(press("!", { code: "Digit1", shiftKey: true }), PC)).toContain("Shift+1");
  expect(namesOf(press("&", { code: "Digit1" }), PC)).toContain("1"); // French
  expect(namesOf(press("/", { code: "Digit7", shiftKey: true }), PC)).toEqual(["Shift+7", "/"]); // German
  expect(namesOf(press("4", { code: "Numpad4" }), PC)).toEqual(["4"]);
  expect(namesOf(press("ArrowLeft", { code: "Numpad4" }), PC)).toEqual(["ArrowLeft"]);
});

test("Mod is Ctrl on a PC and ⌘ on a Mac", () => {
  expect(namesOf(press("z", { ctrlKey: true }), PC)).toEqual(["Mod+Z"]);
  expect(namesOf(press("Z", { metaKey: true, shiftKey: true }), MAC)).toEqual(["Mod+Shift+Z"]);
  expect(namesOf(press("z", { ctrlKey: true }), MAC)).toEqual(["Ctrl+Z"]);
});

test("letters are what they type in Latin script, and where they stand in others", () => {
  expect(namesOf(press("a", { code: "KeyQ" }), PC)).toEqual(["A"]); // French
  expect(namesOf(press("п", { code: "KeyG" }), PC)).toEqual(["G"]);
  expect(namesOf(press("©", { code: "KeyG", altKey: true }), MAC)).toEqual(["Alt+G"]);
});

test("a symbol counts as itself, however it is typed", () => {
  expect(namesOf(press("?", { code: "Slash", shiftKey: true }), PC)).toEqual(["?"]);
  const altGr = { ctrlKey: true, altKey: true, getModifierState: (which: string) => which === "AltGraph" };
  expect(namesOf(press("[", { code: "Digit8", ...altGr }), PC)).toEqual(["["]);
});

test("a modifier alone is no key", () => {
  expect(namesOf(press("Shift", { shiftKey: true }), PC)).toEqual([]);
});

test("typing a letter is known from calling a command", () => {
  expect(typedLetter(press("ä"))).toBe("ä");
  expect(typedLetter(press("a", { ctrlKey: true }))).toBeUndefined();
  expect(typedLetter(press("Enter"))).toBeUndefined();
});

test("two commands with one key clash, also when a person bound them so", () => {
  const commands = [
    { id: "a", keys: ["1", "mod+a"] },
    { id: "b", keys: ["2"] },
  ];
  expect(clashes(commands)).toEqual([]);
  expect(clashes(commands, { b: ["Mod+A"] })).toEqual([{ keys: "Mod+A", commands: ["a", "b"] }]);
  expect(keysOf({ id: "b", keys: ["2"] }, { b: ["x"] })).toEqual(["X"]);
});

test("keys are printed as they stand on the keyboard", () => {
  expect(printed("Mod+Z", PC)).toBe("Ctrl Z");
  expect(printed("Mod+Z", MAC)).toBe("⌘ Z");
  expect(printed("Shift+Enter", PC)).toBe("⇧ ↵");
  expect(printed("Mod++", PC)).toBe("Ctrl +");
  expect(ariaKeys(["Mod+Z", "1"], PC)).toBe("Control+Z 1");
});
