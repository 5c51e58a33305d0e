/** How several answers look over one picture. */
import { rectToScreen } from "../../canvas/camera";
import { type Brush, drawChip, type LineStyle, strokeRects } from "../../canvas/paint";
import { labelDash, layerDash, type Palette } from "../../canvas/palette";
import type { Scene } from "../../canvas/viewer";
import { around, corners, type Rect } from "../../model/geometry";
import { slotOf } from "../../model/slots";
import type { CaseUnit, Layer, QuestionOut } from "../types";
import { type Box, readBoxes } from "./kernel";

interface Shown {
  readonly box: Box;
  readonly layer: number;
}

const DIMMED = 0.3;
const ASIDE = 0.55; // boxes beside the conflict in view

export class LayersScene implements Scene {
  private layers: readonly Layer[] = [];
  private boxes: readonly (readonly Box[])[] = [];
  private focus: readonly Shown[] = [];

  constructor(private readonly question: QuestionOut) {}

  show(layers: readonly Layer[], focusUnit: CaseUnit | undefined): void {
    this.layers = layers;
    this.boxes = layers.map((layer) => readBoxes(layer.value));
    this.focus = (focusUnit?.members ?? []).flatMap((at, layer) => {
      const box = at === null ? undefined : this.boxes[layer]?.[at];
      return box ? [{ box, layer }] : [];
    });
  }

  /** Where the members of the conflict lie, if there are any. */
  focusRect(): Rect | undefined {
    return this.focus.length ? around(this.focus.flatMap(({ box }) => corners(box))) : undefined;
  }

  paintSettled(brush: Brush, palette: Palette): void {
    const lifted = new Set(this.focus.map(({ box }) => box));
    this.layers.forEach((layer, place) => {
      const rest = (this.boxes[place] ?? []).filter((box) => !lifted.has(box));
      brush.ctx.globalAlpha = layer.dimmed ? DIMMED : this.focus.length ? ASIDE : 1;
      for (const [label, boxes] of Map.groupBy(rest, (box) => box.label)) {
        const style = this.style(palette, label, place);
        strokeRects(brush, boxes, this.focus.length ? { ...style, part: "line" } : style);
      }
    });
    brush.ctx.globalAlpha = 1;
  }

  paintActive(brush: Brush, palette: Palette): void {
    for (const part of ["casing", "line"] as const) {
      for (const { box, layer } of this.focus) {
        brush.ctx.globalAlpha = this.layers[layer]?.dimmed ? DIMMED : 1;
        strokeRects(brush, [box], { ...this.style(palette, box.label, layer), width: 3, part });
      }
    }
    brush.ctx.globalAlpha = 1;
    this.paintLetters(brush, palette);
  }

  /** Who drew each member and as what; chips of boxes that begin near each other stand side by side. */
  private paintLetters(brush: Brush, palette: Palette): void {
    let along = 0;
    const anchor = this.focus[0] && rectToScreen(brush.camera, this.focus[0].box);
    if (!anchor) return;
    for (const { box, layer } of this.focus) {
      if (this.layers[layer]?.dimmed) continue;
      const { ink } = this.style(palette, box.label, layer);
      const title = this.question.labels.find((label) => label.key === box.label)?.title ?? box.label;
      const text = `${this.layers[layer]?.who ?? ""} ${title}`.trim();
      along += drawChip(brush, anchor, { text, fill: ink.line, ink: ink.text }, along);
    }
  }

  private style(palette: Palette, label: string, layer: number): LineStyle {
    const slot = slotOf(this.question, label) ?? 0;
    return { ink: palette.ink(slot), dash: this.layers.length > 1 ? layerDash(layer) : labelDash(slot) };
  }
}
