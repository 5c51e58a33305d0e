/** Superpixels of a picture, worked out tile by tile where somebody points: the first answer is there at once. */
import type { PixelReader } from "../../../canvas/pixels";
import { clamp, type Point, type Rect, type Size } from "../../../model/geometry";
import { coloursOf } from "../../../model/raster/pixels";
import { superpixels } from "../../../model/raster/superpixels";

/** Pixels from one superpixel to the next. */
export const SPACINGS: readonly number[] = [8, 12, 16, 24, 32, 48, 64];
const ACROSS = 32; // superpixels along a picture's side, until somebody chooses
const TILE = 160; // pixels of a tile's side, in whole cells: there is one for each superpixel to begin in
const AROUND = 1; // cells about a tile that are worked out with it: none from farther off reaches into it
const REACH = 2; // cells that a superpixel may grow to from its own
const MOST_TILES = 600;

/** rect: whole pixels; isIn: which of them belong to it, down the columns; edges: lines round it, four numbers each. */
export interface Superpixel {
  readonly id: number;
  readonly rect: Rect;
  readonly isIn: Uint8Array;
  readonly edges: readonly number[];
}

/** ids: of the superpixels that the pixels of rect belong to, row by row. */
interface Tile {
  readonly rect: Rect;
  readonly ids: Int32Array;
}

/** The spacing that suits a picture. */
export function spacingFor({ width, height }: Size): number {
  const wanted = Math.sqrt(width * height) / ACROSS;
  return SPACINGS.find((each) => each >= wanted * 0.8) ?? (SPACINGS.at(-1) as number);
}

export class Superpixels {
  private readonly tiles = new Map<number, Tile>();
  private readonly cells: Size;
  private readonly perTile: number;
  private last: Superpixel | undefined;

  constructor(
    private readonly size: Size,
    readonly spacing: number,
    private readonly read: PixelReader,
  ) {
    const count = (side: number) => Math.max(1, Math.round(side / spacing));
    this.cells = { width: count(size.width), height: count(size.height) };
    this.perTile = Math.max(1, Math.round(TILE / spacing));
  }

  /** The superpixel at a point; undefined outside of the picture and while that is not shown. */
  at({ x, y }: Point): Superpixel | undefined {
    if (x < 0 || y < 0 || x >= this.size.width || y >= this.size.height) return undefined;
    const id = this.idAt(Math.floor(x), Math.floor(y));
    if (id === undefined) return undefined;
    if (this.last?.id !== id) this.last = this.gathered(id);
    return this.last;
  }

