/** How smart tools look: what is pointed at, and what they would take. */
import { toScreen } from "../../../canvas/camera";
import { type Brush, drawNote, drawPoint, strokeRects } from "../../../canvas/paint";
import { around, type Point } from "../../../model/geometry";
import { OUTERMOST, type Pointing } from "./Pointing";
import type { Superpixel } from "./Superpixels";

const ACCENT = "#2456c9";
const NOTE = { fill: "#1d1c1a", ink: "#ffffff" };

/** The box that is drawn, or the points set so far. */
export function drawHint(brush: Brush, { hint, box }: Pointing, colour: string): void {
  if (!hint) return;
  const ink = { line: colour, text: "#000000", casing: "rgb(20 18 14 / 0.8)" };
  const rect = box ?? around(hint.points);
  if (box || hint.isAsked) strokeRects(brush, [rect], { ink, dash: [6, 4], fill: hint.isAsked ? 0.25 : 0.1 });
  const note = (at: Point, text: string) => drawNote(brush, toScreen(brush.camera, at), { text, ...NOTE });
  if (!box) for (const point of hint.points) drawPoint(brush, toScreen(brush.camera, point), ACCENT);
  const corner = { x: rect.x + rect.width, y: rect.y + rect.height };
  if (hint.isAsked) note(corner, "Finding the outline…");
  else if (box) note(corner, `${box.width} × ${box.height}`);
  else if (hint.by === "extreme")
    note(hint.points.at(-1) ?? corner, `Next: ${OUTERMOST[hint.points.length]}`);
}

/** The outline of what a click would add or take away. */
export function drawSuperpixel({ ctx, camera }: Brush, { edges }: Superpixel, colour: string): void {
  const path = new Path2D();
  for (let at = 0; at < edges.length; at += 4) {
    const [x, y, toX, toY] = edges.slice(at, at + 4) as [number, number, number, number];
    path.moveTo(x * camera.scale + camera.x, y * camera.scale + camera.y);
    path.lineTo(toX * camera.scale + camera.x, toY * camera.scale + camera.y);
  }
  ctx.lineCap = "square";
  for (const [width, ink] of [
    [4, "rgb(20 18 14 / 0.8)"],
    [2, colour],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeStyle = ink;
    ctx.stroke(path);
  }
  ctx.lineCap = "butt";
}
