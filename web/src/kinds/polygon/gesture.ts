/** The hand as a small state machine: idle → pointing → drawing | holding → a plan, or cancelled. Pure. */
import { distance, type Point } from "../../model/geometry";
import { pointOf, type Ring, type Spot } from "../../model/rings";
import { movedBy, type Place, type Polygon, type Rule, tidy, withInserted, withSpot } from "./kernel";

export type Tool = "select" | "polygon" | "wire";

/** What dragging takes hold of: a point, the middle of an edge (a new point comes there), or the whole polygon. */
export interface Grip {
  readonly polygon: Polygon;
  readonly at?: Place | undefined;
  readonly isNew?: boolean;
}

/** What lies under the pointer when it is pressed. isPicked: a click there means the point, not the next outline. */
export interface Target {
  readonly hit?: string | undefined;
  readonly grip?: Grip | undefined;
  readonly isPicked?: boolean;
}

export type Gesture =
  | { readonly phase: "idle" }
  | { readonly phase: "pointing"; readonly from: Point; readonly on: Target }
  | {
      readonly phase: "drawing";
      /** Points that the hand set. */
      readonly spots: Ring;
      /** What the line goes through on the way to each of them, where it is not straight. */
      readonly legs: readonly Ring[];
      readonly to: Point;
    }
  | {
      readonly phase: "holding";
      readonly from: Point;
      readonly start: Polygon;
      readonly now: Polygon;
      /** The point in the hand; without one it is the whole polygon. */
      readonly at?: Place | undefined;
    };

/** Points are image pixels. `place`: a point given by the keys. `back`: take back the last one. `close`: finish. */
export type GestureEvent =
  | { readonly type: "down"; readonly at: Point; readonly on: Target }
  | { readonly type: "move" | "up" | "place"; readonly at: Point }
  | { readonly type: "back" | "close" | "cancel" };

/** What the hand works with. slop and reach, in image pixels: how far a click may stray, and what is near a point. */
export interface Setting extends Rule {
  readonly tool: Tool;
  readonly slop: number;
  readonly reach: number;
  /** Where a point goes that comes near another polygon than this one. */
  snap(point: Point, except?: string): Point;
  /** What the line goes through between two points that the hand set. */
  between(from: Spot, to: Spot): Ring;
  /** The closed outline as it is kept. */
  tidied(ring: Ring): Ring;
  /** Why an outline cannot be finished, or undefined. */
  ringFault(ring: Ring): string | undefined;
}

/** What comes of a gesture; only the session carries it out. */
export type Plan =
  | { readonly do: "add"; readonly ring: Ring }
  | { readonly do: "change"; readonly polygon: Polygon; readonly at?: Place | undefined }
  | { readonly do: "select"; readonly id: string | undefined; readonly at?: Place | undefined }
  | { readonly do: "refuse"; readonly why: string };

export const IDLE: Gesture = { phase: "idle" };

export interface Step {
  readonly gesture: Gesture;
  readonly plan?: Plan | undefined;
}

export type Drawing = Extract<Gesture, { phase: "drawing" }>;
type Pointing = Extract<Gesture, { phase: "pointing" }>;
type Holding = Extract<Gesture, { phase: "holding" }>;

/** The next state after an event, with a plan where the gesture has come to something. */
export function advance(gesture: Gesture, event: GestureEvent, setting: Setting): Step {
  switch (event.type) {
    case "cancel":
      return { gesture: IDLE };
    case "back":
      return gesture.phase === "drawing" ? { gesture: shorter(gesture) } : { gesture };
    case "close":
      return gesture.phase === "drawing" ? closed(gesture, setting) : { gesture };
    case "place":
      return placed(gesture, event.at, setting);
  }
  switch (gesture.phase) {
    case "idle":
      return event.type === "down"
        ? { gesture: { phase: "pointing", from: event.at, on: event.on } }
        : { gesture };
    case "pointing":
      return event.type === "down" ? { gesture } : fromPointing(gesture, event.type, event.at, setting);
    case "drawing":
      if (event.type === "up") return placed(gesture, event.at, setting);
      return { gesture: { ...gesture, to: next(gesture, event.at, setting) } };
    case "holding":
      return event.type === "down" ? { gesture } : holding(gesture, event.type, event.at, setting);
  }
}

