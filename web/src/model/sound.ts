/** Time on a recording: levels of peaks, the part of it that is looked at, and how times are written. Pure. */
import { clamp } from "./geometry";

/** Buckets of one tile of peaks, and columns of one tile of the spectrogram, as the server cuts them. */
export const TILE = 1024;
export const COLUMNS = 512;
/** Beyond this level the columns of a spectrogram are too long to say anything. */
export const LAST_SPECTRAL = 5;
const LEVELS = 10;

/** How long a bucket of that level is: 0.6 ms at level 0, four times as much at each next. */
export const bucketSeconds = (level: number): number => 4 ** level / 1600;

/** The coarsest level whose buckets are no longer than that. */
export function levelFor(seconds: number): number {
  let level = 0;
  while (level < LEVELS - 1 && bucketSeconds(level + 1) <= seconds) level += 1;
  return level;
}

/** The first and the last tile of a level that a stretch of time touches. size: buckets of a tile. */
export function tilesOf(start: number, end: number, level: number, size = TILE): readonly [number, number] {
  const seconds = bucketSeconds(level) * size;
  return [Math.max(0, Math.floor(start / seconds)), Math.max(0, Math.ceil(end / seconds) - 1)];
}

/** A stretch of time, in seconds, half-open. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What is seen: the time at the left edge, and the seconds of one CSS pixel. */
export interface Window {
  readonly from: number;
  readonly perPx: number;
}

export const FINEST = 0.0005; // seconds of a pixel: beyond it, samples are too few to draw

export const timeAt = (view: Window, x: number): number => view.from + x * view.perPx;
export const xAt = (view: Window, time: number): number => (time - view.from) / view.perPx;

/** The whole recording in that width. */
export const fitted = (duration: number, width: number): Window => ({
  from: 0,
  perPx: Math.max(duration / Math.max(width, 1), FINEST / 4),
});

/** The window kept inside the recording, and neither finer nor wider than makes sense. */
export function kept(view: Window, duration: number, width: number): Window {
  const widest = fitted(duration, width).perPx;
  const perPx = clamp(view.perPx, Math.min(FINEST, widest), widest);
  return { from: clamp(view.from, 0, duration - perPx * width), perPx };
}

/** Zoom by a factor about the time under x. */
export function zoomed(view: Window, factor: number, x: number, duration: number, width: number): Window {
  const widest = fitted(duration, width).perPx;
  const perPx = clamp(view.perPx / factor, Math.min(FINEST, widest), widest);
  return kept({ from: timeAt(view, x) - x * perPx, perPx }, duration, width);
}

/** Pan as little as needed to see the stretch; one that is longer than the view shows its start. */
export function revealing(view: Window, part: Stretch, duration: number, width: number): Window {
  const margin = Math.min(24, width / 8) * view.perPx;
  const end = view.from + width * view.perPx;
  let { from } = view;
  if (part.end + margin > end) from = part.end + margin - width * view.perPx;
  if (part.start - margin < from) from = part.start - margin;
  return kept({ ...view, from }, duration, width);
}

/** Zoom so that the stretch takes two thirds of the width. */
export function closeUp(part: Stretch, duration: number, width: number): Window {
  const perPx = ((part.end - part.start) * 1.5) / Math.max(width, 1);
  const view = kept({ from: 0, perPx }, duration, width);
  return kept({ ...view, from: (part.start + part.end - view.perPx * width) / 2 }, duration, width);
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];

/** How far the marks of a ruler are apart, so that they stand at least so many pixels from each other. */
export function tickStep(perPx: number, apart = 80): number {
  return STEPS.find((step) => step >= perPx * apart) ?? Math.ceil((perPx * apart) / 1800) * 1800;
}

/** `1:02.345`, `1:01:02`: minutes and seconds, hours where there are any, and so many decimals. */
export function clock(seconds: number, decimals = 0): string {
  const scale = 10 ** decimals;
  const all = Math.round(Math.max(0, seconds) * scale) / scale;
  const minutes = Math.floor(all / 60);
  const rest = (all - minutes * 60).toFixed(decimals).padStart(decimals ? decimals + 3 : 2, "0");
  const hours = Math.floor(minutes / 60);
  return hours ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** The decimals that times at marks so far apart need. */
export const decimalsOf = (step: number): number => clamp(Math.ceil(-Math.log10(step) - 1e-9), 0, 3);
