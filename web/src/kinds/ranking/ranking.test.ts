import { expect, test, vi } from "vitest";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import ranking from "./index";
import { moved, problemOf, toggled } from "./kernel";
import { RankingSession } from "./session";

const ask = question("q", { kind: "ranking", labels: ["a", "b", "c"].map(label) });

test("things are taken one after the other, and the last falls into place by itself", () => {
  expect(toggled(ask, undefined, "b")).toEqual(["b"]);
  expect(toggled(ask, ["b"], "c")).toEqual(["b", "c", "a"]);
  expect(toggled(ask, ["b", "c", "a"], "b")).toEqual(["c", "a"]);
  expect(toggled(ask, ["b"], "b")).toBeUndefined();
});

test("a thing moves as far as there are places", () => {
  expect(moved(ask, ["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moved(ask, ["a", "b", "c"], "a", -1)).toEqual(["a", "b", "c"]);
  expect(moved(ask, ["a", "b", "c"], "a", 5)).toEqual(["b", "c", "a"]);
});

test("it cannot be submitted before all are ranked", () => {
  expect(problemOf(ask, undefined)).toMatch("order");
  expect(problemOf(ask, ["a"])).toMatch("2 still");
  expect(problemOf(ask, ["a", "c", "b"])).toBeUndefined();
});

test("the keys of all things in their order rank them all and go on, and Enter is still to come", () => {
  const onDone = vi.fn();
  const editor = createEditor({ item: item(1), questions: [ask], onDone });
  const session = new RankingSession(editor.handle(ask));
  const press = (key: string) => session.commands.find((each) => each.keys.includes(key))?.run();
  for (const key of ["2", "1", "3"]) press(key);
  expect([editor.answers(), session.problem()]).toEqual([{ q: ["b", "a", "c"] }, undefined]);
  expect(onDone).toHaveBeenCalledExactlyOnceWith("q", "value", { isOpen: true });
  press("3");
  expect(editor.answers()).toEqual({ q: ["b", "a"] });
  press("3");
  expect(onDone).toHaveBeenCalledTimes(1);
});

test("keys rank, arrows move the one taken last, and undo takes it back", () => {
  const editor = createEditor({ item: item(1), questions: [ask] });
  const session = new RankingSession(editor.handle(ask));
  const press = (key: string) => session.commands.find((each) => each.keys.includes(key))?.run();
  press("3");
  press("1");
  expect(editor.answers()).toEqual({ q: ["c", "a", "b"] });
  press("ArrowUp");
  expect(editor.answers()).toEqual({ q: ["a", "c", "b"] });
  editor.undo();
  expect(editor.answers()).toEqual({ q: ["c", "a", "b"] });
  expect(ranking.summary(["c", "a", "b"], ask)).toBe("C › A › B");
});
