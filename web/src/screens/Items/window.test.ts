import { describe, expect, it } from "vitest";
import { pagesOf, scrollFor, TALLEST_PX, windowOf } from "./window";

const VIEW = 600;
const ROW = 40;

describe.each([0, 1, 7, 5000, 1_000_000, 30_000_000])("a list of %i rows", (total) => {
  const { height } = windowOf(0, VIEW, total, ROW);
  const bottom = Math.max(0, height - VIEW);

  it("is never higher than a browser can draw", () => expect(height).toBeLessThanOrEqual(TALLEST_PX));

  it("shows its first rows at the top and its last at the bottom", () => {
    expect(windowOf(0, VIEW, total, ROW).first).toBe(0);
    expect(windowOf(bottom, VIEW, total, ROW).last).toBe(total);
  });

  it("covers the view at every place", () => {
    for (const share of [0, 0.137, 0.5, 0.99, 1]) {
      const at = bottom * share;
      const { first, last, top } = windowOf(at, VIEW, total, ROW);
      expect(top).toBeLessThanOrEqual(at + 1e-6);
      const end = top + (last - first) * ROW;
      expect(end).toBeGreaterThanOrEqual(Math.min(at + VIEW, height) - 1e-6);
    }
  });

  it("brings any row into view", () => {
    for (const row of [0, Math.floor(total / 3), total - 1].filter((each) => each >= 0 && each < total)) {
      const at = scrollFor(row, bottom / 2, VIEW, total, ROW);
      const { first, last } = windowOf(at, VIEW, total, ROW, 0);
      expect(row).toBeGreaterThanOrEqual(first);
      expect(row).toBeLessThan(last);
    }
  });
});

it("does not scroll for a row that is in view", () => {
  expect(scrollFor(52, 2000, VIEW, 5000, ROW)).toBe(2000);
});

it("asks for the pages that hold the rows", () => {
  expect(pagesOf(0, 0, 100)).toEqual([]);
  expect(pagesOf(0, 1, 100)).toEqual([0]);
  expect(pagesOf(95, 205, 100)).toEqual([0, 1, 2]);
  expect(pagesOf(100, 200, 100)).toEqual([1]);
});
