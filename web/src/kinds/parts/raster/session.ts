/** Painting on one item: tool, brush, stroke and what comes of them. Kinds say what a number in the grid stands for. */
import type { Insets } from "../../../canvas/camera";
import { type Look, Overlay } from "../../../canvas/overlay";
import type { Palette } from "../../../canvas/palette";
import { type PixelReader, pixelsOf } from "../../../canvas/pixels";
import { Signal } from "../../../canvas/signal";
import { Viewer } from "../../../canvas/viewer";
import type { Command } from "../../../keys/commands";
import { clamp, clipPoint, distance, type Point } from "../../../model/geometry";
import { type Change, type Extent, Grid, openNumbers, type Rule } from "../../../model/raster/grid";
import {
  nextWidth,
  paintCells,
  paintConnected,
  paintPolygon,
  paintStroke,
  placesOf,
  seated,
  shareOfCells,
  WIDTHS,
} from "../../../model/raster/shapes";
import type { FoundOutline } from "../../../state/outline";
import type { AnswerHandle, Json, Session } from "../../types";
import { isFinder, Pointing } from "../smart/Pointing";
import { SPACINGS, type Superpixel, Superpixels, spacingFor } from "../smart/Superpixels";
import { PER_MOVE, Wire } from "../smart/Wire";
import { rasterCommands } from "./commands";
import { type ImageField, imageField } from "./field";
import { RasterHand } from "./hand";
import { RasterLabels } from "./labels";
import { rememberedLabel, rememberedNumber, rememberLabel, rememberNumber } from "./memory";
import { RasterScene } from "./scene";
import { HOW, HOW_BY_KEYS, pixels, placeOf, type Tool } from "./words";

/** What was last said to the person: read out, and shown for a moment over the picture where `isHint`. */
export interface Message {
  readonly text: string;
  readonly isHint: boolean;
  readonly number: number;
}

/** What stands at the object in hand, as a chip. */
export interface Mark {
  readonly at: Point;
  readonly text: string;
  readonly slot: number;
}

/** A step as the answer knows it: going from one value to the other changes these pixels. */
interface Entry {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly change: Change | undefined;
  readonly merge: string | undefined;
}

const BESIDE_TOOLS: Insets = { left: 80, right: 10, top: 10, bottom: 10 };
const KEPT = 200; // steps that are gone back over without reading the whole mask
const CLOSE_PX = 10; // how near the first corner a click closes a polygon, in CSS pixels
/** How much of the areas' colour is seen; 0 leaves their outlines. */
export const OPACITIES: readonly number[] = [0.4, 0.7, 0];

export abstract class RasterSession implements Session {
  readonly image: ImageField | undefined;
  readonly viewer: Viewer | undefined;
  readonly grid: Grid;
  readonly overlay = new Overlay();
  readonly labels: RasterLabels;
  readonly hand: RasterHand;
  readonly own: readonly Command[];
  readonly commands: readonly Command[];
  /** Emits when something that the panel or the palette shows has changed. */
  readonly changed = new Signal();
  tool: Tool = "brush";
  width = rememberedNumber("width", WIDTHS, 20);
  opacity = rememberedNumber("opacity", OPACITIES, OPACITIES[0] ?? 0.4);
  label: string | undefined;
  /** Whether painting leaves alone what is painted already. */
  isBehind = false;
  readonly locked = new Set<string>();
  /** Where the keys' crosshair stands, while somebody paints with them. */
  aim: Point | undefined;
  /** Corners of the polygon that is being drawn. */
  corners: readonly Point[] = [];
  /** What its line goes through on the way to each corner, where it is not straight. */
  private legs: readonly (readonly Point[])[] = [];
  private readonly wire: Wire;
  /** What a smart outline is asked for: while it is pointed at, and until the answer comes. */
  readonly pointing: Pointing;
  /** Pixels from one superpixel to the next. */
  spacing: number;
  /** Where the picture's pixels come from; tests put their own in its place. */
  readPixels: PixelReader;
  isHidden = false;
  isBroken = false;
  message: Message = { text: "", isHint: false, number: 0 };
  protected stroke: { rule: Rule; last: Point } | undefined;
  protected journal: Entry[] = [];
  private synced: Json | undefined;
  private superpixels: Superpixels | undefined;
  private lastDab: Point | undefined;
  private jumps: { places: readonly Point[]; at: number; value: Json | undefined } | undefined;
  private readonly endings: (() => void)[] = [];

