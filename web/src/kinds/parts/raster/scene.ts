/** How painting looks while it is done. */
import { toImage, toScreen } from "../../../canvas/camera";
import { type Brush, drawAim, drawChip, drawGuides, drawPoint } from "../../../canvas/paint";
import type { Palette } from "../../../canvas/palette";
import type { Scene } from "../../../canvas/viewer";
import type { Point } from "../../../model/geometry";
import { seated } from "../../../model/raster/shapes";
import { drawHint, drawSuperpixel } from "../smart/drawSmart";
import type { RasterSession } from "./session";

const ACCENT = "#2456c9";

export class RasterScene implements Scene {
  constructor(private readonly session: RasterSession) {}

  paintSettled(brush: Brush, palette: Palette): void {
    const { session } = this;
    if (session.isHidden) return;
    session.overlay.paint(brush, session.grid, session.looks(palette));
  }

  paintActive(brush: Brush, palette: Palette): void {
    const { session } = this;
    const { tool, aim, corners } = session;
    const pointer = session.hand.pointer;
    const at = aim ? toScreen(brush.camera, aim) : pointer;
    const slot = session.slotToPaint();
    const colour = tool === "eraser" || slot === undefined ? "#ffffff" : palette.ink(slot).line;
    if (aim) drawGuides(brush, toScreen(brush.camera, aim));
    const here = at && toImage(brush.camera, at);
    if (corners.length) drawCorners(brush, corners, session.lineTo(here), colour);
    else if (here && tool === "wire")
      drawPoint(brush, toScreen(brush.camera, session.cornerAt(here)), ACCENT);
    this.chip(brush, palette);
    drawHint(brush, session.pointing, colour);
    const superpixel = here && tool === "superpixel" && session.superpixelAt(here);
    if (superpixel) drawSuperpixel(brush, superpixel, colour);
    if (!at || tool === "select") return;
    if (tool === "brush" || tool === "eraser") this.ring(brush, at, colour, tool === "eraser");
    else if (aim) drawAim(brush, at);
    else cross(brush, at);
  }

  private chip(brush: Brush, palette: Palette): void {
    const { mark, isHidden } = this.session;
    if (!mark || isHidden) return;
    const { x, y } = toScreen(brush.camera, mark.at);
    const ink = palette.ink(mark.slot);
    drawChip(brush, { x, y, width: 0, height: 0 }, { text: mark.text, fill: ink.line, ink: ink.text });
  }

  /** The brush as wide as it paints, seated where it will paint. */
  private ring({ ctx, camera }: Brush, at: Point, colour: string, isDashed: boolean): void {
    const { width } = this.session;
    const image = { x: (at.x - camera.x) / camera.scale, y: (at.y - camera.y) / camera.scale };
    const middle = toScreen(camera, seated(image, width));
    for (const [line, ink] of [
      [3, "rgb(20 18 14 / 0.75)"],
      [1.5, colour],
    ] as const) {
      ctx.beginPath();
      ctx.arc(middle.x, middle.y, Math.max((width * camera.scale) / 2, 1.5), 0, 2 * Math.PI);
      ctx.setLineDash(isDashed ? [4, 3] : []);
      ctx.lineWidth = line;
      ctx.strokeStyle = ink;
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.fillStyle = colour;
    ctx.fillRect(middle.x - 1, middle.y - 1, 2, 2);
  }
}

function cross({ ctx }: Brush, { x, y }: Point): void {
  for (const [line, ink] of [
    [3.5, "rgb(20 18 14 / 0.75)"],
    [1.5, "#ffffff"],
  ] as const) {
    ctx.beginPath();
    ctx.moveTo(x - 9, y);
    ctx.lineTo(x + 9, y);
    ctx.moveTo(x, y - 9);
    ctx.lineTo(x, y + 9);
    ctx.lineWidth = line;
    ctx.strokeStyle = ink;
    ctx.stroke();
  }
}

function drawCorners(brush: Brush, corners: readonly Point[], line: readonly Point[], colour: string): void {
  const { ctx } = brush;
  const points = corners.map((corner) => toScreen(brush.camera, corner));
  const all = line.map((point) => toScreen(brush.camera, point));
  ctx.beginPath();
  all.forEach((point, place) => {
    if (place === 0) ctx.moveTo(point.x, point.y);
    else ctx.lineTo(point.x, point.y);
  });
  ctx.closePath();
  ctx.save();
  ctx.globalAlpha = 0.2;
  ctx.fillStyle = colour;
  ctx.fill("evenodd");
  ctx.restore();
  for (const [line, ink] of [
    [3.5, "rgb(20 18 14 / 0.75)"],
    [1.5, colour],
  ] as const) {
    ctx.lineWidth = line;
    ctx.strokeStyle = ink;
    ctx.stroke();
  }
  for (const point of points) drawPoint(brush, point, ACCENT);
}
