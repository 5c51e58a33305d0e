import type { Point, Rect } from "../../model/geometry";

const BELOW = 22; // CSS pixels: the plates with labels stand above

/** Where the handle that turns a rectangle stands, before turning: under the middle of its lower edge. */
export const knobOf = (screen: Rect): Point => ({
  x: screen.x + screen.width / 2,
  y: screen.y + screen.height + BELOW,
});
