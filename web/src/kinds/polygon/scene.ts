/** How polygons look while they are being drawn. */
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
  strokeLine,
  strokeRings,
} from "../../canvas/paint";
import { type Ink, labelDash, type Palette } from "../../canvas/palette";
import type { Scene } from "../../canvas/viewer";
import { distance, type Point } from "../../model/geometry";
import { boundsOf, pointOf, type Ring, type Spot, spotOf } from "../../model/rings";
import { counted } from "../../ui/num";
import { markFaulty } from "../parts/markFaulty";
import { drawHint } from "../parts/smart/drawSmart";
import { type Drawing, lineOf } from "./gesture";
import { edgeNear, type Polygon, rectOf, ringsOf, spotAt } from "./kernel";
import type { PolygonSession } from "./session";

const ACCENT = "#2456c9";
const UNLABELED: Ink = { line: "#ffffff", text: "#000000", casing: "rgb(20 18 14 / 0.8)" };
const NOTE = { fill: "#1d1c1a", ink: "#ffffff" };
const EDGE_REACH = 5; // as the hand has it
const APART = 6; // CSS pixels: points closer together than this show no handles

/** Draw polygons of one style, whatever their number; those out of view are left out. */
export function strokePolygons(brush: Brush, polygons: Iterable<Polygon>, style: LineStyle): void {
  strokeRings(brush, ringsInView(brush, polygons), style);
}

function* ringsInView({ camera, view }: Brush, polygons: Iterable<Polygon>): Generator<Ring> {
  for (const polygon of polygons) {
    const { x, y, width, height } = rectToScreen(camera, rectOf(polygon));
    if (x > view.width + 4 || y > view.height + 4 || x + width < -4 || y + height < -4) continue;
    for (const part of polygon.parts) {
      yield part.outline;
      yield* part.holes;
    }
  }
}

export class PolygonScene implements Scene {
  constructor(private readonly session: PolygonSession) {}

  paintSettled(brush: Brush, palette: Palette): void {
    const { session } = this;
    if (session.isHidden) return;
    const lifted = session.selection?.id;
    for (const [label, polygons] of Map.groupBy(session.objects, (each) => each.label)) {
      strokePolygons(
        brush,
        polygons.filter((each) => each.id !== lifted),
        this.style(palette, label),
      );
    }
  }

  paintActive(brush: Brush, palette: Palette): void {
    const { session } = this;
    const { gesture, aim } = session;
    if (aim) drawGuides(brush, toScreen(brush.camera, aim));
    if (!session.isHidden) {
      this.paintHovered(brush, palette);
      this.paintSelected(brush, palette);
      markFaulty(brush, session);
    }
    drawHint(brush, session.pointing, this.hintColour(palette));
    if (session.pending) this.paintPending(brush, session.pending);
    if (gesture.phase === "drawing") this.paintDraft(brush, palette, gesture);
    if (aim) drawAim(brush, toScreen(brush.camera, aim));
  }

  private paintHovered(brush: Brush, palette: Palette): void {
    const { session } = this;
    const polygon = session.find(session.hovered);
    if (!polygon || !session.isIdle()) return;
    const fill = session.hand.pointer ? 0 : 0.15; // under the pointer itself the picture is not tinted
    const isSelected = polygon.id === session.selection?.id;
    if (!isSelected || fill) {
      strokePolygons(brush, [polygon], { ...this.style(palette, polygon.label), width: 3, fill });
    }
    if (!isSelected) this.chip(brush, palette, polygon, polygon);
  }

  private paintSelected(brush: Brush, palette: Palette): void {
    const { session } = this;
    const { gesture, selected } = session;
    if (!selected) return;
    const isHeld = gesture.phase === "holding" && gesture.start.id === selected.id;
    const polygon = isHeld ? gesture.now : selected;
    strokePolygons(brush, [polygon], { ...this.style(palette, selected.label), width: 2.5, fill: 0.08 });
    this.paintHandles(brush, polygon);
    this.chip(brush, palette, selected, polygon);
    const spot = isHeld && gesture.at && spotAt(polygon, gesture.at);
    if (spot) this.note(brush, pointOf(spot), `${Math.round(spot[0])}, ${Math.round(spot[1])}`);
  }

