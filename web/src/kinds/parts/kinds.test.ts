/** Held by every kind in the registry: a new folder is tested on arrival. */
import { describe, expect, test } from "vitest";
import type { Command } from "../../keys/commands";
import { clashes } from "../../keys/keymap";
import { type LabelActions, labelCommands } from "../../screens/Label/commands";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import { kindNames, kindOf } from "../registry";
import type { Json } from "../types";

const FIELDS = {
  picture: { type: "image" as const, url: "media/a.jpg", width: 640, height: 480 },
  text: { type: "text" as const, text: "Ana Vega left New York." },
  recording: { type: "audio" as const, url: "media/a.wav", duration_s: 10, sample_rate: 8000, channels: 1 },
};

/** Options that bring a kind all the commands it can have. */
const FULL = {
  attributes: ["Occluded", "Pose", "Trained", "Quiet", "Large"].map((title) => ({
    key: title.toLowerCase(),
    title,
  })),
  empty: true,
  relations: ["lives_in", "born_in"],
  rotate: true,
  tie: true,
  transcript: true,
};

/** Keys of the label screen that a kind takes while it has something to do with them, and at no other time. */
const LENT: Readonly<Record<string, string>> = {
  Enter: "sets a corner, or ends what is being drawn",
  Escape: "one step back inside the answer",
  "Alt+ArrowLeft": "an edge of what was chosen",
  "Alt+ArrowRight": "an edge of what was chosen",
  C: "closes an outline that is being drawn",
};

const asked = (kind: string, n = 3, options: Record<string, unknown> = {}) => {
  const labels = Array.from({ length: n }, (_, at) => label(`l${at}`));
  return question("q", {
    kind,
    kind_version: `${kind}.v1`,
    labels,
    options,
    units: kindOf(kind).Stage ? "found" : "given",
  });
};
const open = (kind: string, n = 3, options?: Record<string, unknown>) => {
  const ask = asked(kind, n, options);
  const editor = createEditor({ item: item(1, FIELDS), questions: [ask] });
  return { editor, ask, session: kindOf(kind).open(editor.handle(ask)) };
};

test.each([2, 9, 18, 40])("no keys clash within a scope with %i labels", (n) => {
  for (const kind of kindNames()) expect(clashes(open(kind, n).session.commands), kind).toEqual([]);
});

test.each(kindNames())("no key of %s means something else than on the label screen", (kind) => {
  const yes = () => true;
  const screen = Object.values(labelCommands(new Proxy({} as LabelActions, { get: () => yes })));
  const { commands } = open(kind, 40, FULL).session;
  expect(clashes(commands)).toEqual([]);
  const keysOfScreen = new Set(screen.flatMap((command) => command.keys));
  const shadowing = commands.filter((command) => command.keys.some((key) => keysOfScreen.has(key)));
  const isLent = (command: Command) =>
    command.keys.every((key) => !keysOfScreen.has(key) || LENT[key] !== undefined) &&
    command.enabled?.() === false;
  expect(shadowing.filter((command) => !isLent(command)).map(({ id, keys }) => [id, keys])).toEqual([]);
});

describe.each(kindNames())("%s", (name) => {
  const kind = kindOf(name);

  test("cannot be submitted before it is answered, unless it says so", () => {
    expect(open(name).session.problem()).toEqual(expect.any(String));
  });

  test("its explicit nothing, where it has one, is a complete answer with a summary", () => {
    const { editor, ask, session } = open(name);
    const nothing = kind.empty(ask);
    if (nothing === undefined) return;
    editor.handle(ask).set(nothing);
    expect(session.problem()).toBeUndefined();
    expect(kind.summary(nothing, ask)).not.toBe("");
  });

  test("every command has an id, a title and a key, each id once", () => {
    const { commands } = open(name).session;
    const ids = commands.map((command) => command.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const command of commands)
      expect([command.title, command.keys.length > 0]).toEqual([expect.stringMatching(/./), true]);
  });

  test("a disposed session hears nothing more", () => {
    const { editor, ask, session } = open(name);
    let heard = 0;
    session.subscribe(() => heard++);
    session.dispose();
    editor.handle(ask).set(kind.empty(ask) ?? "l0");
    expect(heard).toBe(0);
  });
});

/** An answer that somebody else may have given, of kinds whose "nothing here" takes more than the question. */
const SUGGESTED: Readonly<Record<string, Json>> = {
  choices: ["l1"],
  instance: { size: [480, 640], objects: [] },
  mask: { size: [480, 640], masks: [] },
  number: 3,
  ranking: ["l2", "l0", "l1"],
  text: "A gist.",
};

test.each(kindNames())("an answer of %s can begin with another's once it is open, and be cleared", (kind) => {
  const { editor, ask, session } = open(kind);
  if (session.isDirect) return; // what one key decides is never chosen beforehand
  const value = kindOf(kind).empty(ask) ?? SUGGESTED[kind];
  if (value === undefined) expect.fail(`Give an answer of ${kind} in SUGGESTED.`);
  expect(session.problem()).toBeDefined();
  editor.begin(ask.key, value);
  expect(editor.draft(ask.key).value).toEqual(value);
  expect(session.problem()).toBeUndefined();
  expect(editor.canUndo).toBe(false);
  editor.change(ask.key, { value: undefined });
  expect(session.problem()).toBeDefined();
  editor.undo();
  expect(session.problem()).toBeUndefined();
  expect(editor.draft(ask.key).value).toEqual(value);
  session.dispose();
});
