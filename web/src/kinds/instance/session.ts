/** Objects on one item while they are being painted: each number of the grid is an object. No React. */
import type { Look } from "../../canvas/overlay";
import type { Palette } from "../../canvas/palette";
import { labelLook } from "../../canvas/tiles";
import type { Command } from "../../keys/commands";
import { clamp, type Point } from "../../model/geometry";
import { type Extent, openNumbers } from "../../model/raster/grid";
import { connected, extentOf, paintNumber } from "../../model/raster/shapes";
import { newId } from "../../state/ids";
import { attributeCommands } from "../parts/attributeCommands";
import {
  type Attribute,
  type AttributeValues,
  attributesOf,
  faultOf,
  saidNow,
  withAttribute,
  wordsOf,
} from "../parts/attributes";
import { withThing } from "../parts/objectLists";
import { rasterCommands } from "../parts/raster/commands";
import { type Mark, RasterSession } from "../parts/raster/session";
import { pixels, type Tool } from "../parts/raster/words";
import { isFinder } from "../parts/smart/Pointing";
import type { AnswerHandle, Json } from "../types";
import { instanceCommands } from "./commands";
import { exposeForTests } from "./testing";
import { type Numbered, noInstances, readInstances, writeInstances } from "./value";

/** isChosen: picked by the person, so that label keys relabel it; one just painted is only gone on with. */
export interface Selection {
  readonly id: string;
  readonly isChosen: boolean;
}

const DENSER = 0.3;

export class InstanceSession extends RasterSession {
  objects: readonly Numbered[] = [];
  selection: Selection | undefined;
  /** The object chosen before this one: what merging takes in. */
  before: string | undefined;
  private draft: Numbered | undefined;
  private readonly numbers = new Map<string, number>();
  private looked: { key: string; looks: readonly (Look | undefined)[] } | undefined;
  private moving:
    | { id: string; dx: number; dy: number; value: Json | undefined; objects: readonly Numbered[] }
    | undefined;
  private marked: { key: string; extent: Extent | undefined } | undefined;
  private readonly unexpose: () => void;

  constructor(handle: AnswerHandle) {
    super(handle);
    this.start();
    this.unexpose = exposeForTests(this);
  }

  override dispose(): void {
    this.unexpose();
    super.dispose();
  }

  object(id: string | undefined): Numbered | undefined {
    return id === undefined ? undefined : this.objects.find((one) => one.id === id);
  }

  get selected(): Numbered | undefined {
    return this.object(this.selection?.id);
  }

  objectAt(point: Point): Numbered | undefined {
    const number = this.grid.at(point);
    return number ? this.objects.find((one) => one.number === number) : undefined;
  }

  /** An object in words: "Cat 3, 1,204 pixels". */
  describe(one: Numbered): string {
    const place = this.objects.indexOf(one) + 1;
    const words = `${this.titleOf(one.label)} ${place || this.objects.length + 1}, ${pixels(this.grid.area(one.number))}`;
    return [words, wordsOf(this.attributes, one.attributes)].filter(Boolean).join(", ");
  }

  // ── attributes (what their panel and keys ask for) ──────────────────────────────────────────────────────────

  get attributes(): readonly Attribute[] {
    return attributesOf(this.handle.question);
  }

  attributesHere(): AttributeValues | undefined {
    return this.selected && (this.selected.attributes ?? {});
  }

  setAttribute(key: string, value: string | true | undefined): void {
    const { selected } = this;
    if (!selected) return;
    this.objects = withThing(this.objects, withAttribute(selected, key, value));
    this.put(undefined);
    this.say(saidNow(this.attributes, key, value, this.titleOf(selected.label)), false);
    this.show();
  }

  // ── what painting does here ──────────────────────────────────────────────────────────────────────────────────

  /** Painting goes on with the object in hand; a smart outline only with one that was chosen. Else it begins another. */
  protected numberToPaint(): number | undefined {
    const own = !isFinder(this.tool) || this.selection?.isChosen ? this.selected : undefined;
    const label = own?.label ?? this.selected?.label ?? this.label;
    if (label === undefined) {
      this.say("Choose a label first: press its key.");
      return undefined;
    }
    if (this.locked.has(label)) {
      this.say(`${this.titleOf(label)} is locked. L opens it.`);
      return undefined;
    }
    if (own) return own.number;
    const id = newId();
    this.draft = { id, label, number: this.numberOf(id) };
    return this.draft.number;
  }

