import { expect, test } from "vitest";
import type { Measured, Pull } from "../../model/api.gen";
import { sentence, times } from "./Pull";

const measured = (part: Partial<Measured>): Measured => ({ n: 100, undefined: "", ...part }) as Measured;
const PULL: Pull = {
  shown: measured({ value: 0.92, low: 0.88, high: 0.95 }),
  silent: measured({ value: 0.85, low: 0.8, high: 0.89 }),
  pull: measured({ value: 0.07, low: 0.01, high: 0.13 }),
  kept: measured({ value: 0.8 }),
  kept_silent: measured({ value: 0.6 }),
  seconds_shown: 2.1,
  seconds_silent: 4.5,
  saved: measured({ value: 2.4, low: 1.8, high: 3 }),
};

test("the pull is told with both arms and its interval", () => {
  expect(sentence(PULL)).toBe(
    "Likeness to the suggestion: 0.92 in sight, 0.85 kept back. The pull is 0.07 (0.01 to 0.13).",
  );
});

test("what is undefined says why", () => {
  const few = measured({ value: null, undefined: "It takes 10 items." });
  expect(sentence({ ...PULL, pull: few })).toBe("The pull is undefined. It takes 10 items.");
  expect(times({ ...PULL, saved: few })).toBe("Time saved is undefined. It takes 10 items.");
});

test("time is told in seconds at the median", () => {
  expect(times(PULL).replaceAll("\u202f", " ")).toBe(
    "Median time of an answer: 2.1 s with it, 4.5 s without. It saves 2.4 s (1.8 to 3.0).",
  );
});
