/** What is drawn over a picture, in CSS pixels of the stage: outlines, handles, guides, chips. Knows no kind. */
import type { Point, Rect, Size } from "../model/geometry";
import type { Ring } from "../model/rings";
import { type Camera, rectToScreen } from "./camera";
import type { Ink } from "./palette";

/** A canvas layer in one frame. */
export interface Brush {
  readonly ctx: CanvasRenderingContext2D;
  readonly camera: Camera;
  readonly view: Size;
}

export interface LineStyle {
  readonly ink: Ink;
  readonly dash: readonly number[];
  readonly width?: number;
  /** 0 … 1 of the label's colour inside. */
  readonly fill?: number;
  /** Casings of all lines go below where lines lie close to each other: draw them first, then the lines. */
  readonly part?: "casing" | "line";
}

const HANDLE = 8;
const FONT = "600 12px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const CHIP = 20;

/** Draw rectangles of one style in a handful of calls, whatever their number; those out of view are left out. */
export function strokeRects({ ctx, camera, view }: Brush, rects: Iterable<Rect>, style: LineStyle): void {
  ctx.beginPath();
  for (const rect of rects) {
    const { x, y, width, height } = rectToScreen(camera, rect);
    if (x > view.width + 4 || y > view.height + 4 || x + width < -4 || y + height < -4) continue;
    ctx.rect(x, y, width, height);
  }
  strokePath(ctx, style);
}

/** Draw closed outlines of one style; what an odd number of them goes round is inside, so that holes stay free. */
export function strokeRings({ ctx, camera }: Brush, rings: Iterable<Ring>, style: LineStyle): void {
  ctx.beginPath();
  for (const ring of rings) {
    trace(ctx, camera, ring);
    ctx.closePath();
  }
  strokePath(ctx, style, "evenodd");
}

/** Draw an open line. */
export function strokeLine({ ctx, camera }: Brush, line: Ring, style: LineStyle): void {
  ctx.beginPath();
  trace(ctx, camera, line);
  strokePath(ctx, style);
}

function trace(ctx: CanvasRenderingContext2D, camera: Camera, line: Ring): void {
  line.forEach(([x, y], at) => {
    const [screenX, screenY] = [x * camera.scale + camera.x, y * camera.scale + camera.y];
    if (at === 0) ctx.moveTo(screenX, screenY);
    else ctx.lineTo(screenX, screenY);
  });
}

/** Stroke (and fill) the present path: casing first, so that the line is seen on light and dark pictures. */
function strokePath(
  ctx: CanvasRenderingContext2D,
  style: LineStyle,
  inside: CanvasFillRule = "nonzero",
): void {
  const { ink, dash, width = 2, fill = 0, part } = style;
  if (fill > 0 && part !== "casing") {
    ctx.save();
    ctx.globalAlpha *= fill;
    ctx.fillStyle = ink.line;
    ctx.fill(inside);
    ctx.restore();
  }
  if (part !== "line") stroke(ctx, ink.casing, width + 2, []);
  if (part !== "casing") stroke(ctx, ink.line, width, dash);
}

function stroke(ctx: CanvasRenderingContext2D, colour: string, width: number, dash: readonly number[]): void {
  ctx.setLineDash([...dash]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
  ctx.setLineDash([]);
}

export function drawHandles({ ctx }: Brush, spots: readonly Point[], edge: string): void {
  ctx.lineWidth = 1.5;
  ctx.fillStyle = "#ffffff";
  ctx.strokeStyle = edge;
  for (const { x, y } of spots) {
    ctx.beginPath();
    ctx.rect(x - HANDLE / 2, y - HANDLE / 2, HANDLE, HANDLE);
    ctx.fill();
    ctx.stroke();
  }
}

/** Lines through the point over the whole view, light over dark. */
export function drawGuides({ ctx, view }: Brush, { x, y }: Point): void {
  ctx.beginPath();
  ctx.moveTo(0, Math.round(y) + 0.5);
  ctx.lineTo(view.width, Math.round(y) + 0.5);
  ctx.moveTo(Math.round(x) + 0.5, 0);
  ctx.lineTo(Math.round(x) + 0.5, view.height);
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.strokeStyle = "rgb(20 18 14 / 0.55)";
  ctx.stroke();
  ctx.setLineDash([4, 4]);
  ctx.strokeStyle = "rgb(255 255 255 / 0.9)";
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A small cross at a placed point. */
export function drawPoint({ ctx }: Brush, { x, y }: Point, edge: string): void {
  ctx.beginPath();
  ctx.arc(x, y, 4.5, 0, 2 * Math.PI);
  ctx.fillStyle = "#ffffff";
  ctx.fill();
  ctx.lineWidth = 2;
  ctx.strokeStyle = edge;
  ctx.stroke();
}

/** The ring round the point that the keys move. */
export function drawAim({ ctx }: Brush, { x, y }: Point): void {
  for (const [width, colour] of [
    [4, "rgb(20 18 14 / 0.8)"],
    [2, "#ffffff"],
  ] as const) {
    ctx.beginPath();
    ctx.arc(x, y, 9, 0, 2 * Math.PI);
    ctx.lineWidth = width;
    ctx.strokeStyle = colour;
    ctx.stroke();
  }
}

export interface Chip {
  readonly text: string;
  readonly fill: string;
  readonly ink: string;
}

/** Text on a plate above the top left corner of a screen rectangle, inside it where there is no room above.
 *
 * row: how many chips already stand there; further ones go to the right. Returns the chip's width.
 */
export function drawChip({ ctx, view }: Brush, rect: Rect, chip: Chip, along = 0): number {
  ctx.font = FONT;
  const width = Math.ceil(ctx.measureText(chip.text).width) + 12;
  const above = rect.y - CHIP - 3;
  const x = Math.min(Math.max(rect.x - 1, 2), Math.max(view.width - width - 2, 2)) + along;
  const y = above >= 2 ? above : Math.min(Math.max(rect.y + 4, 2), view.height - CHIP - 2);
  plate(ctx, { x, y, width, height: CHIP }, chip);
  return width + 4;
}

/** Text on a plate at the lower right of a point, kept in the view: dimensions while drawing. */
export function drawNote({ ctx, view }: Brush, at: Point, chip: Chip): void {
  ctx.font = FONT;
  const width = Math.ceil(ctx.measureText(chip.text).width) + 12;
  const x = Math.min(Math.max(at.x + 10, 2), view.width - width - 2);
  const y = at.y + 10 + CHIP > view.height ? at.y - CHIP - 10 : at.y + 10;
  plate(ctx, { x, y, width, height: CHIP }, chip);
}

function plate(ctx: CanvasRenderingContext2D, rect: Rect, chip: Chip): void {
  ctx.setLineDash([]);
  for (const [grow, colour] of [
    [2, "rgb(20 18 14 / 0.85)"],
    [1, "rgb(255 255 255 / 0.95)"],
    [0, chip.fill],
  ] as const) {
    ctx.beginPath();
    ctx.roundRect(rect.x - grow, rect.y - grow, rect.width + 2 * grow, rect.height + 2 * grow, 4);
    ctx.fillStyle = colour;
    ctx.fill();
  }
  ctx.fillStyle = chip.ink;
  ctx.textBaseline = "middle";
  ctx.fillText(chip.text, rect.x + 6, rect.y + rect.height / 2 + 0.5);
}
