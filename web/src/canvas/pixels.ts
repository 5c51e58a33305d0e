/** Reads pixels of a shown picture, as many as are asked for. */
import type { Rect, Size } from "../model/geometry";
import type { Pixels } from "../model/raster/pixels";
import type { Viewer } from "./viewer";

/** A part of the picture in so many pixels; undefined while it is not shown. Tests put their own in its place. */
export type PixelReader = (part: Rect, size: Size) => Pixels | undefined;

export const pixelsOf =
  (viewer: Viewer): PixelReader =>
  (part, size) => {
    const { picture } = viewer;
    if (!picture?.isOpen()) return undefined;
    const canvas = new OffscreenCanvas(size.width, size.height);
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    if (!ctx) return undefined;
    const [across, down] = [
      picture.bitmap.width / picture.size.width,
      picture.bitmap.height / picture.size.height,
    ];
    ctx.imageSmoothingQuality = "medium";
    ctx.drawImage(
      picture.bitmap,
      part.x * across,
      part.y * down,
      part.width * across,
      part.height * down,
      0,
      0,
      size.width,
      size.height,
    );
    return ctx.getImageData(0, 0, size.width, size.height);
  };
