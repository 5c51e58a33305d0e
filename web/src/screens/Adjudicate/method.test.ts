import { expect, test } from "vitest";
import type { ConsensusRun } from "../../model/api.gen";
import { leastToAsk, methodToAsk } from "./method";

const known = ["majority", "dawid_skene", "mace"].map((name) => ({ name, title: name, about: "" }));
const run = (over: Partial<ConsensusRun>): ConsensusRun => ({
  id: "r",
  at: "2026-11-20T10:00:00Z",
  method: "mace",
  question: "q",
  min_posterior: 0.75,
  n_decided: 1,
  n_held: 0,
  n_low_posterior: 0,
  n_tied: 0,
  n_behind_wall: 0,
  result: "r.jsonl",
  ...over,
});

test("the card starts from the last run, until something else is chosen", () => {
  expect(methodToAsk(known, "", run({}))?.name).toBe("mace");
  expect(leastToAsk(null, run({}))).toBe(0.75);
  expect(methodToAsk(known, "majority", run({}))?.name).toBe("majority");
  expect(leastToAsk(0.6, run({}))).toBe(0.6);
});

test("without a run, or after one by a method that cannot decide here, it starts as it is made", () => {
  expect(methodToAsk(known, "", undefined)?.name).toBe("dawid_skene");
  expect(methodToAsk(known, "", run({ method: "median" }))?.name).toBe("dawid_skene");
  expect(methodToAsk(known.slice(0, 1), "", undefined)?.name).toBe("majority");
  expect(methodToAsk([], "", undefined)).toBeUndefined();
  expect(leastToAsk(null, undefined)).toBe(0.9);
});

test("an empty field, half a number and one beyond 1 ask for nothing", () => {
  expect(["", "0,", "-", 95, -0.1].map((typed) => leastToAsk(typed, run({})))).toEqual(
    Array.from({ length: 5 }),
  );
});
