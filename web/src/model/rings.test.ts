import { describe, expect, test } from "vitest";
import * as rings from "./rings";

const SQUARE: rings.Ring = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];
const BOW: rings.Ring = [
  [0, 0],
  [10, 10],
  [10, 0],
  [0, 10],
];

describe("inside and outside", () => {
  test("the area does not depend on the way round", () => {
    expect(rings.ringArea(SQUARE)).toBe(100);
    expect(rings.ringArea([...SQUARE].reverse())).toBe(100);
  });

  test("a bay is outside", () => {
    const bay: rings.Ring = [...SQUARE.slice(0, 3), [5, 2], [0, 10]];
    expect(rings.isInside(bay, { x: 5, y: 1 })).toBe(true);
    expect(rings.isInside(bay, { x: 5, y: 8 })).toBe(false);
    expect(rings.isInside(bay, { x: 50, y: 1 })).toBe(false);
  });
});

describe("what is near", () => {
  test("the nearest point within reach", () => {
    expect(rings.nearestSpot(SQUARE, { x: 9, y: 1 }, 2)).toBe(1);
    expect(rings.nearestSpot(SQUARE, { x: 5, y: 5 }, 2)).toBeUndefined();
  });

  test("the nearest place on an edge, also on the one that closes the ring", () => {
    expect(rings.nearestOnEdge(SQUARE, { x: 4, y: 1 }, 2)).toMatchObject({ at: 0, point: { x: 4, y: 0 } });
    expect(rings.nearestOnEdge(SQUARE, { x: -1, y: 6 }, 2)).toMatchObject({ at: 3, point: { x: 0, y: 6 } });
    expect(rings.nearestOnEdge(SQUARE, { x: 5, y: 5 }, 2)).toBeUndefined();
  });
});

describe("crossings", () => {
  test.each<[string, rings.Ring, boolean]>([
    ["a square", SQUARE, false],
    ["a bow", BOW, true],
    ["a triangle", SQUARE.slice(0, 3), false],
    [
      "a point on a line between two others",
      [
        [0, 0],
        [5, 0],
        [10, 0],
        [10, 10],
      ],
      false,
    ],
    [
      "a point twice in a row",
      [
        [0, 0],
        [0, 0],
        [10, 0],
        [10, 10],
      ],
      true,
    ],
    [
      "a spike that turns back",
      [
        [0, 0],
        [10, 0],
        [5, 0],
        [5, 10],
      ],
      true,
    ],
    [
      "a point on another edge",
      [
        [0, 0],
        [10, 0],
        [10, 10],
        [5, 0],
        [0, 10],
      ],
      true,
    ],
    [
      "points on one line",
      [
        [0, 0],
        [5, 5],
        [10, 10],
      ],
      true,
    ],
    [
      "the first point passed again",
      [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 0],
        [-5, 5],
      ],
      true,
    ],
  ])("%s", (_, ring, crosses) => {
    expect(rings.crossesItself(ring)).toBe(crosses);
    expect(rings.crossesItself([...ring].reverse())).toBe(crosses);
    expect(rings.crossesItself([...ring.slice(1), ...ring.slice(0, 1)])).toBe(crosses);
  });

  test("rings that share a border meet and do not cross", () => {
    const next = SQUARE.map(([x, y]): rings.Spot => [x + 10, y]);
    expect([rings.ringsMeet(SQUARE, next), rings.ringsCross(SQUARE, next)]).toEqual([true, false]);
    const over = SQUARE.map(([x, y]): rings.Spot => [x + 5, y + 5]);
    expect([rings.ringsMeet(SQUARE, over), rings.ringsCross(SQUARE, over)]).toEqual([true, true]);
    const far = SQUARE.map(([x, y]): rings.Spot => [x + 50, y]);
    expect(rings.ringsMeet(SQUARE, far)).toBe(false);
  });
});

describe("fewer points", () => {
  const circle = Array.from({ length: 64 }, (_, n): rings.Spot => {
    const angle = (n / 64) * 2 * Math.PI;
    return [50 + 40 * Math.cos(angle), 50 + 40 * Math.sin(angle)];
  });

  test("no point left out lies farther from the line than allowed, and corners stay", () => {
    for (const tolerance of [0.2, 1, 5]) {
      const less = rings.simplified(circle, tolerance);
      expect(less.length).toBeLessThan(circle.length);
      for (const spot of circle)
        expect(rings.nearestOnEdge(less, rings.pointOf(spot), tolerance + 1e-9)).toBeDefined();
    }
    expect(rings.simplified(SQUARE, 1)).toEqual(SQUARE);
  });

  test("at least three points stay", () => {
    expect(rings.simplified(SQUARE, 1000).length).toBeGreaterThanOrEqual(3);
    expect(rings.simplified(SQUARE.slice(0, 3), 1000)).toHaveLength(3);
  });
});

describe("whiskers", () => {
  /** Every whole point on the way from each corner to the next, closed. */
  const walked = (...corners: rings.Spot[]): rings.Ring =>
    corners.flatMap(([x, y], at) => {
      const [toX, toY] = corners[(at + 1) % corners.length] ?? [x, y];
      const n = Math.max(Math.abs(toX - x), Math.abs(toY - y));
      return Array.from(
        { length: n },
        (_, k): rings.Spot => [x + (k * (toX - x)) / n, y + (k * (toY - y)) / n],
      );
    });
  const square = walked([0, 0], [20, 0], [20, 20], [0, 20]);
  const width = (ring: rings.Ring) => Math.max(...ring.map(([x]) => x));

  test("out and back on the same way are left out, also where the ring begins on one", () => {
    const whisker = walked([0, 0], [20, 0], [20, 10], [30, 10], [20, 10], [20, 20], [0, 20]);
    expect(width(rings.withoutWhiskers(whisker, 1))).toBeLessThan(22);
    const lead = [...whisker.slice(35), ...whisker.slice(0, 35)];
    expect(lead[0]).toEqual([25, 10]);
    expect(width(rings.withoutWhiskers(lead, 1))).toBeLessThan(22);
    expect(rings.withoutWhiskers(square, 1)).toEqual(square);
  });

  test("out and back a step beside it are left out, and what encloses an area stays", () => {
    const beside = walked([0, 0], [20, 0], [20, 10], [35, 10], [35, 11], [20, 11], [20, 20], [0, 20]);
    expect(width(rings.withoutWhiskers(beside, 1))).toBeLessThan(23);
    const bay = walked([0, 0], [20, 0], [20, 6], [35, 6], [35, 14], [20, 14], [20, 20], [0, 20]);
    expect(rings.withoutWhiskers(bay, 1)).toEqual(bay);
  });
});
