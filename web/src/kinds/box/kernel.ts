/** Boxes as plain data: what each action makes of a list of them, or of one rectangle. Pure; nothing is changed in place. */
import {
  area,
  between,
  centre,
  clamp,
  clipPoint,
  clipRect,
  corners,
  type Point,
  pushInside,
  type Rect,
  type Size,
} from "../../model/geometry";
import { type AttributeValues, readAttributes } from "../parts/attributes";
import type { Json } from "../types";

/** One rectangle as it is sent: float pixels of the upright image, from 0, origin top-left. */
export type Box = {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly attributes?: AttributeValues;
};

/** Which edges a handle moves: -1 left or top, 1 right or bottom, 0 neither. */
export interface Handle {
  readonly h: -1 | 0 | 1;
  readonly v: -1 | 0 | 1;
}

export const HANDLES: readonly Handle[] = [
  { h: -1, v: -1 },
  { h: 1, v: -1 },
  { h: 1, v: 1 },
  { h: -1, v: 1 },
  { h: 0, v: -1 },
  { h: 1, v: 0 },
  { h: 0, v: 1 },
  { h: -1, v: 0 },
];

/** How a rectangle is bound while a hand draws it. constrain: square, or the old proportions. central: grows both ways. */
export interface Rule {
  readonly bounds: Size;
  readonly minSize: number;
  readonly constrain?: boolean;
  readonly central?: boolean;
}

const DECIMALS = 2;
const SLACK = 1e-9;

const round = (value: number): number => Number(value.toFixed(DECIMALS));

/** The rectangle with its edges on hundredths of a pixel, and still inside the bounds. */
export function tidy(rect: Rect, bounds: Size): Rect {
  const [low, high] = corners(rect);
  const a = clipPoint({ x: round(low.x), y: round(low.y) }, bounds);
  const b = clipPoint({ x: round(high.x), y: round(high.y) }, bounds);
  return { x: a.x, y: a.y, width: round(b.x - a.x), height: round(b.y - a.y) };
}

export const isBigEnough = (rect: Rect, minSize: number): boolean =>
  rect.width >= minSize - SLACK && rect.height >= minSize - SLACK;

/** The rectangle dragged from one point to another in any direction, clipped to the image. */
export function dragged(from: Point, to: Point, rule: Rule): Rect {
  const start = clipPoint(from, rule.bounds);
  const end = rule.constrain ? squareCorner(start, to, rule) : clipPoint(to, rule.bounds);
  if (!rule.central) return between(start, end);
  const x = Math.min(Math.abs(end.x - start.x), start.x, rule.bounds.width - start.x);
  const y = Math.min(Math.abs(end.y - start.y), start.y, rule.bounds.height - start.y);
  const [halfX, halfY] = rule.constrain ? [Math.min(x, y), Math.min(x, y)] : [x, y];
  return { x: start.x - halfX, y: start.y - halfY, width: 2 * halfX, height: 2 * halfY };
}

function squareCorner(from: Point, to: Point, { bounds }: Rule): Point {
  const signX = to.x < from.x ? -1 : 1;
  const signY = to.y < from.y ? -1 : 1;
  const side = Math.min(
    Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)),
    signX < 0 ? from.x : bounds.width - from.x,
    signY < 0 ? from.y : bounds.height - from.y,
  );
  return { x: from.x + signX * side, y: from.y + signY * side };
}

/** The rectangle moved by an offset, pushed back inside the image; constrained, along one axis only. */
export function moved(start: Rect, by: Point, rule: Rule): Rect {
  const isLevel = Math.abs(by.x) >= Math.abs(by.y);
  const dx = rule.constrain && !isLevel ? 0 : by.x;
  const dy = rule.constrain && isLevel ? 0 : by.y;
  return pushInside({ ...start, x: start.x + dx, y: start.y + dy }, rule.bounds);
}

