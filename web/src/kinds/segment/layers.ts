/** How several answers look on one recording: a row for each below the wave, all of them laid over it. */
import type { Brush, Scene } from "../../audio/deck";
import { labelDash, layerDash } from "../../canvas/palette";
import { slotOf } from "../../model/slots";
import { type Stretch, xAt } from "../../model/sound";
import { attributesOf, wordsOf } from "../parts/attributes";
import type { CaseUnit, Layer, QuestionOut } from "../types";
import { readSegments, type Segment } from "./kernel";
import { band, chip, words } from "./paint";

const DIMMED = 0.3;
const ASIDE = 0.45; // segments beside the conflict in view
const ROW = 30;
const LETTER = "600 12px system-ui, sans-serif";

export class LayersScene implements Scene {
  private layers: readonly Layer[] = [];
  private segments: readonly (readonly Segment[])[] = [];
  private focus: ReadonlySet<Segment> = new Set();

  constructor(private readonly question: QuestionOut) {}

  show(layers: readonly Layer[], focusUnit: CaseUnit | undefined): void {
    this.layers = layers;
    this.segments = layers.map((layer) => readSegments(layer.value));
    const members = (focusUnit?.members ?? []).map((at, layer) =>
      at === null ? undefined : this.segments[layer]?.[at],
    );
    this.focus = new Set(members.filter((each) => each !== undefined));
  }

  /** The time of the conflict in view, if there is one. */
  focusStretch(): Stretch | undefined {
    const all = [...this.focus];
    if (!all.length) return undefined;
    return {
      start: Math.min(...all.map((each) => each.start)),
      end: Math.max(...all.map((each) => each.end)),
    };
  }

  paint(brush: Brush): void {
    const { ctx, bands } = brush;
    this.layers.forEach((layer, place) => {
      const top = bands.rows[0] + 4 + place * ROW;
      this.paintRow(brush, layer, place, top);
      for (const segment of this.segments[place] ?? []) {
        const isFocus = this.focus.has(segment);
        ctx.globalAlpha = layer.dimmed ? DIMMED : this.focus.size && !isFocus ? ASIDE : 1;
        this.paintOver(brush, segment, place, isFocus);
        this.paintInRow(brush, segment, place, top, isFocus);
      }
      ctx.globalAlpha = 1;
      this.paintLetter(brush, place, top);
    });
  }

  private letterWidth({ ctx }: Brush, place: number): number {
    ctx.font = LETTER;
    return ctx.measureText(this.letterOf(place)).width + 10;
  }

  /** Whose row it is, at its left, over whatever is marked there. */
  private paintLetter(brush: Brush, place: number, top: number): void {
    const letter = this.letterOf(place);
    if (!letter) return;
    const { ctx } = brush;
    const width = this.letterWidth(brush, place);
    ctx.fillStyle = brush.colour("--surface");
    ctx.strokeStyle = brush.colour("--ink-2");
    ctx.lineWidth = 1;
    ctx.fillRect(2.5, top + 2.5, width, ROW - 13);
    ctx.strokeRect(2.5, top + 2.5, width, ROW - 13);
    ctx.fillStyle = brush.colour("--ink");
    ctx.textBaseline = "middle";
    ctx.fillText(letter, 7.5, top + ROW / 2 - 3.5);
  }

  private paintOver(brush: Brush, segment: Segment, place: number, isFocus: boolean): void {
    const { wave, spectrum } = brush.bands;
    const slot = slotOf(this.question, segment.label) ?? 0;
    band(brush, segment, wave[0], Math.max(wave[1], spectrum[1]), {
      colour: brush.ink(slot).line,
      dash: this.layers.length > 1 ? layerDash(place) : labelDash(slot),
      fill: isFocus ? 0.12 : 0.06,
      width: isFocus ? 3 : 1.5,
    });
  }

  private paintInRow(brush: Brush, segment: Segment, place: number, top: number, isFocus: boolean): void {
    const { ctx, view } = brush;
    const slot = slotOf(this.question, segment.label) ?? 0;
    const title = this.question.labels.find((label) => label.key === segment.label)?.title ?? segment.label;
    const [low, high] = [xAt(view, segment.start), xAt(view, segment.end)];
    const { line } = brush.ink(slot);
    const alpha = ctx.globalAlpha;
    ctx.globalAlpha = alpha * 0.25;
    ctx.fillStyle = line;
    ctx.fillRect(low, top, Math.max(high - low, 2), ROW - 8);
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = line;
    ctx.lineWidth = isFocus ? 3 : 1.5;
    ctx.strokeRect(low, top, Math.max(high - low, 2), ROW - 8);
    const from = this.letterOf(place) ? this.letterWidth(brush, place) + 4 : 0;
    const named = [title, wordsOf(attributesOf(this.question), segment.attributes)]
      .filter(Boolean)
      .join(" · ");
    const said = segment.text ? `${named}: ${segment.text}` : named;
    chip(brush, segment, top + 1.5, said, brush.ink(slot), { from });
    if (segment.text && isFocus) {
      const middle = brush.bands.wave[1] - 12 - (this.layers.length - 1 - place) * 22;
      words(brush, segment, middle, `${this.letterOf(place)} ${segment.text}`.trim());
    }
  }

  /** The letter that a layer's row begins with; none where there is one answer alone. */
  private letterOf(place: number): string {
    return this.layers.length > 1 ? (this.layers[place]?.who.split(" ")[0] ?? "") : "";
  }

  /** A line below the row as the annotator's edges have it. */
  private paintRow(brush: Brush, layer: Layer, place: number, top: number): void {
    const { ctx, width } = brush;
    ctx.strokeStyle = brush.colour("--line");
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(0, top - 4.5);
    ctx.lineTo(width, top - 4.5);
    ctx.stroke();
    if (!layer.who) return;
    ctx.strokeStyle = brush.colour("--ink-2");
    ctx.lineWidth = 2;
    ctx.setLineDash([...layerDash(place)]);
    ctx.beginPath();
    ctx.moveTo(0, top + ROW - 6);
    ctx.lineTo(width, top + ROW - 6);
    ctx.globalAlpha = 0.5;
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  }
}
