import { expect, test } from "vitest";
import { shareOf } from "./words";

test("a share says nothing or all only where it is so", () => {
  const shares = [0, 1, 500, 4000, 99_500, 99_860, 99_950, 100_000].map((n) => shareOf(n, 100_000));
  expect(shares).toEqual([
    "0 %",
    "under 0.1 %",
    "0.5 %",
    "4.0 %",
    "99.5 %",
    "99.9 %",
    "over 99.9 %",
    "100 %",
  ]);
});
