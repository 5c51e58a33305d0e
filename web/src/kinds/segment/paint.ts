/** Strokes that the editor and the read-only view share. */
import type { Brush, Ink } from "../../audio/deck";
import { type Stretch, xAt } from "../../model/sound";

export interface BandStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  /** Opacity of the fill. */
  readonly fill: number;
  readonly width: number;
}

const FONT = "600 12px system-ui, sans-serif";
const CHIP = 19;

/** A stretch from top to bottom: tinted, with its two edges. */
export function band(brush: Brush, part: Stretch, top: number, bottom: number, style: BandStyle): void {
  const { ctx, view, width } = brush;
  const [low, high] = [xAt(view, part.start), xAt(view, part.end)];
  if (high < -4 || low > width + 4) return;
  const alpha = ctx.globalAlpha;
  ctx.fillStyle = style.colour;
  ctx.globalAlpha = alpha * style.fill;
  ctx.fillRect(low, top, Math.max(high - low, 1), bottom - top);
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = style.colour;
  ctx.lineWidth = style.width;
  ctx.setLineDash([...style.dash]);
  ctx.beginPath();
  for (const x of [low, high]) {
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** isFree: the text may be longer than its stretch. from: the place at the left that is kept for something else. */
export interface ChipStyle {
  readonly isFree?: boolean;
  readonly from?: number;
}

/** A line of text on a label's colour at the begin of a stretch, cut at its end. */
export function chip(
  brush: Brush,
  part: Stretch,
  top: number,
  text: string,
  ink: Ink,
  { isFree = false, from = 0 }: ChipStyle = {},
): void {
  const { ctx, view, width } = brush;
  const low = Math.max(xAt(view, part.start), from);
  const high = Math.min(xAt(view, part.end), width);
  if (high < 0 || low > width) return;
  ctx.font = FONT;
  ctx.textBaseline = "middle";
  const wanted = ctx.measureText(text).width + 12;
  const wide = isFree ? wanted : Math.min(wanted, Math.max(high - low, 0));
  const left = isFree ? Math.min(low, width - wanted) : low;
  if (wide < 3) return;
  ctx.fillStyle = ink.line;
  ctx.fillRect(left, top, wide, CHIP);
  if (wide < 16) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, wide - 3, CHIP);
  ctx.clip();
  ctx.fillStyle = ink.text;
  ctx.fillText(text, left + 6, top + CHIP / 2 + 0.5);
  ctx.restore();
}

/** What is said in a stretch, as far as it has room. */
export function words(brush: Brush, part: Stretch, middle: number, text: string): void {
  const { ctx, view, width } = brush;
  const low = Math.max(xAt(view, part.start), 0) + 5;
  const high = Math.min(xAt(view, part.end), width) - 5;
  if (high - low < 20) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(low, middle - 10, high - low, 20);
  ctx.clip();
  ctx.font = "13px system-ui, sans-serif";
  ctx.textBaseline = "middle";
  const wide = Math.min(ctx.measureText(text).width + 6, high - low);
  ctx.fillStyle = brush.colour("--surface");
  ctx.globalAlpha *= 0.85;
  ctx.fillRect(low - 3, middle - 10, wide, 20);
  ctx.globalAlpha = 1;
  ctx.fillStyle = brush.colour("--ink");
  ctx.fillText(text, low, middle + 0.5);
  ctx.restore();
}

/** Where a hand takes hold of the two edges. */
export function handles(brush: Brush, part: Stretch, middle: number): void {
  const { ctx, view } = brush;
  for (const time of [part.start, part.end]) {
    const x = xAt(view, time);
    ctx.fillStyle = "#ffffff";
    ctx.strokeStyle = brush.colour("--focus");
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.roundRect(x - 4, middle - 12, 8, 24, 3);
    ctx.fill();
    ctx.stroke();
  }
}
