import { describe, expect, test } from "vitest";
import type { Ring, Spot } from "../../model/rings";
import * as kernel from "./kernel";

const RULE: kernel.Rule = { bounds: { width: 640, height: 480 }, minArea: 4 };
const rect = (x: number, y: number, width: number, height: number): Ring =>
  kernel.outlineOf({ x, y }, { x: x + width, y: y + height });
const polygon = (...parts: (Ring | readonly [Ring, ...Ring[]])[]): kernel.Polygon => ({
  id: "a",
  label: "wheat",
  parts: parts.map((part) => {
    const [outline, ...holes] = (typeof part[0]?.[0] === "number" ? [part] : part) as [Ring, ...Ring[]];
    return { outline, holes };
  }),
});
const SQUARE = polygon(rect(100, 100, 80, 80));
const RING = polygon([rect(100, 100, 80, 80), rect(120, 120, 20, 20)]);
const TWO = polygon(rect(0, 0, 50, 50), rect(200, 0, 50, 50));

describe("what is wrong with a polygon", () => {
  test.each<[string, kernel.Polygon, RegExp | undefined]>([
    ["a square", SQUARE, undefined],
    ["a square with a hole", RING, undefined],
    ["two parts", TWO, undefined],
    ["parts that share a border", polygon(rect(0, 0, 50, 50), rect(50, 0, 50, 50)), undefined],
    [
      "an island in a hole",
      polygon([rect(0, 0, 90, 90), rect(10, 10, 70, 70)], rect(30, 30, 20, 20)),
      undefined,
    ],
    [
      "two points",
      polygon([
        [0, 0],
        [9, 9],
      ] as Ring),
      /three points/,
    ],
    [
      "a bow",
      polygon([
        [0, 0],
        [9, 9],
        [9, 0],
        [0, 9],
      ] as Ring),
      /cross or touch itself/,
    ],
    ["a hole outside", polygon([rect(0, 0, 9, 9), rect(20, 20, 4, 4)]), /inside its outline/],
    ["a hole over the border", polygon([rect(0, 0, 9, 9), rect(5, 5, 9, 2)]), /inside its outline/],
    [
      "holes that meet",
      polygon([rect(0, 0, 50, 50), rect(5, 5, 9, 9), rect(10, 10, 9, 9)]),
      /holes would meet/,
    ],
    [
      "a hole in a hole",
      polygon([rect(0, 0, 50, 50), rect(5, 5, 30, 30), rect(10, 10, 9, 9)]),
      /holes would meet/,
    ],
    ["parts that overlap", polygon(rect(0, 0, 50, 50), rect(40, 0, 50, 50)), /parts would overlap/],
    ["a part in another", polygon(rect(0, 0, 50, 50), rect(10, 10, 5, 5)), /parts would overlap/],
    ["a part twice", polygon(rect(0, 0, 50, 50), rect(0, 0, 50, 50)), /parts would overlap/],
    ["a speck", polygon(rect(0, 0, 1, 2)), /at least 4 square pixels/],
  ])("%s", (_, shape, fault) => {
    if (fault) expect(kernel.faultOf(shape, RULE)).toMatch(fault);
    else expect(kernel.faultOf(shape, RULE)).toBeUndefined();
  });
});

