import { describe, expect, test } from "vitest";
import type { Json } from "../types";
import {
  between,
  copied,
  faultsOf,
  freeAt,
  heir,
  inTime,
  lanesOf,
  mayOverlap,
  moved,
  neighbour,
  type Rule,
  readSegments,
  resized,
  rivalsOf,
  roomOf,
  type Segment,
  snapped,
  writeSegments,
} from "./kernel";

const RULE: Rule = { duration: 10, minSize: 0.1, overlap: "any" };
const NONE: Rule = { ...RULE, overlap: "none" };
const WHOLE = { start: 0, end: 10 };
const seg = (id: string, start: number, end: number, label = "a"): Segment => ({ id, label, start, end });

test("a stretch lies on whole milliseconds inside the recording, whichever way it was drawn", () => {
  expect(between(3.00049, 1.23456, RULE)).toEqual({ start: 1.235, end: 3 });
  expect(between(-1, 99, RULE)).toEqual(WHOLE);
  expect(between(0, 9, { ...RULE, duration: 3.20181 })).toEqual({ start: 0, end: 3.20181 });
});

describe("edges", () => {
  test("never turn over and never make a segment too short", () => {
    expect(resized(seg("x", 2, 4), "start", 5, RULE, WHOLE)).toEqual({ start: 3.9, end: 4 });
    expect(resized(seg("x", 2, 4), "end", 1, RULE, WHOLE)).toEqual({ start: 2, end: 2.1 });
  });

  test("stop at the end of the recording and of the room", () => {
    expect(resized(seg("x", 2, 4), "end", 99, RULE, WHOLE)).toEqual({ start: 2, end: 10 });
    expect(resized(seg("x", 2, 4), "start", 0, RULE, { start: 1.5, end: 6 })).toEqual({ start: 1.5, end: 4 });
  });
});

test("a moved segment keeps its length and stays in its room", () => {
  expect(moved(seg("x", 2, 4), 1.5, RULE, WHOLE)).toEqual({ start: 3.5, end: 5.5 });
  expect(moved(seg("x", 2, 4), -9, RULE, WHOLE)).toEqual({ start: 0, end: 2 });
  expect(moved(seg("x", 2, 4), 9, RULE, { start: 1, end: 5 })).toEqual({ start: 3, end: 5 });
});

describe("who may share time", () => {
  test("follows the rule", () => {
    expect([mayOverlap("a", "a", "any"), mayOverlap("a", "b", "none")]).toEqual([true, false]);
    expect(mayOverlap("a", "b", "different_labels")).toBe(true);
    expect(mayOverlap("a", "a", "different_labels")).toBe(false);
  });

  test("before a label is chosen, only a rule for all makes rivals", () => {
    const one = [seg("x", 1, 2)];
    expect(rivalsOf(one, undefined, undefined, "any")).toEqual([]);
    expect(rivalsOf(one, undefined, undefined, "different_labels")).toEqual([]);
    expect(rivalsOf(one, undefined, undefined, "none")).toEqual(one);
  });

  test("the room ends at the rivals on both sides", () => {
    const rivals = [seg("x", 1, 2), seg("y", 5, 6)];
    expect(freeAt(3, rivals, 10)).toEqual({ start: 2, end: 5 });
    expect(freeAt(5.5, rivals, 10)).toBeUndefined();
    expect(freeAt(2, rivals, 10)).toEqual({ start: 2, end: 5 });
    expect(roomOf({ start: 2, end: 4 }, rivals, 10)).toEqual({ start: 2, end: 5 });
  });
});

test("faults are those that the server would find", () => {
  const faults = faultsOf(
    [seg("x", 1, 3), seg("y", 2, 4), seg("z", 5, 5.05), seg("g", 6, 7, "gone"), seg("o", 8, 11)],
    new Set(["a"]),
    NONE,
  );
  expect([...faults.keys()]).toEqual(["x", "y", "z", "g", "o"]);
  expect(faultsOf([seg("x", 1, 3), seg("y", 3, 4)], new Set(["a"]), NONE).size).toBe(0);
});

test("edges near another one go to it", () => {
  expect(snapped(2.04, [1, 2, 3], 0.05)).toBe(2);
  expect(snapped(2.06, [1, 2, 3], 0.05)).toBe(2.06);
});

test("segments are listed and walked through in the order of time", () => {
  const all = [seg("c", 5, 6), seg("a", 1, 2), seg("b", 3, 4)];
  expect(inTime(all).map((each) => each.id)).toEqual(["a", "b", "c"]);
  expect(neighbour(all, "a", 1, 0)).toBe("b");
  expect(neighbour(all, "c", 1, 0)).toBe("a");
  expect(neighbour(all, undefined, 1, 2.5)).toBe("b");
  expect(neighbour(all, undefined, -1, 2.5)).toBe("a");
  expect(heir(all, "b")).toBe("c");
  expect(heir(all, "c")).toBe("b");
});

test("copies fit the recording, the labels and each other", () => {
  let n = 0;
  const from = [seg("x", 1, 3), seg("y", 2, 4), seg("z", 9.5, 12), seg("o", 11, 12), seg("u", 5, 6, "gone")];
  const copies = copied(from, [], new Set(["a"]), NONE, () => `new${n++}`);
  expect(copies).toEqual([seg("new0", 1, 3), seg("new1", 9.5, 10)]);
});

test("overlapping segments stand in lanes of their own", () => {
  const lanes = lanesOf([seg("x", 0, 4), seg("y", 1, 2), seg("z", 2, 3), seg("w", 4, 5)]);
  expect(Object.fromEntries(lanes)).toEqual({ x: 0, y: 1, z: 1, w: 0 });
});

test("what is sent has a transcript only where there is one, and no segments are no answer", () => {
  expect(writeSegments([{ ...seg("x", 1, 2), text: "" }])).toEqual([seg("x", 1, 2)]);
  expect(writeSegments([{ ...seg("x", 1, 2), text: "Hi" }])).toEqual([{ ...seg("x", 1, 2), text: "Hi" }]);
  expect(writeSegments([])).toBeUndefined();
});

test.each([[7], [[{ id: "x" }]], [[{ ...seg("x", 1, 2), end: "2" }]]])(
  "%j is no list of segments",
  (value) => {
    expect(() => readSegments(value as Json)).toThrow();
  },
);
