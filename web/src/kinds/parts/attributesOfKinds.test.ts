/** Attributes in every kind whose objects bear them: said with the keys, told in the list, named where answers differ. */
import { describe, expect, test } from "vitest";
import { encodeCounts } from "../../model/raster/counts";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import { kindOf } from "../registry";
import type { Json } from "../types";
import { attributeId, type HasAttributes } from "./attributeCommands";

const FIELDS = {
  picture: { type: "image" as const, url: "media/a.jpg", width: 64, height: 48 },
  text: { type: "text" as const, text: "Ana Vega left New York." },
  recording: { type: "audio" as const, url: "media/a.wav", duration_s: 10, sample_rate: 8000, channels: 1 },
};
const ASKED = [
  { key: "doubtful", title: "Doubtful" },
  { key: "tone", title: "Tone", choices: ["calm", "loud"] },
];
const ring = [
  [1, 1],
  [20, 1],
  [20, 20],
];

/** One object of each kind, without its id and label. */
const ONE: Readonly<Record<string, Record<string, Json>>> = {
  box: { x: 1, y: 2, width: 10, height: 12 },
  instance: { counts: encodeCounts([10, 20, 64 * 48 - 30]) },
  polygon: { parts: [{ outline: ring, holes: [] }] },
  segment: { start: 1, end: 2.5 },
  span: { start: 0, end: 8 },
};

const whole = (kind: string, objects: Json[]): Json =>
  kind === "instance" ? { size: [48, 64], objects } : objects;

const objectsIn = (kind: string, value: Json | undefined): Record<string, Json>[] =>
  (kind === "instance" ? (value as { objects: Json }).objects : value) as Record<string, Json>[];

function open(kind: string, attributes?: Json, asked: unknown[] = ASKED) {
  const ask = question("q", {
    kind,
    kind_version: `${kind}.v1`,
    labels: [label("l0"), label("l1")],
    options: { attributes: asked },
    units: "found",
  });
  const one = { id: "a", label: "l0", ...ONE[kind], ...(attributes ? { attributes } : {}) };
  const editor = createEditor({ item: item(1, FIELDS), questions: [ask] });
  editor.handle(ask).set(whole(kind, [one]));
  const session = kindOf(kind).open(editor.handle(ask));
  const run = (id: string) => session.commands.find((command) => command.id === id)?.run();
  const next = session.commands.find((command) => command.keys.includes("."));
  return { ask, one, editor, session: session as typeof session & HasAttributes, run, next };
}

describe.each(Object.keys(ONE))("%s", (kind) => {
  test("says attributes of the object in hand with keys of their own, and undo takes them back", () => {
    const { ask, editor, session, run, next } = open(kind);
    const value = () => objectsIn(kind, editor.handle(ask).value())[0]?.attributes;
    expect(session.attributesHere()).toBeUndefined();
    next?.run();
    expect(session.attributesHere()).toEqual({});
    run(attributeId("doubtful"));
    run(attributeId("tone"));
    run(attributeId("tone"));
    expect(value()).toEqual({ doubtful: true, tone: "loud" });
    run(attributeId("tone"));
    run(attributeId("doubtful"));
    expect(value()).toBeUndefined();
    editor.undo();
    expect(value()).toEqual({ doubtful: true });
    expect(session.problem()).toBeUndefined();
  });

  test("keeps what was said when something else is changed", () => {
    const { ask, editor, session, next } = open(kind, { tone: "calm" });
    next?.run();
    session.commands.find((command) => command.id === "labels.2")?.run();
    expect(objectsIn(kind, editor.handle(ask).value())).toMatchObject([
      { label: "l1", attributes: { tone: "calm" } },
    ]);
  });

  test("cannot be sent with what the guideline no longer asks, and it can be taken out", () => {
    const { session, next } = open(kind, { old: true });
    expect(session.problem()).toContain("no longer asks for “old”");
    next?.run();
    session.setAttribute("old", undefined);
    expect(session.problem()).toBeUndefined();
  });

  test("names for the adjudicator what the answers say in different ways", () => {
    const { ask, one } = open(kind);
    const answers = [whole(kind, [{ ...one, attributes: { tone: "loud" } }]), whole(kind, [one])];
    const unit = { key: "object-1", members: [0, 0], votes: ["l0", "l0"] };
    const about = kindOf(kind).unitText?.(unit, answers, item(1, FIELDS), ask);
    expect(about).toContain("Tone: loud / nothing said");
  });
});
