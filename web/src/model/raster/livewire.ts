/**
 * The cheapest way along a picture's edges, from one corner of its pixels to any other. No DOM.
 * Source: Mortensen and Barrett (1995), Intelligent scissors for image composition, SIGGRAPH; the costs are our own.
 */
import type { Point, Size } from "../geometry";
import { BucketQueue } from "./bucketQueue";
import type { Colours } from "./pixels";

/** One number for each corner of the pixels, row by row: one more each way than there are pixels. */
export interface Corners extends Size {
  readonly values: Float32Array;
}

/** How much the colour changes across each corner, in CIELAB. A step between two pixels is strongest where they meet. */
export function edgesOf({ width, height, planes }: Colours): Corners {
  const across = width + 1;
  const n = width * height;
  const values = new Float32Array(across * (height + 1));
  for (let y = 1; y < height; y += 1) {
    for (let x = 1; x < width; x += 1) {
      const low = y * width + x;
      let sum = 0;
      for (let at = low; at < 3 * n; at += n) {
        const [a, b] = [planes[at - width - 1] as number, planes[at - width] as number];
        const [c, d] = [planes[at - 1] as number, planes[at] as number];
        const [dx, dy] = [b + d - a - c, c + d - a - b];
        sum += dx * dx + dy * dy;
      }
      values[y * across + x] = Math.sqrt(sum) / 2;
    }
  }
  return { width: across, height: height + 1, values };
}

const NEAR = 1; // what a step along the strongest edge costs
const OFF = 5; // more on a weak edge
const FLAT = 44; // more where there is none
const STRAIGHT = 5; // lengths of steps, nearly as 1 to √2
const SLANTED = 7;
const KEYS = 1 << 18;
const BINS = 512;

/** What a step onto each corner costs. Noise counts as flat: the edges about tell how strong one is. */
export function costsOf({ values }: Corners): Uint8Array {
  const strongest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  const counts = new Uint32Array(BINS);
  const binOf = (value: number) => Math.min(Math.floor((value / strongest) * BINS), BINS - 1);
  for (const value of values) counts[binOf(value)] = (counts[binOf(value)] as number) + 1;
  const quantile = (share: number): number => {
    let left = share * values.length;
    const bin = counts.findIndex((n) => {
      left -= n;
      return left <= 0;
    });
    return ((bin + 1) / BINS) * strongest;
  };
  const [middle, strong] = [quantile(0.5), quantile(0.995)];
  const clear = Math.max(2 * middle, 0.15 * strong);
  const costs = Uint8Array.from({ length: BINS }, (_, bin) => {
    const value = ((bin + 0.5) / BINS) * strongest;
    const weak = Math.max(0, 1 - value / strong);
    return Math.round(NEAR + OFF * weak + FLAT * Math.exp(-((value / clear) ** 2)));
  });
  return Uint8Array.from(values, (value) => costs[binOf(value)] as number);
}

/** The cheapest ways from one corner, worked out only as far as they are asked for. */
export class Livewire {
  private readonly far: Int32Array;
  private readonly before: Int32Array;
  private readonly isDone: Uint8Array;
  private readonly queue: BucketQueue;

  /** costs: of each corner, as many as `size` says. from: a corner, in whole numbers. */
  constructor(
    private readonly costs: Uint8Array,
    private readonly size: Size,
    from: Point,
  ) {
    const n = size.width * size.height;
    this.far = new Int32Array(n).fill(2 ** 31 - 1);
    this.before = new Int32Array(n).fill(-1);
    this.isDone = new Uint8Array(n);
    this.queue = new BucketQueue(KEYS, 2 * n);
    const start = from.y * size.width + from.x;
    this.far[start] = 0;
    this.queue.push(start, 0);
  }

  /**
   * The corners on the way to one, with both ends; undefined where it is not reached within so many more steps of
   * work: it goes on from there when it is asked again.
   */
  to({ x, y }: Point, work = Number.POSITIVE_INFINITY): readonly Point[] | undefined {
    const { width } = this.size;
    const end = y * width + x;
    for (let left = work; !this.isDone[end]; left -= 1) if (left <= 0 || !this.step()) return undefined;
    const way: Point[] = [];
    for (let at = end; at >= 0; at = this.before[at] as number)
      way.push({ x: at % width, y: Math.floor(at / width) });
    return way.reverse();
  }

  private step(): boolean {
    const { width, height } = this.size;
    const { isDone } = this;
    let at = this.queue.pop();
    while (at >= 0 && isDone[at]) at = this.queue.pop();
    if (at < 0) return false;
    isDone[at] = 1;
    const x = at % width;
    const [left, right, up, down] = [x > 0, x < width - 1, at >= width, at < width * (height - 1)];
    if (left) this.offer(at, at - 1, STRAIGHT);
    if (right) this.offer(at, at + 1, STRAIGHT);
    if (up) this.offer(at, at - width, STRAIGHT);
    if (down) this.offer(at, at + width, STRAIGHT);
    if (left && up) this.offer(at, at - width - 1, SLANTED);
    if (right && up) this.offer(at, at - width + 1, SLANTED);
    if (left && down) this.offer(at, at + width - 1, SLANTED);
    if (right && down) this.offer(at, at + width + 1, SLANTED);
    return true;
  }

  private offer(from: number, to: number, length: number): void {
    if (this.isDone[to]) return;
    const far = (this.far[from] as number) + length * (this.costs[to] as number);
    if (far >= (this.far[to] as number)) return;
    this.far[to] = far;
    this.before[to] = from;
    this.queue.push(to, far);
  }
}
