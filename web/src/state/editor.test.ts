import { expect, test, vi } from "vitest";
import { type AnswerEditor, createEditor } from "./editor";
import { item, question } from "./example";

const A = question("a");
const B = question("b");
const edit = (part: Partial<ConstructorParameters<typeof AnswerEditor>[0]> = {}) =>
  createEditor({ item: item(1), questions: [A, B], ...part });

test("undo and redo walk through the answers to all questions in the order they were given", () => {
  const editor = edit();
  editor.handle(A).set("yes");
  editor.handle(B).set("no");
  editor.handle(A).set("none");
  expect(editor.answers()).toEqual({ a: "none", b: "no" });
  editor.undo();
  expect(editor.answers()).toEqual({ a: "yes", b: "no" });
  editor.undo();
  editor.undo();
  expect(editor.answers()).toEqual({});
  expect(editor.canUndo).toBe(false);
  editor.redo();
  editor.redo();
  expect(editor.answers()).toEqual({ a: "yes", b: "no" });
});

test("a new answer after an undo ends the redo", () => {
  const editor = edit();
  editor.handle(A).set("yes");
  editor.undo();
  editor.handle(A).set("no");
  expect(editor.canRedo).toBe(false);
  expect(editor.answers()).toEqual({ a: "no" });
});

test("steps in a row with one merge key are one step, and a step between parts them", () => {
  const editor = edit();
  const a = editor.handle(A);
  a.set([1], { merge: "drag" });
  a.set([2], { merge: "drag" });
  a.set([3], { merge: "drag" });
  editor.undo();
  expect(a.value()).toBeUndefined();
  editor.redo();
  expect(a.value()).toEqual([3]);
  a.set([4], { merge: "drag" });
  editor.undo();
  expect(a.value()).toEqual([3]);
});

test("the same value again is no step", () => {
  const editor = edit();
  editor.handle(A).set({ x: [1, 2] });
  editor.handle(A).set({ x: [1, 2] });
  editor.undo();
  expect(editor.answers()).toEqual({});
});

test("a second choice stands beside the value and is undone by itself", () => {
  const editor = edit();
  editor.change("a", { unsure: true });
  editor.handle(A).set("yes");
  editor.handle(A, "second").set("no");
  expect(editor.draft("a")).toMatchObject({ value: "yes", second: "no", unsure: true });
  editor.undo();
  expect(editor.draft("a").value).toBe("yes");
  expect(editor.draft("a").second).toBeUndefined();
});

test("an editor opened with an answer has changed only once the answer differs", () => {
  const editor = edit({ initial: { a: "yes" } });
  expect(editor.isChanged).toBe(false);
  editor.handle(A).set("no");
  expect(editor.isChanged).toBe(true);
  editor.handle(A).set("yes");
  expect(editor.isChanged).toBe(false);
});

test("a kept draft comes back over the answer it began from", () => {
  const editor = edit({
    initial: { a: "yes" },
    drafts: { a: { value: "no", unsure: false, note: "why" } },
  });
  expect(editor.answers()).toEqual({ a: "no" });
  expect(editor.isChanged).toBe(true);
});

test("listeners hear every change until they stop, and done names the question", () => {
  const onDone = vi.fn();
  const editor = edit({ onDone, previous: { a: "no" } });
  const heard = vi.fn();
  const stop = editor.handle(A).subscribe(heard);
  editor.handle(B).set("no");
  stop();
  editor.handle(B).set("yes");
  expect(heard).toHaveBeenCalledTimes(1);
  editor.handle(B).done();
  expect(onDone).toHaveBeenCalledWith("b", "value", {});
  expect(editor.handle(A).previous()).toBe("no");
});

test("a label has one slot whatever the question or the part", () => {
  const slots = ["yes", "no", "none"].map((key) => edit().handle(A).slot(key));
  expect(new Set(slots).size).toBe(3);
  expect(["yes", "no", "none"].map((key) => edit().handle(B, "second").slot(key))).toEqual(slots);
});
