import { expect, test } from "vitest";
import type { MineRow } from "../model/api.gen";
import { id, item } from "./example";
import { draftsOf, merged, REMEMBERED, remember, valuesOf } from "./history";

const row = (n: number, value: string | null = "yes", submission = n): MineRow => ({
  submission: id(submission),
  item: item(n),
  assignment: id(1000 + n),
  at: "2026-11-20T10:00:00Z",
  own: {
    a: {
      id: id(1),
      value,
      reason: value === null ? "skip: odd" : null,
      unsure: false,
      second: null,
      note: "n",
    },
  },
});
const numbers = (rows: readonly MineRow[]) => rows.map((each) => Number.parseInt(each.item.id, 16));

test("an answer given again stays in its place", () => {
  const rows = [row(1), row(2), row(3)];
  const again = remember(rows, row(2, "no", 9));
  expect(numbers(again)).toEqual([1, 2, 3]);
  expect(again[1]?.submission).toBe(id(9));
});

test("the oldest are forgotten", () => {
  let rows: MineRow[] = [];
  for (let n = 1; n <= REMEMBERED + 5; n++) rows = remember(rows, row(n));
  expect(rows).toHaveLength(REMEMBERED);
  expect(numbers(rows)[0]).toBe(6);
});

test("this page's answers come after the stored ones and win over them", () => {
  const stored = [row(3), row(2), row(1)]; // newest first, as the server tells them
  expect(numbers(merged(stored, [row(2, "no", 9), row(7)]))).toEqual([1, 3, 2, 7]);
});

test("a skip has no value to reopen or to copy", () => {
  expect(valuesOf(row(1, null).own)).toEqual({});
  expect(draftsOf(row(1, null).own)).toEqual({});
  expect(draftsOf(row(1).own)).toEqual({ a: { value: "yes", second: undefined, unsure: false, note: "n" } });
});
