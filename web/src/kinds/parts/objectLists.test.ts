import { expect, test } from "vitest";
import { countLabels, heir, neighbour, summaryOf, without, withThing } from "./objectLists";

const things = [
  { id: "a", label: "red" },
  { id: "b", label: "white" },
  { id: "c", label: "red" },
];

test("walking goes round the ends, and begins at either", () => {
  expect(neighbour(things, "c", 1)).toBe("a");
  expect(neighbour(things, "a", -1)).toBe("c");
  expect(neighbour(things, undefined, 1)).toBe("a");
  expect(neighbour(things, undefined, -1)).toBe("c");
  expect(neighbour([], undefined, 1)).toBeUndefined();
});

test("a deleted object hands its place to the next, the last to the one before", () => {
  expect(heir(things, "a")).toBe("b");
  expect(heir(things, "c")).toBe("b");
  expect(heir(things.slice(0, 1), "a")).toBeUndefined();
});

test("one object is taken away or changed in its place", () => {
  expect(without(things, "b").map((each) => each.id)).toEqual(["a", "c"]);
  expect(withThing(things, { id: "b", label: "blue" }).map((each) => each.label)).toEqual([
    "red",
    "blue",
    "red",
  ]);
});

test("labels are counted, and summed up in the guideline's order with lost ones last", () => {
  expect([...countLabels(things)]).toEqual([
    ["red", 2],
    ["white", 1],
  ]);
  const labels = [{ key: "white", title: "White cell" }];
  expect(summaryOf(things, { labels })).toBe("1 × White cell, 2 × red");
  expect(summaryOf([], { labels })).toBe("Nothing here");
});
