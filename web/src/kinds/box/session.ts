/** Boxes on one item while they are being drawn: tool, selection, gesture and what comes of them. No React. */
import type { Insets } from "../../canvas/camera";
import { Signal } from "../../canvas/signal";
import { Viewer } from "../../canvas/viewer";
import type { Command } from "../../keys/commands";
import { clipPoint, type Point, type Rect } from "../../model/geometry";
import { newId } from "../../state/ids";
import type { AnswerHandle, Session } from "../types";
import { boxCommands } from "./commands";
import { type ImageField, imageField } from "./field";
import {
  advance,
  type Gesture,
  type GestureEvent,
  IDLE,
  type Plan,
  type Tool,
  WAYS,
  type Way,
} from "./gesture";
import { BoxHand } from "./hand";
import {
  type Box,
  beside,
  copied,
  describe,
  grown,
  heir,
  moved,
  neighbour,
  type Rule,
  readBoxes,
  tidy,
  withLabel,
  without,
  withRect,
  writeBoxes,
} from "./kernel";
import { BoxLabels } from "./labels";
import { rememberedLabel, rememberedWay, rememberLabel, rememberWay } from "./memory";
import { BoxScene } from "./scene";
import { exposeForTests } from "./testing";
import { countOf, HOW, placeOf, pointsLeft } from "./words";

/** What was last said to the person: read out, and shown for a moment over the picture where `isHint`. */
export interface Message {
  readonly text: string;
  readonly isHint: boolean;
  readonly number: number;
}

/** chosen: picked by the person, so that label keys relabel it; a box just drawn is selected but not chosen. */
export interface Selection {
  readonly id: string;
  readonly isChosen: boolean;
}

const BESIDE_TOOLS: Insets = { left: 80, right: 10, top: 10, bottom: 10 }; // the tools never cover the fitted picture
const SLOP = 4; // CSS pixels that a click may stray

export class BoxSession implements Session {
  readonly image: ImageField | undefined;
  readonly viewer: Viewer | undefined;
  readonly labels: BoxLabels;
  readonly hand: BoxHand;
  readonly own: readonly Command[];
  readonly commands: readonly Command[];
  /** Emits when something that the panel or the palette shows has changed. */
  readonly changed = new Signal();
  /** Emits when another box is under the pointer: too often for drawing the whole panel again. */
  readonly hoverChanged = new Signal();
  tool: Tool = "box";
  way: Way = rememberedWay();
  label: string | undefined;
  selection: Selection | undefined;
  hovered: string | undefined;
  gesture: Gesture = IDLE;
  /** Where the keys' crosshair stands, while somebody draws with them. */
  aim: Point | undefined;
  /** A rectangle that still needs its label. */
  pending: Rect | undefined;
  isHidden = false;
  isBroken = false;
  message: Message = { text: "", isHint: false, number: 0 };
  private parsed: { readonly value: unknown; readonly boxes: readonly Box[] } | undefined;
  private readonly endings: (() => void)[] = [];

  constructor(readonly handle: AnswerHandle) {
    this.image = imageField(handle.item, handle.question);
    this.label = rememberedLabel(handle.question);
    this.labels = new BoxLabels(handle, this);
    this.hand = new BoxHand(this);
    if (this.image) this.viewer = new Viewer(this.image, new BoxScene(this), this.hand, BESIDE_TOOLS);
    this.own = boxCommands(this);
    this.commands = [...this.labels.commands, ...this.own];
    this.endings.push(
      handle.subscribe(() => this.valueChanged()),
      exposeForTests(this),
    );
  }

  get boxes(): readonly Box[] {
    const value = this.handle.value();
    if (!this.parsed || this.parsed.value !== value) this.parsed = { value, boxes: readBoxes(value) };
    return this.parsed.boxes;
  }

  get selected(): Box | undefined {
    return this.box(this.selection?.id);
  }

  get rule(): Rule {
    const { min_size } = this.handle.question.options;
    return {
      bounds: this.image ?? { width: 0, height: 0 },
      minSize: typeof min_size === "number" ? min_size : 1,
    };
  }

  box(id: string | undefined): Box | undefined {
    return id === undefined ? undefined : this.boxes.find((box) => box.id === id);
  }

  titleOf(label: string): string {
    return this.handle.question.labels.find((each) => each.key === label)?.title ?? label;
  }

  // ── the session as screens know it ───────────────────────────────────────────────────────────────────────────

  problem(): string | undefined {
    if (!this.image) return "This item shows no picture to draw on. Skip it and say why.";
    if (this.isBroken) return "The picture cannot be shown. Skip the item and say why.";
    if (this.pending) return "Give the drawn box its label first.";
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    const lost = this.boxes.filter((box) => !known.has(box.label)).length;
    if (lost)
      return `${lost} ${lost === 1 ? "box has a label" : "boxes have labels"} that the guideline no longer has.`;
    return this.handle.value() === undefined ? "Draw a box, or choose Nothing here." : undefined;
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
    for (const end of this.endings) end();
    this.labels.dispose();
    this.viewer?.dispose();
  }

