import { describe, expect, test } from "vitest";
import type { Point, Rect } from "../../model/geometry";
import * as kernel from "./kernel";

const BOUNDS = { width: 640, height: 480 };
const RULE: kernel.Rule = { bounds: BOUNDS, minSize: 1 };
const START: Rect = { x: 100, y: 100, width: 80, height: 40 };

const box = (id: string, label: string, rect: Partial<Rect> = {}): kernel.Box => ({
  id,
  label,
  ...START,
  ...rect,
});

/** Points in and far around the image, the same each time. */
function* points(n: number): Generator<Point> {
  let seed = 17;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let i = 0; i < n; i += 1) yield { x: next() * 1000 - 180, y: next() * 800 - 160 };
}

const isInside = ({ x, y, width, height }: Rect): boolean =>
  x >= -1e-6 && y >= -1e-6 && x + width <= BOUNDS.width + 1e-6 && y + height <= BOUNDS.height + 1e-6;

describe("drawing", () => {
  test("a drag gives the same rectangle in each direction", () => {
    const expected = { x: 10, y: 20, width: 30, height: 40 };
    const ways: [Point, Point][] = [
      [
        { x: 10, y: 20 },
        { x: 40, y: 60 },
      ],
      [
        { x: 40, y: 60 },
        { x: 10, y: 20 },
      ],
      [
        { x: 40, y: 20 },
        { x: 10, y: 60 },
      ],
      [
        { x: 10, y: 60 },
        { x: 40, y: 20 },
      ],
    ];
    for (const [from, to] of ways) expect(kernel.dragged(from, to, RULE)).toEqual(expected);
  });

  test("a drag beyond the image is clipped to it", () => {
    expect(kernel.dragged({ x: 600, y: 400 }, { x: 900, y: 900 }, RULE)).toEqual({
      x: 600,
      y: 400,
      width: 40,
      height: 80,
    });
    expect(kernel.dragged({ x: -50, y: -50 }, { x: 20, y: 10 }, RULE)).toEqual({
      x: 0,
      y: 0,
      width: 20,
      height: 10,
    });
  });

  test("a constrained drag is square and stays in the image", () => {
    for (const to of points(200)) {
      const rect = kernel.dragged({ x: 600, y: 100 }, to, { ...RULE, constrain: true });
      expect(rect.width).toBeCloseTo(rect.height, 9);
      expect(isInside(rect)).toBe(true);
    }
  });

  test("a central drag keeps its middle and stays in the image", () => {
    for (const constrain of [false, true]) {
      for (const to of points(100)) {
        const rect = kernel.dragged({ x: 600, y: 100 }, to, { ...RULE, central: true, constrain });
        expect(rect.x + rect.width / 2).toBeCloseTo(600, 9);
        expect(rect.y + rect.height / 2).toBeCloseTo(100, 9);
        expect(isInside(rect)).toBe(true);
      }
    }
  });

  test("edges are kept on hundredths of a pixel inside the image", () => {
    const rect = kernel.tidy({ x: 1.23456, y: 2, width: 638.765439, height: 1.000001 }, BOUNDS);
    expect(rect).toEqual({ x: 1.23, y: 2, width: 638.77, height: 1 });
    expect(rect.x + rect.width).toBeLessThanOrEqual(BOUNDS.width + 1e-6);
  });
});

