/** A recording as a picture in time: overview, ruler, wave, spectrogram, and what a kind draws over them. No React. */

import { clamp } from "../model/geometry";
import {
  clock,
  closeUp,
  decimalsOf,
  fitted,
  kept,
  revealing,
  type Stretch,
  tickStep,
  timeAt,
  type Window,
  xAt,
  zoomed,
} from "../model/sound";
import { type Peaks, peaksOf } from "../ui/peaks";
import { LABEL_COLOURS } from "../ui/theme";
import { heightOf, Spectra } from "./spectra";
import { Transport } from "./transport";

/** Bands of the stage in CSS pixels from its top. rows: below the wave, where answers stand one beneath the other. */
export interface Bands {
  readonly overview: readonly [number, number];
  readonly ruler: readonly [number, number];
  readonly wave: readonly [number, number];
  readonly spectrum: readonly [number, number];
  readonly rows: readonly [number, number];
}

export interface Ink {
  readonly line: string;
  readonly text: string;
}

export interface Brush {
  readonly ctx: CanvasRenderingContext2D;
  readonly view: Window;
  readonly width: number;
  readonly bands: Bands;
  /** A label's colour by its slot. */
  ink(slot: number): Ink;
  colour(name: string): string;
}

/** What a kind draws: over wave and spectrogram, at every change. */
export interface Scene {
  paint(brush: Brush): void;
}

/** One moment of the pointer: the time under it, and where it is in CSS pixels of the stage. */
export interface Press {
  readonly time: number;
  readonly x: number;
  readonly y: number;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly isTouch: boolean;
}

export interface Hand {
  down(press: Press): void;
  move(press: Press): void;
  up(press: Press): void;
  cancel(): void;
  hover(press: Press | undefined): void;
}

export interface Sound {
  readonly url: string;
  readonly duration: number;
  readonly sampleRate: number;
}

const OVERVIEW = 40;
const RULER = 22;
const GAP = 6;
const ZOOM_STEP = 1.6;
const WHEEL = 0.002;
const PITCHES = [100, 250, 500, 1000, 2000, 4000, 8000, 16_000];

export class Deck {
  readonly transport: Transport;
  /** Called when the play head, the camera or the loading changes something outside the canvas. */
  onChange: (() => void) | undefined;
  private readonly peaks: Peaks;
  private readonly spectra: Spectra;
  private readonly endings: (() => void)[] = [];
  private mounted:
    | { stage: HTMLElement; back: CanvasRenderingContext2D; front: CanvasRenderingContext2D }
    | undefined;
  private unmount: (() => void)[] = [];
  private seen: Window = { from: 0, perPx: 1 };
  private isFitted = true;
  private size = { width: 0, height: 0 };
  private frame = 0;
  private isBackDirty = true;
  private hasSpectrum = true;
  private nRows = 0;
  private colours = new Map<string, string>();

  constructor(
    readonly sound: Sound,
    private readonly scene: Scene,
    private readonly hand?: Hand,
  ) {
    this.transport = new Transport(sound.url, sound.duration);
    this.peaks = peaksOf(sound.url, sound.duration);
    this.spectra = new Spectra(sound.url, sound.duration);
    this.spectra.onLoad = () => this.invalidate(true);
    this.endings.push(this.peaks.subscribe(() => this.invalidate(true)));
    this.transport.onMove = () => this.headMoved();
    this.transport.onState = () => this.onChange?.();
  }

  get view(): Window {
    return this.seen;
  }

  get width(): number {
    return this.size.width;
  }

  get isZoomed(): boolean {
    return this.size.width > 0 && this.seen.perPx * this.size.width < this.sound.duration * 0.999;
  }

  get showsSpectrum(): boolean {
    return this.hasSpectrum;
  }

  set showsSpectrum(shows: boolean) {
    this.hasSpectrum = shows;
    this.invalidate(true);
  }

  /** How many rows stand beneath the wave. */
  set rows(n: number) {
    if (n === this.nRows) return;
    this.nRows = n;
    this.invalidate(true);
  }

  mount(stage: HTMLElement): () => void {
    this.leave();
    const [back, front] = [layer(stage), layer(stage)];
    this.mounted = { stage, back, front };
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(stage);
    const scheme = new MutationObserver(() => {
      this.colours.clear();
      this.invalidate(true);
    });
    scheme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    this.unmount = [
      () => observer.disconnect(),
      () => scheme.disconnect(),
      () => back.canvas.remove(),
      () => front.canvas.remove(),
      () => cancelAnimationFrame(this.frame),
      ...this.listen(stage),
    ];
    this.transport.open();
    this.resize();
    return () => {
      if (this.mounted?.stage === stage) this.leave();
    };
  }

