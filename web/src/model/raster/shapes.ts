/** What strokes, fills and polygons make of a grid. A pixel is painted when its middle lies inside the shape. No DOM. */
import type { Point, Rect } from "../geometry";
import type { Extent, Grid, Rule } from "./grid";

/** Brush widths in pixels, from one key press to the next. */
export const WIDTHS: readonly number[] = [
  1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 450, 600,
];

/** The next wider or narrower brush. */
export function nextWidth(width: number, step: 1 | -1): number {
  const wider = step > 0 ? WIDTHS.find((each) => each > width) : WIDTHS.findLast((each) => each < width);
  return wider ?? width;
}

/** Where a brush of that width sits for a point: on a pixel's middle when it is odd, on a corner when it is even. */
export const seated = ({ x, y }: Point, width: number): Point =>
  width % 2 ? { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 } : { x: Math.round(x), y: Math.round(y) };

/** Paint a round brush drawn straight from one point to another; returns what it may have changed. */
export function paintStroke(grid: Grid, from: Point, to: Point, width: number, rule: Rule): Extent {
  const a = seated(from, width);
  const b = seated(to, width);
  const radius = width / 2;
  const extent: Extent = {
    left: Math.floor(Math.min(a.x, b.x) - radius),
    top: Math.floor(Math.min(a.y, b.y) - radius),
    right: Math.ceil(Math.max(a.x, b.x) + radius),
    bottom: Math.ceil(Math.max(a.y, b.y) + radius),
  };
  const side = flank(a, b, radius);
  const last = Math.min(extent.right, grid.width);
  for (let column = Math.max(extent.left, 0); column < last; column += 1) {
    const x = column + 0.5;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { x: cx, y: cy } of [a, b]) {
      const half = radius * radius - (x - cx) * (x - cx);
      if (half < 0) continue;
      const reach = Math.sqrt(half);
      low = Math.min(low, cy - reach);
      high = Math.max(high, cy + reach);
    }
    for (const y of side(x)) {
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
    if (low <= high) grid.paint(column, Math.ceil(low - 0.5), Math.floor(high - 0.5) + 1, rule);
  }
  grid.touch(extent);
  return extent;
}

/** Where the two long sides of a stroke cross a column. */
function flank(a: Point, b: Point, radius: number): (x: number) => number[] {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return () => [];
  const [nx, ny] = [(-dy / length) * radius, (dx / length) * radius];
  const sides = [1, -1].map(
    (way) =>
      [
        { x: a.x + way * nx, y: a.y + way * ny },
        { x: b.x + way * nx, y: b.y + way * ny },
      ] as const,
  );
  return (x) => sides.flatMap(([start, end]) => crossing(start, end, x));
}

function crossing(start: Point, end: Point, x: number): number[] {
  if (start.x === end.x || x < Math.min(start.x, end.x) || x > Math.max(start.x, end.x)) return [];
  return [start.y + ((x - start.x) / (end.x - start.x)) * (end.y - start.y)];
}

/** Paint the inside of a closed line; where it crosses itself, what is enclosed twice stays out. */
export function paintPolygon(grid: Grid, points: readonly Point[], rule: Rule): Extent {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const extent: Extent = {
    left: Math.max(0, Math.floor(Math.min(...xs))),
    top: Math.max(0, Math.floor(Math.min(...ys))),
    right: Math.min(grid.width, Math.ceil(Math.max(...xs))),
    bottom: Math.min(grid.height, Math.ceil(Math.max(...ys))),
  };
  for (let column = extent.left; column < extent.right; column += 1) {
    const x = column + 0.5;
    const cuts = points
      .flatMap((start, at) => {
        const end = points[(at + 1) % points.length] ?? start;
        return start.x <= x === end.x <= x ? [] : crossing(start, end, x);
      })
      .sort((one, other) => one - other);
    for (let at = 0; at + 1 < cuts.length; at += 2)
      grid.paint(column, Math.ceil((cuts[at] ?? 0) - 0.5), Math.ceil((cuts[at + 1] ?? 0) - 0.5), rule);
  }
  grid.touch(extent);
  return extent;
}

