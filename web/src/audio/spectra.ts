/** Tiles of a recording's spectrogram, tinted for the colour scheme. */
import { bucketSeconds, COLUMNS, LAST_SPECTRAL, levelFor, tilesOf, type Window, xAt } from "../model/sound";

const KEPT = 64;
const AGAIN_MS = 4000;

export class Spectra {
  /** Called when a tile has arrived. */
  onLoad: (() => void) | undefined;
  private readonly tiles = new Map<string, ImageBitmap>();
  private readonly tinted = new Map<string, HTMLCanvasElement>();
  private readonly asked = new Map<string, number>();
  private ink = "";
  private isOver = false;

  constructor(
    private readonly url: string,
    private readonly duration: number,
  ) {}

  /** The level that this view is drawn with; undefined when it shows too much at once. */
  static level(view: Window): number | undefined {
    const level = levelFor(view.perPx);
    return level <= LAST_SPECTRAL ? level : undefined;
  }

  /** Draw what is there of the view into a band of the canvas, and ask for the rest. */
  paint(
    ctx: CanvasRenderingContext2D,
    view: Window,
    width: number,
    top: number,
    height: number,
    ink: string,
  ): void {
    const level = Spectra.level(view);
    if (level === undefined) return;
    if (ink !== this.ink) this.tinted.clear();
    this.ink = ink;
    const end = Math.min(view.from + width * view.perPx, this.duration);
    const [first, last] = tilesOf(view.from, end, level, COLUMNS);
    const seconds = bucketSeconds(level);
    ctx.imageSmoothingEnabled = true;
    for (let tile = first; tile <= last; tile += 1) {
      const picture = this.picture(level, tile);
      if (!picture) continue;
      const x = xAt(view, tile * COLUMNS * seconds);
      ctx.drawImage(picture, x, top, (picture.width * seconds) / view.perPx, height);
    }
  }

  dispose(): void {
    this.isOver = true;
    this.onLoad = undefined;
    for (const bitmap of this.tiles.values()) bitmap.close();
    this.tiles.clear();
    this.tinted.clear();
  }

  private picture(level: number, tile: number): HTMLCanvasElement | undefined {
    const key = `${level}/${tile}`;
    const ready = this.tinted.get(key);
    if (ready) return ready;
    const bitmap = this.tiles.get(key);
    if (!bitmap) {
      this.ask(key);
      return undefined;
    }
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const ctx = canvas.getContext("2d");
    if (!ctx) return undefined;
    ctx.drawImage(bitmap, 0, 0);
    ctx.globalCompositeOperation = "source-in"; // the tile is opacity alone
    ctx.fillStyle = this.ink;
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    this.tinted.set(key, canvas);
    return canvas;
  }

  private ask(key: string): void {
    if (performance.now() - (this.asked.get(key) ?? -AGAIN_MS) < AGAIN_MS) return;
    this.asked.set(key, performance.now());
    fetch(new URL(`${this.url}/spectrogram/${key}`, document.baseURI), { credentials: "same-origin" })
      .then(async (reply) => {
        if (reply.ok) this.keep(key, await createImageBitmap(await reply.blob()));
      })
      .catch(() => setTimeout(() => this.onLoad?.(), AGAIN_MS)); // offline: it is asked for again when drawn
  }

  private keep(key: string, bitmap: ImageBitmap): void {
    if (this.isOver) {
      bitmap.close();
      return;
    }
    this.tiles.set(key, bitmap);
    this.asked.delete(key);
    const [oldest] = this.tiles.keys();
    if (this.tiles.size > KEPT && oldest !== undefined) {
      this.tiles.get(oldest)?.close();
      this.tiles.delete(oldest);
      this.tinted.delete(oldest);
    }
    this.onLoad?.();
  }
}

/** Where a pitch stands in the band, from the top, 0 … 1: mel from 50 Hz to half the sample rate. */
export function heightOf(hertz: number, sampleRate: number): number {
  const mel = (pitch: number) => 2595 * Math.log10(1 + pitch / 700);
  const low = mel(Math.min(50, sampleRate / 4));
  return 1 - (mel(hertz) - low) / (mel(sampleRate / 2) - low);
}