describe("changes", () => {
  test("a polygon is moved as far as the image goes, its shape kept", () => {
    expect(kernel.rectOf(kernel.movedBy(RING, { x: -500, y: 30 }, RULE.bounds))).toEqual({
      x: 0,
      y: 130,
      width: 80,
      height: 80,
    });
    expect(kernel.areaOf(kernel.movedBy(RING, { x: 900, y: 900 }, RULE.bounds))).toBe(6000);
  });

  test("a point is moved, inserted and deleted, in outlines and in holes", () => {
    const hole: kernel.Place = { part: 0, ring: 1, at: 3 };
    expect(kernel.spotAt(kernel.withSpot(RING, hole, [121, 141]), hole)).toEqual([121, 141]);
    const more = kernel.withInserted(RING, hole, [118, 130]);
    expect(kernel.ringAt(more, hole)).toHaveLength(5);
    expect(kernel.spotAt(more, { ...hole, at: 4 })).toEqual([118, 130]);
    const less = kernel.withoutSpot(RING, hole);
    expect(less && kernel.ringAt(less, hole)).toHaveLength(3);
  });

  test("of three points the ring goes, of one ring the polygon", () => {
    const triangle = SQUARE.parts[0]?.outline.slice(0, 3) ?? [];
    expect(kernel.withoutSpot(polygon(triangle), { part: 0, ring: 0, at: 0 })).toBeUndefined();
    const two = kernel.withoutSpot(polygon(triangle, rect(300, 0, 9, 9)), { part: 0, ring: 0, at: 0 });
    expect(two?.parts).toHaveLength(1);
    const inner: Ring = [
      [110, 110],
      [120, 110],
      [110, 120],
    ];
    const filled = kernel.withoutSpot(polygon([rect(100, 100, 80, 80), inner]), { part: 0, ring: 1, at: 1 });
    expect(filled).toEqual(SQUARE);
  });

  test("a hole goes to the part that it lies in, and nowhere else", () => {
    const made = kernel.withHole(TWO, rect(210, 10, 9, 9));
    expect(made?.parts.map((part) => part.holes.length)).toEqual([0, 1]);
    expect(kernel.withHole(TWO, rect(45, 10, 9, 9))).toBeUndefined();
  });

  test("a point on what is held is on the polygon, one in a hole is not", () => {
    expect(kernel.isOn(RING, { x: 105, y: 105 })).toBe(true);
    expect(kernel.isOn(RING, { x: 130, y: 130 })).toBe(false);
    expect(kernel.isOn(TWO, { x: 220, y: 20 })).toBe(true);
  });

  test("simplifying keeps the polygon sound and its corners", () => {
    const rough = polygon([
      ...rect(100, 100, 80, 80).slice(0, 2),
      [180.3, 140],
      [180, 180],
      [140, 180.2],
      [100, 180],
    ] as Ring);
    const less = kernel.simpler(rough, 1, RULE);
    expect(less.parts[0]?.outline).toHaveLength(4);
    expect(kernel.faultOf(less, RULE)).toBeUndefined();
  });

  test("keys stretch it from its top left corner", () => {
    expect(kernel.rectOf(kernel.grownBy(RING, { x: 20, y: -10 }, RULE.bounds))).toEqual({
      x: 100,
      y: 100,
      width: 100,
      height: 70,
    });
  });
});

describe("snapping", () => {
  test("a corner goes before an edge, and nothing happens out of reach", () => {
    expect(kernel.snapped({ x: 183, y: 103 }, [SQUARE], 8)?.point).toEqual({ x: 180, y: 100 });
    expect(kernel.snapped({ x: 184, y: 140 }, [SQUARE], 8)?.point).toEqual({ x: 180, y: 140 });
    expect(kernel.snapped({ x: 200, y: 140 }, [SQUARE], 8)).toBeUndefined();
    expect(kernel.snapped({ x: 121, y: 139 }, [RING], 4)?.point).toEqual({ x: 120, y: 140 });
  });
});

describe("values", () => {
  test("what is written is read again, attributes and all", () => {
    const wet = { ...RING, attributes: { flooded: true as const } };
    expect(kernel.readPolygons(kernel.writePolygons([wet, TWO]))).toEqual([wet, TWO]);
  });

  test("no polygons are no answer, and [] is one without polygons", () => {
    expect(kernel.writePolygons([])).toBeUndefined();
    expect(kernel.readPolygons([])).toEqual([]);
    expect(kernel.readPolygons(undefined)).toEqual([]);
  });

  test("anything else is an error, never an empty list", () => {
    for (const bad of ["polygon", [null], [{ id: "a", label: "b" }], [{ id: "a", label: "b", parts: [{}] }]])
      expect(() => kernel.readPolygons(bad)).toThrow();
  });

  test("polygons of the item before are clipped, and those that nothing is left of are dropped", () => {
    let n = 0;
    const far = polygon(rect(700, 10, 50, 50));
    const over = polygon(rect(600, 10, 80, 50));
    const copies = kernel.copied([far, over, SQUARE], RULE, () => `new${++n}`);
    expect(copies.map(kernel.rectOf)).toEqual([
      { x: 600, y: 10, width: 40, height: 50 },
      { x: 100, y: 100, width: 80, height: 80 },
    ]);
    expect(copies.every(({ id }) => id.startsWith("new"))).toBe(true);
  });

  test("a copy lies beside its original, also in the last corner", () => {
    expect(kernel.rectOf(kernel.beside(SQUARE, "b", RULE.bounds))).toMatchObject({ x: 110, y: 110 });
    const corner = polygon(rect(600, 440, 40, 40));
    expect(kernel.rectOf(kernel.beside(corner, "b", RULE.bounds))).toMatchObject({ x: 590, y: 430 });
  });

  test("a polygon is described in words", () => {
    expect(kernel.describe("Wheat", RING)).toBe("Wheat, 1 hole, 8 points, 80 by 80 at 100, 100");
    expect(kernel.describe("Wheat", TWO)).toBe("Wheat, 2 parts, 8 points, 250 by 50 at 0, 0");
  });

  test("points lie on hundredths inside the image", () => {
    const spot: Spot = kernel.tidy({ x: 639.999, y: -0.001 }, RULE.bounds);
    expect(spot).toEqual([640, 0]);
  });
});
