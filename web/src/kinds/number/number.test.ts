import { expect, test, vi } from "vitest";
import { createEditor } from "../../state/editor";
import { item, question } from "../../state/example";
import number from "./index";
import { bounds, isOnStep, problemOf, readNumber, spelled, stepped } from "./kernel";
import { NumberSession } from "./session";

const ask = (options: Record<string, unknown>) => question("q", { kind: "number", labels: [], options });
const count = ask({ min: 0, max: 10, step: 1, unit: "cells" });

test("what is typed is a number or stays the text that it is", () => {
  expect(["4", " 4.50 ", "-0", "+2", ".5", "−3"].map(readNumber)).toEqual([4, 4.5, 0, 2, 0.5, -3]);
  expect(readNumber("")).toBeUndefined();
  expect(["1,5", "four", "1e9", "Infinity", "NaN", "0x10"].map(readNumber)).toEqual([
    "1,5",
    "four",
    "1e9",
    "Infinity",
    "NaN",
    "0x10",
  ]);
});

test("a number out of bounds or off the step is told what would do", () => {
  expect(problemOf(count, 11)).toMatch("most is 10");
  expect(problemOf(count, -1)).toMatch("least is 0");
  expect(problemOf(count, 1.5)).toMatch("whole number");
  expect(problemOf(count, "1,5")).toMatch("point");
  expect(problemOf(count, "x")).toMatch("no number");
  expect(problemOf(count, undefined)).toMatch("Give");
  expect(problemOf(count, 0)).toBeUndefined();
});

test("steps are counted as they are written", () => {
  expect([0.1, 0.3, 0.7, 12.3].every((n) => isOnStep(n, 0.1))).toBe(true);
  expect(isOnStep(0.25, 0.1)).toBe(false);
  expect(isOnStep(6, 4)).toBe(false);
});

test("arrows go from step to step within the bounds", () => {
  expect(stepped(count, undefined, 1)).toBe(0);
  expect(stepped(count, 10, 1)).toBe(10);
  expect(stepped(count, 4.5, 1)).toBe(5);
  expect(stepped(count, 4.5, -1)).toBe(4);
  expect(stepped(ask({ step: 0.1 }), 0.2, 1)).toBe(0.3);
});

test("a number is spelled with its unit, and the bounds in words", () => {
  expect(spelled(count, 3)).toBe("3 cells");
  expect(number.summary(2.5, ask({}))).toBe("2.5");
  expect(bounds(count)).toBe("0 to 10, whole numbers");
  expect(bounds(ask({ min: 0 }))).toBe("0 or more");
  expect(bounds(ask({}))).toBe("");
});

const open = (options: Record<string, unknown>, part = {}) => {
  const asked = { ...ask(options), ...part };
  const onDone = vi.fn();
  const editor = createEditor({ item: item(1), questions: [asked], onDone });
  return { editor, onDone, session: new NumberSession(editor.handle(asked)) };
};

test("typing is one step of undo, and what stands in the field stays while it says the same", () => {
  const { editor, session } = open({});
  for (const raw of ["1", "1.", "1.5", "1.50"]) session.type(raw);
  expect(session.raw).toBe("1.50");
  expect(editor.answers()).toEqual({ q: 1.5 });
  editor.undo();
  expect([session.raw, editor.answers()]).toEqual(["", {}]);
  editor.redo();
  expect(session.raw).toBe("1.5");
});

test("Enter goes on with a number, and says why not with anything else", () => {
  const { onDone, session } = open({ max: 5 });
  session.type("7");
  session.enter();
  expect(onDone).not.toHaveBeenCalled();
  expect(session.fault).toMatch("most is 5");
  session.type("3");
  expect(session.fault).toBeUndefined();
  session.enter();
  expect(onDone).toHaveBeenCalledWith("q", "value", { isEnter: true });
});

test("an optional number may be left out, but not be a word", () => {
  const { onDone, session } = open({}, { required: false });
  session.type("many");
  session.enter();
  expect(onDone).not.toHaveBeenCalled();
  session.type("");
  session.enter();
  expect(onDone).toHaveBeenCalledOnce();
});
