import { expect, test } from "vitest";
import { advance, type GestureEvent, IDLE, type Plan, type Target } from "./gesture";

const move = (at: number, isExact = false): GestureEvent => ({ type: "move", at, isExact });
const up = (at: number): GestureEvent => ({ type: "up", at, isExact: false });
const down = (at: number, on: Partial<Target> = {}): GestureEvent => ({
  type: "down",
  at,
  on: { ids: [], ...on },
});

function plansOf(...events: GestureEvent[]): Plan[] {
  let gesture = IDLE;
  return events.flatMap((event) => {
    const step = advance(gesture, event);
    gesture = step.gesture;
    return step.plan ?? [];
  });
}

test("a press and a drag pick what lies between, in either direction", () => {
  const range = { start: 3, end: 9 };
  expect(plansOf(down(3), move(5), move(9), up(9))).toEqual([{ do: "pick", range, isExact: false }]);
  expect(plansOf(down(9), move(3, true), up(3))).toEqual([{ do: "pick", range, isExact: true }]);
});

test("a press alone is a click on what lies there", () => {
  expect(plansOf(down(3, { ids: ["a", "b"] }), up(3))).toEqual([{ do: "click", at: 3, ids: ["a", "b"] }]);
});

test("a double press takes the word", () => {
  const word = { start: 2, end: 6 };
  expect(plansOf(down(3, { word }), up(3))).toEqual([{ do: "pick", range: word, isExact: false }]);
});

test("a drag from a grip moves that boundary", () => {
  const grip = { id: "a", edge: "end" } as const;
  expect(plansOf(down(6, { grip, ids: ["a"] }), move(8), move(12), up(12))).toEqual([
    { do: "resize", ...grip, to: 12, isExact: false },
  ]);
});

test("a cancelled gesture comes to nothing", () => {
  expect(plansOf(down(3), move(9), { type: "cancel" }, up(9))).toEqual([]);
});
