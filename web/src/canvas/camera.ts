/** Where the picture lies on the screen: screen = image × scale + (x, y), in CSS pixels of the stage. Pure functions. */
import { clamp, type Point, type Rect, type Size } from "../model/geometry";

export interface Camera extends Point {
  /** CSS pixels for one image pixel. */
  readonly scale: number;
}

const MOST = 32;
const LEAST_OF_FIT = 0.5;
const MOST_OF_FIT = 8;
const KEEP_IN_VIEW = 48;

export const toScreen = (camera: Camera, point: Point): Point => ({
  x: point.x * camera.scale + camera.x,
  y: point.y * camera.scale + camera.y,
});

export const toImage = (camera: Camera, point: Point): Point => ({
  x: (point.x - camera.x) / camera.scale,
  y: (point.y - camera.y) / camera.scale,
});

export const rectToScreen = (camera: Camera, rect: Rect): Rect => ({
  ...toScreen(camera, rect),
  width: rect.width * camera.scale,
  height: rect.height * camera.scale,
});

/** Room kept free at each side of the view when the image is fitted, in CSS pixels: where controls stand. */
export interface Insets {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const EVEN_INSETS: Insets = { left: 12, right: 12, top: 12, bottom: 12 };

/** The whole image in the middle of the view, clear of the insets; small ones are enlarged up to eight times. */
export function fitted(image: Size, view: Size, insets: Insets = EVEN_INSETS): Camera {
  const wide = Math.max(view.width - insets.left - insets.right, 1);
  const high = Math.max(view.height - insets.top - insets.bottom, 1);
  const scale = Math.min(wide / image.width, high / image.height, MOST_OF_FIT);
  const { x, y } = centred(scale, image, view);
  const right = view.width - insets.right - image.width * scale;
  const bottom = view.height - insets.bottom - image.height * scale;
  return { scale, x: clamp(x, insets.left, right), y: clamp(y, insets.top, bottom) };
}

/** The image at this scale, its middle in the middle of the view. */
export const centred = (scale: number, image: Size, view: Size): Camera => ({
  scale,
  x: (view.width - image.width * scale) / 2,
  y: (view.height - image.height * scale) / 2,
});

/** The lowest and highest scale that make sense: half of what fits, and 3,200 %. */
export const limits = (image: Size, view: Size): readonly [number, number] => [
  Math.min(fitted(image, view).scale * LEAST_OF_FIT, 1),
  MOST,
];

/** Zoom by a factor so that what lies under the screen point `at` stays there. */
export function zoomAt(camera: Camera, factor: number, at: Point, range: readonly [number, number]): Camera {
  const scale = clamp(camera.scale * factor, ...range);
  const point = toImage(camera, at);
  return { scale, x: at.x - point.x * scale, y: at.y - point.y * scale };
}

export const pan = (camera: Camera, dx: number, dy: number): Camera => ({
  scale: camera.scale,
  x: camera.x + dx,
  y: camera.y + dy,
});

/** The camera moved as little as needed for a strip of the image to stay in the view. */
export function keepInView(camera: Camera, image: Size, view: Size): Camera {
  const wide = image.width * camera.scale;
  const high = image.height * camera.scale;
  const stripX = Math.min(KEEP_IN_VIEW, wide);
  const stripY = Math.min(KEEP_IN_VIEW, high);
  return {
    scale: camera.scale,
    x: clamp(camera.x, stripX - wide, view.width - stripX),
    y: clamp(camera.y, stripY - high, view.height - stripY),
  };
}

/** The camera with this image point in the middle of the view. */
export const lookAt = (camera: Camera, point: Point, view: Size): Camera => ({
  scale: camera.scale,
  x: view.width / 2 - point.x * camera.scale,
  y: view.height / 2 - point.y * camera.scale,
});

/** The camera panned as little as needed for the image rectangle to lie `margin` px inside the view. */
export function reveal(camera: Camera, rect: Rect, view: Size, margin = 24): Camera {
  const seen = rectToScreen(camera, rect);
  return pan(
    camera,
    shift(seen.x, seen.width, view.width, margin),
    shift(seen.y, seen.height, view.height, margin),
  );
}

function shift(start: number, length: number, room: number, margin: number): number {
  if (length > room - 2 * margin) {
    return start + length < margin || start > room - margin ? (room - length) / 2 - start : 0;
  }
  return clamp(start, margin, room - margin - length) - start;
}

/** The part of the image that the view shows, as shares of the image from 0 to 1. */
export function seen(camera: Camera, image: Size, view: Size): Rect {
  const low = toImage(camera, { x: 0, y: 0 });
  const high = toImage(camera, { x: view.width, y: view.height });
  const left = clamp(low.x / image.width, 0, 1);
  const top = clamp(low.y / image.height, 0, 1);
  return {
    x: left,
    y: top,
    width: clamp(high.x / image.width, 0, 1) - left,
    height: clamp(high.y / image.height, 0, 1) - top,
  };
}
