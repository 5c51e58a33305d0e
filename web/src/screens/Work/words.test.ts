import { expect, test } from "vitest";
import type { BatchOut, CostOut } from "../../model/api.gen";
import { costSentence, doneOf, isLate, neededText, roughly, slipsText, standingText, whoOf } from "./words";

const batch: BatchOut = {
  id: "a",
  name: "First",
  priority: 0,
  due: "2031-05-20",
  is_paused: false,
  people: [],
  skill: "",
  quota: null,
  note: "",
  at: "",
  n_items: 4,
  n_done: 1,
  n_wanted: 8,
  n_answers: 2,
  n_for_all: 0,
  n_held: 0,
};
const cost: CostOut = {
  n_answers: 100,
  n_people: 4,
  basis: "measured",
  each_s: 36,
  median_s: 30,
  total_s: 3600,
  low_s: 3000,
  high_s: 4200,
  each_person_s: 900,
  n_times: 400,
  n_timed: 4,
  why: "",
};
const plain = (text: string) => text.replaceAll("\u202f", " ");

test("a batch says what is done of it, and that everyone's items have no end", () => {
  expect(doneOf(batch)).toEqual({ text: "2 of 8 answers", share: 0.25 });
  expect(doneOf({ ...batch, n_wanted: 0 }).text).toBe("2 answers, everyone is asked");
});

test("a batch says who may work on it", () => {
  const names = new Map([["1", "Ann"]]);
  expect(whoOf(batch, names)).toBe("everyone");
  expect(whoOf({ ...batch, people: ["1", "2"], skill: "de", quota: 5 }, names)).toBe(
    "Ann, somebody who left who knows de, at most 5 answers each",
  );
});

test("a batch is late once its day is over and something is left", () => {
  expect(isLate(batch, "2031-05-20")).toBe(false);
  expect(isLate(batch, "2031-05-21")).toBe(true);
  expect(isLate({ ...batch, n_done: 4 }, "2031-05-21")).toBe(false);
});

test("a cost is a sentence with its range and each person's part", () => {
  expect(plain(costSentence(cost))).toBe(
    "100 answers: 1 h of work (50 min to 1 h 10 min), 15 min each for 4 people.",
  );
  expect(costSentence({ ...cost, total_s: null, each_person_s: null })).toBe("100 answers.");
  expect(costSentence({ ...cost, low_s: null, high_s: null })).not.toContain("(");
});

test("long times are hours without false precision", () => {
  expect(plain(roughly(7200))).toBe("2.0 h");
  expect(plain(roughly(360_000))).toBe("100 h");
});

test("slips and standings are told in words", () => {
  expect(slipsText({ label: 3, missed: 1, extra: 0 })).toBe("label differs in 3, missed in 1");
  const stands = {
    person: "1",
    name: "Ann",
    phase: "test",
    n_done: 2,
    n_items: 10,
    attempt: 2,
    share: null,
  } as const;
  expect(standingText(stands)).toBe("in test 2, 2 of 10");
  expect(neededText({ n_test: 10, threshold: 0.75 })).toBe("8 of 10");
});
