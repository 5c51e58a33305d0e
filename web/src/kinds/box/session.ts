/** Boxes on one item while they are being drawn: tool, gesture and what comes of them. No React. */
import type { Insets } from "../../canvas/camera";
import { Viewer } from "../../canvas/viewer";
import type { Command } from "../../keys/commands";
import { clipPoint, type Rect } from "../../model/geometry";
import { newId } from "../../state/ids";
import { fixed } from "../../ui/num";
import { ObjectSession } from "../parts/ObjectSession";
import type { AnswerHandle, Json } from "../types";
import { boxCommands } from "./commands";
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
  isBigEnough,
  moved,
  type Rule,
  readBoxes,
  tidy,
  withRect,
  writeBoxes,
} from "./kernel";
import { rememberedWay, rememberWay } from "./memory";
import { BoxScene } from "./scene";
import { exposeForTests } from "./testing";
import { angleOf, roundOf, type Turned, withAngle } from "./turned";
import { HOW, NOUN, placeOf, pointsLeft } from "./words";

const BESIDE_TOOLS: Insets = { left: 80, right: 10, top: 10, bottom: 10 }; // the tools never cover the fitted picture
const SLOP = 4; // CSS pixels that a click may stray

export class BoxSession extends ObjectSession<Box> {
  readonly viewer: Viewer | undefined;
  readonly hand: BoxHand;
  readonly own: readonly Command[];
  readonly commands: readonly Command[];
  tool: Tool = "box";
  way: Way = rememberedWay();
  gesture: Gesture = IDLE;
  /** A rectangle that still needs its label. */
  pending: Rect | undefined;

  constructor(handle: AnswerHandle) {
    super(handle, NOUN);
    this.hand = new BoxHand(this);
    this.viewer = this.image && new Viewer(this.image, new BoxScene(this), this.hand, BESIDE_TOOLS);
    this.own = boxCommands(this);
    this.commands = this.allCommands();
    this.atEnd(exposeForTests(this));
  }

  get boxes(): readonly Box[] {
    return this.objects;
  }

  get rule(): Rule {
    const { min_size } = this.handle.question.options;
    return {
      bounds: this.image ?? { width: 0, height: 0 },
      minSize: typeof min_size === "number" ? min_size : 1,
    };
  }

  /** Whether the question lets boxes be turned. */
  get canTurn(): boolean {
    return this.handle.question.options.rotate === true;
  }

  override faultIn(box: Box): string | undefined {
    return box.angle && !this.canTurn ? "This question lets no box be turned." : super.faultIn(box);
  }

  rectOf(box: Box): Rect {
    return roundOf(box);
  }

  describe(box: Box): string {
    return describe(this.titleOf(box.label), box);
  }

  sizeOf(box: Box): string {
    return `${Math.round(box.width)} × ${Math.round(box.height)}`;
  }

  override noteOf(box: Box): string {
    return box.angle ? `turned ${fixed(box.angle, box.angle % 1 ? 1 : 0)}°` : "";
  }

  isIdle(): boolean {
    return this.gesture.phase === "idle";
  }

  hasPending(): boolean {
    return this.pending !== undefined;
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

  /** Turn the selected box clockwise. */
  turn(degrees: number): void {
    this.alter((box) => withAngle(box, angleOf(box) + degrees), "turn");
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

  // ── what all objects have ────────────────────────────────────────────────────────────────────────────────────

  protected read(value: Json | undefined): readonly Box[] {
    return readBoxes(value);
  }

  protected write(boxes: readonly Box[]): Json | undefined {
    return writeBoxes(boxes);
  }

  protected copyBeside(box: Box): Box {
    return { ...box, id: newId(), ...tidy(beside(box, this.rule.bounds), this.rule.bounds) };
  }

  protected copiesOf(boxes: readonly Box[]): readonly Box[] {
    return copied(boxes, this.rule, newId);
  }

  protected addPending(): void {
    if (this.pending) this.add(this.pending);
  }

  protected dropPending(): void {
    this.pending = undefined;
  }

  // ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

  private carryOut(plan: Plan): void {
    if (plan.do === "add") this.add(plan.rect);
    else if (plan.do === "change") this.replaceRect(plan.id, plan.rect);
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

  private alter(change: (box: Box) => Turned, how: string): void {
    const box = this.selected;
    if (!box) return;
    const rect = tidy(change(box), this.rule.bounds);
    if (!this.replaceRect(box.id, rect, `${how}:${box.id}`)) return;
    this.viewer?.reveal(roundOf(rect));
    this.say(describe(this.titleOf(box.label), rect), false);
  }

  /** Give a box another rectangle, unless too little of it lies on the picture; false where it does not. */
  private replaceRect(id: string, rect: Turned, merge?: string): boolean {
    const box = this.find(id);
    const isSmaller = box && (rect.width < box.width || rect.height < box.height);
    if (isSmaller && !isBigEnough(rect, this.rule.minSize)) {
      this.say("Not changed: too little of it would lie on the picture.");
      return false;
    }
    this.put(withRect(this.boxes, id, rect), merge);
    return true;
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

  protected abandon(): void {
    this.aim = undefined;
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "cancel" });
  }

  /** A moving box leaves the settled layer; a new one takes the selection's handles away. */
  private phaseChanged(): void {
    const { gesture } = this;
    if (gesture.phase === "moving" || gesture.phase === "resizing" || gesture.phase === "turning") {
      if (this.selection?.id !== gesture.id) this.selection = { id: gesture.id, isChosen: true };
    } else if (gesture.phase === "drawing" || gesture.phase === "corner" || gesture.phase === "points") {
      this.selection = undefined;
      this.pending = undefined;
    }
    if (gesture.phase === "corner" && !this.aim) this.say("Click the opposite corner.");
    this.show();
  }

  protected forget(): void {
    const { gesture } = this;
    if (
      (gesture.phase === "moving" || gesture.phase === "resizing" || gesture.phase === "turning") &&
      !this.find(gesture.id)
    )
      this.gesture = IDLE;
  }
}
