/** Points and upright rectangles in float image pixels: from 0, origin top-left, y downward. Pure; nothing is changed in place. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Point, Size {}

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high));

export const area = (rect: Size): number => rect.width * rect.height;

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** The rectangle between two opposite corners, in whatever order they come. */
export const between = (a: Point, b: Point): Rect => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
});

/** The smallest rectangle round at least one point. */
export function around(points: readonly Point[]): Rect {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  return between({ x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) });
}

export const corners = (rect: Rect): readonly [Point, Point] => [
  { x: rect.x, y: rect.y },
  { x: rect.x + rect.width, y: rect.y + rect.height },
];

export const centre = (rect: Rect): Point => ({ x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });

/** Whether the point lies in the rectangle, or no farther than `slop` outside it. */
export const contains = (rect: Rect, point: Point, slop = 0): boolean =>
  point.x >= rect.x - slop &&
  point.x <= rect.x + rect.width + slop &&
  point.y >= rect.y - slop &&
  point.y <= rect.y + rect.height + slop;

/** Whether the point is within `slop` of the outline. */
export function nearEdge(rect: Rect, point: Point, slop: number): boolean {
  const [low, high] = corners(rect);
  const inside =
    point.x > low.x + slop && point.x < high.x - slop && point.y > low.y + slop && point.y < high.y - slop;
  return contains(rect, point, slop) && !inside;
}

export const clipPoint = (point: Point, bounds: Size): Point => ({
  x: clamp(point.x, 0, bounds.width),
  y: clamp(point.y, 0, bounds.height),
});

/** The part of the rectangle inside the bounds; of no width or height when it lies outside. */
export function clipRect(rect: Rect, bounds: Size): Rect {
  const [low, high] = corners(rect);
  return between(clipPoint(low, bounds), clipPoint(high, bounds));
}

/** The rectangle pushed back inside the bounds, its size kept where it fits. */
export function pushInside(rect: Rect, bounds: Size): Rect {
  const width = Math.min(rect.width, bounds.width);
  const height = Math.min(rect.height, bounds.height);
  return {
    x: clamp(rect.x, 0, bounds.width - width),
    y: clamp(rect.y, 0, bounds.height - height),
    width,
    height,
  };
}
