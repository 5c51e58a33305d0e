import { expect, test } from "vitest";
import {
  bucketSeconds,
  clock,
  closeUp,
  decimalsOf,
  fitted,
  kept,
  levelFor,
  revealing,
  tickStep,
  tilesOf,
  timeAt,
  xAt,
  zoomed,
} from "./sound";

test("a level's buckets are never longer than a pixel, but for the finest", () => {
  expect(bucketSeconds(2)).toBe(0.01);
  expect([0.0001, 0.01, 0.0399, 0.04, 0.6, 36].map(levelFor)).toEqual([0, 2, 2, 3, 4, 7]);
});

test("tiles are those that a stretch touches", () => {
  expect(tilesOf(0, 10.24, 2)).toEqual([0, 0]);
  expect(tilesOf(0, 10.25, 2)).toEqual([0, 1]);
  expect(tilesOf(10.24, 30, 2)).toEqual([1, 2]);
});

test("time and place are each other's inverse", () => {
  const view = { from: 12.5, perPx: 0.02 };
  expect(timeAt(view, xAt(view, 13.37))).toBeCloseTo(13.37, 9);
});

test("zooming keeps the time under the pointer where it is", () => {
  const view = { from: 100, perPx: 0.1 };
  const closer = zoomed(view, 4, 250, 600, 1000);
  expect(timeAt(closer, 250)).toBeCloseTo(timeAt(view, 250), 9);
  expect(closer.perPx).toBeCloseTo(0.025, 9);
});

test("nothing beyond the recording is seen, and one that is shorter than the view is whole", () => {
  expect(kept({ from: -5, perPx: 0.1 }, 60, 500)).toEqual({ from: 0, perPx: 0.1 });
  expect(kept({ from: 55, perPx: 0.1 }, 60, 500)).toEqual({ from: 10, perPx: 0.1 });
  expect(kept({ from: 3, perPx: 9 }, 60, 500)).toEqual(fitted(60, 500));
});

test("a stretch out of view comes into it", () => {
  const view = revealing({ from: 0, perPx: 0.01 }, { start: 20, end: 21 }, 60, 500);
  expect(xAt(view, 20)).toBeGreaterThan(0);
  expect(xAt(view, 21)).toBeLessThan(500);
  const near = closeUp({ start: 20, end: 21 }, 60, 500);
  expect(xAt(near, 21) - xAt(near, 20)).toBeCloseTo(500 / 1.5, 6);
});

test("marks of the ruler stand apart and are written with the decimals they need", () => {
  expect([0.0005, 0.01, 0.6, 40].map((perPx) => tickStep(perPx))).toEqual([0.05, 1, 60, 3600]);
  expect([0.05, 0.5, 1, 60].map(decimalsOf)).toEqual([2, 1, 0, 0]);
});

test("times are written as on a clock", () => {
  expect(clock(62.3454, 3)).toBe("1:02.345");
  expect(clock(59.9996, 3)).toBe("1:00.000");
  expect(clock(3661)).toBe("1:01:01");
  expect(clock(0, 1)).toBe("0:00.0");
});
