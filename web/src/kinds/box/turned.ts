/** Turned rectangles: x, y, width and height are those before turning, about the middle. Pure. */
import { around, centre, clamp, type Point, type Rect, type Size } from "../../model/geometry";
import { pointOf, type Ring, spotOf } from "../../model/rings";

/** angle: degrees clockwise, more than -90 and up to 90 once it is stored; not there when it is 0. */
export interface Turned extends Rect {
  readonly angle?: number;
}

export const angleOf = (rect: Turned): number => rect.angle ?? 0;

/** The point turned clockwise about another. */
export function turn(point: Point, about: Point, degrees: number): Point {
  if (degrees === 0) return point;
  const angle = (degrees * Math.PI) / 180;
  const [along, across] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [point.x - about.x, point.y - about.y];
  return { x: about.x + dx * along - dy * across, y: about.y + dx * across + dy * along };
}

/** A point as the rectangle sees it that has not been turned. */
export const toOwn = (rect: Turned, point: Point): Point => turn(point, centre(rect), -angleOf(rect));

/** Where a point of the rectangle before turning comes to lie. */
export const fromOwn = (rect: Turned, point: Point): Point => turn(point, centre(rect), angleOf(rect));

export function cornersOf(rect: Turned): Ring {
  const { x, y, width, height } = rect;
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ].map((corner) => spotOf(fromOwn(rect, corner)));
}

/** The smallest upright rectangle round it. */
export const roundOf = (rect: Turned): Rect => (angleOf(rect) ? around(cornersOf(rect).map(pointOf)) : rect);

/** The angle of the same rectangle, more than -90 and up to 90, in tenths of a degree. */
export function normal(angle: number): number {
  const half = ((angle % 180) + 180) % 180;
  const tenths = Math.round(half * 10) / 10;
  return tenths > 90 ? Math.round((tenths - 180) * 10) / 10 || 0 : tenths;
}

/** The rectangle at another angle; without one where it is upright. */
export function withAngle({ x, y, width, height }: Rect, angle: number): Turned {
  const rect = { x, y, width, height };
  return angle === 0 ? rect : { ...rect, angle };
}

/** The direction from the middle to a point, in degrees clockwise from up. */
export function direction(rect: Rect, at: Point): number {
  const middle = centre(rect);
  return (Math.atan2(at.x - middle.x, middle.y - at.y) * 180) / Math.PI;
}

/** The rectangle with its middle inside the image: corners of a turned one may leave it. */
export function middleInside(rect: Turned, bounds: Size): Turned {
  const middle = centre(rect);
  const x = rect.x + clamp(middle.x, 0, bounds.width) - middle.x;
  const y = rect.y + clamp(middle.y, 0, bounds.height) - middle.y;
  return { ...withAngle(rect, angleOf(rect)), x, y };
}

const FAR = 1e6; // px: room on all sides, since a turned rectangle's own frame has no border

/** What a resize in the rectangle's own frame makes of it; what stays put there stays put on the picture. */
export function inOwnFrame(
  start: Turned,
  bounds: Size,
  resize: (start: Rect, bounds: Size, shift: (point: Point) => Point) => Rect,
): Turned {
  const shift = (point: Point): Point => {
    const own = toOwn(start, point);
    return { x: own.x + FAR, y: own.y + FAR };
  };
  const room = { width: 2 * FAR, height: 2 * FAR };
  const made = resize({ ...withAngle(start, 0), x: start.x + FAR, y: start.y + FAR }, room, shift);
  const middle = fromOwn(start, centre({ ...made, x: made.x - FAR, y: made.y - FAR }));
  const { width, height } = made;
  const isInside = middle.x >= 0 && middle.y >= 0 && middle.x <= bounds.width && middle.y <= bounds.height;
  if (!isInside) return withAngle(start, angleOf(start));
  return withAngle({ x: middle.x - width / 2, y: middle.y - height / 2, width, height }, angleOf(start));
}
