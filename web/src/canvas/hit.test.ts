import { expect, test } from "vitest";
import { area, contains, type Rect } from "../model/geometry";
import { smallestHit } from "./hit";

const rects: readonly Rect[] = [
  { x: 0, y: 0, width: 100, height: 100 },
  { x: 40, y: 40, width: 20, height: 20 },
  { x: 10, y: 10, width: 80, height: 80 },
  { x: 200, y: 200, width: 10, height: 10 },
  { x: 200, y: 200, width: 10, height: 10 },
];

const at = (x: number, y: number): number =>
  smallestHit(rects.length, (index) => {
    const rect = rects[index];
    return rect && contains(rect, { x, y }) ? area(rect) : undefined;
  });

test("the smallest shape under the pointer wins, whatever the order", () => {
  expect(at(50, 50)).toBe(1);
  expect(at(20, 20)).toBe(2);
  expect(at(5, 5)).toBe(0);
});

test("of equal shapes the last drawn wins", () => {
  expect(at(205, 205)).toBe(4);
});

test("nothing is hit where nothing is", () => {
  expect(at(150, 150)).toBe(-1);
});