  constructor(readonly handle: AnswerHandle) {
    this.image = imageField(handle.item, handle.question);
    this.grid = new Grid(this.image?.width ?? 1, this.image?.height ?? 1);
    this.label = rememberedLabel(handle.question);
    this.labels = new RasterLabels(handle, this);
    this.hand = new RasterHand(this);
    if (this.image) this.viewer = new Viewer(this.image, new RasterScene(this), this.hand, BESIDE_TOOLS);
    this.wire = new Wire(
      this.grid,
      () => this.viewer?.camera.scale ?? 1,
      (...part) => this.readPixels(...part),
    );
    this.own = [...rasterCommands(this), ...this.kindCommands()];
    this.commands = [...this.labels.commands, ...this.own];
    this.endings.push(handle.subscribe(() => this.valueChanged()));
    this.pointing = new Pointing(this);
    this.spacing = rememberedNumber("spacing", SPACINGS, spacingFor(this.grid));
    this.readPixels = this.viewer ? pixelsOf(this.viewer) : () => undefined;
  }

  // ── what a kind says ─────────────────────────────────────────────────────────────────────────────────────────

  /** The number that a stroke at this point paints; undefined, after saying why, when it paints none. */
  protected abstract numberToPaint(): number | undefined;
  /** Which numbers may be painted over. */
  protected abstract openNumbers(): Uint8Array | undefined;
  /** Read a value into the grid and whatever the kind keeps beside it. */
  protected abstract read(value: Json | undefined): void;
  /** Take over what stands beside the pixels when a step was gone over again or back. */
  protected abstract follow(value: Json | undefined): void;
  /** The value of the grid as it is; undefined where nothing is painted. */
  abstract write(): Json | undefined;
  abstract looks(palette: Palette): readonly (Look | undefined)[];
  /** Colour of what the brush would paint, as a slot; undefined when no label is chosen. */
  abstract slotToPaint(): number | undefined;
  abstract toggleNothing(): void;
  abstract isNothing(): boolean;
  abstract takeLabel(label: string): void;
  abstract problem(): string | undefined;
  /** What the crosshair stands on, in words. */
  abstract describeAt(point: Point): string;
  abstract canRemove(): boolean;
  abstract remove(): void;
  protected kindCommands(): Command[] {
    return [];
  }
  /** A press with the select tool. */
  protected selectAt(_point: Point): void {}
  get mark(): Mark | undefined {
    return undefined;
  }

  // ── the session as screens know it ───────────────────────────────────────────────────────────────────────────

  chosenLabel(): string | undefined {
    return this.label;
  }

