import { expect, test } from "vitest";
import { question } from "../../state/example";
import { problemOf, toggled } from "./kernel";

const free = question("q", { kind: "choices" });
const bound = question("q", { kind: "choices", options: { min: 1, max: 2 } });

test("labels go in and out, in the guideline's order", () => {
  expect(toggled(free, undefined, "none")).toEqual(["none"]);
  expect(toggled(free, ["none"], "yes")).toEqual(["yes", "none"]);
  expect(toggled(free, ["yes", "none"], "yes")).toEqual(["none"]);
});

test("taking the last label out is no answer, and not the answer none", () => {
  expect(toggled(free, ["yes"], "yes")).toBeUndefined();
  expect(problemOf(free, undefined)).toMatch("none of these");
  expect(problemOf(free, [])).toBeUndefined();
});

test("the guideline's bounds hold", () => {
  expect(problemOf(bound, [])).toMatch("1 or more");
  expect(problemOf(bound, ["yes", "no"])).toBeUndefined();
  expect(problemOf(bound, ["yes", "no", "none"])).toMatch("at most 2");
});