  protected openNumbers(): Uint8Array | undefined {
    const own = this.selected;
    if (this.tool === "eraser" && own)
      return openNumbers(this.numbers.size, (number) => number === own.number);
    const isBehind = this.isBehind && this.tool !== "eraser";
    if (!isBehind && this.locked.size === 0) return undefined;
    const isShut = new Set(
      this.objects.filter((one) => isBehind || this.locked.has(one.label)).map((one) => one.number),
    );
    return openNumbers(this.numbers.size, (number) => !isShut.has(number));
  }

  protected read(value: Json | undefined): void {
    this.follow(value);
    const masks = readInstances(value)?.objects ?? [];
    this.grid.load(masks.map(({ id, counts }) => [this.numberOf(id), counts] as const));
  }

  protected follow(value: Json | undefined): void {
    const given = readInstances(value)?.objects ?? [];
    this.objects = given.map(({ counts: _, ...object }) => ({ ...object, number: this.numberOf(object.id) }));
    if (this.selection && !this.object(this.selection.id)) this.selection = undefined;
    if (!this.object(this.before)) this.before = undefined;
  }

  write(): Json | undefined {
    return this.objects.length ? writeInstances(this.grid, this.objects) : undefined;
  }

  /** Objects that a step made or used up come into the list, or leave it, with that step. */
  protected override commit(merge?: string): void {
    const change = this.grid.settle();
    const { draft } = this;
    this.draft = undefined;
    if (!change) {
      this.show();
      return;
    }
    const all = draft ? [...this.objects, draft] : this.objects;
    this.objects = all.filter((one) => this.grid.area(one.number) > 0);
    const isNew = draft !== undefined && this.object(draft.id) !== undefined;
    if (isNew) this.selection = { id: draft.id, isChosen: false };
    if (this.selection && !this.selected) this.selection = undefined;
    this.put(change, merge);
    if (isNew) this.say(`${this.describe(draft)}. Painting goes on with it; A starts another.`);
    this.show();
  }

  looks(palette: Palette): readonly (Look | undefined)[] {
    const inks = this.objects.map((one) => palette.ink(this.handle.slot(one.label)).line);
    const draft = this.draft;
    const chosen = this.selected?.number ?? draft?.number;
    const key = `${this.opacity} ${chosen} ${draft?.label} ${this.objects.map((one, at) => `${one.number}${inks[at]}`).join()}`;
    if (this.looked?.key !== key) {
      const looks: (Look | undefined)[] = [];
      for (const one of draft ? [...this.objects, draft] : this.objects) {
        const slot = this.handle.slot(one.label);
        const opacity = one.number === chosen ? this.opacity + DENSER : this.opacity;
        looks[one.number] = labelLook(palette.ink(slot).line, slot, opacity);
      }
      this.looked = { key, looks };
    }
    return this.looked.looks;
  }

  slotToPaint(): number | undefined {
    const label = this.selected?.label ?? this.label;
    return label === undefined ? undefined : this.handle.slot(label);
  }

  override get mark(): Mark | undefined {
    const { selected } = this;
    if (!selected || this.stroke) return undefined;
    const key = `${selected.id} ${this.grid.area(selected.number)} ${this.moving?.dx} ${this.moving?.dy}`;
    if (this.marked?.key !== key) this.marked = { key, extent: this.extentOf(selected.number) };
    const { extent } = this.marked;
    const text = `${this.titleOf(selected.label)} · ${this.objects.indexOf(selected) + 1}`;
    return extent && { at: { x: extent.left, y: extent.top }, text, slot: this.handle.slot(selected.label) };
  }

  // ── labels ───────────────────────────────────────────────────────────────────────────────────────────────────

  override chosenLabel(): string | undefined {
    return (this.selection?.isChosen ? this.selected?.label : undefined) ?? this.label;
  }

  /** Relabel the chosen object, or choose the label of the next one. */
  takeLabel(label: string): void {
    const chosen = this.selection?.isChosen ? this.selected : undefined;
    if (chosen) {
      if (chosen.label !== label) {
        this.objects = this.objects.map((one) => (one === chosen ? { ...one, label } : one));
        this.put(undefined);
      }
      this.say(`Now ${this.titleOf(label)}.`, false);
    } else {
      this.choose(label);
      this.selection = undefined;
      if (this.tool === "eraser" || this.tool === "select") this.tool = "brush";
      this.say(`${this.titleOf(label)}: for the next object.`, false);
    }
    this.show();
  }

  isNothing(): boolean {
    return this.handle.value() !== undefined && this.objects.length === 0;
  }

  toggleNothing(): void {
    if (this.objects.length) {
      this.say("There are objects here. Delete them first.");
      return;
    }
    this.handle.set(this.isNothing() ? undefined : noInstances(this.grid.height, this.grid.width));
    this.say(this.isNothing() ? "Nothing here." : "Not answered.", false);
    this.show();
  }

