/** Objects with masks as they are sent, and what they make of a grid. Pure. */
import { decodeCounts, encodeCounts } from "../../model/raster/counts";
import { Grid } from "../../model/raster/grid";
import { type AttributeValues, readAttributes } from "../parts/attributes";
import type { CaseUnit, Json } from "../types";

/** One object: its pixels as COCO's compressed run lengths, counted down the columns. */
export interface Instance {
  readonly id: string;
  readonly label: string;
  readonly counts: string;
  readonly attributes?: AttributeValues;
}

/** The lowest object first; they share no pixel. */
export interface InstancesValue {
  readonly size: readonly [height: number, width: number];
  readonly objects: readonly Instance[];
}

/** The value as the server sends it; undefined while nothing has been answered. */
export function readInstances(value: Json | undefined): InstancesValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isInstances(value)) throw new Error("An answer of kind instance has a size and a list of objects.");
  const { size, objects } = value as unknown as InstancesValue;
  return { size, objects: objects.map(withRead) };
}

function withRead({ attributes: raw, ...object }: Instance): Instance {
  const attributes = readAttributes(raw);
  return attributes ? { ...object, attributes } : object;
}

function isInstances(value: Json): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { size, objects } = value;
  return (
    Array.isArray(size) &&
    size.length === 2 &&
    Array.isArray(objects) &&
    objects.every(
      (one) =>
        typeof one === "object" &&
        one !== null &&
        !Array.isArray(one) &&
        typeof one.id === "string" &&
        typeof one.label === "string" &&
        typeof one.counts === "string",
    )
  );
}

export const noInstances = (height: number, width: number): Json => ({ size: [height, width], objects: [] });

export interface Numbered {
  readonly id: string;
  readonly label: string;
  readonly number: number;
  readonly attributes?: AttributeValues;
}

/** The objects that have pixels in the grid, as a value. */
export function writeInstances(grid: Grid, objects: readonly Numbered[]): Json {
  const lengths = grid.lengths();
  return {
    size: [grid.height, grid.width],
    objects: objects.flatMap(({ id, label, number, attributes }) => {
      const own = lengths.get(number);
      const said = attributes ? { attributes: { ...attributes } } : {};
      return own ? [{ id, label, counts: encodeCounts(own), ...said }] : [];
    }),
  };
}

/** The value's pixels: the object at place n has the number n + 1. */
export function gridOf(value: InstancesValue): Grid {
  const [height, width] = value.size;
  const grid = new Grid(width, height);
  grid.load(value.objects.map(({ counts }, place) => [place + 1, counts] as const));
  return grid;
}

export const areaOf = (counts: string): number =>
  decodeCounts(counts).reduce((sum, length, at) => (at % 2 ? sum + length : sum), 0);

/** One value from what was taken for each unit; where objects of different answers overlap, small ones lie on top. */
export function composeInstances(
  answers: readonly Json[],
  units: readonly CaseUnit[],
  picks: Readonly<Record<string, number>>,
): Json | undefined {
  const values = answers.map(readInstances);
  const [first] = values;
  if (!first) return undefined;
  const taken = units.flatMap((unit): Instance[] => {
    const pick = picks[unit.key];
    const member = pick === undefined ? undefined : unit.members[pick];
    const object =
      pick === undefined || typeof member !== "number" ? undefined : values[pick]?.objects[member];
    return object ? [object] : [];
  });
  const sorted = taken
    .map((object) => ({ object, area: areaOf(object.counts) }))
    .sort((a, b) => b.area - a.area)
    .map(({ object }) => object);
  const objects = withOwnIds(sorted);
  const grid = gridOf({ size: first.size, objects });
  return writeInstances(
    grid,
    objects.map(({ counts: _, ...object }, place) => ({ ...object, number: place + 1 })),
  );
}

function withOwnIds(objects: readonly Instance[]): Instance[] {
  const taken = new Set<string>();
  return objects.map((object) => {
    let id = object.id;
    for (let n = 2; taken.has(id); n += 1) id = `${object.id}-${n}`;
    taken.add(id);
    return { ...object, id };
  });
}