  /** Every superpixel on the way from one point to another. */
  *along(from: Point, to: Point): Generator<Superpixel> {
    const steps = Math.ceil((3 * Math.hypot(to.x - from.x, to.y - from.y)) / this.spacing);
    for (let step = 0; step <= steps; step += 1) {
      const share = steps ? step / steps : 1;
      const found = this.at({ x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) });
      if (found) yield found;
    }
  }

  /** All pixels of one superpixel, from the tiles that its own may reach into. */
  private gathered(id: number): Superpixel {
    const { cells, perTile } = this;
    const [column, row] = [id % cells.width, Math.floor(id / cells.width)];
    const rect = this.pixelsOf(column - REACH, row - REACH, column + REACH + 1, row + REACH + 1);
    const isIn = new Uint8Array(rect.width * rect.height);
    const tileOf = (cell: number, most: number) => Math.floor(clamp(cell, 0, most - 1) / perTile);
    for (let y = tileOf(row - AROUND, cells.height); y <= tileOf(row + AROUND, cells.height); y += 1) {
      for (let x = tileOf(column - AROUND, cells.width); x <= tileOf(column + AROUND, cells.width); x += 1) {
        const tile = this.tile(x, y);
        if (tile) mark(tile, id, rect, isIn);
      }
    }
    return { id, rect, isIn, edges: edgesOf(rect, isIn) };
  }

  private idAt(x: number, y: number): number | undefined {
    const { size, cells, perTile } = this;
    const cell = (place: number, along: number, n: number) => Math.floor((place * n) / along);
    const column = Math.floor(cell(x, size.width, cells.width) / perTile);
    const row = Math.floor(cell(y, size.height, cells.height) / perTile);
    const tile = this.tile(column, row);
    return tile?.ids[(y - tile.rect.y) * tile.rect.width + x - tile.rect.x];
  }

  private tile(column: number, row: number): Tile | undefined {
    const key = row * this.cells.width + column;
    const known = this.tiles.get(key);
    if (known) return known;
    const made = this.worked(column * this.perTile, row * this.perTile);
    if (!made) return undefined;
    if (this.tiles.size >= MOST_TILES) this.tiles.clear();
    this.tiles.set(key, made);
    return made;
  }

  /** Work out the tile that begins at a cell, with what lies about it, so that its edge is like any other place. */
  private worked(column: number, row: number): Tile | undefined {
    const { cells, perTile } = this;
    const low = { x: Math.max(0, column - AROUND), y: Math.max(0, row - AROUND) };
    const high = {
      x: Math.min(cells.width, column + perTile + AROUND),
      y: Math.min(cells.height, row + perTile + AROUND),
    };
    const about = this.pixelsOf(low.x, low.y, high.x, high.y);
    const pixels = this.read(about, about);
    if (!pixels) return undefined;
    const ids: number[] = [];
    const seeds: Point[] = [];
    for (let y = low.y; y < high.y; y += 1) {
      for (let x = low.x; x < high.x; x += 1) {
        const middle = this.place(x + 0.5, y + 0.5);
        ids.push(y * cells.width + x);
        seeds.push({ x: middle.x - about.x, y: middle.y - about.y });
      }
    }
    const owners = superpixels(coloursOf(pixels), seeds, this.spacing);
    const rect = this.pixelsOf(column, row, column + perTile, row + perTile);
    const own = new Int32Array(rect.width * rect.height);
    for (let y = 0; y < rect.height; y += 1) {
      const from = (rect.y - about.y + y) * about.width + rect.x - about.x;
      for (let x = 0; x < rect.width; x += 1)
        own[y * rect.width + x] = ids[owners[from + x] as number] as number;
    }
    return { rect, ids: own };
  }

  /** Where a place counted in cells lies in the picture. */
  private place(x: number, y: number): Point {
    return { x: (x * this.size.width) / this.cells.width, y: (y * this.size.height) / this.cells.height };
  }

  /** The whole pixels of a block of cells, clipped to the picture. */
  private pixelsOf(left: number, top: number, right: number, bottom: number): Rect {
    const { cells } = this;
    const low = this.place(clamp(left, 0, cells.width), clamp(top, 0, cells.height));
    const high = this.place(clamp(right, 0, cells.width), clamp(bottom, 0, cells.height));
    const [x, y] = [Math.ceil(low.x), Math.ceil(low.y)];
    return { x, y, width: Math.ceil(high.x) - x, height: Math.ceil(high.y) - y };
  }
}

/** Set the pixels of rect, down the columns, that a tile gives to a superpixel. */
function mark({ rect: own, ids }: Tile, id: number, rect: Rect, isIn: Uint8Array): void {
  const [left, top] = [Math.max(own.x, rect.x), Math.max(own.y, rect.y)];
  const [right, bottom] = [
    Math.min(own.x + own.width, rect.x + rect.width),
    Math.min(own.y + own.height, rect.y + rect.height),
  ];
  for (let y = top; y < bottom; y += 1)
    for (let x = left; x < right; x += 1)
      if (ids[(y - own.y) * own.width + x - own.x] === id) isIn[(x - rect.x) * rect.height + y - rect.y] = 1;
}

function edgesOf({ x: left, y: top, width, height }: Rect, isIn: Uint8Array): number[] {
  const has = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && isIn[x * height + y] === 1;
  const edges: number[] = [];
  for (let x = 0; x <= width; x += 1) {
    for (let y = 0; y <= height; y += 1) {
      const own = has(x, y);
      if (own !== has(x - 1, y)) edges.push(left + x, top + y, left + x, top + y + 1);
      if (own !== has(x, y - 1)) edges.push(left + x, top + y, left + x + 1, top + y);
    }
  }
  return edges;
}
