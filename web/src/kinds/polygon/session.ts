/** Polygons on one item while they are being drawn: tool, gesture and what comes of them. No React. */
import { type Insets, toScreen } from "../../canvas/camera";
import { type PixelReader, pixelsOf } from "../../canvas/pixels";
import { Viewer } from "../../canvas/viewer";
import type { Command } from "../../keys/commands";
import { clipPoint, distance, type Point, type Rect } from "../../model/geometry";
import { pointOf, type Ring, type Spot, spotOf } from "../../model/rings";
import { newId } from "../../state/ids";
import type { FoundOutline } from "../../state/outline";
import { counted } from "../../ui/num";
import { ObjectSession } from "../parts/ObjectSession";
import { without, withThing } from "../parts/objectLists";
import { type Finder, isFinder, Pointing } from "../parts/smart/Pointing";
import { PER_MOVE, Wire } from "../parts/smart/Wire";
import type { AnswerHandle, Json } from "../types";
import { polygonCommands } from "./commands";
import {
  advance,
  type Drawing,
  type Gesture,
  type GestureEvent,
  IDLE,
  lineOf,
  type Plan,
  type Setting,
  type Tool,
} from "./gesture";
import { PolygonHand } from "./hand";
import {
  beside,
  copied,
  describe,
  faultOf,
  fromWire,
  grownBy,
  movedBy,
  type Place,
  type Polygon,
  places,
  pointCount,
  type Rule,
  readPolygons,
  rectOf,
  ringAt,
  ringFault,
  simpler,
  snapped,
  soundest,
  spotAt,
  tidy,
  withHole,
  withInserted,
  withoutSpot,
  withPart,
  withSpot,
  writePolygons,
} from "./kernel";
import { rememberedSnap, rememberSnap } from "./memory";
import { PolygonScene } from "./scene";
import { exposeForTests } from "./testing";
import { drawnSoFar, HOW, HOW_HOLE, HOW_PART, NOUN, placeOf } from "./words";

const BESIDE_TOOLS: Insets = { left: 80, right: 10, top: 10, bottom: 10 }; // the tools never cover the fitted picture
const SLOP = 4; // CSS pixels that a click may stray
const REACH = 9; // CSS pixels: what is near a point
const SIMPLER = 1; // CSS pixels by which simplifying may move the line

/** What the outline being drawn will be: a polygon, or another part or a hole of one that there is. */
export type Purpose = { readonly as: "new" } | { readonly as: "part" | "hole"; readonly id: string };

const NEW: Purpose = { as: "new" };

export class PolygonSession extends ObjectSession<Polygon> {
  readonly viewer: Viewer | undefined;
  readonly hand: PolygonHand;
  readonly own: readonly Command[];
  readonly commands: readonly Command[];
  tool: Tool | Finder = "polygon";
  readonly pointing: Pointing;
  readonly takesParts = true;
  gesture: Gesture = IDLE;
  purpose: Purpose = NEW;
  isSnapping = rememberedSnap();
  /** The point of the selected polygon that keys move and delete. */
  spot: Place | undefined;
  /** An outline that still needs its label. */
  pending: Ring | undefined;
  /** Where the picture's pixels come from; tests put their own in its place. */
  readPixels: PixelReader;
  private readonly wire: Wire;

  constructor(handle: AnswerHandle) {
    super(handle, NOUN);
    this.hand = new PolygonHand(this);
    this.viewer = this.image && new Viewer(this.image, new PolygonScene(this), this.hand, BESIDE_TOOLS);
    this.readPixels = this.viewer ? pixelsOf(this.viewer) : () => undefined;
    this.wire = new Wire(
      this.rule.bounds,
      () => this.viewer?.camera.scale ?? 1,
      (...part) => this.readPixels(...part),
    );
    this.pointing = new Pointing(this);
    this.own = polygonCommands(this);
    this.commands = this.allCommands();
    this.atEnd(exposeForTests(this));
  }

  get rule(): Rule {
    const { min_area } = this.handle.question.options;
    return {
      bounds: this.image ?? { width: 0, height: 0 },
      minArea: typeof min_area === "number" ? min_area : 1,
    };
  }

  rectOf(polygon: Polygon): Rect {
    return rectOf(polygon);
  }

  describe(polygon: Polygon): string {
    return describe(this.titleOf(polygon.label), polygon);
  }

  sizeOf(polygon: Polygon): string {
    return counted(pointCount(polygon), "point");
  }

  isIdle(): boolean {
    return this.gesture.phase === "idle" && !this.pointing.hint;
  }

  hasPending(): boolean {
    return this.pending !== undefined;
  }

