/** Polygons as plain data: what each action makes of one, and what is wrong with it. Pure; nothing is changed in place. */
import {
  around,
  between,
  clamp,
  clipPoint,
  corners,
  type Point,
  type Rect,
  type Size,
} from "../../model/geometry";
import {
  boundsOf,
  crossesItself,
  isInside,
  nearestOnEdge,
  nearestSpot,
  pointOf,
  type Ring,
  ringArea,
  ringsCross,
  ringsMeet,
  type Spot,
  simplified,
  withoutWhiskers,
} from "../../model/rings";
import { counted } from "../../ui/num";
import { type AttributeValues, readAttributes } from "../parts/attributes";
import type { Json } from "../types";

/** One outline and the holes in it. */
export interface Part {
  readonly outline: Ring;
  readonly holes: readonly Ring[];
}

/** One object as it is sent: float pixels of the upright image, from 0, origin top-left. */
export interface Polygon {
  readonly id: string;
  readonly label: string;
  readonly parts: readonly Part[];
  readonly attributes?: AttributeValues;
}

/** Where a point stands: its part, its ring (0 the outline, then the holes), its place in the ring. */
export interface Place {
  readonly part: number;
  readonly ring: number;
  readonly at: number;
}

export interface Rule {
  readonly bounds: Size;
  readonly minArea: number;
}

const DECIMALS = 2;
const round = (value: number): number => Number(value.toFixed(DECIMALS));

/** The point on hundredths of a pixel, inside the image. */
export function tidy(point: Point, bounds: Size): Spot {
  const inside = clipPoint({ x: round(point.x), y: round(point.y) }, bounds);
  return [inside.x, inside.y];
}

export const ringsOf = (part: Part): readonly Ring[] => [part.outline, ...part.holes];

export const ringAt = (polygon: Polygon, place: Pick<Place, "part" | "ring">): Ring | undefined => {
  const part = polygon.parts[place.part];
  return part && ringsOf(part)[place.ring];
};

export const spotAt = (polygon: Polygon, place: Place): Spot | undefined =>
  ringAt(polygon, place)?.[place.at];

/** Every ring with the place of its first point. */
export function* rings(polygon: Polygon): Generator<readonly [Ring, Place]> {
  for (const [part, each] of polygon.parts.entries())
    for (const [ring, spots] of ringsOf(each).entries()) yield [spots, { part, ring, at: 0 }];
}

/** The places of all points, in the order of parts, rings and drawing. */
export const places = (polygon: Polygon): readonly Place[] =>
  [...rings(polygon)].flatMap(([ring, place]) => ring.map((_, at) => ({ ...place, at })));

export const pointCount = (polygon: Polygon): number =>
  polygon.parts.reduce((sum, part) => sum + ringsOf(part).reduce((n, ring) => n + ring.length, 0), 0);

const rects = new WeakMap<Polygon, Rect>();

/** The smallest upright rectangle round all parts. */
export function rectOf(polygon: Polygon): Rect {
  const known = rects.get(polygon);
  if (known) return known;
  const rect = around(polygon.parts.flatMap((part) => corners(boundsOf(part.outline))));
  rects.set(polygon, rect);
  return rect;
}

export const areaOf = (polygon: Polygon): number =>
  polygon.parts.reduce(
    (sum, part) =>
      sum + ringArea(part.outline) - part.holes.reduce((holes, hole) => holes + ringArea(hole), 0),
    0,
  );

/** Whether the point lies in a part and in none of its holes. */
export const isOn = (polygon: Polygon, point: Point): boolean =>
  polygon.parts.some(
    (part) => isInside(part.outline, point) && !part.holes.some((hole) => isInside(hole, point)),
  );

/** The point of the polygon's own that is nearest, within reach. */
export function placeNear(polygon: Polygon, point: Point, reach: number): Place | undefined {
  for (const [ring, place] of rings(polygon)) {
    const at = nearestSpot(ring, point, reach);
    if (at !== undefined) return { ...place, at };
  }
  return undefined;
}

/** The nearest place on an edge, within reach: `at` is the point that the edge begins at. */
export function edgeNear(
  polygon: Polygon,
  point: Point,
  reach: number,
): (Place & { point: Point }) | undefined {
  for (const [ring, place] of rings(polygon)) {
    const on = nearestOnEdge(ring, point, reach);
    if (on) return { ...place, at: on.at, point: on.point };
  }
  return undefined;
}

// ── changes ────────────────────────────────────────────────────────────────────────────────────────────────────────

