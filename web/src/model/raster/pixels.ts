/** Pixels of a part of a picture as numbers that colours are compared by. No DOM. */
import type { Size } from "../geometry";

/** Red, green, blue and opacity of each pixel, row by row: a browser's ImageData is one. */
export interface Pixels extends Size {
  readonly data: ArrayLike<number>;
}

/** L, a and b of each pixel, row by row: three planes, one after the other. */
export interface Colours extends Size {
  readonly planes: Float32Array;
}

const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});
const STEPS = 4096;
/** The cube root that CIELAB takes, for 0 … 1 in steps. */
const ROOTS = Float32Array.from({ length: STEPS + 2 }, (_, step) => {
  const t = step / STEPS;
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
});
const root = (t: number): number => ROOTS[Math.min(Math.round(t * STEPS), STEPS)] as number;

/** The picture in CIELAB (D65), each pixel smoothed with its neighbours by the weights 1, 2, 1: less noise, no shift. */
export function coloursOf({ data, width, height }: Pixels): Colours {
  const n = width * height;
  const planes = new Float32Array(3 * n);
  for (let at = 0, from = 0; at < n; at += 1, from += 4) {
    const r = LINEAR[data[from] as number] as number;
    const g = LINEAR[data[from + 1] as number] as number;
    const b = LINEAR[data[from + 2] as number] as number;
    const x = root(0.4339 * r + 0.3762 * g + 0.1899 * b);
    const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const z = root(0.0178 * r + 0.1095 * g + 0.8727 * b);
    planes[at] = 116 * y - 16;
    planes[at + n] = 500 * (x - y);
    planes[at + 2 * n] = 200 * (y - z);
  }
  for (let plane = 0; plane < 3; plane += 1)
    smooth(planes.subarray(plane * n, (plane + 1) * n), width, height);
  return { width, height, planes };
}

function smooth(plane: Float32Array, width: number, height: number): void {
  for (let row = 0; row < height; row += 1) smoothLine(plane, row * width, 1, width);
  for (let column = 0; column < width; column += 1) smoothLine(plane, column, width, height);
}

function smoothLine(plane: Float32Array, start: number, step: number, n: number): void {
  let before = plane[start] as number;
  let own = before;
  for (let place = 0, at = start; place < n; place += 1, at += step) {
    const after = place + 1 < n ? (plane[at + step] as number) : own;
    plane[at] = (before + 2 * own + after) / 4;
    before = own;
    own = after;
  }
}
