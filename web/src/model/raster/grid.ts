/** A picture's pixels as numbers (0: none), down the columns as they are stored, with what a stroke changes. No DOM. */
import type { Point, Size } from "../geometry";
import { decodeCounts } from "./counts";

/** Which of `n` numbers and 0 may be painted over, as a rule takes it. */
export const openNumbers = (n: number, isOpen: (number: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: n + 1 }, (_, number) => Number(isOpen(number)));

/** Whole pixels: from `left` and `top` up to, and without, `right` and `bottom`. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a stroke may do: paint a number, over those that are open (all of them where nothing is said). */
export interface Rule {
  readonly paint: number;
  /** open[n]: 1 where pixels of number n may be painted over; a number beyond its end may not. */
  readonly open?: Uint8Array | undefined;
}

/** One step: runs of pixels, four numbers each: where, how many, the number before, the number after. */
export interface Change {
  readonly runs: Int32Array;
  readonly extent: Extent;
}

export class Grid implements Size {
  /** As painted just now; pixel (x, y) is at x × height + y. */
  readonly cells: Uint16Array;
  private readonly settled: Uint16Array;
  private touched: Extent | undefined;
  private readonly areas = new Map<number, number>();

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.cells = new Uint16Array(width * height);
    this.settled = new Uint16Array(width * height);
    this.areas.set(0, width * height);
  }

  /** The number at a point of the picture, or undefined outside it. */
  at({ x, y }: Point): number | undefined {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return undefined;
    return this.cells[column * this.height + row];
  }

  /** How many pixels bear the number, as of the last step. */
  area(number: number): number {
    return this.areas.get(number) ?? 0;
  }

  /** The numbers that some pixel bears, as of the last step; without 0. */
  numbers(): number[] {
    return [...this.areas].flatMap(([number, area]) => (number && area ? [number] : []));
  }

  /** Paint rows `from` up to `to` of a column; both are clipped to the picture. */
  paint(column: number, from: number, to: number, rule: Rule): void {
    const top = Math.max(from, 0);
    const bottom = Math.min(to, this.height);
    if (column < 0 || column >= this.width || top >= bottom) return;
    const start = column * this.height;
    const { cells } = this;
    const { paint, open } = rule;
    if (!open) {
      cells.fill(paint, start + top, start + bottom);
      return;
    }
    for (let at = start + top; at < start + bottom; at += 1)
      if (open[cells[at] as number] === 1) cells[at] = paint;
  }

  /** Say which pixels were painted since the last step. */
  touch(extent: Extent): void {
    const inside = {
      left: Math.max(0, extent.left),
      top: Math.max(0, extent.top),
      right: Math.min(this.width, extent.right),
      bottom: Math.min(this.height, extent.bottom),
    };
    this.touched = this.touched ? joined(this.touched, inside) : inside;
  }

  /** Make one step of all that was painted since the last; undefined where nothing changed. */
  settle(): Change | undefined {
    const { touched, cells, settled, height } = this;
    this.touched = undefined;
    if (!touched) return undefined;
    const found: number[] = [];
    for (let column = touched.left; column < touched.right; column += 1) {
      const end = column * height + touched.bottom;
      for (let at = column * height + touched.top; at < end; at += 1) {
        if (cells[at] === settled[at]) continue;
        const before = settled[at] ?? 0;
        const after = cells[at] ?? 0;
        const from = at;
        while (at < end && cells[at] === after && settled[at] === before) at += 1;
        found.push(from, at - from, before, after);
        settled.fill(after, from, at);
        this.count(before, after, at - from);
        at -= 1;
      }
    }
    return found.length ? { runs: Int32Array.from(found), extent: touched } : undefined;
  }

  /** Take back what was painted since the last step; returns where that was. */
  revert(): Extent | undefined {
    const { touched, cells, settled, height } = this;
    this.touched = undefined;
    for (let column = touched?.left ?? 0; touched && column < touched.right; column += 1) {
      const start = column * height;
      cells.set(settled.subarray(start + touched.top, start + touched.bottom), start + touched.top);
    }
    return touched;
  }

  /** Go over a step again, or back over it. */
  apply({ runs }: Change, direction: "again" | "back"): void {
    const [from, to] = direction === "again" ? [2, 3] : [3, 2];
    for (let at = 0; at < runs.length; at += 4) {
      const start = runs[at] as number;
      const length = runs[at + 1] as number;
      const next = runs[at + to] as number;
      this.cells.fill(next, start, start + length);
      this.settled.fill(next, start, start + length);
      this.count(runs[at + from] as number, next, length);
    }
  }

  /** Begin anew with these pixels: (number, COCO's text) one after the other, later ones over earlier. */
  load(masks: Iterable<readonly [number, string]>): void {
    this.cells.fill(0);
    for (const [number, text] of masks) {
      let at = 0;
      decodeCounts(text).forEach((length, place) => {
        if (place % 2) this.cells.fill(number, at, at + length);
        at += length;
      });
    }
    this.settled.set(this.cells);
    this.touched = undefined;
    this.areas.clear();
    this.eachRun((number, from, to) => this.areas.set(number, this.area(number) + to - from));
  }

  /** The run lengths of every number but 0, as `encodeCounts` takes them. */
  lengths(): Map<number, number[]> {
    const found = new Map<number, { lengths: number[]; end: number }>();
    this.eachRun((number, from, to) => {
      if (number === 0) return;
      const of = found.get(number) ?? { lengths: [], end: 0 };
      of.lengths.push(from - of.end, to - from);
      of.end = to;
      found.set(number, of);
    });
    const total = this.cells.length;
    return new Map(
      [...found].map(([number, { lengths, end }]) => [
        number,
        end < total ? [...lengths, total - end] : lengths,
      ]),
    );
  }

  /** Every run of equal numbers down the columns, from the first pixel to the last. */
  eachRun(take: (number: number, from: number, to: number) => void): void {
    const { cells } = this;
    const total = cells.length;
    for (let from = 0; from < total; ) {
      const number = cells[from] ?? 0;
      let to = from + 1;
      while (to < total && cells[to] === number) to += 1;
      take(number, from, to);
      from = to;
    }
  }

  private count(before: number, after: number, n: number): void {
    this.areas.set(before, this.area(before) - n);
    this.areas.set(after, this.area(after) + n);
  }
}

export const joined = (a: Extent, b: Extent): Extent => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
});