/** The rectangle with one handle taken to a point. It may turn over; it never becomes smaller than `minSize`. */
export function resized(start: Rect, handle: Handle, to: Point, rule: Rule): Rect {
  const target = clipPoint(to, rule.bounds);
  if (rule.constrain && handle.h && handle.v) return resizedAlike(start, handle, target, rule);
  const [low, high] = corners(start);
  const [left, right] = side(handle.h, low.x, high.x, target.x, rule.bounds.width, rule);
  const [top, bottom] = side(handle.v, low.y, high.y, target.y, rule.bounds.height, rule);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** One axis of a resize: where the two edges come to lie. */
function side(
  which: -1 | 0 | 1,
  low: number,
  high: number,
  to: number,
  most: number,
  { central, minSize }: Rule,
): readonly [number, number] {
  if (which === 0) return [low, high];
  if (central) {
    const middle = (low + high) / 2;
    const half = clamp(Math.abs(to - middle), minSize / 2, Math.min(middle, most - middle));
    return [middle - half, middle + half];
  }
  const fixed = which < 0 ? high : low;
  const isTurned = which < 0 ? to > fixed : to < fixed;
  const direction = isTurned ? -which : which;
  const end = direction < 0 ? Math.min(to, fixed - minSize) : Math.max(to, fixed + minSize);
  if (end < 0 || end > most) return [low, high]; // no room to turn over
  return [Math.min(fixed, end), Math.max(fixed, end)];
}

function resizedAlike(start: Rect, handle: Handle, to: Point, rule: Rule): Rect {
  const middle = centre(start);
  const anchor = rule.central
    ? middle
    : { x: middle.x - (handle.h * start.width) / 2, y: middle.y - (handle.v * start.height) / 2 };
  const signX = to.x === anchor.x ? handle.h : Math.sign(to.x - anchor.x);
  const signY = to.y === anchor.y ? handle.v : Math.sign(to.y - anchor.y);
  const { width, height } = rule.bounds;
  const part = rule.central ? 0.5 : 1; // how much of the size lies on one side of the anchor
  const roomX = rule.central ? Math.min(anchor.x, width - anchor.x) : signX < 0 ? anchor.x : width - anchor.x;
  const roomY = rule.central
    ? Math.min(anchor.y, height - anchor.y)
    : signY < 0
      ? anchor.y
      : height - anchor.y;
  const wanted =
    Math.max(Math.abs(to.x - anchor.x) / start.width, Math.abs(to.y - anchor.y) / start.height) / part;
  const least = rule.minSize / Math.min(start.width, start.height);
  const scale = Math.min(
    Math.max(wanted, least),
    roomX / (start.width * part),
    roomY / (start.height * part),
  );
  const size = { width: start.width * scale, height: start.height * scale };
  if (!isBigEnough({ ...start, ...size }, rule.minSize)) return start;
  if (rule.central) return { x: anchor.x - size.width / 2, y: anchor.y - size.height / 2, ...size };
  return between(anchor, { x: anchor.x + signX * size.width, y: anchor.y + signY * size.height });
}

/** The right and bottom edges moved by an offset: how keys resize. */
export function grown(start: Rect, by: Point, rule: Rule): Rect {
  const width = clamp(start.width + by.x, Math.min(rule.minSize, start.width), rule.bounds.width - start.x);
  const height = clamp(
    start.height + by.y,
    Math.min(rule.minSize, start.height),
    rule.bounds.height - start.y,
  );
  return { x: start.x, y: start.y, width, height };
}

/** Where the handles of a rectangle of this screen size are worth showing: middles only on sides with room. */
export const handlesFor = (screen: Size): readonly Handle[] =>
  HANDLES.filter(({ h, v }) => (h !== 0 || screen.width >= 40) && (v !== 0 || screen.height >= 40));

export const handlePoint = (rect: Rect, { h, v }: Handle): Point => ({
  x: rect.x + (rect.width * (h + 1)) / 2,
  y: rect.y + (rect.height * (v + 1)) / 2,
});

/** The handle under a screen point, or undefined. reach: half the hit area; inside small boxes it shrinks. */
export function handleAt(screen: Rect, point: Point, reach = 8): Handle | undefined {
  const near = (h: number, low: number, size: number, at: number): boolean => {
    const offset = at - (low + (size * (h + 1)) / 2);
    const inward = h === 0 ? reach : Math.min(reach, size / 4);
    return h < 0 ? offset >= -reach && offset <= inward : offset <= reach && offset >= -inward;
  };
  return handlesFor(screen).find(
    ({ h, v }) => near(h, screen.x, screen.width, point.x) && near(v, screen.y, screen.height, point.y),
  );
}

/** The cursor that shows which way a handle goes. */
export function handleCursor({ h, v }: Handle): string {
  if (h === 0) return "ns-resize";
  if (v === 0) return "ew-resize";
  return h === v ? "nwse-resize" : "nesw-resize";
}

// ── lists of boxes ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The boxes of a value as the server sends it; none while nothing has been answered. */
export function readBoxes(value: Json | undefined): readonly Box[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error("An answer of kind box is a list of boxes.");
  return value.map((each) => {
    if (!isBox(each)) throw new Error("A box has an id, a label, x, y, width and height.");
    const { attributes: raw, ...box } = each;
    const attributes = readAttributes(raw);
    return attributes ? { ...box, attributes } : box;
  });
}

function isBox(value: unknown): value is Box {
  if (typeof value !== "object" || value === null) return false;
  const { id, label, x, y, width, height } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    typeof label === "string" &&
    [x, y, width, height].every((number) => typeof number === "number" && Number.isFinite(number))
  );
}

/** The value to send. No boxes are no answer: an explicit "nothing here" is said by `[]` alone. */
export const writeBoxes = (boxes: readonly Box[]): Json | undefined =>
  boxes.length ? [...boxes] : undefined;

export const withRect = (boxes: readonly Box[], id: string, rect: Rect): readonly Box[] =>
  boxes.map((box) => (box.id === id ? { ...box, ...rect } : box));

const COPY_OFFSET = 10;

/** A copy beside the rectangle: a little to the lower right, or to the upper left where the image ends. */
export function beside(rect: Rect, bounds: Size): Rect {
  for (const by of [COPY_OFFSET, -COPY_OFFSET]) {
    const copy = pushInside({ ...rect, x: rect.x + by, y: rect.y + by }, bounds);
    if (copy.x !== rect.x || copy.y !== rect.y) return copy;
  }
  return rect;
}

/** Another answer's boxes as new ones on this image: clipped, those outside it left out. */
export function copied(boxes: readonly Box[], rule: Rule, newId: () => string): readonly Box[] {
  return boxes
    .map((box) => ({ ...box, id: newId(), ...tidy(clipRect(box, rule.bounds), rule.bounds) }))
    .filter((box) => area(box) > 0 && isBigEnough(box, rule.minSize));
}

/** A box in words: "White cell, 231 by 199 at 40, 60". */
export const describe = (title: string, rect: Rect): string =>
  `${title}, ${Math.round(rect.width)} by ${Math.round(rect.height)} at ${Math.round(rect.x)}, ${Math.round(rect.y)}`;
