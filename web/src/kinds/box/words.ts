/** What is said to the person about boxes, in hints and announcements. */
import type { Point } from "../../model/geometry";
import type { Noun } from "../parts/ObjectSession";
import type { Way } from "./gesture";

export const HOW: Record<Way, string> = {
  drag: "Drag from corner to corner.",
  clicks: "Click two opposite corners.",
  points: "Click the object's top, bottom, left and right, in any order.",
};

const POINTS_LEFT = ["", "One more extreme point.", "Two more extreme points.", "Three more extreme points."];

/** What to do after so many of the four extreme points. */
export const pointsLeft = (given: number): string => POINTS_LEFT[4 - given] ?? "";

export const placeOf = (point: Point): string => `${Math.round(point.x)}, ${Math.round(point.y)}`;

export const NOUN: Noun = { id: "box", one: "box", many: "boxes" };
