/** Held by every kind in the registry: a new folder is tested on arrival. */
import { describe, expect, test } from "vitest";
import { clashes } from "../../keys/keymap";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import { kindNames, kindOf } from "../registry";

const FIELDS = {
  picture: { type: "image" as const, url: "media/a.jpg", width: 640, height: 480 },
  text: { type: "text" as const, text: "Ana Vega left New York." },
};

const asked = (kind: string, n = 3) => {
  const labels = Array.from({ length: n }, (_, at) => label(`l${at}`));
  return question("q", {
    kind,
    kind_version: `${kind}.v1`,
    labels,
    units: kindOf(kind).Stage ? "found" : "given",
  });
};
const open = (kind: string, n = 3) => {
  const ask = asked(kind, n);
  const editor = createEditor({ item: item(1, FIELDS), questions: [ask] });
  return { editor, ask, session: kindOf(kind).open(editor.handle(ask)) };
};

test.each([2, 9, 18, 40])("no keys clash within a scope with %i labels", (n) => {
  for (const kind of kindNames()) expect(clashes(open(kind, n).session.commands), kind).toEqual([]);
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
