import { describe, expect, test } from "vitest";
import {
  type Camera,
  centred,
  fitted,
  keepInView,
  limits,
  lookAt,
  rectToScreen,
  reveal,
  seen,
  toImage,
  toScreen,
  zoomAt,
} from "./camera";

const IMAGE = { width: 4096, height: 2160 };
const VIEW = { width: 1600, height: 900 };
const CAMERAS: readonly Camera[] = [
  { scale: 1, x: 0, y: 0 },
  { scale: 0.31, x: -120.5, y: 44 },
  { scale: 17.3, x: -9000, y: -3021.25 },
];
const POINTS = [
  { x: 0, y: 0 },
  { x: 811.5, y: 33.25 },
  { x: 1600, y: 900 },
];

describe("camera", () => {
  test("a point taken to the screen comes back to the same image point", () => {
    for (const camera of CAMERAS) {
      for (const point of POINTS) {
        const back = toImage(camera, toScreen(camera, point));
        expect(back.x).toBeCloseTo(point.x, 8);
        expect(back.y).toBeCloseTo(point.y, 8);
      }
    }
  });

  test("zooming leaves what is under the pointer where it is", () => {
    for (const camera of CAMERAS) {
      for (const at of POINTS) {
        for (const factor of [0.01, 0.8, 1.25, 100]) {
          const zoomed = zoomAt(camera, factor, at, limits(IMAGE, VIEW));
          const before = toImage(camera, at);
          const after = toImage(zoomed, at);
          expect(after.x).toBeCloseTo(before.x, 6);
          expect(after.y).toBeCloseTo(before.y, 6);
        }
      }
    }
  });

  test("zooming stops at half of what fits and at 3,200 percent", () => {
    const range = limits(IMAGE, VIEW);
    const start = fitted(IMAGE, VIEW);
    expect(zoomAt(start, 1e9, { x: 0, y: 0 }, range).scale).toBe(32);
    expect(zoomAt(start, 1e-9, { x: 0, y: 0 }, range).scale).toBeCloseTo(start.scale / 2, 10);
  });

  test("a fitted image lies whole and centred in the view", () => {
    const shown = rectToScreen(fitted(IMAGE, VIEW), { x: 0, y: 0, ...IMAGE });
    expect(shown.x).toBeCloseTo(12, 8);
    expect(shown.x + shown.width).toBeCloseTo(VIEW.width - 12, 8);
    expect(shown.y).toBeGreaterThan(12);
    expect(shown.y + shown.height / 2).toBeCloseTo(VIEW.height / 2, 8);
  });

  test("a fitted image keeps clear of controls at a side, and stays centred where there is room", () => {
    const insets = { left: 80, right: 12, top: 12, bottom: 12 };
    const wide = rectToScreen(fitted(IMAGE, VIEW, insets), { x: 0, y: 0, ...IMAGE });
    expect([wide.x, wide.x + wide.width]).toEqual([80, VIEW.width - 12]);
    const tall = rectToScreen(fitted({ width: 500, height: 900 }, VIEW, insets), {
      x: 0,
      y: 0,
      width: 500,
      height: 900,
    });
    expect(tall.x + tall.width / 2).toBeCloseTo(VIEW.width / 2, 8);
  });

  test("a tiny image is enlarged eight times at most", () => {
    expect(fitted({ width: 10, height: 10 }, VIEW).scale).toBe(8);
  });

  test("an image cannot be pushed out of the view", () => {
    const lost = keepInView({ scale: 1, x: 90_000, y: -90_000 }, IMAGE, VIEW);
    expect(lost.x).toBe(VIEW.width - 48);
    expect(lost.y).toBe(48 - IMAGE.height);
  });

  test("looking at a point brings it to the middle", () => {
    const camera = lookAt({ scale: 3, x: 5, y: 6 }, { x: 100, y: 200 }, VIEW);
    expect(toScreen(camera, { x: 100, y: 200 })).toEqual({ x: 800, y: 450 });
  });

  test("what is in view already is not moved, what is outside comes just inside", () => {
    const camera = centred(1, IMAGE, VIEW);
    const inside = { ...toImage(camera, { x: 100, y: 100 }), width: 50, height: 50 };
    expect(reveal(camera, inside, VIEW)).toEqual(camera);
    const outside = { ...toImage(camera, { x: -100, y: 100 }), width: 50, height: 50 };
    const shown = rectToScreen(reveal(camera, outside, VIEW), outside);
    expect(shown.x).toBeCloseTo(24, 8);
    expect(shown.y).toBeCloseTo(100, 8);
  });

  test("a shape larger than the view stays put while a part of it is seen", () => {
    const camera = { scale: 1, x: 0, y: 0 };
    expect(reveal(camera, { x: -500, y: -500, width: 4000, height: 3000 }, VIEW)).toEqual(camera);
    const away = reveal(camera, { x: 2000, y: 0, width: 4000, height: 100 }, VIEW);
    expect(away.x).toBe((VIEW.width - 4000) / 2 - 2000);
  });

  test("the part seen is told in shares of the image", () => {
    const whole = seen(fitted(IMAGE, VIEW), IMAGE, VIEW);
    expect(whole).toEqual({ x: 0, y: 0, width: 1, height: 1 });
    const part = seen({ scale: 1, x: -2048, y: 0 }, IMAGE, VIEW);
    expect(part.x).toBe(0.5);
    expect(part.width).toBeCloseTo(1600 / 4096, 10);
  });
});
