/** The hand as a small state machine: idle → pointing → drawing | moving | resizing → a plan, or cancelled. Pure. */
import type { Stretch } from "../../model/sound";
import { between, type Edge, isLongEnough, moved, type Rule, resized } from "./kernel";

/** What lies under the pointer when it is pressed. grip: dragging from there moves that segment, or one edge of it. */
export interface Target {
  readonly hit?: string | undefined;
  readonly grip?:
    | { readonly id: string; readonly part: Stretch; readonly edge?: Edge | undefined }
    | undefined;
}

export type Gesture =
  | { readonly phase: "idle" }
  | {
      readonly phase: "pointing";
      readonly from: number;
      readonly on: Target;
      readonly room: Stretch | undefined;
    }
  | { readonly phase: "drawing"; readonly from: number; readonly part: Stretch; readonly room: Stretch }
  | {
      readonly phase: "moving" | "resizing";
      readonly id: string;
      readonly from: number;
      readonly begun: Stretch;
      readonly part: Stretch;
      readonly edge?: Edge | undefined;
      readonly room: Stretch;
    };

/** Times are seconds. room: the free stretch in which the gesture may draw, move or resize; none: time is taken. */
export type GestureEvent =
  | { readonly type: "down"; readonly at: number; readonly on: Target; readonly room: Stretch | undefined }
  | { readonly type: "move" | "up"; readonly at: number }
  | { readonly type: "cancel" };

/** slop: how far, in seconds, a press may stray and still be a click. */
export interface Setting extends Rule {
  readonly slop: number;
}

/** What comes of a gesture; only the session carries it out. */
export type Plan =
  | { readonly do: "add"; readonly part: Stretch }
  | { readonly do: "change"; readonly id: string; readonly part: Stretch }
  | { readonly do: "click"; readonly id: string | undefined; readonly at: number }
  | { readonly do: "taken" }
  | { readonly do: "tooShort" };

export const IDLE: Gesture = { phase: "idle" };

export interface Step {
  readonly gesture: Gesture;
  readonly plan?: Plan | undefined;
}

/** The next state after an event, with a plan where the gesture has come to something. */
export function advance(gesture: Gesture, event: GestureEvent, setting: Setting): Step {
  if (event.type === "cancel") return { gesture: IDLE };
  switch (gesture.phase) {
    case "idle":
      if (event.type !== "down") return { gesture };
      return { gesture: { phase: "pointing", from: event.at, on: event.on, room: event.room } };
    case "pointing": {
      const { from, on, room } = gesture;
      if (event.type === "up") return { gesture: IDLE, plan: { do: "click", id: on.hit, at: from } };
      if (Math.abs(event.at - from) <= setting.slop) return { gesture };
      if (!room) return { gesture: IDLE, plan: { do: "taken" } };
      if (!on.grip)
        return drawing({ phase: "drawing", from, part: { start: from, end: from }, room }, event, setting);
      const { id, part, edge } = on.grip;
      return holding(
        { phase: edge ? "resizing" : "moving", id, from, begun: part, part, edge, room },
        event,
        setting,
      );
    }
    case "drawing":
      return drawing(gesture, event, setting);
    case "moving":
    case "resizing":
      return holding(gesture, event, setting);
  }
}

type Drawing = Extract<Gesture, { phase: "drawing" }>;
type Holding = Extract<Gesture, { phase: "moving" | "resizing" }>;

function drawing(gesture: Drawing, event: GestureEvent & { at: number }, setting: Setting): Step {
  const { from, room } = gesture;
  const part = between(from, Math.min(Math.max(event.at, room.start), room.end), setting);
  if (event.type !== "up") return { gesture: { ...gesture, part } };
  const plan: Plan = isLongEnough(part, setting.minSize) ? { do: "add", part } : { do: "tooShort" };
  return { gesture: IDLE, plan };
}

function holding(gesture: Holding, event: GestureEvent & { at: number }, setting: Setting): Step {
  const { begun, from, edge, id, room } = gesture;
  const by = event.at - from;
  const part = edge ? resized(begun, edge, begun[edge] + by, setting, room) : moved(begun, by, setting, room);
  if (event.type !== "up") return { gesture: { ...gesture, part } };
  return { gesture: IDLE, plan: { do: "change", id, part } };
}

/** The stretch that the gesture shows just now. */
export const draftOf = (gesture: Gesture): Stretch | undefined =>
  "part" in gesture ? gesture.part : undefined;
