import { afterEach, expect, test } from "vitest";
import { clashes } from "../../keys/keymap";
import { createEditor } from "../../state/editor";
import { label, question } from "../../state/example";
import type { ItemOut, Json } from "../types";
import segment from "./index";
import type { Segment } from "./kernel";
import { SegmentSession } from "./session";

const ITEM: ItemOut = {
  id: "a".repeat(32),
  external_id: null,
  group: null,
  fields: {
    audio: { type: "audio", url: "media/x/y.wav", duration_s: 10, sample_rate: 8000, channels: 1 },
  },
  metadata: {},
};
const seg = (id: string, start: number, end: number, key = "host"): Segment => ({
  id,
  label: key,
  start,
  end,
});

let nth = 0;
const opened: SegmentSession[] = [];
afterEach(() => {
  for (const session of opened.splice(0)) session.dispose();
});

/** A session on a question of its own: labels stay chosen from item to item. */
function open(
  given: { segments?: Segment[]; previous?: Json; item?: ItemOut; options?: Record<string, Json> } = {},
) {
  nth += 1;
  const ask = question(`talk${nth}`, {
    kind: "segment",
    kind_version: "segment.v1",
    units: "found",
    labels: [label("host"), label("guest")],
    options: given.options ?? {},
  });
  const editor = createEditor({
    item: given.item ?? ITEM,
    questions: [ask],
    ...(given.segments ? { initial: { [ask.key]: given.segments as unknown as Json } } : {}),
    ...(given.previous === undefined ? {} : { previous: { [ask.key]: given.previous } }),
  });
  const session = new SegmentSession(editor.handle(ask));
  opened.push(session);
  return { session, editor, ask, value: () => editor.draft(ask.key).value };
}

function run(session: SegmentSession, ...keys: string[]): void {
  for (const key of keys) {
    const found = session.commands.find((each) => each.keys.includes(key) && each.enabled?.() !== false);
    if (!found) throw new Error(`No command takes ${key} now.`);
    found.run();
  }
}

const can = (session: SegmentSession, key: string): boolean =>
  session.commands.some((each) => each.keys.includes(key) && each.enabled?.() !== false);

test("in and out mark a segment at the play head", () => {
  const { session, value } = open();
  run(session, "1", "K", "I", "K", "K", "O");
  expect(value()).toEqual([{ id: expect.any(String), label: "host", start: 1, end: 3 }]);
  expect(session.problem()).toBeUndefined();
});

test("a segment that is begun must be ended or dropped before submitting", () => {
  const { session } = open();
  run(session, "1", "I");
  expect(session.problem()).toContain("begun");
  run(session, "Escape");
  expect(session.problem()).toContain("Mark a segment");
});

test("in and out move the edges of a chosen segment, and labels change it", () => {
  const { session, value } = open({ segments: [seg("x", 2, 6)] });
  run(session, ".", "Home", "K", "K", "K", "I", "K", "K", "O", "2");
  expect(value()).toEqual([seg("x", 3, 5, "guest")]);
});

test("arrows move the start, Alt the end, Mod all of it; each kind of step is one undo step", () => {
  const { session, editor, value } = open({ segments: [seg("x", 2, 4)] });
  run(session, ".", "ArrowRight", "ArrowRight", "Alt+Shift+ArrowLeft", "Mod+Shift+ArrowRight");
  expect(value()).toEqual([seg("x", 2.12, 4)]);
  editor.undo();
  editor.undo();
  expect(value()).toEqual([seg("x", 2.02, 4)]);
  editor.undo();
  expect(value()).toEqual([seg("x", 2, 4)]);
});

test("Alt with arrows is left to the page while no segment was picked", () => {
  const { session } = open();
  run(session, "1", "I", "K", "O");
  expect([can(session, "ArrowLeft"), can(session, "Alt+ArrowLeft")]).toEqual([true, false]);
});

test("a stretch waits for its label", () => {
  const { session, value } = open();
  session.gestureEvent({ type: "down", at: 1, on: {}, room: { start: 0, end: 10 } });
  session.gestureEvent({ type: "move", at: 6 });
  session.gestureEvent({ type: "up", at: 6 });
  expect([value(), session.problem()]).toEqual([undefined, "Give the marked stretch its label first."]);
  run(session, "2");
  expect(value()).toEqual([expect.objectContaining({ label: "guest", start: 1, end: 6 })]);
});

test("a label that would make two of them overlap is refused", () => {
  const segments = [seg("x", 1, 4), seg("y", 3, 6, "guest")];
  const { session, value } = open({ segments, options: { overlap: "different_labels" } });
  session.select("y");
  run(session, "1");
  expect(value()).toEqual(segments);
  expect(session.message.text).toContain("overlap");
});

test("what an older guideline let in is told before it is sent", () => {
  const { session } = open({ segments: [seg("x", 1, 4), seg("y", 3, 6)], options: { overlap: "none" } });
  expect(session.problem()).toContain("2 segments cannot be sent");
  expect([...session.faults.keys()]).toEqual(["x", "y"]);
});

test("nothing here is said only where there is nothing", () => {
  const { session, value } = open({ segments: [seg("x", 1, 2)] });
  run(session, "0");
  expect(value()).toEqual([seg("x", 1, 2)]);
  session.select("x");
  run(session, "Delete", "0");
  expect(value()).toEqual([]);
  expect(session.problem()).toBeUndefined();
});

test("a copy stands after its original as far as there is room", () => {
  const { session, value } = open({
    segments: [seg("x", 2, 4), seg("y", 5, 6)],
    options: { overlap: "none" },
  });
  session.select("x");
  run(session, "D");
  expect((value() as unknown as Segment[])[2]).toMatchObject({ start: 4, end: 5 });
});

test("the segments of the item before come as new ones without their words", () => {
  const previous = [{ ...seg("x", 1, 2), text: "Hi" }] as unknown as Json;
  const { session, value } = open({ previous });
  run(session, "Shift+D");
  expect(value()).toEqual([{ id: expect.not.stringMatching(/^x$/), label: "host", start: 1, end: 2 }]);
});

test("a transcript is written into its segment, in one undo step", () => {
  const { session, editor, value } = open({ segments: [seg("x", 1, 2)], options: { transcript: true } });
  for (const text of ["H", "He", "Hey"]) session.write("x", text);
  expect(value()).toEqual([{ ...seg("x", 1, 2), text: "Hey" }]);
  editor.undo();
  expect(value()).toEqual([seg("x", 1, 2)]);
});

test("there are keys for the transcript only where one is asked for, and none clash", () => {
  expect(can(open({ segments: [seg("x", 1, 2)] }).session, "T")).toBe(false);
  const { session } = open({ segments: [seg("x", 1, 2)], options: { transcript: true } });
  expect(can(session, "T")).toBe(true);
  expect(clashes(session.commands)).toEqual([]);
});

test("an item without a recording can only be skipped", () => {
  const item = { ...ITEM, fields: { text: { type: "text" as const, text: "No sound." } } };
  expect(open({ item }).session.problem()).toContain("no recording");
});

test("a list of segments is told in a line", () => {
  const { ask } = open();
  const value = [seg("x", 1, 2), seg("y", 3, 4), seg("z", 5, 6, "guest")] as unknown as Json;
  expect(segment.summary(value, ask)).toBe("2 × HOST, 1 × GUEST");
  expect(segment.summary([], ask)).toBe("Nothing here");
});
