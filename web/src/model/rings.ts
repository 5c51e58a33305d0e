/** Closed outlines in float image pixels: area, what lies inside, crossings, fewer points. Pure; nothing is changed in place. */
import { around, distance, type Point, type Rect } from "./geometry";

/** x and y, as they are stored. */
export type Spot = readonly [number, number];

/** Closes by itself: the first point is not said again at the end. */
export type Ring = readonly Spot[];

export const spotOf = (point: Point): Spot => [point.x, point.y];
export const pointOf = (spot: Spot): Point => ({ x: spot[0], y: spot[1] });

/** The edges of a ring, each with the place of its first point. */
function* edges(ring: Ring): Generator<readonly [Spot, Spot, number]> {
  for (let at = 0; at < ring.length; at += 1) {
    const from = ring[at];
    const to = ring[(at + 1) % ring.length];
    if (from && to) yield [from, to, at];
  }
}

export const boundsOf = (ring: Ring): Rect => around(ring.map(pointOf));

/** Square pixels inside the ring. */
export function ringArea(ring: Ring): number {
  let twice = 0;
  for (const [a, b] of edges(ring)) twice += a[0] * b[1] - b[0] * a[1];
  return Math.abs(twice) / 2;
}

/** Whether the point lies inside: a line from it to the right crosses the ring an odd number of times. */
export function isInside(ring: Ring, { x, y }: Point): boolean {
  let inside = false;
  for (const [a, b] of edges(ring)) {
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}

/** The place of the point of the ring nearest to this one, or undefined when none is within reach. */
export function nearestSpot(ring: Ring, point: Point, reach: number): number | undefined {
  let best: number | undefined;
  let least = reach;
  ring.forEach((spot, at) => {
    const far = distance(pointOf(spot), point);
    if (far > least) return;
    best = at;
    least = far;
  });
  return best;
}

/** A point on an edge: `at` is the place of the edge's first point. */
export interface OnEdge {
  readonly at: number;
  readonly point: Point;
  readonly distance: number;
}

/** The nearest point on the ring's line, or undefined when none is within reach. */
export function nearestOnEdge(ring: Ring, point: Point, reach: number): OnEdge | undefined {
  let best: OnEdge | undefined;
  for (const [a, b, at] of edges(ring)) {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = dx * dx + dy * dy;
    const along = length && ((point.x - a[0]) * dx + (point.y - a[1]) * dy) / length;
    const share = Math.min(Math.max(along, 0), 1);
    const on = { x: a[0] + share * dx, y: a[1] + share * dy };
    const far = distance(on, point);
    if (far <= (best?.distance ?? reach)) best = { at, point: on, distance: far };
  }
  return best;
}

/** Twice the area of the triangle, its sign the way that it turns. */
const turn = (a: Spot, b: Spot, c: Spot): number =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

const TINY = 1e-7; // px²; points on hundredths of a pixel are either on a line or farther from it

const isBetween = (a: Spot, b: Spot, p: Spot): boolean =>
  Math.min(a[0], b[0]) - TINY <= p[0] &&
  p[0] <= Math.max(a[0], b[0]) + TINY &&
  Math.min(a[1], b[1]) - TINY <= p[1] &&
  p[1] <= Math.max(a[1], b[1]) + TINY;

/** Whether two edges cross or touch, be it in one point. */
export function edgesMeet(a: Spot, b: Spot, c: Spot, d: Spot): boolean {
  if (Math.max(a[0], b[0]) < Math.min(c[0], d[0]) || Math.max(c[0], d[0]) < Math.min(a[0], b[0]))
    return false;
  if (Math.max(a[1], b[1]) < Math.min(c[1], d[1]) || Math.max(c[1], d[1]) < Math.min(a[1], b[1]))
    return false;
  const [p, q, r, s] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)].map((each) =>
    Math.abs(each) < TINY ? 0 : each,
  ) as [number, number, number, number];
  if (((p > 0 && q < 0) || (p < 0 && q > 0)) && ((r > 0 && s < 0) || (r < 0 && s > 0))) return true;
  return (
    (p === 0 && isBetween(a, b, c)) ||
    (q === 0 && isBetween(a, b, d)) ||
    (r === 0 && isBetween(c, d, a)) ||
    (s === 0 && isBetween(c, d, b))
  );
}