  override problem(): string | undefined {
    if (this.gesture.phase === "drawing") return "Close the outline first, or take it back with Escape.";
    return super.problem();
  }

  override select(id: string | undefined, spot?: Place): void {
    this.spot = spot;
    super.select(id);
    if (spot) this.saySpot();
  }

  // ── tools and gestures ───────────────────────────────────────────────────────────────────────────────────────

  use(tool: Tool | Finder): void {
    const whyNot = isFinder(tool) ? this.pointing.whyNot(tool) : undefined;
    if (whyNot !== undefined) {
      this.say(whyNot);
      return;
    }
    this.abandon();
    this.tool = tool;
    if (tool !== "select") this.selection = undefined; // its points would be in the way of the next outline
    this.say(isFinder(tool) ? this.pointing.how(tool) : HOW[tool], tool !== "select");
    this.show();
  }

  /** The next outline becomes another part, or a hole, of the selected polygon. */
  addTo(as: "part" | "hole"): void {
    const polygon = this.selected;
    if (!polygon) return;
    this.abandon();
    if (this.tool !== "wire") this.tool = "polygon";
    this.purpose = { as, id: polygon.id };
    this.say(as === "part" ? HOW_PART : HOW_HOLE);
    this.show();
  }

  toggleSnap(): void {
    this.isSnapping = !this.isSnapping;
    rememberSnap(this.isSnapping);
    this.say(this.isSnapping ? "Points snap to other polygons. Alt lets go." : "Points do not snap.");
    this.show();
  }

  /** Take one event of the hand or the keys to the gesture, and carry out what comes of it. */
  gestureEvent(event: GestureEvent, isFree = false): void {
    if (!this.viewer || this.isBroken) return;
    const before = this.gesture;
    const { gesture, plan } = advance(before, event, this.setting(isFree));
    this.gesture = gesture;
    if (gesture.phase !== before.phase) this.phaseChanged(before);
    const last = gesture.phase === "drawing" && event.type !== "move" ? gesture.spots.at(-1) : undefined;
    if (last && this.tool === "wire") this.wire.begin(pointOf(last));
    if (gesture.phase === "drawing" && event.type !== "move" && event.type !== "down" && !plan)
      this.say(drawnSoFar(gesture.spots.length), gesture.spots.length === 3);
    if (plan) this.carryOut(plan);
    this.viewer.invalidate("active");
  }

  setting(isFree = false): Setting {
    const scale = this.viewer?.camera.scale ?? 1;
    return {
      ...this.rule,
      tool: isFinder(this.tool) ? "select" : this.tool,
      slop: SLOP / scale,
      reach: REACH / scale,
      snap: (point, except) => (isFree ? point : this.snap(point, REACH / scale, except)),
      between: (from, to) => (isFree ? [] : this.between(from, to)),
      tidied: (ring) => (this.tool === "wire" ? fromWire(ring, this.wire.step, this.rule.bounds) : ring),
      ringFault: (ring) => this.closingFault(ring),
    };
  }

  /** One event of the hand while a tool points at an object for its outline to be found. */
  point(by: Finder, type: "down" | "move" | "up", at: Point): void {
    if (this.isBroken) return;
    if (type === "down") this.pointing.press(by, at);
    else if (type === "move") this.pointing.drag(at);
    else void this.pointing.finish();
    this.viewer?.invalidate("active");
  }

  mayPoint(): boolean {
    if (this.label === undefined) this.say("Choose a label first: press its key.");
    return this.label !== undefined;
  }

  /** An object was found: a polygon of its own. */
  takeOutline({ parts = [] }: FoundOutline): void {
    const { label } = this;
    if (label === undefined) return;
    const polygon = soundest({ id: newId(), label, parts }, this.rule);
    if (!polygon) {
      this.say("What was found is too thin for a polygon. Draw it, or use scissors.");
      return;
    }
    this.isHidden = false;
    this.put([...this.objects, polygon]);
    this.selection = { id: polygon.id, isChosen: this.aim !== undefined };
    this.aim = undefined;
    this.say(`${this.describe(polygon)}. Found. Ctrl Z takes it back.`);
  }

  /** The keys' crosshair comes up in the middle of what is seen. */
  startAim(): void {
    if (!this.viewer || this.isBroken) return;
    const isDrawing = this.gesture.phase === "drawing";
    if (!isDrawing && this.purpose.as === "new") this.select(undefined);
    if (this.tool === "select") this.tool = "polygon";
    this.aim = this.viewer.middle();
    this.viewer.focus();
    const how = isFinder(this.tool) ? this.pointing.howByKeys(this.tool) : "Enter sets a point, C closes.";
    this.say(`Crosshair at ${placeOf(this.aim)}. Arrows move it, Shift by ten. ${how}`);
    this.show();
  }