  problem(): string | undefined {
    if (!this.image) return "This item shows no picture to paint on. Skip it and say why.";
    if (this.isBroken) return "The picture cannot be shown. Skip the item and say why.";
    if (this.corners.length) return "A polygon is open. Enter closes it, Escape drops it.";
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    const lost = this.objects.filter((one) => !known.has(one.label)).length;
    if (lost)
      return `${lost} ${lost === 1 ? "object has a label" : "objects have labels"} that the guideline no longer has.`;
    const at = this.objects.findIndex((one) => faultOf(this.attributes, one.attributes) !== undefined);
    if (at >= 0) return `Object ${at + 1}: ${faultOf(this.attributes, this.objects[at]?.attributes)}`;
    return this.handle.value() === undefined ? "Paint an object, or choose Nothing here." : undefined;
  }

  describeAt(point: Point): string {
    const one = this.objectAt(point);
    return one ? `${this.titleOf(one.label)} ${this.objects.indexOf(one) + 1}` : "no object";
  }

  // ── objects ──────────────────────────────────────────────────────────────────────────────────────────────────

  protected override selectAt(point: Point): void {
    this.select(this.objectAt(point)?.id);
  }

  select(id: string | undefined): void {
    const one = this.object(id);
    const last = this.selection?.id;
    if (one && last !== undefined && last !== one.id) this.before = last;
    this.selection = one && { id: one.id, isChosen: true };
    this.moving = undefined;
    if (one) {
      const extent = this.extentOf(one.number);
      if (extent)
        this.viewer?.reveal({
          x: extent.left,
          y: extent.top,
          width: extent.right - extent.left,
          height: extent.bottom - extent.top,
        });
      this.say(`${this.describe(one)}. Selected.`, false);
    }
    this.show();
  }

  walk(step: 1 | -1): void {
    const { objects } = this;
    const at = objects.findIndex((one) => one.id === this.selection?.id);
    const next = at < 0 ? (step > 0 ? 0 : objects.length - 1) : (at + step + objects.length) % objects.length;
    this.aim = undefined;
    this.select(objects[next]?.id);
  }

  /** Put the object in hand down: the next stroke begins another with its label. */
  another(): void {
    const label = this.selected?.label;
    if (label !== undefined) this.choose(label);
    this.selection = undefined;
    if (this.tool === "select" || this.tool === "eraser") this.tool = "brush";
    this.say(this.label === undefined ? "Choose a label first." : `Another ${this.titleOf(this.label)}.`);
    this.show();
  }

  canRemove(): boolean {
    return this.selected !== undefined;
  }

  remove(): void {
    const one = this.selected;
    if (!one) return;
    const at = this.objects.indexOf(one);
    this.painted(paintNumber(this.grid, one.number, 0));
    this.selection = undefined;
    this.commit();
    const heir = this.objects[at] ?? this.objects[at - 1];
    // not chosen: a label key after a deletion is meant for the next object
    if (heir && this.tool === "select") this.selection = { id: heir.id, isChosen: false };
    this.say(`${this.titleOf(one.label)} deleted. ${this.objects.length} left.`, false);
    this.show();
  }

  /** Take the object chosen before into this one. */
  merge(): void {
    const [one, other] = [this.selected, this.object(this.before)];
    if (!one || !other || one === other) {
      this.say("Choose one object, then the other, and merge.");
      return;
    }
    this.painted(paintNumber(this.grid, other.number, one.number));
    this.before = undefined;
    this.commit();
    this.say(`Merged into ${this.describe(one)}.`);
  }

  /** Make an object of each part that hangs together. */
  split(): void {
    const one = this.selected;
    if (!one) return;
    const parts = this.partsOf(one.number);
    if (parts.length < 2) {
      this.say("It is in one piece. Erase a line through it, then split.");
      return;
    }
    const made = parts.slice(1).map((runs): Numbered => {
      const id = newId();
      const number = this.numberOf(id);
      for (const [start, end] of runs) this.grid.cells.fill(number, start, end);
      const extent = extentOf(runs, this.grid.height);
      this.grid.touch(extent);
      this.painted(extent);
      return { ...one, id, number };
    });
    this.objects = this.objects.flatMap((each) => (each === one ? [one, ...made] : [each]));
    this.commit();
    this.say(`Split into ${parts.length} objects.`);
  }

  /** Move the object one place up or down in the order; later ones lie on top. */
  reorder(step: 1 | -1): void {
    const one = this.selected;
    if (!one) return;
    const rest = this.objects.filter((each) => each !== one);
    const at = clamp(this.objects.indexOf(one) + step, 0, rest.length);
    this.objects = [...rest.slice(0, at), one, ...rest.slice(at)];
    this.put(undefined);
    this.say(`Place ${at + 1} of ${this.objects.length}; later ones lie on top.`);
    this.show();
  }

