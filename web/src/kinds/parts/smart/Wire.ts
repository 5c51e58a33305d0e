/** A line that keeps to the edges of a shown picture, from one point to the next: intelligent scissors. */
import type { PixelReader } from "../../../canvas/pixels";
import { clamp, clipPoint, distance, type Point, type Rect, type Size } from "../../../model/geometry";
import { type Corners, costsOf, edgesOf, Livewire } from "../../../model/raster/livewire";
import { coloursOf } from "../../../model/raster/pixels";

const AROUND = 256; // screen pixels about a point that are looked at for the next
const REACH = 7; // screen pixels that a point goes to an edge
const LEAST_EDGE = 4; // CIELAB: what is weaker holds no point
/** Corners that one move of the pointer may work through: about 10 ms. */
export const PER_MOVE = 40_000;

/** A part of the picture as it was looked at. perPixel: picture pixels between two corners. */
interface Look {
  readonly part: Rect;
  readonly edges: Corners;
  readonly perPixel: Point;
}

export class Wire {
  private last: { readonly from: Point; readonly step: number; look: Look; wire: Livewire } | undefined;

  /** scale: screen pixels for a picture pixel now. What the screen does not show is not looked for. */
  constructor(
    private readonly size: Size,
    private readonly scale: () => number,
    private readonly read: PixelReader,
  ) {}

  /** Picture pixels that are one to the wire. */
  get step(): number {
    return Math.max(1, Math.floor(1 / this.scale()));
  }

  /** The strongest edge near the point, or the point on a pixel's corner. */
  snap(at: Point): Point {
    const look = this.look(at, REACH + 2);
    if (!look) return at;
    const { edges, perPixel } = look;
    const own = cornerAt(look, at);
    let best: Point = own;
    let most = LEAST_EDGE;
    for (let y = Math.max(0, own.y - REACH); y <= Math.min(edges.height - 1, own.y + REACH); y += 1) {
      for (let x = Math.max(0, own.x - REACH); x <= Math.min(edges.width - 1, own.x + REACH); x += 1) {
        const nearness = 1 - distance(own, { x, y }) / (REACH + 1);
        const strength = (edges.values[y * edges.width + x] as number) * nearness;
        if (strength > most) [best, most] = [{ x, y }, strength];
      }
    }
    return pointAt(look.part, perPixel, best);
  }

  /** The points between two; none while they are not worked out yet: then another call goes on with it. */
  between(from: Point, to: Point, work?: number): readonly Point[] | undefined {
    const { step } = this;
    if (this.last?.step !== step || distance(this.last.from, from) > 0) {
      const look = this.look(from, AROUND);
      if (!look) return undefined;
      const wire = new Livewire(costsOf(look.edges), look.edges, cornerAt(look, from));
      this.last = { from, step, look, wire };
    }
    const { look, wire } = this.last;
    const way = wire.to(cornerAt(look, to), work);
    if (!way) return undefined;
    const isWithin = distance(pointAt(look.part, look.perPixel, cornerAt(look, to)), to) < 2 * step;
    return way.slice(1, isWithin ? -1 : undefined).map((each) => pointAt(look.part, look.perPixel, each));
  }

  private look(middle: Point, around: number): Look | undefined {
    const { size, step } = this;
    const low = clipPoint({ x: middle.x - around * step, y: middle.y - around * step }, size);
    const high = clipPoint({ x: middle.x + around * step, y: middle.y + around * step }, size);
    const [x, y] = [Math.floor(low.x), Math.floor(low.y)];
    const part = { x, y, width: Math.ceil(high.x) - x, height: Math.ceil(high.y) - y };
    const seen = {
      width: Math.max(1, Math.round(part.width / step)),
      height: Math.max(1, Math.round(part.height / step)),
    };
    const pixels = part.width && part.height ? this.read(part, seen) : undefined;
    if (!pixels) return undefined;
    const perPixel = { x: part.width / seen.width, y: part.height / seen.height };
    return { part, perPixel, edges: edgesOf(coloursOf(pixels)) };
  }
}

const cornerAt = ({ part, perPixel, edges }: Look, { x, y }: Point): Point => ({
  x: clamp(Math.round((x - part.x) / perPixel.x), 0, edges.width - 1),
  y: clamp(Math.round((y - part.y) / perPixel.y), 0, edges.height - 1),
});

const pointAt = (part: Rect, perPixel: Point, { x, y }: Point): Point => ({
  x: part.x + x * perPixel.x,
  y: part.y + y * perPixel.y,
});
