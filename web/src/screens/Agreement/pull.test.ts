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

test("what was counted comes first, then the pull with its interval", () => {
  expect(sentence(PULL)).toBe(
    "80 of 100 answers are the suggestion where it was in sight, 60 of 100 where not. " +
      "Likeness to it is 0.92 against 0.85. The pull is 0.07 (0.01 to 0.13).",
  );
});

test("labels are the suggestion or are not: their likeness is not told beside", () => {
  const same = { ...PULL, shown: PULL.kept, silent: PULL.kept_silent };
  expect(sentence(same)).not.toContain("Likeness");
});

test("what is undefined says why", () => {
  const few = measured({ value: null, undefined: "It takes 10 items." });
  expect(sentence({ ...PULL, pull: few })).toContain("The pull is undefined. It takes 10 items.");
  expect(times({ ...PULL, saved: few })).toBe("Time saved is undefined. It takes 10 items.");
});

test("time is told in seconds at the median", () => {
  expect(times(PULL).replaceAll("\u202f", " ")).toBe(
    "Median time of an answer: 2.1 s with it, 4.5 s without. It saves 2.4 s (1.8 to 3.0).",
  );
});
