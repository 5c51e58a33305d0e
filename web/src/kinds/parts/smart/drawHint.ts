/** How pointing at an object looks: the box that is drawn, or the points set so far. */
import { toScreen } from "../../../canvas/camera";
import { type Brush, drawNote, drawPoint, strokeRects } from "../../../canvas/paint";
import { around, type Point } from "../../../model/geometry";
import { OUTERMOST, type Pointing } from "./Pointing";

const ACCENT = "#2456c9";
const NOTE = { fill: "#1d1c1a", ink: "#ffffff" };

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
  else note(hint.points.at(-1) ?? corner, `Next: ${OUTERMOST[hint.points.length]}`);
}
