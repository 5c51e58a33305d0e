/** A grid of numbers over the picture, as it is seen: each number with a tile of colours and an outline. */
import type { Extent, Grid } from "../model/raster/grid";
import { joined } from "../model/raster/grid";
import type { Brush } from "./paint";

/** Side of a tile in pixels of the screen. */
export const TILE = 16;

/** How pixels of one number look. Colours are RGBA bytes in one word; 0 shows the picture. */
export interface Look {
  readonly tile: Uint32Array;
  readonly edge: number;
}

/** What the overlay was last drawn for: anything else draws it anew. */
interface Drawn {
  readonly grid: Grid;
  readonly looks: readonly (Look | undefined)[];
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/**
 * Draws only what the screen shows, one sample for each of its pixels: the cost is the screen's, not the picture's.
 * While somebody paints, only what was touched is sampled again.
 */
export class Overlay {
  private readonly canvas = document.createElement("canvas");
  private image: ImageData | undefined;
  private drawn: Drawn | undefined;
  private touched: Extent | undefined;

  /** Say that these pixels of the grid have changed; without an extent, all of them. */
  touch(extent?: Extent): void {
    if (!extent) this.drawn = undefined;
    else this.touched = this.touched ? joined(this.touched, extent) : extent;
  }

  paint({ ctx, camera, view }: Brush, grid: Grid, looks: readonly (Look | undefined)[]): void {
    const { width, height } = ctx.canvas;
    const ratio = width / view.width;
    const own = this.canvas.getContext("2d");
    if (!own || width === 0 || height === 0) return;
    if (this.canvas.width !== width || this.canvas.height !== height || !this.image) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.image = own.createImageData(width, height);
      this.drawn = undefined;
    }
    const next: Drawn = {
      grid,
      looks,
      x: camera.x * ratio,
      y: camera.y * ratio,
      scale: camera.scale * ratio,
    };
    const area = isSame(this.drawn, next)
      ? this.touched && onScreen(this.touched, next, width, height)
      : { left: 0, top: 0, right: width, bottom: height };
    if (area && area.left < area.right && area.top < area.bottom) {
      sample(new Uint32Array(this.image.data.buffer), width, next, area);
      own.putImageData(this.image, 0, 0, area.left, area.top, area.right - area.left, area.bottom - area.top);
    }
    this.drawn = next;
    this.touched = undefined;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.drawImage(this.canvas, 0, 0);
    ctx.restore();
  }
}

const isSame = (a: Drawn | undefined, b: Drawn): boolean =>
  a !== undefined &&
  a.grid === b.grid &&
  a.looks === b.looks &&
  a.x === b.x &&
  a.y === b.y &&
  a.scale === b.scale;

function onScreen(extent: Extent, { x, y, scale }: Drawn, width: number, height: number): Extent {
  return {
    left: Math.max(0, Math.floor(extent.left * scale + x) - 2),
    top: Math.max(0, Math.floor(extent.top * scale + y) - 2),
    right: Math.min(width, Math.ceil(extent.right * scale + x) + 2),
    bottom: Math.min(height, Math.ceil(extent.bottom * scale + y) + 2),
  };
}

/** Fill an area of the screen: each of its pixels asks the grid; inside the border of a number its outline stands. */
function sample(out: Uint32Array, stride: number, drawn: Drawn, area: Extent): void {
  const { grid, looks, x, y, scale } = drawn;
  const { cells, width, height } = grid;
  const { left, top, right, bottom } = area;
  const rows = new Int32Array(bottom - top + 2); // of the line above, of each line, of the line below
  for (let at = 0; at < rows.length; at += 1) {
    const row = Math.floor((top - 1 + at + 0.5 - y) / scale);
    rows[at] = row >= 0 && row < height ? row : -1;
  }
  const across = -Math.round(x);
  const down = -Math.round(y);
  const columnOf = (at: number): number => {
    const column = Math.floor((at + 0.5 - x) / scale);
    return column >= 0 && column < width ? column * height : -1;
  };
  const numberAt = (column: number, row: number): number =>
    column < 0 || row < 0 ? 0 : (cells[column + row] as number);
  let before = columnOf(left - 1);
  let column = columnOf(left);
  for (let sx = left; sx < right; sx += 1) {
    const after = columnOf(sx + 1);
    const tileX = (sx + across) & (TILE - 1);
    let above = numberAt(column, rows[0] as number);
    let here = numberAt(column, rows[1] as number);
    for (let sy = top, at = top * stride + sx; sy < bottom; sy += 1, at += stride) {
      const row = rows[sy - top + 1] as number;
      const below = numberAt(column, rows[sy - top + 2] as number);
      if (here === 0) out[at] = 0;
      else if (
        here !== above ||
        here !== below ||
        here !== numberAt(before, row) ||
        here !== numberAt(after, row)
      )
        out[at] = looks[here]?.edge ?? 0;
      else out[at] = looks[here]?.tile[(((sy + down) & (TILE - 1)) * TILE) | tileX] ?? 0;
      above = here;
      here = below;
    }
    before = column;
    column = after;
  }
}
