/** A mask's value as it is sent, and what it makes of a grid. Pure. */
import { decodeCounts, encodeCounts } from "../../model/raster/counts";
import { Grid } from "../../model/raster/grid";
import type { Json } from "../types";

/** One mask for each label used: COCO's compressed run lengths, counted down the columns. */
export interface MaskValue {
  readonly size: readonly [height: number, width: number];
  readonly masks: readonly { readonly label: string; readonly counts: string }[];
}

/** The value as the server sends it; undefined while nothing has been answered. */
export function readMask(value: Json | undefined): MaskValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isMask(value)) throw new Error("An answer of kind mask has a size and a list of masks.");
  return value as unknown as MaskValue;
}

function isMask(value: Json): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { size, masks } = value;
  return (
    Array.isArray(size) &&
    size.length === 2 &&
    Array.isArray(masks) &&
    masks.every(
      (mask) =>
        typeof mask === "object" &&
        mask !== null &&
        !Array.isArray(mask) &&
        typeof mask.label === "string" &&
        typeof mask.counts === "string",
    )
  );
}

export const emptyMask = (height: number, width: number): Json => ({ size: [height, width], masks: [] });

/** The grid as a value, sorted by label; labels without a pixel are left out. */
export function writeMask(grid: Grid, labelOf: (number: number) => string): Json {
  const masks = [...grid.lengths()]
    .map(([number, lengths]) => ({ label: labelOf(number), counts: encodeCounts(lengths) }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  return { size: [grid.height, grid.width], masks };
}

/** The value's pixels, each with the number of its label. */
export function gridOf(value: MaskValue, numberOf: (label: string) => number): Grid {
  const [height, width] = value.size;
  const grid = new Grid(width, height);
  grid.load(value.masks.map(({ label, counts }) => [numberOf(label), counts] as const));
  return grid;
}

/** Numbers for labels, from 1, in the order in which they are asked for. */
export class Numbers {
  readonly labels: string[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(first: readonly string[] = []) {
    for (const label of first) this.of(label);
  }

  readonly of = (label: string): number => {
    const number = this.numbers.get(label) ?? this.labels.push(label);
    this.numbers.set(label, number);
    return number;
  };

  /** "" for pixels without a label. */
  readonly label = (number: number): string => this.labels[number - 1] ?? "";
}

/** How many pixels each label has, the largest first, and how many there are. */
export function areasOf(value: Json | undefined): {
  areas: { label: string; area: number }[];
  total: number;
} {
  const mask = readMask(value);
  if (!mask) return { areas: [], total: 0 };
  const areas = mask.masks.map(({ label, counts }) => ({
    label,
    area: decodeCounts(counts).reduce((sum, length, at) => (at % 2 ? sum + length : sum), 0),
  }));
  return { areas: areas.sort((a, b) => b.area - a.area), total: mask.size[0] * mask.size[1] };
}