  focusLabel(): string | undefined {
    return this.labels.focusLabel();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const stops = [this.changed.subscribe(listener), this.labels.subscribe(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  };

  dispose(): void {
    this.pointing.drop();
    for (const end of this.endings) end();
    this.labels.dispose();
    this.viewer?.dispose();
  }

  titleOf(label: string): string {
    return this.handle.question.labels.find((each) => each.key === label)?.title ?? label;
  }

  // ── tools ────────────────────────────────────────────────────────────────────────────────────────────────────

  use(tool: Tool): void {
    const whyNot = this.whyNot(tool);
    if (whyNot !== undefined) {
      this.say(whyNot);
      return;
    }
    this.cancelStroke();
    this.dropCorners();
    this.tool = tool;
    this.say(this.aim ? this.howByKeys() : isFinder(tool) ? this.pointing.how(tool) : HOW[tool]);
    this.show();
  }

  /** Why a tool cannot be had here, or undefined where it can. */
  whyNot(tool: Tool): string | undefined {
    return isFinder(tool) ? this.pointing.whyNot(tool) : undefined;
  }

  resizeBrush(step: 1 | -1): void {
    if (this.tool === "superpixel") {
      this.resizeSuperpixels(step);
      return;
    }
    this.width = nextWidth(this.width, step);
    rememberNumber("width", this.width);
    this.say(`Brush ${this.width} px wide.`);
    this.show();
  }

  private resizeSuperpixels(step: 1 | -1): void {
    this.spacing = SPACINGS[SPACINGS.indexOf(this.spacing) + step] ?? this.spacing;
    rememberNumber("spacing", this.spacing);
    this.say(`Superpixels about ${this.spacing} px wide.`);
    this.show();
  }

  nextOpacity(): void {
    this.opacity = OPACITIES[(OPACITIES.indexOf(this.opacity) + 1) % OPACITIES.length] ?? 0.4;
    rememberNumber("opacity", this.opacity);
    this.say(this.opacity ? `Colour at ${Math.round(this.opacity * 100)} %.` : "Outlines only.");
    this.show();
  }

  toggleHidden(): void {
    this.isHidden = !this.isHidden;
    this.say(this.isHidden ? "Painting hidden. H shows it." : "Painting shown.");
    this.show();
  }

  toggleBehind(): void {
    this.isBehind = !this.isBehind;
    this.say(this.isBehind ? "Drawing behind: what is painted stays." : "Drawing over what is painted.");
    this.show();
  }

  toggleLock(label = this.label): void {
    if (label === undefined) {
      this.say("Choose the label to lock.");
      return;
    }
    if (!this.locked.delete(label)) this.locked.add(label);
    this.say(
      `${this.titleOf(label)} ${this.locked.has(label) ? "is locked: nothing paints over it" : "is open"}.`,
    );
    this.show();
  }

  /** Go to the next place that bears no label. */
  jump(): void {
    const value = this.handle.value();
    if (!this.jumps || this.jumps.value !== value)
      this.jumps = { places: placesOf(this.grid, 0), at: -1, value };
    const { places } = this.jumps;
    if (places.length === 0) {
      this.say("Every pixel has a label.");
      return;
    }
    this.jumps.at = (this.jumps.at + 1) % places.length;
    const place = places[this.jumps.at];
    if (!place || !this.viewer) return;
    this.aim = place;
    const wanted = Math.max(this.viewer.camera.scale, 2);
    this.viewer.zoom(wanted / this.viewer.camera.scale, { x: 0, y: 0 });
    this.viewer.lookAt(place);
    this.viewer.focus();
    this.say(`Without a label at ${placeOf(place)}: place ${this.jumps.at + 1} of ${places.length}.`);
    this.show();
  }

  // ── the pointer ──────────────────────────────────────────────────────────────────────────────────────────────

  pressed(at: Point, { isLine = false, isFree = false } = {}): void {
    if (this.isBroken || !this.viewer) return;
    if (this.tool === "select") this.selectAt(at);
    else if (this.tool === "fill") this.fill(at);
    else if (this.tool === "polygon" || this.tool === "wire") this.corner(at, isFree);
    else if (isFinder(this.tool)) this.pointing.press(this.tool, at);
    else if (this.tool === "superpixel") this.startSuperpixels(at);
    else this.startStroke(at, isLine ? this.lastDab : undefined);
  }

  dragged(to: Point): void {
    const { stroke } = this;
    this.pointing.drag(to);
    if (!stroke) {
      this.viewer?.invalidate("active");
      return;
    }
    if (this.tool === "superpixel") this.paintSuperpixels(stroke.last, to, stroke.rule);
    else this.painted(paintStroke(this.grid, stroke.last, to, this.width, stroke.rule));
    stroke.last = to;
    this.viewer?.invalidate("active");
  }

  released(): void {
    if (!this.aim) void this.pointing.finish();
    if (!this.stroke) return;
    this.lastDab = this.stroke.last;
    this.stroke = undefined;
    this.commit();
  }

  cancelStroke(): void {
    this.pointing.drop();
    if (!this.stroke) return;
    this.stroke = undefined;
    const extent = this.grid.revert();
    if (extent) this.painted(extent);
  }

  private startStroke(at: Point, from = at): void {
    const rule = this.rule();
    if (!rule) return;
    this.isHidden = false;
    this.stroke = { rule, last: at };
    this.painted(paintStroke(this.grid, from, at, this.width, rule));
  }

  private fill(at: Point): void {
    const rule = this.rule();
    if (!rule) return;
    const extent = paintConnected(this.grid, at, rule);
    if (!extent) {
      this.say("Nothing to fill there.");
      return;
    }
    this.painted(extent);
    this.commit();
  }

  // ── superpixels ──────────────────────────────────────────────────────────────────────────────────────────────

  superpixelAt(point: Point): Superpixel | undefined {
    if (this.superpixels?.spacing !== this.spacing)
      this.superpixels = new Superpixels(this.grid, this.spacing, (...part) => this.readPixels(...part));
    return this.superpixels.at(point);
  }

  /** Begin to add superpixels, or to take them away where the first one is painted so already. */
  private startSuperpixels(at: Point): void {
    const first = this.superpixelAt(at);
    const rule = first && this.rule();
    if (!first || !rule) return;
    const isThere = shareOfCells(this.grid, first.rect, first.isIn, rule.paint) > 0.5;
    const only = openNumbers(rule.paint, (number) => number === rule.paint);
    this.isHidden = false;
    this.stroke = { rule: isThere ? { paint: 0, open: only } : rule, last: at };
    this.paintSuperpixels(at, at, this.stroke.rule);
    this.say(isThere ? "Superpixel taken away." : "Superpixel added.", false);
  }

  private paintSuperpixels(from: Point, to: Point, rule: Rule): void {
    for (const { rect, isIn } of this.superpixels?.along(from, to) ?? [])
      this.painted(paintCells(this.grid, rect, isIn, rule));
  }

  // ── smart outlines ───────────────────────────────────────────────────────────────────────────────────────────

  mayPoint(): boolean {
    return this.numberToPaint() !== undefined;
  }

  takeOutline({ x, y, height, runs }: FoundOutline): void {
    const rule = this.rule();
    if (!rule) return;
    let n = 0;
    for (const [from, to] of runs) {
      for (let at = from; at < to; ) {
        const column = Math.floor(at / height);
        const end = Math.min(to, (column + 1) * height);
        this.grid.paint(x + column, y + at - column * height, y + end - column * height, rule);
        n += end - at;
        at = end;
      }
    }
    const width = runs.length ? Math.floor(((runs.at(-1)?.[1] ?? 1) - 1) / height) + 1 : 0;
    const extent = { left: x, top: y, right: x + width, bottom: y + height };
    this.grid.touch(extent);
    this.painted(extent);
    this.say(`Outline found: ${pixels(n)}. Mend it with the brush; Ctrl Z takes it back.`);
    this.commit();
  }

  // ── polygons ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Set a corner of the polygon; on the first one it is closed. isFree: straight, whatever the picture shows. */
  private corner(at: Point, isFree: boolean): void {
    const [first] = this.corners;
    const near = CLOSE_PX / (this.viewer?.camera.scale ?? 1);
    const inside = this.cornerAt(at, isFree);
    const last = this.corners.at(-1);
    const isRepeated = last !== undefined && distance(last, inside) < 0.01;
    if (first && this.corners.length > 2 && (distance(first, at) <= near || isRepeated)) {
      this.closePolygon();
      return;
    }
    if (!first && this.numberToPaint() === undefined) return;
    if (!isRepeated) {
      this.legs = [...this.legs, last && !isFree ? this.between(last, inside) : []];
      this.corners = [...this.corners, inside];
      if (this.tool === "wire") this.wire.begin(inside);
    }
    this.say(`Corner ${this.corners.length} at ${placeOf(inside)}.`, this.corners.length < 3);
    this.viewer?.invalidate("active");
  }

  /** Where a corner set there would be: along edges it goes to the nearest. */
  cornerAt(at: Point, isFree = false): Point {
    const inside = clipPoint(at, this.grid);
    return this.tool === "wire" && !isFree ? this.wire.snap(inside) : inside;
  }

  /** The polygon's line so far, on to a point, as far as the way there is worked out. */
  lineTo(to: Point | undefined): readonly Point[] {
    const line = this.corners.flatMap((corner, at) => [...(this.legs[at] ?? []), corner]);
    const last = line.at(-1);
    if (!to || !last) return line;
    const end = this.cornerAt(to);
    const way = this.tool === "wire" ? this.wire.between(last, end, PER_MOVE) : [];
    if (!way && this.viewer?.picture) queueMicrotask(() => this.viewer?.invalidate("active")); // it goes on
    return [...line, ...(way ?? []), end];
  }

  closePolygon(): void {
    const [first] = this.corners;
    const last = this.corners.at(-1);
    if (this.corners.length < 3 || !first || !last) {
      this.say("A polygon has three corners or more.");
      return;
    }
    const outline = [...this.lineTo(undefined), ...this.between(last, first)];
    const rule = this.rule();
    this.dropCorners();
    if (!rule) return;
    this.painted(paintPolygon(this.grid, outline, rule));
    this.say("Outline closed and painted.", false);
    this.commit();
    this.show();
  }

  dropCorner(): void {
    if (!this.pointing.back()) {
      this.corners = this.corners.slice(0, -1);
      this.legs = this.legs.slice(0, -1);
      this.say(`Corner taken back. ${this.corners.length} left.`, false);
    }
    this.viewer?.invalidate("active");
    this.changed.emit();
  }

  private dropCorners(): void {
    this.corners = [];
    this.legs = [];
  }

  private between(from: Point, to: Point): readonly Point[] {
    return this.tool === "wire" ? (this.wire.between(from, to) ?? []) : [];
  }

  /** What painting does with the tool in hand; undefined, after saying why, when it cannot paint. */
  private rule(): Rule | undefined {
    const paint = this.tool === "eraser" ? 0 : this.numberToPaint();
    return paint === undefined ? undefined : { paint, open: this.openNumbers() };
  }

  // ── the keys' crosshair ──────────────────────────────────────────────────────────────────────────────────────

  startAim(): void {
    if (!this.viewer || this.isBroken) return;
    if (this.tool === "select") this.tool = "brush";
    this.aim = seated(this.viewer.middle(), 1);
    this.viewer.focus();
    this.say(`Crosshair at ${placeOf(this.aim)}. Arrows move it. ${this.howByKeys()}`);
    this.show();
  }

  private howByKeys(): string {
    return isFinder(this.tool) ? this.pointing.howByKeys(this.tool) : HOW_BY_KEYS[this.tool];
  }

  /** Space: put the brush down, or lift it. */
  toggleStroke(): void {
    const { aim } = this;
    if (!aim) return;
    if (this.stroke) {
      this.released();
      this.say(`Brush lifted at ${placeOf(aim)}.`, false);
    } else if (this.tool === "brush" || this.tool === "eraser" || this.tool === "superpixel") {
      this.pressed(aim);
      if (this.stroke) this.say(`Brush down at ${placeOf(aim)}. Arrows paint, Space lifts it.`, false);
    } else this.placeAtAim();
    this.show();
  }

  /** Enter: paint, fill or set a corner once where the crosshair stands; twice on one spot closes a polygon. */
  placeAtAim(): void {
    const { aim, message } = this;
    if (!aim) return;
    if (this.stroke) this.toggleStroke();
    else if (this.pointing.box) void this.pointing.finish();
    else {
      this.pressed(aim);
      this.released();
    }
    if (this.message === message) this.say(`${placeOf(aim)}, ${this.describeAt(aim)}`, false);
    this.show();
  }

  /** Arrow keys: the crosshair where it is up. */
  arrow(dx: number, dy: number): void {
    this.moveAim(dx, dy);
  }

  canArrow(): boolean {
    return this.aim !== undefined;
  }

  moveAim(dx: number, dy: number): void {
    if (!this.aim || !this.viewer) return;
    this.aim = {
      x: clamp(this.aim.x + dx, 0.5, this.grid.width - 0.5),
      y: clamp(this.aim.y + dy, 0.5, this.grid.height - 0.5),
    };
    this.dragged(this.aim);
    this.viewer.reveal({ ...this.aim, width: 0, height: 0 });
    this.say(`${placeOf(this.aim)}, ${this.describeAt(this.aim)}`, false);
    this.viewer.invalidate("active");
  }

  /** A mouse takes over from the keys. */
  dropAim(): void {
    if (!this.aim) return;
    this.released();
    this.aim = undefined;
    this.show();
  }

  /** Back one level: stroke, corners, crosshair. */
  escape(): void {
    if (this.stroke || this.pointing.hint) this.cancelStroke();
    else if (this.corners.length) this.dropCorners();
    else this.aim = undefined;
    this.say("", false);
    this.show();
  }

  canEscape(): boolean {
    return (
      this.stroke !== undefined ||
      this.pointing.hint !== undefined ||
      this.corners.length > 0 ||
      this.aim !== undefined
    );
  }

  // ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

  say(text: string, isHint = true): void {
    this.message = { text, isHint, number: this.message.number + 1 };
    this.changed.emit();
  }

  /** Draw everything again. */
  show(): void {
    this.viewer?.invalidate("settled", "active");
    this.changed.emit();
    this.labels.refresh();
  }

  setBroken(isBroken: boolean): void {
    if (isBroken === this.isBroken) return;
    this.isBroken = isBroken;
    this.show();
  }

  protected painted(extent: Extent): void {
    this.overlay.touch(extent);
    this.viewer?.invalidate("settled");
  }

  protected choose(label: string): void {
    this.label = label;
    rememberLabel(this.handle.question, label);
  }

  /** Make one step of what was painted: the answer's value changes once. */
  protected commit(merge?: string): void {
    const change = this.grid.settle();
    if (change) this.put(change, merge);
    this.show();
  }

  protected put(change: Change | undefined, merge?: string): void {
    const before = this.handle.value();
    const after = this.write();
    const last = this.journal.at(-1);
    const goesOn = merge !== undefined && last?.merge === merge && last.after === before;
    const kept = goesOn ? this.journal.slice(0, -1) : this.journal.slice(1 - KEPT);
    this.journal = [...kept, { before: goesOn ? last.before : before, after, change, merge }];
    this.synced = after;
    this.handle.set(after, merge === undefined ? {} : { merge });
  }

  /** Read what the answer holds: when the session begins, and when something else changed it. */
  protected start(): void {
    this.synced = this.handle.value();
    this.read(this.synced);
  }

  private valueChanged(): void {
    const value = this.handle.value();
    if (value === this.synced) return;
    this.cancelStroke();
    const back = this.journal.findLast((entry) => entry.after === this.synced && entry.before === value);
    const again = this.journal.findLast((entry) => entry.before === this.synced && entry.after === value);
    const entry = back ?? again;
    this.synced = value;
    if (entry) {
      if (entry.change) {
        this.grid.apply(entry.change, back ? "back" : "again");
        this.overlay.touch(entry.change.extent);
      }
      this.follow(value);
      this.say(back ? "Taken back." : "Done again.", false);
    } else {
      this.read(value);
      this.overlay.touch();
    }
    this.show();
  }
}
