import { expect, test } from "vitest";
import type { PixelReader } from "../../../canvas/pixels";
import { planted, readerOf, seenIoU } from "./planted";
import { type Superpixel, Superpixels, spacingFor } from "./Superpixels";

const SIZE = { width: 300, height: 220 };

test.each([8, 12, 16])(
  "superpixels of %i px that lie mostly in a planted shape make up the shape",
  (spacing) => {
    for (const shape of ["star", "hook"] as const) {
      const { isIn, pixels } = planted(SIZE, shape);
      const found = new Superpixels(SIZE, spacing, readerOf(pixels));
      const taken = new Uint8Array(isIn.length);
      for (const each of every(found)) {
        let inside = 0;
        let all = 0;
        eachPixel(each, (x, y) => {
          all += 1;
          inside += isIn[y * SIZE.width + x] ?? 0;
        });
        if (inside * 2 > all)
          eachPixel(each, (x, y) => {
            taken[y * SIZE.width + x] = 1;
          });
      }
      expect(seenIoU(taken, isIn)).toBeGreaterThan(0.9);
    }
  },
);

function* every(found: Superpixels): Generator<Superpixel> {
  const seen = new Set<number>();
  for (let y = 0; y < SIZE.height; y += 2) {
    for (let x = 0; x < SIZE.width; x += 2) {
      const each = found.at({ x, y });
      if (!each || seen.has(each.id)) continue;
      seen.add(each.id);
      yield each;
    }
  }
}

function eachPixel({ rect, isIn }: Superpixel, take: (x: number, y: number) => void): void {
  isIn.forEach((is, at) => {
    if (is) take(rect.x + Math.floor(at / rect.height), rect.y + (at % rect.height));
  });
}

test("every pixel belongs to exactly one superpixel, also where tiles meet", () => {
  const { pixels } = planted(SIZE, "star");
  const found = new Superpixels(SIZE, 12, readerOf(pixels));
  const counts = new Uint8Array(SIZE.width * SIZE.height);
  for (const each of every(found))
    eachPixel(each, (x, y) => {
      counts[y * SIZE.width + x] = (counts[y * SIZE.width + x] ?? 0) + 1;
    });
  expect(counts.filter((n) => n > 1)).toHaveLength(0);
  expect(counts.filter((n) => n === 0).length / counts.length).toBeLessThan(0.001);
});

test("the first one takes less than 100 ms, whatever the picture's size", () => {
  const { pixels } = planted({ width: 400, height: 400 }, "star");
  const size = { width: 4096, height: 2160 };
  const read: PixelReader = (_, of) => readerOf(pixels)({ x: 0, y: 0, ...of }, of);
  const spent = [1, 2, 3].map((n) => {
    const found = new Superpixels(size, spacingFor(size), read);
    const start = process.cpuUsage().user;
    expect(found.at({ x: 500 * n, y: 500 * n })).toBeDefined();
    return (process.cpuUsage().user - start) / 1000;
  });
  expect(Math.min(...spent)).toBeLessThan(100);
});

test("nothing is found outside of the picture or before it is shown", () => {
  const { pixels } = planted(SIZE, "star");
  expect(new Superpixels(SIZE, 16, readerOf(pixels)).at({ x: -1, y: 5 })).toBeUndefined();
  expect(new Superpixels(SIZE, 16, () => undefined).at({ x: 5, y: 5 })).toBeUndefined();
});