describe("moving and resizing", () => {
  test("a moved box keeps its size and stops at the border", () => {
    expect(kernel.moved(START, { x: 5, y: -5 }, RULE)).toEqual({ ...START, x: 105, y: 95 });
    expect(kernel.moved(START, { x: 9999, y: -9999 }, RULE)).toEqual({ ...START, x: 560, y: 0 });
  });

  test("a constrained move follows one axis", () => {
    const rule = { ...RULE, constrain: true };
    expect(kernel.moved(START, { x: 30, y: 4 }, rule)).toEqual({ ...START, x: 130 });
    expect(kernel.moved(START, { x: 4, y: 30 }, rule)).toEqual({ ...START, y: 130 });
  });

  test("a corner takes two edges with it, the middle of a side one", () => {
    expect(kernel.resized(START, { h: 1, v: 1 }, { x: 200, y: 160 }, RULE)).toEqual({
      x: 100,
      y: 100,
      width: 100,
      height: 60,
    });
    expect(kernel.resized(START, { h: -1, v: 0 }, { x: 90, y: 300 }, RULE)).toEqual({
      x: 90,
      y: 100,
      width: 90,
      height: 40,
    });
  });

  test("a box dragged over its opposite edge turns over", () => {
    expect(kernel.resized(START, { h: 1, v: 0 }, { x: 60, y: 0 }, RULE)).toEqual({
      x: 60,
      y: 100,
      width: 40,
      height: 40,
    });
  });

  test("however a handle is dragged, the box stays in the image and at least as large as allowed", () => {
    for (const minSize of [1, 12]) {
      for (const handle of kernel.HANDLES) {
        for (const flags of [
          {},
          { constrain: true },
          { central: true },
          { constrain: true, central: true },
        ]) {
          for (const to of points(60)) {
            const rect = kernel.resized(START, handle, to, { bounds: BOUNDS, minSize, ...flags });
            expect(isInside(rect)).toBe(true);
            expect(kernel.isBigEnough(rect, minSize)).toBe(true);
          }
        }
      }
    }
  });

  test("a constrained corner keeps the proportions", () => {
    for (const flags of [{ constrain: true }, { constrain: true, central: true }]) {
      for (const to of points(100)) {
        const rect = kernel.resized(START, { h: 1, v: -1 }, to, { ...RULE, ...flags });
        expect(rect.width / rect.height).toBeCloseTo(2, 6);
      }
    }
  });

  test("a box at the border does not turn over into nothing", () => {
    const atEdge = { x: 0, y: 0, width: 50, height: 50 };
    const rect = kernel.resized(atEdge, { h: 1, v: 1 }, { x: -20, y: -20 }, RULE);
    expect(isInside(rect)).toBe(true);
    expect(kernel.isBigEnough(rect, 1)).toBe(true);
  });

  test("keys move the right and bottom edges within the image and down to the least size", () => {
    expect(kernel.grown(START, { x: 10, y: -1 }, RULE)).toEqual({ ...START, width: 90, height: 39 });
    expect(kernel.grown(START, { x: 9999, y: -9999 }, RULE)).toEqual({ ...START, width: 540, height: 1 });
  });
});

describe("handles", () => {
  const screen = { x: 100, y: 100, width: 200, height: 150 };

  test("a corner is hit within eight pixels of it", () => {
    expect(kernel.handleAt(screen, { x: 92, y: 108 })).toEqual({ h: -1, v: -1 });
    expect(kernel.handleAt(screen, { x: 91, y: 100 })).toBeUndefined();
    expect(kernel.handleAt(screen, { x: 200, y: 255 })).toEqual({ h: 0, v: 1 });
    expect(kernel.handleAt(screen, { x: 200, y: 180 })).toBeUndefined();
  });

  test("a small box keeps room to be held in its middle", () => {
    const small = { x: 100, y: 100, width: 16, height: 16 };
    expect(kernel.handlesFor(small)).toHaveLength(4);
    expect(kernel.handleAt(small, { x: 108, y: 108 })).toBeUndefined();
    expect(kernel.handleAt(small, { x: 96, y: 96 })).toEqual({ h: -1, v: -1 });
  });

  test("cursors show the way that a handle goes", () => {
    expect(kernel.HANDLES.map(kernel.handleCursor)).toEqual([
      "nwse-resize",
      "nesw-resize",
      "nwse-resize",
      "nesw-resize",
      "ns-resize",
      "ew-resize",
      "ns-resize",
      "ew-resize",
    ]);
  });
});

describe("lists of boxes", () => {
  const boxes = [box("a", "red"), box("b", "white"), box("c", "red")];

  test("no boxes are no answer, and a list is read back as it was written", () => {
    expect(kernel.writeBoxes([])).toBeUndefined();
    expect(kernel.readBoxes(kernel.writeBoxes(boxes))).toEqual(boxes);
    expect(kernel.readBoxes(undefined)).toEqual([]);
    expect(kernel.readBoxes([])).toEqual([]);
  });

  test("what is no list of boxes is refused", () => {
    expect(() => kernel.readBoxes("box")).toThrow("list of boxes");
    expect(() => kernel.readBoxes([{ id: "a", label: "red", x: 0, y: 0, width: "1", height: 1 }])).toThrow(
      "A box has",
    );
  });

  test("a copy lies beside its original, also in the last corner", () => {
    expect(kernel.beside(START, BOUNDS)).toEqual({ ...START, x: 110, y: 110 });
    const corner = { x: 600, y: 450, width: 40, height: 30 };
    expect(kernel.beside(corner, BOUNDS)).toEqual({ ...corner, x: 590, y: 440 });
  });

  test("boxes of the item before get new ids, are clipped, and lose those that do not fit", () => {
    let n = 0;
    const before = [box("a", "red", { x: 600 }), box("b", "white", { x: 700 }), box("d", "white")];
    const copies = kernel.copied(before, RULE, () => `new${++n}`);
    expect(copies.map(({ label, x, width }) => [label, x, width])).toEqual([
      ["red", 600, 40],
      ["white", 100, 80],
    ]);
    expect(copies.every(({ id }) => id.startsWith("new"))).toBe(true);
  });

  test("a box is described in words", () => {
    expect(kernel.describe("White cell", { x: 40.4, y: 59.6, width: 231, height: 199 })).toBe(
      "White cell, 231 by 199 at 40, 60",
    );
  });
});
