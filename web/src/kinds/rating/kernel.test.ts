import { expect, test } from "vitest";
import { question } from "../../state/example";
import { isNumeric, keyOfStep, scale } from "./kernel";

const range = (options: Record<string, unknown>) => question("q", { kind: "rating", labels: [], options });
const keys = (options: Record<string, unknown>) => scale(range(options)).map((step) => step.key);

test("a range makes the same steps as the server's", () => {
  expect(keys({ min: 1, max: 5 })).toEqual(["1", "2", "3", "4", "5"]);
  expect(keys({ min: 0, max: 1, step: 0.5 })).toEqual(["0", "0.5", "1"]);
  expect(keys({ min: 0, max: 0.3, step: 0.1 })).toEqual(["0", "0.1", "0.2", "0.3"]);
  expect(keys({ min: -1, max: 1 })).toEqual(["-1", "0", "1"]);
});

test("labels make the scale where there are any", () => {
  expect(scale(question("q")).map((step) => step.key)).toEqual(["yes", "no", "none"]);
  expect(isNumeric(scale(question("q")))).toBe(false);
});

test("a step that is a digit has that digit as its key; other scales count from 1", () => {
  const ten = scale(range({ min: 0, max: 10 }));
  expect([0, 5, 10].map((place) => keyOfStep(ten, place))).toEqual(["0", "5", "Shift+0"]);
  const halves = scale(range({ min: 0, max: 1, step: 0.5 }));
  expect([0, 1, 2].map((place) => keyOfStep(halves, place))).toEqual(["1", "2", "3"]);
});
