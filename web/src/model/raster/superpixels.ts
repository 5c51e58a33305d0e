/**
 * Superpixels: connected parts of about one size whose edges follow the picture's colours. No DOM.
 * Source: Achanta and Süsstrunk (2017), Superpixels and polygons using simple non-iterative clustering, CVPR.
 */
import type { Point } from "../geometry";
import { BucketQueue } from "./bucketQueue";
import type { Colours } from "./pixels";

/** A colour so far off in CIELAB weighs as much as the way from one seed to the next. */
const COMPACT = 10;
const KEYS = 4096;
const PER_SPACING = 512; // keys of the queue for the way from one seed to the next

/** Which seed's part each pixel belongs to, row by row. spacing: pixels from one seed to the next. */
export function superpixels(colours: Colours, seeds: readonly Point[], spacing: number): Int32Array {
  const { width, height } = colours;
  const n = width * height;
  const owners = new Int32Array(n).fill(-1);
  const means = new Means(colours, seeds.length, spacing);
  const queue = new BucketQueue(KEYS, 3 * n);
  seeds.forEach(({ x, y }, seed) => {
    queue.push((Math.floor(y) * width + Math.floor(x)) * seeds.length + seed, 0);
  });
  for (let next = queue.pop(); next >= 0; next = queue.pop()) {
    const at = Math.floor(next / seeds.length);
    if (owners[at] !== -1) continue;
    const seed = next % seeds.length;
    owners[at] = seed;
    const [x, y] = [at % width, Math.floor(at / width)];
    means.take(seed, at, x, y);
    const offer = (to: number, tx: number, ty: number) => {
      if (owners[to] === -1)
        queue.push(to * seeds.length + seed, Math.round(means.far(seed, to, tx, ty) * PER_SPACING));
    };
    if (x > 0) offer(at - 1, x - 1, y);
    if (x < width - 1) offer(at + 1, x + 1, y);
    if (y > 0) offer(at - width, x, y - 1);
    if (y < height - 1) offer(at + width, x, y + 1);
  }
  return owners;
}

/** Mean colour and place of each part as it grows. */
class Means {
  private readonly means: Float64Array; // L, a, b, x, y, how many
  private readonly n: number;

  constructor(
    private readonly colours: Colours,
    parts: number,
    private readonly spacing: number,
  ) {
    this.means = new Float64Array(6 * parts);
    this.n = colours.width * colours.height;
  }

  take(part: number, at: number, x: number, y: number): void {
    const { means, n } = this;
    const { planes } = this.colours;
    const of = part * 6;
    const count = (means[of + 5] as number) + 1;
    const toward = (slot: number, value: number) => {
      const mean = means[slot] as number;
      means[slot] = mean + (value - mean) / count;
    };
    toward(of, planes[at] as number);
    toward(of + 1, planes[at + n] as number);
    toward(of + 2, planes[at + 2 * n] as number);
    toward(of + 3, x);
    toward(of + 4, y);
    means[of + 5] = count;
  }

  /** How far a pixel is from the part, in colour and place; 1 is the way from one seed to the next. */
  far(part: number, at: number, x: number, y: number): number {
    const { means, n, spacing } = this;
    const { planes } = this.colours;
    const of = part * 6;
    const l = (planes[at] as number) - (means[of] as number);
    const a = (planes[at + n] as number) - (means[of + 1] as number);
    const b = (planes[at + 2 * n] as number) - (means[of + 2] as number);
    const dx = x - (means[of + 3] as number);
    const dy = y - (means[of + 4] as number);
    return Math.sqrt((l * l + a * a + b * b) / COMPACT ** 2 + (dx * dx + dy * dy) / spacing ** 2);
  }
}
