import { describe, expect, test } from "vitest";
import type { Point } from "../../model/geometry";
import { advance, draftOf, type Gesture, type GestureEvent, IDLE, type Plan, type Setting } from "./gesture";

const SETTING: Setting = {
  bounds: { width: 640, height: 480 },
  minSize: 2,
  tool: "box",
  way: "drag",
  slop: 4,
};
const RECT = { x: 100, y: 100, width: 80, height: 40 };

const down = (x: number, y: number, on = {}): GestureEvent => ({ type: "down", at: { x, y }, on });
const move = (x: number, y: number): GestureEvent => ({ type: "move", at: { x, y } });
const up = (x: number, y: number): GestureEvent => ({ type: "up", at: { x, y } });
const place = (x: number, y: number): GestureEvent => ({ type: "place", at: { x, y } });
const CANCEL: GestureEvent = { type: "cancel" };

/** Feed events to a fresh machine; returns the phases gone through, the plans made, and the last state. */
function play(events: readonly GestureEvent[], setting: Partial<Setting> = {}) {
  let gesture: Gesture = IDLE;
  const phases: string[] = [];
  const plans: Plan[] = [];
  for (const event of events) {
    const step = advance(gesture, event, { ...SETTING, ...setting });
    gesture = step.gesture;
    phases.push(gesture.phase);
    if (step.plan) plans.push(step.plan);
  }
  return { gesture, phases, plans };
}

describe("dragging a box", () => {
  test("press, drag and release draws it", () => {
    const { phases, plans } = play([down(10, 10), move(12, 12), move(50, 40), up(60, 50)]);
    expect(phases).toEqual(["pointing", "pointing", "drawing", "idle"]);
    expect(plans).toEqual([{ do: "add", rect: { x: 10, y: 10, width: 50, height: 40 } }]);
  });

  test("the rectangle on the way is shown", () => {
    const { gesture } = play([down(60, 50), move(10, 10)]);
    expect(draftOf(gesture)).toEqual({ x: 10, y: 10, width: 50, height: 40 });
  });

  test("a drag that ends too small is told and draws nothing", () => {
    const { plans, phases } = play([down(10, 10), move(50, 10), up(50, 11)]);
    expect(plans).toEqual([{ do: "tooSmall" }]);
    expect(phases.at(-1)).toBe("idle");
  });

  test("cancel ends it without a plan", () => {
    const { plans, phases } = play([down(10, 10), move(50, 40), CANCEL, up(60, 50)]);
    expect(plans).toEqual([]);
    expect(phases.at(-1)).toBe("idle");
  });

  test("a click selects what is under it, or nothing", () => {
    expect(play([down(10, 10, { hit: "a" }), move(12, 11), up(12, 11)]).plans).toEqual([
      { do: "select", id: "a" },
    ]);
    expect(play([down(10, 10), up(10, 10)]).plans).toEqual([{ do: "select", id: undefined }]);
  });
});

describe("two clicks", () => {
  test("two clicks give two corners", () => {
    const events = [down(10, 10), up(10, 10), move(40, 30), down(50, 40), up(50, 40)];
    const { phases, plans } = play(events, { way: "clicks" });
    expect(phases).toEqual(["pointing", "corner", "corner", "corner", "idle"]);
    expect(plans).toEqual([{ do: "add", rect: { x: 10, y: 10, width: 40, height: 30 } }]);
  });

  test("a drag still draws", () => {
    const { plans } = play([down(10, 10), move(50, 40), up(50, 40)], { way: "clicks" });
    expect(plans).toEqual([{ do: "add", rect: { x: 10, y: 10, width: 40, height: 30 } }]);
  });

  test("a click beyond the image counts at its border", () => {
    const { plans } = play([down(600, 470), up(600, 470), down(900, 900), up(900, 900)], { way: "clicks" });
    expect(plans).toEqual([{ do: "add", rect: { x: 600, y: 470, width: 40, height: 10 } }]);
  });

  test("places given by keys work whatever the way of dragging is", () => {
    for (const way of ["drag", "clicks"] as const) {
      const { plans, phases } = play([place(50, 40), move(20, 20), place(10, 10)], { way });
      expect(phases).toEqual(["corner", "corner", "idle"]);
      expect(plans).toEqual([{ do: "add", rect: { x: 10, y: 10, width: 40, height: 30 } }]);
    }
  });
});

describe("four extreme points", () => {
  const clicks = (points: readonly Point[]) => points.flatMap(({ x, y }) => [down(x, y), up(x, y)]);
  const [top, right, bottom, left] = [
    { x: 50, y: 10 },
    { x: 90, y: 60 },
    { x: 40, y: 80 },
    { x: 20, y: 30 },
  ];

  test("four clicks in any order give the rectangle through them", () => {
    for (const order of [
      [top, right, bottom, left],
      [left, bottom, top, right],
    ]) {
      expect(play(clicks(order), { way: "points" }).plans).toEqual([
        { do: "add", rect: { x: 20, y: 10, width: 70, height: 70 } },
      ]);
    }
  });

  test("three are not enough, and cancel forgets them", () => {
    expect(play(clicks([top, right, bottom]), { way: "points" }).gesture.phase).toBe("points");
    const { plans, gesture } = play([...clicks([top, right, bottom]), CANCEL, ...clicks([left])], {
      way: "points",
    });
    expect(plans).toEqual([]);
    expect(gesture).toMatchObject({ phase: "points", points: [left] });
  });

  test("points on one line are too small", () => {
    const line = [10, 20, 30, 40].map((x) => ({ x, y: 50 }));
    expect(play(clicks(line), { way: "points" }).plans).toEqual([{ do: "tooSmall" }]);
  });
});

describe("moving and resizing", () => {
  const grip = { id: "a", rect: RECT };

  test("a held box follows the hand by as much as the hand moved", () => {
    const { phases, plans } = play([down(120, 110, { hit: "a", grip }), move(125, 120), up(130, 130)]);
    expect(phases).toEqual(["pointing", "moving", "idle"]);
    expect(plans).toEqual([{ do: "change", id: "a", rect: { ...RECT, x: 110, y: 120 } }]);
  });

  test("a held handle resizes without a jump, though it was not met in its middle", () => {
    const handle = { h: 1, v: 1 } as const;
    const { phases, plans } = play([down(183, 143, { hit: "a", grip: { ...grip, handle } }), up(183, 143)]);
    expect(phases).toEqual(["pointing", "idle"]);
    expect(plans).toEqual([{ do: "select", id: "a" }]);
    const dragged = play([down(183, 143, { grip: { ...grip, handle } }), move(190, 143), up(203, 163)]);
    expect(dragged.plans).toEqual([
      { do: "change", id: "a", rect: { x: 100, y: 100, width: 100, height: 60 } },
    ]);
  });

  test("the select tool draws nothing on empty ground", () => {
    const { plans, phases } = play([down(10, 10), move(90, 90), up(90, 90)], { tool: "select" });
    expect(phases).toEqual(["pointing", "pointing", "idle"]);
    expect(plans).toEqual([{ do: "select", id: undefined }]);
  });

  test("cancel leaves the box as it was", () => {
    expect(play([down(120, 110, { grip }), move(160, 160), CANCEL]).plans).toEqual([]);
  });
});
