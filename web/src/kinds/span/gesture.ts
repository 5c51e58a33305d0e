/** The hand on a text as a small state machine: idle → pressing → picking | resizing → a plan, or cancelled. Pure. */
import type { Edge, Range } from "./kernel";

/** What lies under the pointer when it is pressed. grip: the handle of a span. */
export interface Target {
  /** Spans there. */
  readonly ids: readonly string[];
  readonly grip?: { readonly id: string; readonly edge: Edge } | undefined;
  /** The word there, where a double press takes it whole. */
  readonly word?: Range | undefined;
}

/** Places are UTF-16 units between characters. isExact: single characters are wanted, not whole words. */
export type Gesture =
  | { readonly phase: "idle" }
  | { readonly phase: "pressing"; readonly from: number; readonly on: Target }
  | { readonly phase: "picking"; readonly from: Range; readonly to: number; readonly isExact: boolean }
  | {
      readonly phase: "resizing";
      readonly id: string;
      readonly edge: Edge;
      readonly to: number;
      readonly isExact: boolean;
    };

export type GestureEvent =
  | { readonly type: "down"; readonly at: number; readonly on: Target }
  | { readonly type: "move" | "up"; readonly at: number; readonly isExact: boolean }
  | { readonly type: "cancel" };

export type Plan =
  | { readonly do: "pick"; readonly range: Range; readonly isExact: boolean }
  | {
      readonly do: "resize";
      readonly id: string;
      readonly edge: Edge;
      readonly to: number;
      readonly isExact: boolean;
    }
  | { readonly do: "click"; readonly at: number; readonly ids: readonly string[] };

export interface Step {
  readonly gesture: Gesture;
  readonly plan?: Plan | undefined;
}

export const IDLE: Gesture = { phase: "idle" };

/** The next state after an event, with a plan where the gesture has come to something. */
export function advance(gesture: Gesture, event: GestureEvent): Step {
  if (event.type === "cancel") return { gesture: IDLE };
  if (event.type === "down") {
    const { at, on } = event;
    if (on.word) return { gesture: { phase: "picking", from: on.word, to: on.word.end, isExact: false } };
    return { gesture: { phase: "pressing", from: at, on } };
  }
  const { at, isExact } = event;
  switch (gesture.phase) {
    case "idle":
      return { gesture };
    case "pressing":
      if (event.type === "up") {
        return { gesture: IDLE, plan: { do: "click", at: gesture.from, ids: gesture.on.ids } };
      }
      if (gesture.on.grip) return { gesture: { phase: "resizing", ...gesture.on.grip, to: at, isExact } };
      return {
        gesture: { phase: "picking", from: { start: gesture.from, end: gesture.from }, to: at, isExact },
      };
    case "picking": {
      const { from, to } = gesture;
      if (event.type === "up")
        return { gesture: IDLE, plan: { do: "pick", range: reach(from, to), isExact: gesture.isExact } };
      return { gesture: { ...gesture, to: at, isExact } };
    }
    case "resizing": {
      const { phase, ...held } = gesture;
      if (event.type === "up") return { gesture: IDLE, plan: { do: "resize", ...held } };
      return { gesture: { ...gesture, to: at, isExact } };
    }
  }
}

/** From where the hand went down to where it is, in either direction. */
export const reach = (from: Range, to: number): Range => ({
  start: Math.min(from.start, to),
  end: Math.max(from.end, to),
});