  // ── tools and gestures ───────────────────────────────────────────────────────────────────────────────────────

  use(tool: Tool): void {
    this.abandon();
    this.tool = tool;
    this.say(tool === "box" ? HOW[this.way] : "Select: click a box, or press comma and full stop.", false);
    this.show();
  }

  drawBy(way: Way): void {
    this.abandon();
    this.tool = "box";
    this.way = way;
    rememberWay(way);
    this.say(HOW[way]);
    this.show();
  }

  nextWay(): void {
    this.drawBy(WAYS[(WAYS.indexOf(this.way) + 1) % WAYS.length] ?? "drag");
  }

  /** Take one event of the hand or the keys to the gesture, and carry out what comes of it. */
  gestureEvent(event: GestureEvent, keys: { constrain?: boolean; central?: boolean } = {}): void {
    if (!this.viewer || this.isBroken) return;
    const before = this.gesture;
    const setting = {
      ...this.rule,
      ...keys,
      tool: this.tool,
      way: this.way,
      slop: SLOP / this.viewer.camera.scale,
    };
    const { gesture, plan } = advance(before, event, setting);
    this.gesture = gesture;
    if (gesture.phase !== before.phase) this.phaseChanged();
    if (gesture.phase === "points" && event.type !== "move") this.say(pointsLeft(gesture.points.length));
    if (plan) this.carryOut(plan);
    this.viewer.invalidate("active");
  }

  /** The keys' crosshair comes up in the middle of what is seen. */
  startAim(): void {
    if (!this.viewer || this.isBroken) return;
    this.abandon();
    this.select(undefined);
    this.tool = "box";
    this.aim = this.viewer.middle();
    this.viewer.focus();
    this.say(`Crosshair at ${placeOf(this.aim)}. Arrows move it, Shift by ten. Enter sets a corner.`);
    this.show();
  }

  placeAtAim(): void {
    const { aim } = this;
    if (!aim) return;
    this.gestureEvent({ type: "place", at: aim });
    if (this.gesture.phase === "corner") {
      this.say(`First corner at ${placeOf(aim)}. Move to the opposite corner and press Enter.`);
    } else if (this.gesture.phase === "idle") {
      this.aim = undefined;
    }
    this.show();
  }

  /** Arrow keys: the crosshair if it is up, else the selected box. */
  nudge(dx: number, dy: number): void {
    if (this.aim) this.moveAim(dx, dy);
    else this.alter((box) => moved(box, { x: dx, y: dy }, this.rule), "move");
  }

  resize(dx: number, dy: number): void {
    this.alter((box) => grown(box, { x: dx, y: dy }, this.rule), "resize");
  }