function mapSpots(polygon: Polygon, change: (spot: Spot) => Spot): Polygon {
  const parts = polygon.parts.map((part) => ({
    outline: part.outline.map(change),
    holes: part.holes.map((hole) => hole.map(change)),
  }));
  return { ...polygon, parts };
}

function withRing(polygon: Polygon, place: Pick<Place, "part" | "ring">, ring: Ring): Polygon {
  const parts = polygon.parts.map((part, at) => {
    if (at !== place.part) return part;
    if (place.ring === 0) return { ...part, outline: ring };
    return { ...part, holes: part.holes.map((hole, n) => (n === place.ring - 1 ? ring : hole)) };
  });
  return { ...polygon, parts };
}

/** The polygon moved by an offset, pushed back inside the image. */
export function movedBy(polygon: Polygon, by: Point, bounds: Size): Polygon {
  const [low, high] = corners(rectOf(polygon));
  const dx = clamp(by.x, -low.x, bounds.width - high.x);
  const dy = clamp(by.y, -low.y, bounds.height - high.y);
  return mapSpots(polygon, ([x, y]) => tidy({ x: x + dx, y: y + dy }, bounds));
}

/** The polygon stretched from its top left corner by an offset of its lower right one: how keys resize. */
export function grownBy(polygon: Polygon, by: Point, bounds: Size): Polygon {
  const { x, y, width, height } = rectOf(polygon);
  const wide = clamp(width + by.x, 1, bounds.width - x) / width;
  const high = clamp(height + by.y, 1, bounds.height - y) / height;
  return mapSpots(polygon, (spot) =>
    tidy({ x: x + (spot[0] - x) * wide, y: y + (spot[1] - y) * high }, bounds),
  );
}

export function withSpot(polygon: Polygon, place: Place, spot: Spot): Polygon {
  const ring = ringAt(polygon, place) ?? [];
  return withRing(
    polygon,
    place,
    ring.map((each, at) => (at === place.at ? spot : each)),
  );
}

/** The polygon with a new point on the edge that begins at that place; the new one comes after it. */
export function withInserted(polygon: Polygon, place: Place, spot: Spot): Polygon {
  const ring = ringAt(polygon, place) ?? [];
  return withRing(polygon, place, [...ring.slice(0, place.at + 1), spot, ...ring.slice(place.at + 1)]);
}

/** The polygon without that point. Of three points the ring goes: a hole, a part, or (undefined) all that there is. */
export function withoutSpot(polygon: Polygon, place: Place): Polygon | undefined {
  const ring = ringAt(polygon, place) ?? [];
  if (ring.length > 3)
    return withRing(
      polygon,
      place,
      ring.filter((_, at) => at !== place.at),
    );
  const parts = polygon.parts.flatMap((part, at) => {
    if (at !== place.part) return [part];
    return place.ring === 0 ? [] : [{ ...part, holes: part.holes.filter((_, n) => n !== place.ring - 1) }];
  });
  return parts.length ? { ...polygon, parts } : undefined;
}

export const withPart = (polygon: Polygon, outline: Ring): Polygon => ({
  ...polygon,
  parts: [...polygon.parts, { outline, holes: [] }],
});

/** The polygon with a hole in the part that it lies in, or undefined when it lies in none. */
export function withHole(polygon: Polygon, hole: Ring): Polygon | undefined {
  const at = polygon.parts.findIndex(
    (part) => hole.every((spot) => isInside(part.outline, pointOf(spot))) && !ringsMeet(part.outline, hole),
  );
  if (at < 0) return undefined;
  const parts = polygon.parts.map((part, n) => (n === at ? { ...part, holes: [...part.holes, hole] } : part));
  return { ...polygon, parts };
}

/** The polygon with fewer points; rings that simplifying would break stay as they are. */
export function simpler(polygon: Polygon, tolerance: number, rule: Rule): Polygon {
  let result = polygon;
  for (const [ring, place] of rings(polygon)) {
    const candidate = withRing(result, place, simplified(ring, tolerance));
    if (faultOf(candidate, rule) === undefined) result = candidate;
  }
  return result;
}

/** An outline that a wire drew, with as many points as it needs. step: picture pixels that the wire took for one. */
export function fromWire(ring: Ring, step: number, bounds: Size): Ring {
  const sound = withoutWhiskers(ring, step).map((spot) => tidy(pointOf(spot), bounds));
  const tries = WIRE_TOLERANCES.map((tolerance) => simplified(sound, tolerance * step));
  return tries.find((each) => ringFault(each) === undefined) ?? tries[0] ?? sound;
}

