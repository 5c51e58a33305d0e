/** How several answers look over one picture. */
import { rectToScreen } from "../../canvas/camera";
import { type Brush, drawChip, type LineStyle } from "../../canvas/paint";
import { labelDash, layerDash, type Palette } from "../../canvas/palette";
import type { Scene } from "../../canvas/viewer";
import { around, corners, type Rect } from "../../model/geometry";
import { slotOf } from "../../model/slots";
import type { CaseUnit, Json, Layer, QuestionOut } from "../types";
import { attributesOf, wordsOf } from "./attributes";
import type { DrawnObject } from "./objectLists";

/** How a kind reads, names and strokes its objects. */
export interface Looks<Thing extends DrawnObject> {
  readonly noun: { readonly one: string; readonly many: string };
  read(value: Json): readonly Thing[];
  rectOf(thing: Thing): Rect;
  describe(title: string, thing: Thing): string;
  stroke(brush: Brush, things: readonly Thing[], style: LineStyle): void;
}

interface Shown<Thing> {
  readonly thing: Thing;
  readonly layer: number;
}

const DIMMED = 0.3;
const ASIDE = 0.55; // objects beside the conflict in view

export class LayersScene<Thing extends DrawnObject> implements Scene {
  private layers: readonly Layer[] = [];
  private things: readonly (readonly Thing[])[] = [];
  private focus: readonly Shown<Thing>[] = [];

  constructor(
    private readonly question: QuestionOut,
    private readonly looks: Looks<Thing>,
  ) {}

  show(layers: readonly Layer[], focusUnit: CaseUnit | undefined): void {
    this.layers = layers;
    this.things = layers.map((layer) => this.looks.read(layer.value));
    this.focus = (focusUnit?.members ?? []).flatMap((at, layer) => {
      const thing = at === null ? undefined : this.things[layer]?.[at];
      return thing ? [{ thing, layer }] : [];
    });
  }

  /** Where the members of the conflict lie, if there are any. */
  focusRect(): Rect | undefined {
    return this.focus.length
      ? around(this.focus.flatMap(({ thing }) => corners(this.looks.rectOf(thing))))
      : undefined;
  }

  paintSettled(brush: Brush, palette: Palette): void {
    const lifted = new Set(this.focus.map(({ thing }) => thing));
    this.layers.forEach((layer, place) => {
      const rest = (this.things[place] ?? []).filter((thing) => !lifted.has(thing));
      brush.ctx.globalAlpha = layer.dimmed ? DIMMED : this.focus.length ? ASIDE : 1;
      for (const [label, things] of Map.groupBy(rest, (thing) => thing.label)) {
        const style = this.style(palette, label, place);
        this.looks.stroke(brush, things, this.focus.length ? { ...style, part: "line" } : style);
      }
    });
    brush.ctx.globalAlpha = 1;
  }

  paintActive(brush: Brush, palette: Palette): void {
    for (const part of ["casing", "line"] as const) {
      for (const { thing, layer } of this.focus) {
        brush.ctx.globalAlpha = this.layers[layer]?.dimmed ? DIMMED : 1;
        this.looks.stroke(brush, [thing], { ...this.style(palette, thing.label, layer), width: 3, part });
      }
    }
    brush.ctx.globalAlpha = 1;
    this.paintLetters(brush, palette);
  }

  /** Who drew each member and as what; chips of objects that begin near each other stand side by side. */
  private paintLetters(brush: Brush, palette: Palette): void {
    let along = 0;
    const anchor = this.focus[0] && rectToScreen(brush.camera, this.looks.rectOf(this.focus[0].thing));
    if (!anchor) return;
    for (const { thing, layer } of this.focus) {
      if (this.layers[layer]?.dimmed) continue;
      const { ink } = this.style(palette, thing.label, layer);
      const title = this.question.labels.find((label) => label.key === thing.label)?.title ?? thing.label;
      const said = wordsOf(attributesOf(this.question), thing.attributes);
      const text = [`${this.layers[layer]?.who ?? ""} ${title}`.trim(), said].filter(Boolean).join(" · ");
      along += drawChip(brush, anchor, { text, fill: ink.line, ink: ink.text }, along);
    }
  }

  private style(palette: Palette, label: string, layer: number): LineStyle {
    const slot = slotOf(this.question, label) ?? 0;
    return { ink: palette.ink(slot), dash: this.layers.length > 1 ? layerDash(layer) : labelDash(slot) };
  }
}