/** Runs (first pixel, one past the last) of the connected pixels that bear the number of this one. */
export function connected(grid: Grid, from: Point): [number, number][] {
  const { cells, width, height } = grid;
  const number = grid.at(from);
  if (number === undefined) return [];
  const seen = new Uint8Array(cells.length);
  const found: [number, number][] = [];
  const waiting = [Math.floor(from.x) * height + Math.floor(from.y)];
  const spread = (start: number, end: number) => {
    for (let at = start; at < end; at += 1) {
      if (seen[at] || cells[at] !== number) continue;
      waiting.push(at);
      while (at < end && cells[at] === number) at += 1;
    }
  };
  for (let seed = waiting.pop(); seed !== undefined; seed = waiting.pop()) {
    if (seen[seed]) continue;
    const column = Math.floor(seed / height);
    let start = seed;
    let end = seed + 1;
    while (start > column * height && cells[start - 1] === number) start -= 1;
    while (end < (column + 1) * height && cells[end] === number) end += 1;
    seen.fill(1, start, end);
    found.push([start, end]);
    if (column > 0) spread(start - height, end - height);
    if (column < width - 1) spread(start + height, end + height);
  }
  return found;
}

/** The smallest extent round runs of pixels. */
export function extentOf(runs: readonly (readonly [number, number])[], height: number): Extent {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, height, 0, 0];
  for (const [start, end] of runs) {
    left = Math.min(left, Math.floor(start / height));
    right = Math.max(right, Math.floor((end - 1) / height) + 1);
    const isWhole = Math.floor(start / height) !== Math.floor((end - 1) / height);
    top = Math.min(top, isWhole ? 0 : start % height);
    bottom = Math.max(bottom, isWhole ? height : ((end - 1) % height) + 1);
  }
  return { left, top, right, bottom };
}

/** Paint the connected pixels round a point that bear one number. */
export function paintConnected(grid: Grid, from: Point, rule: Rule): Extent | undefined {
  const number = grid.at(from);
  if (number === undefined || number === rule.paint || (rule.open && rule.open[number] !== 1))
    return undefined;
  const runs = connected(grid, from);
  for (const [start, end] of runs) grid.cells.fill(rule.paint, start, end);
  const extent = extentOf(runs, grid.height);
  grid.touch(extent);
  return extent;
}

/** Paint some pixels of a part of the picture. isIn: which of them, down its columns. */
export function paintCells(grid: Grid, part: Rect, isIn: Uint8Array, rule: Rule): Extent {
  const { x, y, width, height } = part;
  for (let column = 0; column < width; column += 1) {
    const start = column * height;
    for (let from = 0; from < height; from += 1) {
      if (!isIn[start + from]) continue;
      let to = from + 1;
      while (to < height && isIn[start + to]) to += 1;
      grid.paint(x + column, y + from, y + to, rule);
      from = to;
    }
  }
  const extent = { left: x, top: y, right: x + width, bottom: y + height };
  grid.touch(extent);
  return extent;
}

/** Paint every pixel that bears one number. */
export function paintNumber(grid: Grid, number: number, paint: number): Extent {
  const { cells } = grid;
  for (let at = cells.indexOf(number); at >= 0; at = cells.indexOf(number, at)) {
    let end = at + 1;
    while (end < cells.length && cells[end] === number) end += 1;
    cells.fill(paint, at, end);
    at = end;
  }
  const extent = { left: 0, top: 0, right: grid.width, bottom: grid.height };
  grid.touch(extent);
  return extent;
}

const BLOCK = 32;

/** A point in each part of the picture that holds pixels of the number, the fullest part first. */
export function placesOf(grid: Grid, number: number): Point[] {
  const { cells, width, height } = grid;
  const across = Math.ceil(height / BLOCK);
  const counts = new Int32Array(Math.ceil(width / BLOCK) * across);
  const firsts = new Int32Array(counts.length).fill(-1);
  grid.eachRun((each, from, to) => {
    if (each !== number) return;
    for (let at = from; at < to; ) {
      const column = Math.floor(at / height);
      const row = at - column * height;
      const block = Math.floor(column / BLOCK) * across + Math.floor(row / BLOCK);
      const end = Math.min(
        to,
        (column + 1) * height,
        column * height + (Math.floor(row / BLOCK) + 1) * BLOCK,
      );
      counts[block] = (counts[block] ?? 0) + end - at;
      if (firsts[block] === -1) firsts[block] = at;
      at = end;
    }
  });
  return [...counts.keys()]
    .filter((block) => counts[block])
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .map((block) => {
      const middle = {
        x: Math.min(Math.floor(block / across) * BLOCK + BLOCK / 2, width - 1),
        y: Math.min((block % across) * BLOCK + BLOCK / 2, height - 1),
      };
      const first = firsts[block] ?? 0;
      return cells[middle.x * height + middle.y] === number
        ? { x: middle.x + 0.5, y: middle.y + 0.5 }
        : { x: Math.floor(first / height) + 0.5, y: (first % height) + 0.5 };
    });
}