function fromPointing(gesture: Pointing, type: "move" | "up" | "place", at: Point, setting: Setting): Step {
  const { from, on } = gesture;
  if (type === "up") {
    const isPoint = on.grip?.at !== undefined && on.grip.isNew !== true;
    if (isPoint && (on.isPicked || setting.tool === "select"))
      return { gesture: IDLE, plan: { do: "select", id: on.grip?.polygon.id, at: on.grip?.at } };
    if (setting.tool !== "select") return placed(IDLE, from, setting);
    return { gesture: IDLE, plan: { do: "select", id: on.hit } };
  }
  if (distance(from, at) <= setting.slop) return { gesture };
  if (on.grip) return holding(held(from, on.grip, setting), type, at, setting);
  if (setting.tool === "select") return { gesture };
  const begun = placed(IDLE, from, setting);
  return begun.gesture.phase === "drawing"
    ? { gesture: { ...begun.gesture, to: next(begun.gesture, at, setting) } }
    : begun;
}

function held(from: Point, grip: Grip, setting: Setting): Holding {
  const { polygon, at, isNew } = grip;
  if (!at || !isNew) return { phase: "holding", from, start: polygon, now: polygon, at };
  const start = withInserted(polygon, at, tidy(from, setting.bounds));
  return { phase: "holding", from, start, now: start, at: { ...at, at: at.at + 1 } };
}

function holding(gesture: Holding, type: "move" | "up" | "place", to: Point, setting: Setting): Step {
  const { start, from, at } = gesture;
  const now = at
    ? withSpot(start, at, tidy(setting.snap(to, start.id), setting.bounds))
    : movedBy(start, { x: to.x - from.x, y: to.y - from.y }, setting.bounds);
  if (type !== "up") return { gesture: { ...gesture, now } };
  return { gesture: IDLE, plan: { do: "change", polygon: now, at } };
}

function placed(gesture: Gesture, at: Point, setting: Setting): Step {
  const spot = tidy(setting.snap(at), setting.bounds);
  if (gesture.phase === "idle")
    return { gesture: { phase: "drawing", spots: [spot], legs: [[]], to: pointOf(spot) } };
  if (gesture.phase !== "drawing") return { gesture };
  if (endsAt(gesture, at, setting)) return closed(gesture, setting);
  const { spots, legs } = gesture;
  const last = spots.at(-1);
  if (!last || isSame(last, spot) || isSame(spots[0], spot)) return { gesture };
  const leg = setting.between(last, spot);
  return {
    gesture: { phase: "drawing", spots: [...spots, spot], legs: [...legs, leg], to: pointOf(spot) },
  };
}

/** Whether a point there finishes the outline: it is the first one again, or the last one said twice. */
export function endsAt({ spots }: Drawing, at: Point, setting: Pick<Setting, "reach" | "slop">): boolean {
  const [first, last] = [spots[0], spots.at(-1)];
  if (!first || !last || spots.length < 3) return false;
  return distance(pointOf(first), at) <= setting.reach || distance(pointOf(last), at) <= setting.slop / 2;
}

/** All points of the line so far. */
export const lineOf = ({ spots, legs }: Pick<Drawing, "spots" | "legs">): Ring =>
  spots.flatMap((spot, at) => [...(legs[at] ?? []), spot]);

function closed(gesture: Drawing, setting: Setting): Step {
  const [first, last] = [gesture.spots[0], gesture.spots.at(-1)];
  const back = first && last ? setting.between(last, first) : [];
  const ring = setting.tidied([...lineOf(gesture), ...back]);
  const why = setting.ringFault(ring);
  if (why !== undefined) return { gesture, plan: { do: "refuse", why } };
  return { gesture: IDLE, plan: { do: "add", ring } };
}

function shorter(gesture: Drawing): Gesture {
  const spots = gesture.spots.slice(0, -1);
  return spots.length ? { ...gesture, spots, legs: gesture.legs.slice(0, -1) } : IDLE;
}

/** Where the line from the last point ends: at the first one where a click there would close. */
function next(gesture: Drawing, at: Point, setting: Setting): Point {
  const first = gesture.spots[0];
  if (first && gesture.spots.length >= 3 && distance(pointOf(first), at) <= setting.reach)
    return pointOf(first);
  return pointOf(tidy(setting.snap(at), setting.bounds));
}

const isSame = (a: Spot | undefined, b: Spot): boolean => a !== undefined && a[0] === b[0] && a[1] === b[1];
