/** One mask from what was taken for each region: how a ruling is put together. Pure. */
import { Grid } from "../../model/raster/grid";
import { connected } from "../../model/raster/shapes";
import { Composite } from "../parts/raster/composite";
import type { CaseUnit, Json } from "../types";
import { gridOf, Numbers, readMask, writeMask } from "./value";

/**
 * Regions from the answers they were taken from; lines beside them by majority, and half to either side on a tie.
 * A region for which nothing was taken bears no label yet.
 */
export function composeMask(
  answers: readonly Json[],
  units: readonly CaseUnit[],
  picks: Readonly<Record<string, number>>,
): Json | undefined {
  const values = answers.map(readMask);
  const [first] = values;
  if (!first || values.some((value) => value === undefined)) return undefined;
  const [height, width] = first.size;
  const numbers = new Numbers(values.flatMap((value) => value?.masks.map((mask) => mask.label) ?? []).sort());
  const composite = new Composite(
    width,
    height,
    values.flatMap((value) => (value ? [gridOf(value, numbers.of)] : [])),
  );
  const { grid, patterns } = composite;
  const made = new Grid(width, height);
  const isRuled = new Uint8Array(grid.cells.length);
  for (const unit of units) {
    if (!unit.key.startsWith("region-") || new Set(unit.votes).size < 2) continue;
    const pick = picks[unit.key];
    const label = pick === undefined ? undefined : unit.votes[pick];
    for (const [start, end] of connected(grid, composite.pixelOf(unit.key))) {
      made.cells.fill(label ? numbers.of(label) : 0, start, end);
      isRuled.fill(1, start, end);
    }
  }
  const leaders = patterns.map(leading);
  const tied: number[] = [];
  grid.cells.forEach((number, at) => {
    if (isRuled[at]) return;
    const best = leaders[number] ?? [];
    if (best.length === 1) made.cells[at] = best[0] ?? 0;
    else tied.push(at);
  });
  settle(made, tied, (at) => leaders[grid.cells[at] ?? 0] ?? []);
  return writeMask(made, numbers.label);
}

/** The numbers with the most votes; unlabeled last. */
function leading(pattern: readonly number[]): number[] {
  const votes = new Map<number, number>();
  for (const number of pattern) votes.set(number, (votes.get(number) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return [...votes]
    .filter(([, n]) => n === most)
    .map(([number]) => number)
    .sort((a, b) => (a || Number.POSITIVE_INFINITY) - (b || Number.POSITIVE_INFINITY));
}

/** Give tied pixels a leading number of a pixel beside them, from both sides inward, one pixel a turn. */
function settle(made: Grid, tied: readonly number[], leadersOf: (at: number) => readonly number[]): void {
  const { cells, height } = made;
  const isOpen = new Uint8Array(cells.length);
  for (const at of tied) isOpen[at] = 1;
  let waiting = tied;
  while (waiting.length) {
    const turn: [number, number][] = [];
    for (const at of waiting) {
      const row = at % height;
      const beside = [row > 0 ? at - 1 : -1, row < height - 1 ? at + 1 : -1, at - height, at + height].filter(
        (next) => next >= 0 && next < cells.length && !isOpen[next],
      );
      const found = leadersOf(at).find((leader) => beside.some((next) => cells[next] === leader));
      if (found !== undefined) turn.push([at, found]);
    }
    const set = turn.length ? turn : waiting.map((at): [number, number] => [at, leadersOf(at)[0] ?? 0]);
    for (const [at, number] of set) {
      cells[at] = number;
      isOpen[at] = 0;
    }
    waiting = waiting.filter((at) => isOpen[at]);
  }
}