  dispose(): void {
    this.leave();
    this.transport.dispose();
    this.spectra.dispose();
    for (const end of this.endings) end();
  }

  focus(): void {
    this.mounted?.stage.focus({ preventScroll: true });
  }

  set cursor(cursor: string) {
    if (this.mounted) this.mounted.stage.style.cursor = cursor;
  }

  /** Where the stage begins in the window. */
  origin(): { x: number; y: number } {
    const box = this.mounted?.stage.getBoundingClientRect();
    return { x: box?.left ?? 0, y: box?.top ?? 0 };
  }

  invalidate(withBack = false): void {
    this.isBackDirty ||= withBack;
    if (this.frame || !this.mounted) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  // ── camera ───────────────────────────────────────────────────────────────────────────────────────────────────

  fit(): void {
    this.isFitted = true;
    this.look(fitted(this.sound.duration, this.size.width));
  }

  /** Zoom about a place; by keys about the play head where it is seen, else about the middle. */
  zoom(factor: number, x = this.pivot()): void {
    this.isFitted = false;
    this.look(zoomed(this.seen, factor, x, this.sound.duration, this.size.width));
  }

  zoomIn(): void {
    this.zoom(ZOOM_STEP);
  }

  zoomOut(): void {
    this.zoom(1 / ZOOM_STEP);
  }

  reveal(part: Stretch): void {
    if (this.size.width) this.look(revealing(this.seen, part, this.sound.duration, this.size.width));
  }

  closeUp(part: Stretch): void {
    this.isFitted = false;
    this.look(closeUp(part, this.sound.duration, this.size.width));
  }

  pan(px: number): void {
    this.look(
      kept(
        { ...this.seen, from: this.seen.from + px * this.seen.perPx },
        this.sound.duration,
        this.size.width,
      ),
    );
  }

  bands(): Bands {
    const { height } = this.size;
    const rows = this.nRows ? this.nRows * 30 + GAP : 0;
    const top = OVERVIEW + RULER;
    const rest = Math.max(height - top - rows, 40);
    const spectrum = this.hasSpectrum && rest > 120 ? Math.round(rest * 0.45) : 0;
    const waveEnd = top + rest - spectrum;
    return {
      overview: [0, OVERVIEW],
      ruler: [OVERVIEW, top],
      wave: [top, waveEnd],
      spectrum: [waveEnd, waveEnd + spectrum],
      rows: [waveEnd + spectrum, height],
    };
  }

  private pivot(): number {
    const head = xAt(this.seen, this.transport.time);
    return head >= 0 && head <= this.size.width ? head : this.size.width / 2;
  }

  private look(view: Window): void {
    this.seen = view;
    this.invalidate(true);
    this.onChange?.();
  }

  private resize(): void {
    if (!this.mounted) return;
    const { stage, back, front } = this.mounted;
    this.size = { width: stage.clientWidth, height: stage.clientHeight };
    if (!this.size.width || !this.size.height) return;
    for (const { canvas } of [back, front]) {
      canvas.width = Math.round(this.size.width * devicePixelRatio);
      canvas.height = Math.round(this.size.height * devicePixelRatio);
    }
    if (this.isFitted) this.fit();
    else this.look(kept(this.seen, this.sound.duration, this.size.width));
    this.paint(); // at once: no blank frame
  }

  private leave(): void {
    for (const end of this.unmount) end();
    this.unmount = [];
    this.mounted = undefined;
    this.frame = 0;
  }

  /** The view follows the play head by pages while it plays. */
  private headMoved(): void {
    const x = xAt(this.seen, this.transport.time);
    const { width } = this.size;
    if (this.transport.isPlaying && width && (x > width - 8 || x < 0)) {
      this.look(
        kept({ ...this.seen, from: this.transport.time - 8 * this.seen.perPx }, this.sound.duration, width),
      );
    }
    this.invalidate();
    this.onChange?.();
  }

  // ── the hand ─────────────────────────────────────────────────────────────────────────────────────────────────

  private listen(stage: HTMLElement): (() => void)[] {
    let holds: "nothing" | "hand" | "overview" | "head" | "pan" = "nothing";
    const press = (event: PointerEvent): Press => {
      const box = stage.getBoundingClientRect();
      const x = event.clientX - box.left;
      const time = clamp(timeAt(this.seen, x), 0, this.sound.duration);
      return {
        time,
        x,
        y: event.clientY - box.top,
        shift: event.shiftKey,
        alt: event.altKey,
        isTouch: event.pointerType === "touch",
      };
    };
    const isOver = (event: Event) =>
      event.target instanceof Element && event.target.closest("[data-over-canvas]") !== null;
    const overview = ({ x }: Press) => {
      const { width } = this.size;
      const middle = (x / width) * this.sound.duration;
      if (this.isZoomed)
        this.look(
          kept({ ...this.seen, from: middle - (width / 2) * this.seen.perPx }, this.sound.duration, width),
        );
      else this.transport.seek(clamp(middle, 0, this.sound.duration));
    };
    const down = (event: PointerEvent) => {
      if (isOver(event) || holds !== "nothing" || event.button > 1) return;
      stage.setPointerCapture(event.pointerId);
      const at = press(event);
      const bands = this.bands();
      if (event.button === 1) {
        event.preventDefault();
        holds = "pan";
      } else if (at.y < bands.overview[1]) {
        holds = "overview";
        overview(at);
      } else if (at.y < bands.ruler[1] || !this.hand) {
        holds = "head";
        this.transport.seek(at.time);
      } else {
        holds = "hand";
        this.hand.down(at);
      }
    };
    const move = (event: PointerEvent) => {
      const at = press(event);
      if (holds === "overview") overview(at);
      else if (holds === "head") this.transport.seek(at.time);
      else if (holds === "pan") this.pan(-event.movementX);
      else if (holds === "hand") this.hand?.move(at);
      else this.hand?.hover(isOver(event) || at.y < this.bands().ruler[1] ? undefined : at);
    };
    const up = (event: PointerEvent) => {
      if (holds === "hand") {
        holds = "nothing";
        this.hand?.up(press(event));
      }
      holds = "nothing";
    };
    const lost = () => {
      if (holds === "hand") this.hand?.cancel();
      holds = "nothing";
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (Math.abs(across) > Math.abs(event.shiftKey ? 0 : event.deltaY)) this.pan(across * lines);
      else {
        const turn = clamp(event.deltaY * lines, -240, 240);
        this.zoom(
          Math.exp(-turn * WHEEL * (event.ctrlKey ? 4 : 1)),
          event.clientX - stage.getBoundingClientRect().left,
        );
      }
    };
    const ring = () => stage.toggleAttribute("data-ring", stage.matches(":focus-visible"));
    const noRing = () => stage.removeAttribute("data-ring");
    const on = <T extends keyof HTMLElementEventMap>(
      type: T,
      handler: (event: HTMLElementEventMap[T]) => void,
    ) => {
      stage.addEventListener(type, handler as EventListener, { passive: false });
      return () => stage.removeEventListener(type, handler as EventListener);
    };
    return [
      on("pointerdown", down),
      on("pointermove", move),
      on("pointerup", up),
      on("pointercancel", lost),
      on("lostpointercapture", lost),
      on("pointerleave", () => {
        if (holds === "nothing") this.hand?.hover(undefined);
      }),
      on("wheel", wheel),
      on("focus", ring),
      on("blur", noRing),
      on("pointerdown", noRing),
      () => this.hand?.cancel(),
    ];
  }

  // ── painting ─────────────────────────────────────────────────────────────────────────────────────────────────

  private colour(name: string): string {
    const known = this.colours.get(name);
    if (known !== undefined) return known;
    const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888888";
    this.colours.set(name, value);
    return value;
  }

  private paint(): void {
    if (!this.mounted || !this.size.width) return;
    const { back, front } = this.mounted;
    const bands = this.bands();
    if (this.isBackDirty) {
      this.isBackDirty = false;
      this.clear(back);
      this.paintOverview(back, bands);
      this.paintRuler(back, bands);
      this.paintSpectrum(back, bands);
      this.paintWave(back, this.seen, ...bands.wave, this.colour("--ink-2"));
    }
    this.clear(front);
    const { width } = this.size;
    this.scene.paint({
      ctx: front,
      view: this.seen,
      width,
      bands,
      ink: (slot) => {
        const n = (slot % LABEL_COLOURS) + 1;
        return { line: this.colour(`--label-${n}`), text: this.colour(`--on-label-${n}`) };
      },
      colour: (name) => this.colour(name),
    });
    this.paintHead(front, bands);
  }

  private clear(ctx: CanvasRenderingContext2D): void {
    const ratio = ctx.canvas.width / this.size.width;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, this.size.width, this.size.height);
  }

