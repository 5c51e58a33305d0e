/** The hand as a small state machine: idle → pointing → drawing | moving | resizing → a plan, or cancelled. Pure. */
import { around, clipPoint, distance, type Point, type Rect } from "../../model/geometry";
import { dragged, type Handle, handlePoint, isBigEnough, moved, type Rule, resized, tidy } from "./kernel";
import { angleOf, direction, fromOwn, type Turned, withAngle } from "./turned";

/** `drag` a rectangle, give two corners by `clicks`, or touch its four extreme `points`. */
export const WAYS = ["drag", "clicks", "points"] as const;
export type Way = (typeof WAYS)[number];
export type Tool = "select" | "box";

/** What lies under the pointer when it is pressed. grip: dragging from there moves that box, or its handle. */
export interface Target {
  readonly hit?: string | undefined;
  readonly grip?:
    | {
        readonly id: string;
        readonly rect: Turned;
        readonly handle?: Handle | undefined;
        /** Dragging from there turns it. */
        readonly turns?: boolean;
      }
    | undefined;
}

export type Gesture =
  | { readonly phase: "idle" }
  | { readonly phase: "pointing"; readonly from: Point; readonly on: Target }
  | { readonly phase: "drawing"; readonly from: Point; readonly to: Point; readonly rect: Rect }
  | { readonly phase: "corner"; readonly from: Point; readonly to: Point; readonly rect: Rect }
  | { readonly phase: "points"; readonly points: readonly Point[]; readonly to: Point }
  | {
      readonly phase: "moving" | "resizing" | "turning";
      readonly id: string;
      readonly from: Point;
      readonly start: Turned;
      readonly rect: Turned;
      readonly handle?: Handle | undefined;
    };

/** Points are image pixels. `place`: a point given without dragging (a click, or Enter at the keys' crosshair). */
export type GestureEvent =
  | { readonly type: "down"; readonly at: Point; readonly on: Target }
  | { readonly type: "move" | "up"; readonly at: Point }
  | { readonly type: "place"; readonly at: Point }
  | { readonly type: "cancel" };

/** What the hand works with. slop: how far, in image pixels, a press may stray and still be a click. */
export interface Setting extends Rule {
  readonly tool: Tool;
  readonly way: Way;
  readonly slop: number;
}

/** What comes of a gesture; only the session carries it out. */
export type Plan =
  | { readonly do: "add"; readonly rect: Rect }
  | { readonly do: "change"; readonly id: string; readonly rect: Turned }
  | { readonly do: "select"; readonly id: string | undefined }
  | { readonly do: "tooSmall" };

export const IDLE: Gesture = { phase: "idle" };

export interface Step {
  readonly gesture: Gesture;
  readonly plan?: Plan | undefined;
}

/** The next state after an event, with a plan where the gesture has come to something. */
export function advance(gesture: Gesture, event: GestureEvent, setting: Setting): Step {
  if (event.type === "cancel") return { gesture: IDLE };
  if (event.type === "place") return placed(gesture, event.at, setting);
  switch (gesture.phase) {
    case "idle":
      return event.type === "down"
        ? { gesture: { phase: "pointing", from: event.at, on: event.on } }
        : { gesture };
    case "pointing":
      return fromPointing(gesture, event, setting);
    case "drawing": {
      const rect = dragged(gesture.from, event.at, setting);
      return event.type === "up" ? finished(rect, setting) : { gesture: { ...gesture, to: event.at, rect } };
    }
    case "corner":
      if (event.type === "down") return { gesture };
      if (event.type === "up") return placed(gesture, event.at, setting);
      return { gesture: { ...gesture, to: event.at, rect: dragged(gesture.from, event.at, setting) } };
    case "points":
      if (event.type === "down") return { gesture };
      if (event.type === "up") return placed(gesture, event.at, setting);
      return { gesture: { ...gesture, to: clipPoint(event.at, setting.bounds) } };
    case "moving":
    case "resizing":
    case "turning":
      return holding(gesture, event, setting);
  }
}

type Pointing = Extract<Gesture, { phase: "pointing" }>;
type Holding = Extract<Gesture, { phase: "moving" | "resizing" | "turning" }>;

function fromPointing(gesture: Pointing, event: GestureEvent & { at: Point }, setting: Setting): Step {
  const { from, on } = gesture;
  if (event.type === "up") {
    const clicks = setting.tool === "box" && setting.way !== "drag";
    return clicks ? placed(IDLE, from, setting) : { gesture: IDLE, plan: { do: "select", id: on.hit } };
  }
  if (distance(from, event.at) <= setting.slop) return { gesture };
  if (on.grip) {
    const { id, rect, handle, turns } = on.grip;
    const phase = turns ? "turning" : handle ? "resizing" : "moving";
    const held: Holding = { phase, id, from, start: rect, rect, handle };
    return holding(held, event, setting);
  }
  if (setting.tool === "select" || setting.way === "points") return { gesture };
  return {
    gesture: { phase: "drawing", from, to: event.at, rect: dragged(from, event.at, setting) },
  };
}

function holding(gesture: Holding, event: GestureEvent & { at: Point }, setting: Setting): Step {
  const { start, from, handle, id } = gesture;
  const by = { x: event.at.x - from.x, y: event.at.y - from.y };
  const rect =
    gesture.phase === "turning"
      ? turnedBy(start, direction(start, event.at) - direction(start, from), setting)
      : handle
        ? resized(start, handle, offset(fromOwn(start, handlePoint(start, handle)), by), setting)
        : moved(start, by, setting);
  if (event.type !== "up") return { gesture: { ...gesture, rect } };
  return { gesture: IDLE, plan: { do: "change", id, rect: tidy(rect, setting.bounds) } };
}

const STEP = 15; // degrees

/** Turned on by so many degrees; constrained, to a multiple of fifteen. */
function turnedBy(start: Turned, by: number, { constrain }: Rule): Turned {
  const angle = angleOf(start) + by;
  return withAngle(start, constrain ? Math.round(angle / STEP) * STEP : angle);
}

const offset = (point: Point, by: Point): Point => ({ x: point.x + by.x, y: point.y + by.y });

function placed(gesture: Gesture, at: Point, setting: Setting): Step {
  const point = clipPoint(at, setting.bounds);
  if (gesture.phase === "corner") return finished(dragged(gesture.from, at, setting), setting);
  if (gesture.phase === "points") {
    const points = [...gesture.points, point];
    if (points.length < 4) return { gesture: { phase: "points", points, to: point } };
    return finished(around(points), setting);
  }
  if (gesture.phase !== "idle") return { gesture };
  if (setting.way === "points") return { gesture: { phase: "points", points: [point], to: point } };
  return { gesture: { phase: "corner", from: point, to: point, rect: { ...point, width: 0, height: 0 } } };
}

function finished(drawn: Rect, setting: Setting): Step {
  const rect = tidy(drawn, setting.bounds);
  const plan: Plan = isBigEnough(rect, setting.minSize) ? { do: "add", rect } : { do: "tooSmall" };
  return { gesture: IDLE, plan };
}

/** The rectangle that the gesture shows just now. */
export function draftOf(gesture: Gesture): Turned | undefined {
  if (gesture.phase === "points") return around([...gesture.points, gesture.to]);
  return "rect" in gesture ? gesture.rect : undefined;
}
