import { describe, expect, test } from "vitest";
import { centre } from "../../model/geometry";
import { pointOf } from "../../model/rings";
import { advance, IDLE, type Setting } from "./gesture";
import * as kernel from "./kernel";
import * as turned from "./turned";

const BOUNDS = { width: 640, height: 480 };
const RULE: kernel.Rule = { bounds: BOUNDS, minSize: 2 };
const BOX: turned.Turned = { x: 100, y: 100, width: 80, height: 40, angle: 30 };
const near = (a: { x: number; y: number }, b: { x: number; y: number }) => {
  expect(a.x).toBeCloseTo(b.x, 1);
  expect(a.y).toBeCloseTo(b.y, 1);
};
const corner = (box: turned.Turned, at: number) => pointOf(turned.cornersOf(box)[at] ?? [0, 0]);

describe("angles", () => {
  test.each([
    [0, 0],
    [90, 90],
    [-90, 90],
    [91, -89],
    [180, 0],
    [-30, -30],
    [359.96, 0],
    [12.34, 12.3],
  ])("%f degrees look like %f", (given, seen) => {
    expect(turned.normal(given)).toBe(seen);
  });

  test("directions go clockwise from up", () => {
    const middle = centre(BOX);
    expect(turned.direction(BOX, { x: middle.x, y: 0 })).toBe(0);
    expect(turned.direction(BOX, { x: 600, y: middle.y })).toBe(90);
  });

  test("a quarter turn brings the first corner to the upper right", () => {
    const quarter = { x: 0, y: 0, width: 40, height: 20, angle: 90 };
    near(corner(quarter, 0), { x: 30, y: -10 });
    expect(turned.roundOf(quarter).width).toBeCloseTo(20, 9);
  });
});

describe("changes", () => {
  test("a handle moves its corner to the pointer, and the opposite corner stays", () => {
    const to = { x: 220, y: 190 };
    const made = kernel.resized(BOX, { h: 1, v: 1 }, to, RULE);
    near(corner(made, 2), to);
    near(corner(made, 0), corner(BOX, 0));
    expect(made.angle).toBe(30);
  });

  test("keys make it longer from its own top left corner", () => {
    const made = kernel.grown(BOX, { x: 10, y: 0 }, RULE);
    expect([made.width, made.height, made.angle]).toEqual([90, 40, 30]);
    near(corner(made, 0), corner(BOX, 0));
  });

  test("it is moved until its middle comes to the border", () => {
    const made = kernel.moved(BOX, { x: -500, y: 0 }, RULE);
    expect(centre(made)).toEqual({ x: 0, y: 120 });
    expect(made.angle).toBe(30);
  });

  test("turned back upright it is cut off at the border again", () => {
    expect(kernel.tidy({ ...BOX, x: -20, angle: 180 }, BOUNDS)).toEqual({
      x: 0,
      y: 100,
      width: 60,
      height: 40,
    });
  });

  test("another rectangle takes the old angle away", () => {
    const boxes = [{ id: "a", label: "red", ...BOX }];
    expect(kernel.withRect(boxes, "a", { x: 1, y: 1, width: 5, height: 5 })[0]).not.toHaveProperty("angle");
  });

  test("the cursor follows the turn", () => {
    expect(kernel.handleCursor({ h: 1, v: 0 })).toBe("ew-resize");
    expect(kernel.handleCursor({ h: 1, v: 0 }, 90)).toBe("ns-resize");
    expect(kernel.handleCursor({ h: 1, v: 1 }, 45)).toBe("ns-resize");
  });
});

test("dragging the knob turns by as much as the hand goes round, with Shift by fifteen degrees", () => {
  const setting: Setting = { ...RULE, tool: "select", way: "drag", slop: 2 };
  const upright = { x: 100, y: 100, width: 80, height: 40 };
  const knob = { x: 140, y: 162 };
  for (const [constrain, angle] of [
    [false, 47.7],
    [true, 45],
  ] as const) {
    let step = advance(
      IDLE,
      { type: "down", at: knob, on: { grip: { id: "a", rect: upright, turns: true } } },
      setting,
    );
    for (const type of ["move", "up"] as const)
      step = advance(step.gesture, { type, at: { x: 100, y: 156.4 } }, { ...setting, constrain });
    expect(step.plan).toMatchObject({ do: "change", id: "a" });
    expect(step.plan?.do === "change" && step.plan.rect.angle).toBeCloseTo(angle, 0);
  }
});
