/** Several answers over each other: each combination of their numbers is one number of a new grid. No DOM. */
import type { Point } from "../../../model/geometry";
import { type Extent, Grid } from "../../../model/raster/grid";
import { connected, extentOf } from "../../../model/raster/shapes";

export class Composite {
  /** Number n stands for the combination patterns[n]; all grids at 0 are 0. */
  readonly grid: Grid;
  readonly patterns: (readonly number[])[];
  private lifted: { number: number; runs: readonly (readonly [number, number])[] } | undefined;

  constructor(width: number, height: number, grids: readonly Grid[]) {
    this.grid = new Grid(width, height);
    this.patterns = [grids.map(() => 0)];
    const numbers = new Map<string, number>([[this.patterns[0]?.join() ?? "", 0]]);
    const total = width * height;
    const all = grids.map((grid) => grid.cells);
    for (let from = 0; from < total; ) {
      let to = from + 1;
      while (to < total && all.every((cells) => cells[to] === cells[from])) to += 1;
      const pattern = all.map((cells) => cells[from] ?? 0);
      const key = pattern.join();
      const known = numbers.get(key) ?? this.patterns.push(pattern) - 1;
      numbers.set(key, known);
      this.grid.cells.fill(known, from, to);
      from = to;
    }
  }

  /** The pixel that a region's key names. */
  pixelOf(key: string): Point {
    const first = Number(key.slice(key.lastIndexOf("-") + 1));
    const { height } = this.grid;
    return { x: Math.floor(first / height), y: first % height };
  }

  /** Give the connected region at that pixel a number of its own, and take the last one's back; returns its extent. */
  lift(at: Point | undefined): { number: number; extent: Extent } | undefined {
    if (this.lifted) {
      for (const [start, end] of this.lifted.runs) this.grid.cells.fill(this.lifted.number, start, end);
      this.patterns.pop();
      this.lifted = undefined;
    }
    const number = at && this.grid.at(at);
    if (!at || number === undefined) return undefined;
    const runs = connected(this.grid, at);
    const own = this.patterns.push(this.patterns[number] ?? []) - 1;
    for (const [start, end] of runs) this.grid.cells.fill(own, start, end);
    this.lifted = { number, runs };
    return { number: own, extent: extentOf(runs, this.grid.height) };
  }
}