  // ── moving by keys ───────────────────────────────────────────────────────────────────────────────────────────

  override arrow(dx: number, dy: number): void {
    if (this.aim) this.moveAim(dx, dy);
    else this.nudge(dx, dy);
  }

  override canArrow(): boolean {
    return this.aim !== undefined || this.selected !== undefined;
  }

  /** Move the object in hand. While it is moved, what it passed over comes back. */
  private nudge(dx: number, dy: number): void {
    const one = this.selected;
    if (!one || this.stroke) return;
    const merge = `move:${one.id}`;
    const last = this.journal.at(-1);
    const { moving } = this;
    const goesOn =
      moving?.id === one.id && moving.value === this.handle.value() && last?.merge === merge && last.change;
    const from = goesOn ? moving : { dx: 0, dy: 0, objects: this.objects };
    if (goesOn) {
      this.grid.apply(last.change, "back");
      this.painted(last.change.extent);
    }
    const extent = this.extentOf(one.number);
    if (!extent) return;
    const { width, height } = this.grid;
    const by = {
      dx: clamp(from.dx + dx, -extent.left, width - extent.right),
      dy: clamp(from.dy + dy, -extent.top, height - extent.bottom),
    };
    this.shift(one, extent, by.dx, by.dy);
    const change = this.grid.settle();
    this.objects = from.objects.filter((each) => this.grid.area(each.number) > 0);
    if (change || goesOn) this.put(change, merge);
    this.moving = { id: one.id, ...by, value: this.handle.value(), objects: from.objects };
    this.say(`${this.describe(one)}, moved by ${by.dx}, ${by.dy}.`, false);
    this.show();
  }

  private shift(one: Numbered, extent: Extent, dx: number, dy: number): void {
    const { grid } = this;
    const { cells, height } = grid;
    const open = this.openNumbers();
    const runs: [number, number][] = [];
    grid.eachRun((number, from, to) => {
      if (number === one.number) runs.push([from, to]);
    });
    for (const [from, to] of runs) cells.fill(0, from, to);
    for (const [from, to] of runs) {
      for (let at = from; at < to; at += 1) {
        const next = at + dx * height + dy;
        if (!open || open[cells[next] as number] === 1) cells[next] = one.number;
      }
    }
    const moved = {
      left: Math.min(extent.left, extent.left + dx),
      top: Math.min(extent.top, extent.top + dy),
      right: Math.max(extent.right, extent.right + dx),
      bottom: Math.max(extent.bottom, extent.bottom + dy),
    };
    grid.touch(moved);
    this.painted(moved);
  }

  // ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

  override use(tool: Tool): void {
    super.use(tool);
    if (tool === "select") this.aim = undefined;
    this.show();
  }

  override cancelStroke(): void {
    super.cancelStroke();
    this.draft = undefined;
  }

  override escape(): void {
    if (super.canEscape()) super.escape();
    else {
      this.selection = undefined;
      this.say("", false);
      this.show();
    }
  }

  override canEscape(): boolean {
    return super.canEscape() || this.selection !== undefined;
  }

  protected override kindCommands(): Command[] {
    const own = instanceCommands(this);
    return [...own, ...attributeCommands(this, [...this.labels.commands, ...rasterCommands(this), ...own])];
  }

  private numberOf(id: string): number {
    const number = this.numbers.get(id) ?? this.numbers.size + 1;
    this.numbers.set(id, number);
    return number;
  }

  private extentOf(number: number): Extent | undefined {
    const runs: [number, number][] = [];
    this.grid.eachRun((each, from, to) => {
      if (each === number) runs.push([from, to]);
    });
    return runs.length ? extentOf(runs, this.grid.height) : undefined;
  }

  /** The parts of an object that hang together, the largest first. */
  private partsOf(number: number): [number, number][][] {
    const { grid } = this;
    const left = new Map<number, number>();
    grid.eachRun((each, from, to) => {
      if (each === number) left.set(from, to);
    });
    const parts: [number, number][][] = [];
    const seen = new Uint8Array(grid.cells.length);
    for (const from of left.keys()) {
      if (seen[from]) continue;
      const part = connected(grid, { x: Math.floor(from / grid.height), y: from % grid.height });
      for (const [start, end] of part) seen.fill(1, start, end);
      parts.push(part);
    }
    const area = (part: readonly (readonly [number, number])[]) =>
      part.reduce((sum, [start, end]) => sum + end - start, 0);
    return parts.sort((a, b) => area(b) - area(a));
  }
}