  /** Back one level: gesture, crosshair, unlabeled box, selection. */
  escape(): void {
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "cancel" });
    else if (this.aim) this.aim = undefined;
    else if (this.pending) this.pending = undefined;
    else this.selection = undefined;
    this.say("", false);
    this.show();
  }

  canEscape(): boolean {
    return this.gesture.phase !== "idle" || !!this.aim || !!this.pending || !!this.selection;
  }

  // ── boxes ────────────────────────────────────────────────────────────────────────────────────────────────────

  select(id: string | undefined): void {
    const box = this.box(id);
    this.selection = box && { id: box.id, isChosen: true };
    this.aim = undefined;
    if (box) {
      this.viewer?.reveal(box);
      this.say(`${describe(this.titleOf(box.label), box)}. Selected.`, false);
    }
    this.show();
  }

  walk(step: 1 | -1): void {
    this.select(neighbour(this.boxes, this.selection?.id, step));
  }

  hover(id: string | undefined): void {
    if (id === this.hovered) return;
    this.hovered = id;
    this.viewer?.invalidate("active");
    this.hoverChanged.emit();
  }

  remove(id: string | undefined): void {
    const box = this.box(id);
    if (!box) return;
    const wasSelected = this.selection?.id === id;
    const next = wasSelected ? heir(this.boxes, box.id) : undefined;
    this.put(without(this.boxes, box.id));
    // not chosen: a label key after a deletion is meant for the next box
    if (wasSelected) this.selection = next === undefined ? undefined : { id: next, isChosen: false };
    this.say(`${this.titleOf(box.label)} deleted. ${countOf(this.boxes.length)}.`, false);
    this.show();
  }

  duplicate(): void {
    const box = this.selected;
    if (!box) return;
    const copy: Box = { ...box, id: newId(), ...tidy(beside(box, this.rule.bounds), this.rule.bounds) };
    this.put([...this.boxes, copy]);
    this.select(copy.id);
  }

  canCopyPrevious(): boolean {
    return Array.isArray(this.handle.previous()) && readBoxes(this.handle.previous()).length > 0;
  }

  /** Add the boxes of the item before as new ones. */
  copyPrevious(): void {
    const known = new Set(this.handle.question.labels.map((label) => label.key));
    const copies = copied(readBoxes(this.handle.previous()), known, this.rule, newId);
    if (copies.length) this.put([...this.boxes, ...copies]);
    this.selection = undefined;
    this.say(
      copies.length ? `${countOf(copies.length)} copied from the item before.` : "None of them fits here.",
    );
    this.show();
  }

  toggleHidden(): void {
    this.isHidden = !this.isHidden;
    this.say(this.isHidden ? "Boxes hidden. H shows them." : "Boxes shown.");
    this.show();
  }

  // ── labels (what BoxLabels asks for) ─────────────────────────────────────────────────────────────────────────

  chosenLabel(): string | undefined {
    return (this.selection?.isChosen ? this.selected?.label : undefined) ?? this.label;
  }

  /** Relabel the chosen box, label the pending one, or choose the label of the boxes to come. */
  takeLabel(label: string): void {
    const box = this.selection?.isChosen ? this.selected : undefined;
    if (box && this.gesture.phase === "idle") {
      if (box.label !== label) this.put(withLabel(this.boxes, box.id, label));
      this.say(`Now ${this.titleOf(label)}.`, false);
      this.show();
      return;
    }
    this.label = label;
    rememberLabel(this.handle.question, label);
    const { pending } = this;
    if (pending) this.add(pending);
    else {
      if (this.selection) this.selection = undefined;
      this.say(`${this.titleOf(label)}: for the next box.`, false);
    }
    this.show();
  }

  isNothing(): boolean {
    return this.handle.value() !== undefined && this.boxes.length === 0;
  }

  toggleNothing(): void {
    if (this.boxes.length) {
      this.say("There are boxes here. Delete them first.");
      return;
    }
    this.abandon();
    this.pending = undefined;
    this.handle.set(this.isNothing() ? undefined : []);
    this.say(this.isNothing() ? "Nothing here." : "Not answered.", false);
    this.show();
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

  private put(boxes: readonly Box[], merge?: string): void {
    this.handle.set(writeBoxes(boxes), merge === undefined ? {} : { merge });
  }

  private carryOut(plan: Plan): void {
    if (plan.do === "add") this.add(plan.rect);
    else if (plan.do === "change") this.put(withRect(this.boxes, plan.id, plan.rect));
    else if (plan.do === "select") this.clicked(plan.id);
    else this.say(`Too small: a box is at least ${this.rule.minSize} px wide and high.`);
    this.show();
  }

  private clicked(id: string | undefined): void {
    const isIdle = id === undefined && !this.selection && this.tool === "box";
    this.select(id);
    if (isIdle) this.say(HOW[this.way]);
  }

  private add(rect: Rect): void {
    this.isHidden = false;
    if (this.label === undefined) {
      this.pending = rect;
      this.selection = undefined;
      this.say("Which label? Press its key.");
      return;
    }
    const box: Box = { id: newId(), label: this.label, ...rect };
    this.pending = undefined;
    this.put([...this.boxes, box]);
    this.selection = { id: box.id, isChosen: this.aim !== undefined };
    this.say(`${describe(this.titleOf(box.label), box)}. Drawn.`, false);
  }

  private alter(change: (box: Box) => Rect, how: string): void {
    const box = this.selected;
    if (!box) return;
    const rect = tidy(change(box), this.rule.bounds);
    this.put(withRect(this.boxes, box.id, rect), `${how}:${box.id}`);
    this.viewer?.reveal(rect);
    this.say(describe(this.titleOf(box.label), rect), false);
  }

  private moveAim(dx: number, dy: number): void {
    if (!this.aim || !this.viewer) return;
    this.aim = clipPoint({ x: this.aim.x + dx, y: this.aim.y + dy }, this.rule.bounds);
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "move", at: this.aim });
    this.viewer.reveal({ ...this.aim, width: 0, height: 0 });
    const size = this.gesture.phase === "corner" ? this.gesture.rect : undefined;
    const extent = size ? `, ${Math.round(size.width)} by ${Math.round(size.height)}` : "";
    this.say(`${placeOf(this.aim)}${extent}`, false);
    this.viewer.invalidate("active");
  }

  private abandon(): void {
    this.aim = undefined;
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "cancel" });
  }

  /** A moving box leaves the settled layer; a new one takes the selection's handles away. */
  private phaseChanged(): void {
    const { gesture } = this;
    if (gesture.phase === "moving" || gesture.phase === "resizing") {
      if (this.selection?.id !== gesture.id) this.selection = { id: gesture.id, isChosen: true };
    } else if (gesture.phase === "drawing" || gesture.phase === "corner" || gesture.phase === "points") {
      this.selection = undefined;
      this.pending = undefined;
    }
    if (gesture.phase === "corner" && !this.aim) this.say("Click the opposite corner.");
    this.show();
  }

  /** Also when undo or another part of the screen changed the value. */
  private valueChanged(): void {
    if (this.selection && !this.box(this.selection.id)) this.selection = undefined;
    if (this.hovered !== undefined && !this.box(this.hovered)) this.hovered = undefined;
    const { gesture } = this;
    if ((gesture.phase === "moving" || gesture.phase === "resizing") && !this.box(gesture.id))
      this.gesture = IDLE;
    this.viewer?.invalidate("settled", "active");
    this.changed.emit();
  }
}
