/** The loudness of recordings over time, from the server tile by tile; what is not there yet is drawn coarser. */
import { bucketSeconds, levelFor, TILE, tilesOf } from "../model/sound";

/** Least and greatest sample of each pixel column, -1 … 1; NaN where nothing is known yet. */
export interface Envelope {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

const KEPT = 400; // tiles of one recording: some 1.6 MB
const AGAIN_MS = 4000;
const FULL = 32767;

export class Peaks {
  private readonly tiles = new Map<string, Int16Array>();
  private readonly asked = new Map<string, number>(); // when, for those on their way or failed
  private readonly listeners = new Set<() => void>();
  private loudest = 0;

  constructor(
    private readonly url: string,
    private readonly duration: number,
  ) {}

  /** The greatest sample known so far, 0 … 1: what fills the height. */
  get top(): number {
    return this.loudest;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The envelope from a time on, `n` columns of `perPx` seconds. Asks for what is missing. */
  envelope(from: number, perPx: number, n: number): Envelope {
    const level = levelFor(perPx);
    const end = Math.min(from + n * perPx, this.duration);
    const [first, last] = tilesOf(from, end, level);
    for (let tile = first; tile <= last; tile += 1) this.ask(level, tile);
    const low = new Float32Array(n).fill(Number.NaN);
    const high = new Float32Array(n).fill(Number.NaN);
    for (let x = 0; x < n; x += 1) {
      const start = from + x * perPx;
      if (start >= this.duration) break;
      this.column(level, start, start + perPx, low, high, x);
    }
    return { low, high };
  }

  private column(
    wanted: number,
    start: number,
    end: number,
    low: Float32Array,
    high: Float32Array,
    x: number,
  ): void {
    for (let level = wanted; level < 10; level += 1) {
      const seconds = bucketSeconds(level);
      const first = Math.floor(start / seconds + 1e-9);
      const last = Math.max(first + 1, Math.ceil(end / seconds - 1e-9));
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let bucket = first; bucket < last; bucket += 1) {
        const tile = this.tiles.get(`${level}/${Math.floor(bucket / TILE)}`);
        const at = (bucket % TILE) * 2;
        if (!tile || at >= tile.length) continue;
        least = Math.min(least, tile[at] ?? 0);
        most = Math.max(most, tile[at + 1] ?? 0);
      }
      if (least <= most) {
        low[x] = least / FULL;
        high[x] = most / FULL;
        return;
      }
    }
  }

  private ask(level: number, tile: number): void {
    const key = `${level}/${tile}`;
    if (this.tiles.has(key) || performance.now() - (this.asked.get(key) ?? -AGAIN_MS) < AGAIN_MS) return;
    this.asked.set(key, performance.now());
    const address = new URL(`${this.url}/peaks/${key}`, document.baseURI);
    fetch(address, { credentials: "same-origin" })
      .then(async (reply) => {
        if (!reply.ok) return;
        this.keep(key, new Int16Array(await reply.arrayBuffer()));
      })
      .catch(() => setTimeout(() => this.tell(), AGAIN_MS)); // offline: whoever draws asks again
  }

  private keep(key: string, tile: Int16Array): void {
    this.tiles.set(key, tile);
    this.asked.delete(key);
    let top = this.loudest * FULL;
    for (const sample of tile) top = Math.max(top, Math.abs(sample));
    this.loudest = top / FULL;
    const [oldest] = this.tiles.keys();
    if (this.tiles.size > KEPT && oldest !== undefined) this.tiles.delete(oldest);
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

const MOST = 8; // recordings whose peaks are kept
const known = new Map<string, Peaks>();

/** The peaks of a recording, shared by all who draw it. */
export function peaksOf(url: string, duration: number): Peaks {
  const found = known.get(url) ?? new Peaks(url, duration);
  known.delete(url);
  known.set(url, found);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  return found;
}
