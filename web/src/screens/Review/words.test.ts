import { expect, test } from "vitest";
import { clashes } from "../../keys/keymap";
import type { RateOut, ReviewOut } from "../../model/api.gen";
import { KEYS, keyed, type Named } from "./commands";
import { previewText, reasonText, stateText, whyDrawn, wrongText } from "./words";

const rate = (part: Partial<RateOut>): RateOut => ({
  key: "a",
  name: "Ann",
  n: 20,
  n_wrong: 3,
  of: 400,
  value: 0.15,
  low: 0.05,
  high: 0.36,
  undefined: null,
  slips: {},
  ...part,
});

test("a rate says what was counted first", () => {
  expect(wrongText(rate({}))).toBe("3 wrong of 20");
});

test("why an answer looks risky is said with its numbers", () => {
  const title = (label: string) => label.toUpperCase();
  expect(reasonText({ why: "unsure" }, title)).toBe("flagged unsure");
  expect(reasonText({ why: "rare", label: "rude", n: 3, of: 100 }, title)).toBe("rare label: RUDE, 3 of 100");
  expect(reasonText({ why: "checks", n: 4, of: 9 }, title)).toBe("this person met 4 of 9 hidden checks");
  expect(whyDrawn({ is_random: false, reasons: [{ why: "unsure" }, { why: "fast" }] })).toBe("unsure, fast");
  expect(whyDrawn({ is_random: true, reasons: [] })).toBe("by lot");
  expect(whyDrawn({ is_random: true, is_again: true, reasons: [] })).toBe("given again");
});

test("a draw is told before it is made", () => {
  expect(previewText({ n_single: 0, n_random: 0, n_risk: 0 })).toBe("No item has one person's answer alone.");
  expect(previewText({ n_single: 40, n_random: 4, n_risk: 1 })).toBe(
    "Adds 4 by lot and 1 risky, of 40 single answers.",
  );
});

test("the state names only what there is", () => {
  const none = { n_open: 1, n_again: 0, n_returned: 0, n_accepted: 2, n_mended: 0, n_gone: 0 };
  expect(stateText(none as ReviewOut)).toBe("1 answer waits for a look · 2 accepted · 0 mended");
  expect(stateText({ ...none, n_returned: 1 } as ReviewOut)).toContain("1 with the annotator");
});

test("no two commands of a look share a key", () => {
  expect(clashes((Object.keys(KEYS) as Named[]).map(keyed))).toEqual([]);
});
