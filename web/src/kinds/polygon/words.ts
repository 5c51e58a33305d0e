/** What is said to the person about polygons, in hints and announcements. */
import type { Point } from "../../model/geometry";
import { counted } from "../../ui/num";
import type { Noun } from "../parts/ObjectSession";
import type { Tool } from "./gesture";

export const NOUN: Noun = { id: "polygon", one: "polygon", many: "polygons" };

export const HOW: Record<Tool, string> = {
  select: "Select: click a polygon, or press comma and full stop.",
  polygon: "Click the corners one after the other. The first one closes it.",
  wire: "Click points along an edge: the line keeps to it. Alt lets go.",
};

export const HOW_PART = "Draw the other part of this polygon.";
export const HOW_HOLE = "Draw the hole inside this polygon.";

export const placeOf = (point: Point): string => `${Math.round(point.x)}, ${Math.round(point.y)}`;

/** How far an outline has come. */
export const drawnSoFar = (n: number): string =>
  n < 3 ? `${counted(n, "point")}.` : `${counted(n, "point")}. C closes it.`;
