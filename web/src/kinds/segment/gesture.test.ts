import { expect, test } from "vitest";
import {
  advance,
  type Gesture,
  type GestureEvent,
  IDLE,
  type Plan,
  type Setting,
  type Target,
} from "./gesture";

const SETTING: Setting = { duration: 10, minSize: 0.1, overlap: "any", slop: 0.05 };
const WHOLE = { start: 0, end: 10 };

function play(events: readonly GestureEvent[]): { gesture: Gesture; plans: Plan[] } {
  let gesture: Gesture = IDLE;
  const plans: Plan[] = [];
  for (const event of events) {
    const step = advance(gesture, event, SETTING);
    gesture = step.gesture;
    if (step.plan) plans.push(step.plan);
  }
  return { gesture, plans };
}

const down = (at: number, on: Target = {}, room: typeof WHOLE | undefined = WHOLE): GestureEvent => ({
  type: "down",
  at,
  on,
  room,
});
const move = (at: number): GestureEvent => ({ type: "move", at });
const up = (at: number): GestureEvent => ({ type: "up", at });

test("a drag adds the stretch that it passed over", () => {
  const { gesture, plans } = play([down(4), move(3), up(1)]);
  expect(gesture).toEqual(IDLE);
  expect(plans).toEqual([{ do: "add", part: { start: 1, end: 4 } }]);
});

test("a drag ends where its room does", () => {
  const { plans } = play([down(4, {}, { start: 3.5, end: 5 }), move(6), up(7)]);
  expect(plans).toEqual([{ do: "add", part: { start: 4, end: 5 } }]);
});

test("a press that hardly moves is a click, and says where", () => {
  expect(play([down(4, { hit: "x" }), move(4.04), up(4.04)]).plans).toEqual([
    { do: "click", id: "x", at: 4 },
  ]);
});

test("time that is taken is not drawn on", () => {
  const taken: GestureEvent = { type: "down", at: 4, on: {}, room: undefined };
  expect(play([taken, move(5), move(6), up(6)]).plans).toEqual([{ do: "taken" }]);
});

test("a stretch that is too short is not added", () => {
  expect(play([down(4), move(4.08), up(4.08)]).plans).toEqual([{ do: "tooShort" }]);
});

test("a grip moves the whole segment, or one edge of it", () => {
  const part = { start: 2, end: 4 };
  expect(play([down(3, { grip: { id: "x", part } }), move(4), up(5)]).plans).toEqual([
    { do: "change", id: "x", part: { start: 4, end: 6 } },
  ]);
  expect(play([down(4.01, { grip: { id: "x", part, edge: "end" } }), move(5), up(6.01)]).plans).toEqual([
    { do: "change", id: "x", part: { start: 2, end: 6 } },
  ]);
});

test("what is cancelled leaves nothing behind", () => {
  const { gesture, plans } = play([down(1), move(3), { type: "cancel" }]);
  expect([gesture, plans]).toEqual([IDLE, []]);
});