  private paintWave(
    ctx: CanvasRenderingContext2D,
    view: Window,
    top: number,
    bottom: number,
    colour: string,
  ): void {
    const { width } = this.size;
    const { low, high } = this.peaks.envelope(view.from, view.perPx, width);
    const middle = (top + bottom) / 2;
    const scale = ((bottom - top) / 2 - 4) / Math.max(this.peaks.top, 0.02);
    ctx.fillStyle = colour;
    ctx.beginPath();
    for (let x = 0; x < width; x += 1) {
      const [least = Number.NaN, most = Number.NaN] = [low[x], high[x]];
      if (Number.isNaN(most)) continue;
      ctx.rect(x, middle - most * scale - 0.5, 1, Math.max((most - least) * scale, 1));
    }
    ctx.fill();
  }

  private paintOverview(ctx: CanvasRenderingContext2D, { overview }: Bands): void {
    const { width } = this.size;
    const { duration } = this.sound;
    ctx.fillStyle = this.colour("--sunk");
    ctx.fillRect(0, 0, width, overview[1]);
    this.paintWave(ctx, fitted(duration, width), overview[0], overview[1], this.colour("--line-strong"));
    if (!this.isZoomed) return;
    const left = (this.seen.from / duration) * width;
    const wide = Math.max(((this.seen.perPx * width) / duration) * width, 6);
    ctx.globalAlpha = 0.14;
    ctx.fillStyle = this.colour("--ink");
    ctx.fillRect(left, 0, wide, overview[1]);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = this.colour("--ink");
    ctx.lineWidth = 2;
    ctx.strokeRect(clamp(left + 1, 1, width - 7), 1, wide - 2, overview[1] - 2);
  }