/** A found polygon as it is, or without its holes, or its largest part alone: the first that is sound. */
export function soundest(polygon: Polygon, rule: Rule): Polygon | undefined {
  const parts = polygon.parts.map(({ outline, holes }) => ({
    outline: withoutRepeats(outline.map((spot) => tidy(pointOf(spot), rule.bounds))),
    holes: holes.map((hole) => withoutRepeats(hole.map((spot) => tidy(pointOf(spot), rule.bounds)))),
  }));
  const full = parts.map(({ outline }) => ({ outline, holes: [] }));
  const largest = full.toSorted((a, b) => ringArea(b.outline) - ringArea(a.outline)).slice(0, 1);
  return [parts, full, largest]
    .map((each) => ({ ...polygon, parts: each }))
    .find((each) => each.parts.length > 0 && faultOf(each, rule) === undefined);
}

// ── faults ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Why a ring alone cannot be an outline or a hole, or undefined. */
export function ringFault(ring: Ring): string | undefined {
  if (ring.length < 3) return "An outline needs three points.";
  return crossesItself(ring) ? "The outline would cross or touch itself." : undefined;
}

/** Why the server would refuse the polygon, or undefined. It is as strict, and stricter where rings touch. */
export function faultOf(polygon: Polygon, rule: Rule): string | undefined {
  for (const [ring] of rings(polygon)) {
    const fault = ringFault(ring);
    if (fault) return fault;
  }
  for (const { outline, holes } of polygon.parts) {
    for (const [n, hole] of holes.entries()) {
      const first = hole[0];
      if (!first || !isInside(outline, pointOf(first)) || ringsMeet(outline, hole))
        return "A hole must lie inside its outline.";
      if (
        holes
          .slice(0, n)
          .some((other) => ringsMeet(other, hole) || isWithin(hole, other) || isWithin(other, hole))
      )
        return "Two holes would meet.";
    }
  }
  for (const [n, part] of polygon.parts.entries())
    if (polygon.parts.slice(0, n).some((other) => partsOverlap(part, other)))
      return "Two parts would overlap.";
  return areaOf(polygon) < rule.minArea
    ? `Too small: a polygon covers at least ${counted(rule.minArea, "square pixel")}.`
    : undefined;
}

const isWithin = (inner: Ring, outer: Ring): boolean => {
  const first = inner[0];
  return first !== undefined && isInside(outer, pointOf(first));
};

/** Whether two parts share an area. Parts may touch, and one may lie in a hole of the other. */
function partsOverlap(one: Part, other: Part): boolean {
  if (ringsOf(one).some((a) => ringsOf(other).some((b) => ringsCross(a, b)))) return true;
  return someSpotIsOn(one, other) || someSpotIsOn(other, one) || isSame(one.outline, other.outline);
}

const someSpotIsOn = (one: Part, other: Part): boolean =>
  [...middles(one.outline), ...one.outline].some(
    (spot) =>
      isInside(other.outline, pointOf(spot)) &&
      !other.holes.some((hole) => isInside(hole, pointOf(spot))) &&
      !ringsOf(other).some((ring) => nearestOnEdge(ring, pointOf(spot), 0.005)),
  );

const middles = (ring: Ring): Ring =>
  ring.map((spot, at): Spot => {
    const next = ring[(at + 1) % ring.length] ?? spot;
    return [(spot[0] + next[0]) / 2, (spot[1] + next[1]) / 2];
  });

const isSame = (one: Ring, other: Ring): boolean =>
  one.length === other.length && one.every((a) => other.some((b) => a[0] === b[0] && a[1] === b[1]));

// ── snapping ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where a point goes that comes near another polygon: its nearest point, else its nearest edge; else undefined. */
export function snapped(
  point: Point,
  others: readonly Polygon[],
  reach: number,
): { readonly point: Point; readonly id: string } | undefined {
  let best: { point: Point; id: string; rank: number } | undefined;
  for (const polygon of others) {
    const [low, high] = corners(rectOf(polygon));
    if (point.x < low.x - reach || point.y < low.y - reach) continue;
    if (point.x > high.x + reach || point.y > high.y + reach) continue;
    const place = placeNear(polygon, point, reach);
    const spot = place && spotAt(polygon, place);
    const edge = spot ? undefined : edgeNear(polygon, point, reach);
    const to = spot ? pointOf(spot) : edge?.point;
    if (!to) continue;
    // a corner goes before any edge
    const rank = Math.hypot(to.x - point.x, to.y - point.y) + (spot ? 0 : reach);
    if (rank < (best?.rank ?? Number.POSITIVE_INFINITY)) best = { point: to, id: polygon.id, rank };
  }
  return best;
}

// ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The polygons of a value as the server sends it; none while nothing has been answered. */
export function readPolygons(value: Json | undefined): readonly Polygon[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error("An answer of kind polygon is a list of polygons.");
  return value.map(readOne);
}

function readOne(value: Json): Polygon {
  const { id, label, parts, attributes: raw } = (value ?? {}) as { [key: string]: Json | undefined };
  if (typeof id !== "string" || typeof label !== "string" || !Array.isArray(parts))
    throw new Error("A polygon has an id, a label and parts.");
  const attributes = readAttributes(raw);
  const read = { id, label, parts: parts.map(readPart) };
  return attributes ? { ...read, attributes } : read;
}

function readPart(value: Json): Part {
  const { outline, holes } = (value ?? {}) as { [key: string]: Json | undefined };
  return { outline: readRing(outline), holes: Array.isArray(holes) ? holes.map(readRing) : [] };
}

function readRing(value: Json | undefined): Ring {
  if (!Array.isArray(value)) throw new Error("A ring is a list of points.");
  return value.map((spot): Spot => {
    const [x, y] = Array.isArray(spot) ? spot : [];
    if (typeof x !== "number" || typeof y !== "number") throw new Error("A point is two numbers.");
    return [x, y];
  });
}

/** The value to send. No polygons are no answer: an explicit "nothing here" is said by `[]` alone. */
export function writePolygons(polygons: readonly Polygon[]): Json | undefined {
  if (!polygons.length) return undefined;
  return polygons.map(({ id, label, parts, attributes }) => ({
    id,
    label,
    parts: parts.map(({ outline, holes }) => ({ outline: writeRing(outline), holes: holes.map(writeRing) })),
    ...(attributes ? { attributes: { ...attributes } } : {}),
  }));
}

const writeRing = (ring: Ring): Json[] => ring.map(([x, y]) => [x, y]);

const WIRE_TOLERANCES = [0.75, 0.4, 0.1];
const COPY_OFFSET = 10;

/** A copy a little to the lower right, or to the upper left where the image ends. */
export function beside(polygon: Polygon, id: string, bounds: Size): Polygon {
  const copy = movedBy(polygon, { x: COPY_OFFSET, y: COPY_OFFSET }, bounds);
  const { x, y } = rectOf(polygon);
  const there = rectOf(copy);
  if (there.x !== x || there.y !== y) return { ...copy, id };
  return { ...movedBy(polygon, { x: -COPY_OFFSET, y: -COPY_OFFSET }, bounds), id };
}

/** Another answer's polygons as new ones on this image: clipped; those that are then no sound polygons left out. */
export function copied(polygons: readonly Polygon[], rule: Rule, newId: () => string): readonly Polygon[] {
  return polygons
    .map((polygon) => ({ ...mapSpots(polygon, (spot) => tidy(pointOf(spot), rule.bounds)), id: newId() }))
    .map((polygon) => ({
      ...polygon,
      parts: polygon.parts.map((part) => ({
        outline: withoutRepeats(part.outline),
        holes: part.holes.map(withoutRepeats),
      })),
    }))
    .filter((polygon) => faultOf(polygon, rule) === undefined);
}

/** The ring without points that say the one before again. */
export const withoutRepeats = (ring: Ring): Ring =>
  ring.filter((spot, at) => {
    const before = ring.at(at - 1);
    return ring.length < 2 || !before || before[0] !== spot[0] || before[1] !== spot[1];
  });

/** A polygon in words: "Wheat, 24 points, 231 by 199 at 40, 60". */
export function describe(title: string, polygon: Polygon): string {
  const { x, y, width, height } = rectOf(polygon);
  const holes = polygon.parts.reduce((n, part) => n + part.holes.length, 0);
  const size = `${Math.round(width)} by ${Math.round(height)} at ${Math.round(x)}, ${Math.round(y)}`;
  return [
    title,
    ...(polygon.parts.length > 1 ? [counted(polygon.parts.length, "part")] : []),
    ...(holes ? [counted(holes, "hole")] : []),
    counted(pointCount(polygon), "point"),
    size,
  ].join(", ");
}

/** The rectangle between two points as an outline, for tests and for starting from a box. */
export function outlineOf(a: Point, b: Point): Ring {
  const { x, y, width, height } = between(a, b);
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}