/** Whether any edge of one ring crosses or touches one of the other. */
export function ringsMeet(one: Ring, other: Ring): boolean {
  for (const [a, b] of edges(one)) for (const [c, d] of edges(other)) if (edgesMeet(a, b, c, d)) return true;
  return false;
}

/** Whether any edge of one ring properly crosses one of the other; to touch is no crossing. */
export function ringsCross(one: Ring, other: Ring): boolean {
  const signs = (x: number, y: number) => (x > TINY && y < -TINY) || (x < -TINY && y > TINY);
  for (const [a, b] of edges(one))
    for (const [c, d] of edges(other))
      if (signs(turn(a, b, c), turn(a, b, d)) && signs(turn(c, d, a), turn(c, d, b))) return true;
  return false;
}

/** Whether the ring crosses or touches itself, says a point twice, or turns back on itself. */
export function crossesItself(ring: Ring): boolean {
  const all = [...edges(ring)];
  return all.some(([a, b, i]) =>
    all.some(([c, d, j]) => {
      if (j <= i) return false;
      if (j === i + 1) return isFold(a, b, d);
      if (i === 0 && j === ring.length - 1) return isFold(c, d, b);
      return edgesMeet(a, b, c, d);
    }),
  );
}

/** Whether the way from b to c leads back over the way from a to b. */
function isFold(a: Spot, b: Spot, c: Spot): boolean {
  if (Math.abs(turn(a, b, c)) >= TINY) return false;
  return (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) <= 0;
}

/**
 * The ring without whiskers: ways that lead out and, a step or less beside it, back again. step: how far its points
 * are from each other.
 */
export function withoutWhiskers(ring: Ring, step: number): Ring {
  const once = shaved(ring, step);
  const half = Math.floor(once.length / 2);
  const twice = shaved(turned(once, half), step); // it may have begun on one
  return turned(twice, twice.length - half);
}

const turned = (ring: Ring, by: number): Ring => [...ring.slice(by), ...ring.slice(0, by)];

function shaved(ring: Ring, step: number): Ring {
  const kept: Spot[] = [];
  const places = new Map<string, number>();
  const key = ([x, y]: Spot, dx = 0, dy = 0) => `${Math.round(x / step) + dx} ${Math.round(y / step) + dy}`;
  for (const spot of ring) {
    for (const [dx, dy] of ABOUT) {
      const at = places.get(key(spot, dx, dy));
      if (at === undefined || kept.length - at <= 3 || kept.length - at > ring.length / 2) continue;
      const loop = kept.slice(at);
      if (ringArea(loop) > loop.length * step * step) continue;
      for (const each of kept.splice(at + 1)) places.delete(key(each));
      break;
    }
    if (places.has(key(spot))) continue;
    places.set(key(spot), kept.length);
    kept.push(spot);
  }
  return kept;
}

const ABOUT = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy] as const));

/** The ring with fewer points, none of those left out farther than `tolerance` from the new line (Douglas and Peucker).
 *
 * The two points farthest apart from the first stay; at least three points do.
 */
export function simplified(ring: Ring, tolerance: number): Ring {
  const first = ring[0];
  if (!first || ring.length <= 3) return ring;
  let far = 1;
  ring.forEach((spot, at) => {
    if (distance(pointOf(spot), pointOf(first)) > distance(pointOf(ring[far] ?? first), pointOf(first)))
      far = at;
  });
  const there = thinned(ring.slice(0, far + 1), tolerance);
  const back = thinned([...ring.slice(far), first], tolerance);
  const found = [...there.slice(0, -1), ...back.slice(0, -1)];
  return found.length >= 3 ? found : ring;
}

function thinned(line: Ring, tolerance: number): Ring {
  const [a, b] = [line[0], line.at(-1)];
  if (!a || !b || line.length < 3) return line;
  let worst = 0;
  let at = 0;
  for (let place = 1; place < line.length - 1; place += 1) {
    const spot = line[place];
    const far = spot ? toSegment(spot, a, b) : 0;
    if (far > worst) [worst, at] = [far, place];
  }
  if (worst <= tolerance) return [a, b];
  return [...thinned(line.slice(0, at + 1), tolerance).slice(0, -1), ...thinned(line.slice(at), tolerance)];
}

function toSegment(spot: Spot, a: Spot, b: Spot): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const along = length && ((spot[0] - a[0]) * dx + (spot[1] - a[1]) * dy) / length;
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(spot[0] - a[0] - share * dx, spot[1] - a[1] - share * dy);
}
