import { expect, test } from "vitest";
import { around, between, clipRect, contains, nearEdge, pushInside } from "./geometry";

const BOUNDS = { width: 100, height: 50 };

test("two corners give the same rectangle in any order", () => {
  const [a, b] = [
    { x: 10, y: 40 },
    { x: 30, y: 5 },
  ];
  expect(between(a, b)).toEqual({ x: 10, y: 5, width: 20, height: 35 });
  expect(between(b, a)).toEqual(between(a, b));
});

test("points are enclosed by the smallest rectangle round them", () => {
  const points = [
    { x: 5, y: 20 },
    { x: 12, y: 3 },
    { x: 30, y: 15 },
    { x: 14, y: 28 },
  ];
  expect(around(points)).toEqual({ x: 5, y: 3, width: 25, height: 25 });
});

test("clipping cuts off what is outside, pushing keeps the size", () => {
  const rect = { x: 90, y: -10, width: 20, height: 30 };
  expect(clipRect(rect, BOUNDS)).toEqual({ x: 90, y: 0, width: 10, height: 20 });
  expect(pushInside(rect, BOUNDS)).toEqual({ x: 80, y: 0, width: 20, height: 30 });
  expect(pushInside({ x: -5, y: 0, width: 200, height: 200 }, BOUNDS)).toEqual({ x: 0, y: 0, ...BOUNDS });
});

test("the edge is told from the inside and the outside", () => {
  const rect = { x: 10, y: 10, width: 40, height: 30 };
  expect(nearEdge(rect, { x: 11, y: 25 }, 3)).toBe(true);
  expect(nearEdge(rect, { x: 8, y: 25 }, 3)).toBe(true);
  expect(nearEdge(rect, { x: 30, y: 25 }, 3)).toBe(false);
  expect(nearEdge(rect, { x: 5, y: 25 }, 3)).toBe(false);
  expect(contains(rect, { x: 8, y: 25 })).toBe(false);
});
