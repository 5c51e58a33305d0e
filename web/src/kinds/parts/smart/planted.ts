/** Noisy pictures with a shape planted in them, for the tests of smart tools. */
import type { PixelReader } from "../../../canvas/pixels";
import type { Size } from "../../../model/geometry";
import type { Pixels } from "../../../model/raster/pixels";

const SHAPES = {
  disc: (x: number, y: number) => Math.hypot(x, y) < 0.6,
  star: (x: number, y: number) => Math.hypot(x, y) < 0.55 + 0.3 * Math.cos(5 * Math.atan2(y, x)),
  hook: (x: number, y: number) =>
    (Math.abs(x + 0.5) < 0.25 && Math.abs(y) < 0.8) || (Math.abs(y - 0.55) < 0.25 && Math.abs(x) < 0.75),
};

/** A picture with a shape about its middle, and which of its pixels are the shape's, row by row. */
export function planted(
  { width, height }: Size,
  shape: keyof typeof SHAPES,
): { pixels: Pixels & { data: Uint8ClampedArray }; isIn: Uint8Array } {
  const data = new Uint8ClampedArray(4 * width * height);
  const isIn = new Uint8Array(width * height);
  const random = seeded(7);
  const side = Math.min(width, height) / 2;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const is = SHAPES[shape]((x + 0.5 - width / 2) / side, (y + 0.5 - height / 2) / side);
      isIn[at] = Number(is);
      const colour = is ? [190, 140, 60] : [70 + (x / width) * 30, 120, 60];
      for (let plane = 0; plane < 3; plane += 1)
        data[4 * at + plane] = (colour[plane] as number) + 10 * (random() + random() + random() - 1.5) * 2;
      data[4 * at + 3] = 255;
    }
  }
  return { pixels: { width, height, data }, isIn };
}

/** Reads such a picture as a shown one is read: the nearest pixel for each. */
export const readerOf =
  (whole: Pixels): PixelReader =>
  (part, { width, height }) => {
    const data = new Uint8ClampedArray(4 * width * height);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const fromX = Math.floor(part.x + ((x + 0.5) * part.width) / width);
        const fromY = Math.floor(part.y + ((y + 0.5) * part.height) / height);
        const from = 4 * (fromY * whole.width + fromX);
        for (let plane = 0; plane < 4; plane += 1)
          data[4 * (y * width + x) + plane] = whole.data[from + plane] ?? 0;
      }
    }
    return { width, height, data };
  };

/** How much of two sets of pixels both have. */
export function seenIoU(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [both, either] = [0, 0];
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] && other[at]) both += 1;
    if (one[at] || other[at]) either += 1;
  }
  return both / either;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