  placeAtAim(): void {
    const { aim, tool } = this;
    if (!aim) return;
    if (isFinder(tool)) {
      this.point(tool, this.pointing.box ? "up" : "down", aim);
      this.show();
      return;
    }
    const before = drawnIn(this.gesture);
    this.gestureEvent({ type: "place", at: aim });
    const n = drawnIn(this.gesture);
    if (n > before) {
      this.say(`Point ${n} at ${placeOf(aim)}.${n < 3 ? "" : " C closes it."}`, n === 3);
    }
    this.show();
  }

  close(): void {
    this.gestureEvent({ type: "close" });
    this.show();
  }

  /** Arrow keys: the crosshair if it is up, else the point in focus, else the selected polygon. */
  nudge(dx: number, dy: number): void {
    const polygon = this.selected;
    if (this.aim) this.moveAim(dx, dy);
    else if (polygon && this.spot) this.moveSpot(polygon, this.spot, dx, dy);
    else if (polygon) this.alter(movedBy(polygon, { x: dx, y: dy }, this.rule.bounds), "move");
  }

  resize(dx: number, dy: number): void {
    const polygon = this.selected;
    if (polygon) this.alter(grownBy(polygon, { x: dx, y: dy }, this.rule.bounds), "resize");
  }

  /** Back one level: outline, crosshair, what it was for, unlabeled outline, point, selection. */
  escape(): void {
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "cancel" });
    else if (this.pointing.hint) this.pointing.drop();
    else if (this.aim) this.aim = undefined;
    else if (this.purpose.as !== "new") this.purpose = NEW;
    else if (this.pending) this.pending = undefined;
    else if (this.spot) this.spot = undefined;
    else this.selection = undefined;
    this.say("", false);
    this.show();
  }

  canEscape(): boolean {
    const isBusy = !this.isIdle() || this.purpose.as !== "new";
    return isBusy || !!this.aim || !!this.pending || !!this.spot || !!this.selection;
  }

  /** The way to the point that the next one would be set at, as far as it is worked out. */
  legTo(from: Spot, to: Point): Ring {
    if (this.tool !== "wire") return [];
    const way = this.wire.between(pointOf(from), to, PER_MOVE);
    if (!way && this.viewer?.picture) queueMicrotask(() => this.viewer?.invalidate("active")); // it goes on
    return way?.map(spotOf) ?? [];
  }

  /** The outline as scissors would close it now; undefined while it is not closed along edges. */
  closedNow(drawing: Drawing): Ring | undefined {
    const [first, last] = [drawing.spots[0], drawing.spots.at(-1)];
    if (this.tool !== "wire" || drawing.spots.length < 3 || !first || !last) return undefined;
    return [...lineOf(drawing), ...this.legTo(last, pointOf(first))];
  }

  // ── points ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Go from point to point of the selected polygon. */
  walkSpots(step: 1 | -1): void {
    const polygon = this.selected;
    if (!polygon) return;
    const all = places(polygon);
    const at = all.findIndex((each) => isSamePlace(each, this.spot));
    this.spot = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
    this.selection = { id: polygon.id, isChosen: true };
    this.saySpot();
    this.show();
  }

  /** A new point in the middle of the edge after the point in focus. */
  insertSpot(): void {
    const polygon = this.selected;
    if (!polygon) return;
    const place = this.spot ?? { part: 0, ring: 0, at: 0 };
    const ring = ringAt(polygon, place) ?? [];
    const [a, b] = [ring[place.at], ring[(place.at + 1) % ring.length]];
    if (!a || !b) return;
    const middle = tidy({ x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2 }, this.rule.bounds);
    if (!this.change(withInserted(polygon, place, middle))) return;
    this.spot = { ...place, at: place.at + 1 };
    this.saySpot();
    this.show();
  }

  /** Delete takes back the last point while drawing, else the point in focus, else the polygon. */
  override removeSelected(): void {
    const polygon = this.selected;
    if (this.pointing.hint) this.pointing.back();
    else if (this.gesture.phase === "drawing") {
      this.gestureEvent({ type: "back" });
      const n = drawnIn(this.gesture);
      this.say(n ? `Point taken back. ${drawnSoFar(n)}` : "Outline taken back.", false);
    } else if (polygon && this.spot) this.removeSpot(polygon, this.spot);
    else super.removeSelected();
    this.show();
  }

  removeSpot(polygon: Polygon, place: Place): void {
    const left = withoutSpot(polygon, place);
    if (!left) {
      this.spot = undefined;
      this.remove(polygon.id);
      return;
    }
    if (!this.change(left)) return;
    const isRing = (ringAt(polygon, place)?.length ?? 0) > 3;
    const n = ringAt(left, place)?.length ?? 0;
    this.spot = isRing ? { ...place, at: Math.min(place.at, n - 1) } : undefined;
    this.say(isRing ? `Point deleted. ${counted(n, "point")} left.` : "Part or hole deleted.", false);
  }

  /** Leave points out that the line hardly needs. */
  simplify(): void {
    const polygon = this.selected;
    if (!polygon || !this.viewer) return;
    const less = simpler(polygon, SIMPLER / this.viewer.camera.scale, this.rule);
    const n = pointCount(polygon) - pointCount(less);
    if (n) {
      this.spot = undefined;
      this.put(withThing(this.objects, less));
    }
    this.say(
      n ? `${counted(n, "point")} fewer, ${pointCount(less)} left.` : "Every point is needed at this zoom.",
    );
    this.show();
  }

  // ── what all objects have ────────────────────────────────────────────────────────────────────────────────────

  override faultIn(polygon: Polygon): string | undefined {
    let fault = this.faults.get(polygon);
    if (fault === undefined) {
      fault = faultOf(polygon, this.rule) ?? null;
      this.faults.set(polygon, fault);
    }
    return fault ?? super.faultIn(polygon);
  }

  protected read(value: Json | undefined): readonly Polygon[] {
    return readPolygons(value);
  }

  protected write(polygons: readonly Polygon[]): Json | undefined {
    return writePolygons(polygons);
  }

  protected copyBeside(polygon: Polygon): Polygon {
    this.spot = undefined;
    return beside(polygon, newId(), this.rule.bounds);
  }

  protected copiesOf(polygons: readonly Polygon[]): readonly Polygon[] {
    return copied(polygons, this.rule, newId);
  }

  protected addPending(): void {
    if (this.pending) this.add(this.pending);
  }

  protected dropPending(): void {
    this.pending = undefined;
  }

  protected abandon(): void {
    this.aim = undefined;
    this.pointing.drop();
    this.purpose = NEW;
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "cancel" });
  }

  protected forget(): void {
    const { gesture, purpose, selected } = this;
    if (gesture.phase === "holding" && !this.find(gesture.start.id)) this.gesture = IDLE;
    if (purpose.as !== "new" && !this.find(purpose.id)) this.purpose = NEW;
    if (this.spot && !(selected && spotAt(selected, this.spot))) this.spot = undefined;
  }

  // ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

  private readonly faults = new WeakMap<Polygon, string | null>();

  private between(from: Spot, to: Spot): Ring {
    return this.tool === "wire" ? (this.wire.between(pointOf(from), pointOf(to))?.map(spotOf) ?? []) : [];
  }

  private closingFault(ring: Ring): string | undefined {
    if (this.tool === "wire" && ring.length < 3 && drawnIn(this.gesture) >= 3)
      return "Its line goes back along itself: set a point farther off.";
    return this.purpose.as === "new" ? faultOf(polygonOf(ring), this.rule) : ringFault(ring);
  }

  private snap(point: Point, reach: number, except: string | undefined): Point {
    if (this.tool === "wire" && except === undefined) return this.wire.snap(point);
    if (!this.isSnapping || this.isHidden) return point;
    const others = except === undefined ? this.objects : without(this.objects, except);
    return snapped(point, others, reach)?.point ?? point;
  }

  private carryOut(plan: Plan): void {
    if (plan.do === "add") this.finish(plan.ring);
    else if (plan.do === "refuse") this.say(`Not closed. ${plan.why} Its points are kept.`);
    else if (plan.do === "select") this.clicked(plan.id, plan.at);
    else if (this.change(plan.polygon)) {
      this.spot = plan.at;
      this.say(this.describe(plan.polygon), false);
    }
    this.show();
  }

  private clicked(id: string | undefined, at: Place | undefined): void {
    this.select(id, at);
  }

  /** An outline is closed: it becomes what it was drawn for. */
  private finish(ring: Ring): void {
    const { purpose } = this;
    const owner = purpose.as === "new" ? undefined : this.find(purpose.id);
    this.purpose = NEW;
    this.isHidden = false;
    const wasByKeys = this.aim !== undefined;
    this.aim = undefined;
    if (!owner) {
      this.add(ring, wasByKeys);
      return;
    }
    const changed = purpose.as === "hole" ? withHole(owner, ring) : withPart(owner, ring);
    if (!changed) {
      this.say("Not taken: a hole must lie inside its outline.");
      return;
    }
    if (!this.change(changed)) return;
    this.say(`${this.describe(changed)}.`, false);
  }

  private add(ring: Ring, isChosen = false): void {
    if (this.label === undefined) {
      this.pending = ring;
      this.selection = undefined;
      this.say("Which label? Press its key.");
      return;
    }
    const polygon = polygonOf(ring, newId(), this.label);
    this.pending = undefined;
    const fault = faultOf(polygon, this.rule);
    if (fault !== undefined) {
      this.say(fault);
      return;
    }
    this.put([...this.objects, polygon]);
    this.selection = { id: polygon.id, isChosen };
    this.spot = undefined;
    this.say(`${this.describe(polygon)}. Drawn.`, false);
  }

  /** Put the polygon in the place of the one with its id, unless it would be no sound one; false where it is not. */
  private change(polygon: Polygon, merge?: string): boolean {
    const fault = faultOf(polygon, this.rule);
    if (fault !== undefined) {
      this.say(`Not changed. ${fault}`);
      return false;
    }
    this.put(withThing(this.objects, polygon), merge);
    return true;
  }

  private alter(polygon: Polygon, how: string): void {
    if (!this.change(polygon, `${how}:${polygon.id}`)) return;
    this.viewer?.reveal(rectOf(polygon));
    this.say(this.describe(polygon), false);
  }

  private moveSpot(polygon: Polygon, place: Place, dx: number, dy: number): void {
    const spot = spotAt(polygon, place);
    if (!spot) return;
    const to = tidy({ x: spot[0] + dx, y: spot[1] + dy }, this.rule.bounds);
    const merge = `spot:${polygon.id}:${place.part}:${place.ring}:${place.at}`;
    if (!this.change(withSpot(polygon, place, to), merge)) return;
    this.viewer?.reveal({ ...pointOf(to), width: 0, height: 0 });
    this.saySpot();
  }

  private saySpot(): void {
    const polygon = this.selected;
    const spot = polygon && this.spot && spotAt(polygon, this.spot);
    if (!polygon || !this.spot || !spot) return;
    const ring = ringAt(polygon, this.spot) ?? [];
    const where = [
      polygon.parts.length > 1 ? `part ${this.spot.part + 1}, ` : "",
      this.spot.ring ? `hole ${this.spot.ring}, ` : "",
    ].join("");
    this.viewer?.reveal({ ...pointOf(spot), width: 0, height: 0 });
    this.say(`Point ${this.spot.at + 1} of ${ring.length}, ${where}at ${placeOf(pointOf(spot))}`, false);
  }

  private moveAim(dx: number, dy: number): void {
    if (!this.aim || !this.viewer) return;
    this.aim = clipPoint({ x: this.aim.x + dx, y: this.aim.y + dy }, this.rule.bounds);
    if (this.gesture.phase !== "idle") this.gestureEvent({ type: "move", at: this.aim });
    this.pointing.drag(this.aim);
    this.viewer.reveal({ ...this.aim, width: 0, height: 0 });
    const { gesture } = this;
    const first = gesture.phase === "drawing" && gesture.spots.length >= 3 ? gesture.spots[0] : undefined;
    const seen = first && distance(this.screen(pointOf(first)), this.screen(this.aim)) <= REACH;
    this.say(`${placeOf(this.aim)}${seen ? ", at the first point" : ""}`, false);
    this.viewer.invalidate("active");
  }

  private screen(point: Point): Point {
    return this.viewer ? toScreen(this.viewer.camera, point) : point;
  }

  /** A moving polygon leaves the settled layer; a new one takes the selection's handles away. */
  private phaseChanged(before: Gesture): void {
    const { gesture } = this;
    if (gesture.phase === "holding") {
      if (this.selection?.id !== gesture.start.id) this.selection = { id: gesture.start.id, isChosen: true };
    } else if (gesture.phase === "drawing" && before.phase !== "drawing") {
      if (this.purpose.as === "new") this.selection = undefined;
      this.spot = undefined;
      this.pending = undefined;
    }
    this.show();
  }
}

const polygonOf = (outline: Ring, id = "", label = ""): Polygon => ({
  id,
  label,
  parts: [{ outline, holes: [] }],
});

const drawnIn = (gesture: Gesture): number => (gesture.phase === "drawing" ? gesture.spots.length : 0);

const isSamePlace = (a: Place, b: Place | undefined): boolean =>
  b !== undefined && a.part === b.part && a.ring === b.ring && a.at === b.at;
