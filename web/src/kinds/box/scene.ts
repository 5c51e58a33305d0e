/** How boxes look while they are being drawn. */
import { rectToScreen, toScreen } from "../../canvas/camera";
import {
  type Brush,
  drawAim,
  drawChip,
  drawGuides,
  drawHandles,
  drawNote,
  drawPoint,
  type LineStyle,
  strokeRects,
} from "../../canvas/paint";
import { type Ink, labelDash, type Palette } from "../../canvas/palette";
import type { Scene } from "../../canvas/viewer";
import { corners, type Rect } from "../../model/geometry";
import { markFaulty } from "../parts/markFaulty";
import { draftOf } from "./gesture";
import { type Box, handlePoint, handlesFor } from "./kernel";
import type { BoxSession } from "./session";

const ACCENT = "#2456c9";
const UNLABELED: Ink = { line: "#ffffff", text: "#000000", casing: "rgb(20 18 14 / 0.8)" };
const NOTE = { fill: "#1d1c1a", ink: "#ffffff" };

export class BoxScene implements Scene {
  constructor(private readonly session: BoxSession) {}

  paintSettled(brush: Brush, palette: Palette): void {
    const { session } = this;
    if (session.isHidden) return;
    const lifted = session.selection?.id;
    const byLabel = Map.groupBy(session.boxes, (box) => box.label);
    for (const [label, boxes] of byLabel) {
      strokeRects(
        brush,
        boxes.filter((box) => box.id !== lifted),
        this.style(palette, label),
      );
    }
  }

  paintActive(brush: Brush, palette: Palette): void {
    const { session } = this;
    this.paintGuides(brush);
    if (!session.isHidden) {
      this.paintHovered(brush, palette);
      this.paintSelected(brush, palette);
      markFaulty(brush, session);
    }
    if (session.pending) this.paintPending(brush, session.pending);
    this.paintDraft(brush, palette);
    if (session.aim) drawAim(brush, toScreen(brush.camera, session.aim));
  }

  private paintGuides(brush: Brush): void {
    const { gesture, tool, aim, hand } = this.session;
    const isHolding = gesture.phase === "moving" || gesture.phase === "resizing";
    if (aim) drawGuides(brush, toScreen(brush.camera, aim));
    else if (hand.pointer && hand.isDrawing && tool === "box" && !isHolding) drawGuides(brush, hand.pointer);
  }

  private paintHovered(brush: Brush, palette: Palette): void {
    const { session } = this;
    const box = session.find(session.hovered);
    if (!box || session.gesture.phase !== "idle") return;
    const fill = session.hand.pointer ? 0 : 0.15; // under the pointer itself the picture is not tinted
    if (box.id !== session.selection?.id || fill) {
      strokeRects(brush, [box], { ...this.style(palette, box.label), width: 3, fill });
    }
    if (box.id !== session.selection?.id) this.chip(brush, palette, box, box);
  }

  private paintSelected(brush: Brush, palette: Palette): void {
    const { session } = this;
    const { gesture, selected } = session;
    if (!selected) return;
    const isHeld = (gesture.phase === "moving" || gesture.phase === "resizing") && gesture.id === selected.id;
    const rect = isHeld ? gesture.rect : selected;
    strokeRects(brush, [rect], { ...this.style(palette, selected.label), width: 2.5 });
    const seen = rectToScreen(brush.camera, rect);
    drawHandles(
      brush,
      handlesFor(seen).map((handle) => handlePoint(seen, handle)),
      ACCENT,
    );
    this.chip(brush, palette, selected, rect);
    if (isHeld) this.dimensions(brush, rect);
  }

  private paintPending(brush: Brush, rect: Rect): void {
    strokeRects(brush, [rect], { ink: UNLABELED, dash: [4, 4], fill: 0.12 });
    drawChip(brush, rectToScreen(brush.camera, rect), { text: "Which label?", ...NOTE });
  }

  private paintDraft(brush: Brush, palette: Palette): void {
    const { session } = this;
    const { gesture } = session;
    if (gesture.phase !== "drawing" && gesture.phase !== "corner" && gesture.phase !== "points") return;
    const rect = draftOf(gesture);
    if (!rect) return;
    const style =
      session.label === undefined ? { ink: UNLABELED, dash: [4, 4] } : this.style(palette, session.label);
    strokeRects(brush, [rect], { ...style, fill: 0.1 });
    if (gesture.phase === "points") {
      for (const point of gesture.points) drawPoint(brush, toScreen(brush.camera, point), ACCENT);
    }
    this.dimensions(brush, rect);
  }

  private dimensions(brush: Brush, rect: Rect): void {
    const text = `${Math.round(rect.width)} × ${Math.round(rect.height)}`;
    drawNote(brush, toScreen(brush.camera, corners(rect)[1]), { text, ...NOTE });
  }

  private chip(brush: Brush, palette: Palette, box: Box, rect: Rect): void {
    const { session } = this;
    const ink = palette.ink(session.handle.slot(box.label));
    const text = `${session.titleOf(box.label)} · ${session.boxes.indexOf(box) + 1}`;
    drawChip(brush, rectToScreen(brush.camera, rect), { text, fill: ink.line, ink: ink.text });
  }

  private style(palette: Palette, label: string): LineStyle {
    const slot = this.session.handle.slot(label);
    return { ink: palette.ink(slot), dash: labelDash(slot) };
  }
}
