import { expect, test } from "vitest";
import type { Point } from "../../../model/geometry";
import { Grid } from "../../../model/raster/grid";
import { paintPolygon } from "../../../model/raster/shapes";
import { planted, readerOf, seenIoU } from "./planted";
import { PER_MOVE, Wire } from "./Wire";

const SIZE = { width: 300, height: 220 };

/** The outline through some anchors, each a few pixels off the edge, closed. */
function traced(wire: Wire, anchors: readonly Point[]): readonly Point[] {
  const set = anchors.map((each) => wire.snap(each));
  return set.flatMap((from, at) => [from, ...(wire.between(from, set[(at + 1) % set.length] ?? from) ?? [])]);
}

function filled(points: readonly Point[]): Uint8Array {
  const grid = new Grid(SIZE.width, SIZE.height);
  paintPolygon(grid, points, { paint: 1 });
  return Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, at) =>
    Number(grid.at({ x: at % SIZE.width, y: Math.floor(at / SIZE.width) }) === 1),
  );
}

const DISC: Point[] = [
  { x: 150, y: 41 },
  { x: 87, y: 112 },
  { x: 148, y: 178 },
  { x: 213, y: 108 },
];
const HOOK: Point[] = [
  { x: 69, y: 22 },
  { x: 70, y: 196 },
  { x: 230, y: 197 },
  { x: 231, y: 145 },
  { x: 124, y: 144 },
  { x: 121, y: 24 },
];

test.each([
  ["disc", DISC],
  ["hook", HOOK],
] as const)("a wire round a planted %s keeps to its edge, which straight lines do not", (shape, anchors) => {
  const { pixels, isIn } = planted(SIZE, shape);
  const wire = new Wire(SIZE, () => 1, readerOf(pixels));
  expect(seenIoU(filled(traced(wire, anchors)), isIn)).toBeGreaterThan(0.95);
  if (shape === "disc") expect(seenIoU(filled(anchors), isIn)).toBeLessThan(0.75);
});

test("it lies on a straight edge to the pixel", () => {
  const data = new Uint8ClampedArray(4 * 100 * 80).map((_, at) =>
    at % 4 === 3 ? 255 : Math.floor(at / 4) % 100 < 37 ? 60 : 180,
  );
  const wire = new Wire({ width: 100, height: 80 }, () => 1, readerOf({ width: 100, height: 80, data }));
  const [from, to] = [wire.snap({ x: 34, y: 10 }), wire.snap({ x: 40, y: 60 })];
  expect([from.x, to.x]).toEqual([37, 37]);
  expect(new Set(wire.between(from, to)?.map(({ x }) => x))).toEqual(new Set([37]));
});

test("seen from afar it looks no closer than the screen does, and still keeps to the edge", () => {
  const large = { width: 900, height: 660 };
  const { pixels, isIn } = planted(large, "disc");
  const wire = new Wire(large, () => 0.34, readerOf(pixels));
  expect(wire.step).toBe(2);
  const outline = traced(
    wire,
    DISC.map(({ x, y }) => ({ x: 3 * x, y: 3 * y })),
  );
  const grid = new Grid(large.width, large.height);
  paintPolygon(grid, outline, { paint: 1 });
  const seen = Uint8Array.from({ length: isIn.length }, (_, at) =>
    Number(grid.at({ x: at % large.width, y: Math.floor(at / large.width) }) === 1),
  );
  expect(seenIoU(seen, isIn)).toBeGreaterThan(0.95);
});

test("beyond what is looked at it goes straight on", () => {
  const { pixels } = planted({ width: 900, height: 100 }, "disc");
  const wire = new Wire({ width: 900, height: 100 }, () => 1, readerOf(pixels));
  const way = wire.between({ x: 10, y: 50 }, { x: 890, y: 50 });
  expect(way?.at(-1)?.x).toBe(266);
});

test("a move never works for more than its share, and the next one goes on", () => {
  const large = { width: 600, height: 600 };
  const { pixels } = planted(large, "star");
  const wire = new Wire(large, () => 1, readerOf(pixels));
  const [from, to] = [
    { x: 300, y: 300 },
    { x: 540, y: 540 },
  ];
  wire.between(from, from, PER_MOVE);
  let calls = 0;
  let most = 0;
  for (let way: unknown; !way; calls += 1) {
    const start = process.cpuUsage().user;
    way = wire.between(from, to, PER_MOVE);
    most = Math.max(most, (process.cpuUsage().user - start) / 1000);
  }
  expect(calls).toBeGreaterThan(1);
  expect(calls).toBeLessThan(10);
  expect(most).toBeLessThan(50); // 16 ms where it runs alone, as benchmarks/ has it
});

test("without a picture there is no wire, and points stay where they are set", () => {
  const wire = new Wire(
    SIZE,
    () => 1,
    () => undefined,
  );
  expect(wire.snap({ x: 10.4, y: 20.6 })).toEqual({ x: 10.4, y: 20.6 });
  expect(wire.between({ x: 1, y: 1 }, { x: 9, y: 9 })).toBeUndefined();
});