  private paintRuler(ctx: CanvasRenderingContext2D, { ruler, wave, spectrum }: Bands): void {
    const { width } = this.size;
    const step = tickStep(this.seen.perPx);
    ctx.font = "12px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 1;
    for (let n = Math.ceil(this.seen.from / step); ; n += 1) {
      const x = Math.round(xAt(this.seen, n * step)) + 0.5;
      if (x > width || n * step > this.sound.duration) break;
      ctx.strokeStyle = this.colour("--line");
      ctx.beginPath();
      ctx.moveTo(x, ruler[0] + 4);
      ctx.lineTo(x, Math.max(wave[1], spectrum[1]));
      ctx.stroke();
      ctx.fillStyle = this.colour("--ink-2");
      if (x < width - 40) ctx.fillText(clock(n * step, decimalsOf(step)), x + 4, (ruler[0] + ruler[1]) / 2);
    }
    ctx.strokeStyle = this.colour("--line");
    ctx.beginPath();
    ctx.moveTo(0, ruler[1] - 0.5);
    ctx.lineTo(width, ruler[1] - 0.5);
    ctx.stroke();
  }

  private paintSpectrum(ctx: CanvasRenderingContext2D, { spectrum }: Bands): void {
    const [top, bottom] = spectrum;
    if (bottom <= top) return;
    const { width } = this.size;
    ctx.fillStyle = this.colour("--surface");
    ctx.fillRect(0, top, width, bottom - top);
    if (Spectra.level(this.seen) === undefined) {
      ctx.fillStyle = this.colour("--ink-2");
      ctx.font = "14px system-ui, sans-serif";
      ctx.fillText("Zoom in to see the pitches.", 16, (top + bottom) / 2);
      return;
    }
    this.spectra.paint(ctx, this.seen, width, top, bottom - top, this.colour("--ink"));
    ctx.font = "11px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    let last = bottom + 20;
    for (const pitch of PITCHES) {
      if (pitch >= this.sound.sampleRate / 2) break;
      const y = top + heightOf(pitch, this.sound.sampleRate) * (bottom - top);
      if (last - y < 22 || y < top + 8) continue;
      last = y;
      const text = pitch < 1000 ? `${pitch} Hz` : `${pitch / 1000} kHz`;
      ctx.fillStyle = this.colour("--surface");
      ctx.globalAlpha = 0.8;
      ctx.fillRect(2, y - 7, ctx.measureText(text).width + 4, 14);
      ctx.globalAlpha = 1;
      ctx.fillStyle = this.colour("--ink-2");
      ctx.fillText(text, 4, y);
    }
  }

  private paintHead(ctx: CanvasRenderingContext2D, { overview, ruler, rows }: Bands): void {
    const { time } = this.transport;
    const { width } = this.size;
    ctx.fillStyle = this.colour("--focus");
    ctx.fillRect(clamp((time / this.sound.duration) * width - 1, 0, width - 2), 0, 2, overview[1]);
    const x = xAt(this.seen, time);
    if (x < -8 || x > width + 8) return;
    ctx.fillRect(clamp(x - 1, 0, width - 2), ruler[0], 2, rows[1] - ruler[0]);
    ctx.beginPath();
    ctx.moveTo(x - 6, ruler[0]);
    ctx.lineTo(x + 6, ruler[0]);
    ctx.lineTo(x, ruler[0] + 9);
    ctx.fill();
  }
}

function layer(stage: HTMLElement): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.className = "deck-layer";
  canvas.setAttribute("aria-hidden", "true");
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("This browser draws no 2D canvas.");
  stage.append(canvas);
  return ctx;
}