  /** A handle on each point that has room, a ring round the one in focus, and where a new one would come. */
  private paintHandles(brush: Brush, polygon: Polygon): void {
    const { session } = this;
    for (const part of polygon.parts)
      for (const ring of ringsOf(part)) drawHandles(brush, spaced(brush, ring), ACCENT);
    const focus = session.spot && spotAt(polygon, session.spot);
    if (focus) {
      drawPoint(brush, toScreen(brush.camera, pointOf(focus)), ACCENT);
      drawAim(brush, toScreen(brush.camera, pointOf(focus)));
    }
    const { grip } = session.hand.target;
    const { pointer } = session.hand;
    if (session.isIdle() && pointer && grip?.isNew && grip.polygon.id === polygon.id) {
      const { scale, x, y } = brush.camera;
      const at = { x: (pointer.x - x) / scale, y: (pointer.y - y) / scale };
      const edge = edgeNear(polygon, at, (2 * EDGE_REACH) / scale);
      if (edge) drawPoint(brush, toScreen(brush.camera, edge.point), ACCENT);
    }
  }

  private hintColour(palette: Palette): string {
    const { label } = this.session;
    return label === undefined ? UNLABELED.line : this.style(palette, label).ink.line;
  }

  private paintPending(brush: Brush, ring: Ring): void {
    strokeRings(brush, [ring], { ink: UNLABELED, dash: [4, 4], fill: 0.12 });
    drawChip(brush, rectToScreen(brush.camera, boundsOf(ring)), { text: "Which label?", ...NOTE });
  }

  private paintDraft(brush: Brush, palette: Palette, drawing: Drawing): void {
    const { session } = this;
    const { spots, to } = drawing;
    const { purpose } = session;
    const owner = purpose.as === "new" ? undefined : session.find(purpose.id);
    const label = owner?.label ?? session.label;
    const style = label === undefined ? { ink: UNLABELED, dash: [4, 4] } : this.style(palette, label);
    const last = spots.at(-1);
    const line: Spot[] = [...lineOf(drawing), ...(last ? session.legTo(last, to) : []), spotOf(to)];
    const ring = session.closedNow(drawing) ?? line;
    if (ring.length > 2) strokeRings(brush, [ring], { ...style, dash: [2, 5], fill: 0.1, part: "line" });
    strokeLine(brush, line, { ...style, dash: [] });
    drawHandles(brush, spaced(brush, spots.slice(1)), ACCENT);
    const first = spots[0];
    if (first) drawPoint(brush, toScreen(brush.camera, pointOf(first)), ACCENT);
    if (first && spots.length >= 3 && distance(pointOf(first), to) === 0) {
      drawAim(brush, toScreen(brush.camera, pointOf(first)));
    }
    this.note(brush, to, counted(spots.length, "point"));
  }

  private note(brush: Brush, at: Point, text: string): void {
    drawNote(brush, toScreen(brush.camera, at), { text, ...NOTE });
  }

  private chip(brush: Brush, palette: Palette, polygon: Polygon, seen: Polygon): void {
    const { session } = this;
    const ink = palette.ink(session.handle.slot(polygon.label));
    const text = `${session.titleOf(polygon.label)} · ${session.objects.indexOf(polygon) + 1}`;
    drawChip(brush, rectToScreen(brush.camera, rectOf(seen)), { text, fill: ink.line, ink: ink.text });
  }

  private style(palette: Palette, label: string): LineStyle {
    const slot = this.session.handle.slot(label);
    return { ink: palette.ink(slot), dash: labelDash(slot) };
  }
}

/** Where handles stand on the screen; of points that lie close together only the first has one. */
function spaced({ camera }: Brush, ring: Ring): Point[] {
  const found: Point[] = [];
  for (const spot of ring) {
    const at = toScreen(camera, pointOf(spot));
    const before = found.at(-1);
    if (!before || distance(before, at) >= APART) found.push(at);
  }
  return found;
}
