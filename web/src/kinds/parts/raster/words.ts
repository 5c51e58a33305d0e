/** What is said to the person about painting, in hints and announcements. */
import type { Point } from "../../../model/geometry";
import { thin } from "../../../ui/num";
import { FINDER_NAMES, type Finder } from "../smart/Pointing";

export const TOOLS = [
  "brush",
  "eraser",
  "fill",
  "polygon",
  "wire",
  "smart",
  "extreme",
  "superpixel",
  "model",
] as const;
export type PaintTool = (typeof TOOLS)[number];
export type Tool = PaintTool | "select";

export const TOOL_NAMES: Record<Tool, string> = {
  brush: "Brush",
  eraser: "Eraser",
  fill: "Fill",
  polygon: "Polygon",
  wire: "Scissors",
  ...FINDER_NAMES,
  superpixel: "Superpixels",
  select: "Select",
};

export const HOW: Record<Exclude<Tool, Finder>, string> = {
  brush: "Drag to paint. Shift and a click paint a straight line.",
  eraser: "Drag to erase.",
  fill: "Click an area to fill it.",
  polygon: "Click the corners. Enter, or a click on the first, closes it.",
  wire: "Click points along an edge: the line keeps to it. Alt lets go, Enter closes.",
  superpixel: "Click or drag to add superpixels; on a painted one, to take them away.",
  select: "Click an object, or press comma and full stop.",
};

/** The same with the keys' crosshair. */
export const HOW_BY_KEYS: Record<Exclude<Tool, Finder>, string> = {
  brush: "Space starts and stops painting, Enter paints once.",
  eraser: "Space starts and stops erasing, Enter erases once.",
  fill: "Enter fills the area that it stands on.",
  polygon: "Enter sets a corner; on the first, or twice on one spot, it closes.",
  wire: "Enter sets a point; on the first, or twice on one spot, it closes.",
  superpixel: "Enter adds the superpixel or takes it away, Space goes on along the way.",
  select: "Enter chooses the object that it stands on.",
};

export const placeOf = (point: Point): string => `${Math.floor(point.x)}, ${Math.floor(point.y)}`;

/** A share of the picture, never rounded to all or nothing. */
export function shareOf(part: number, whole: number): string {
  if (part === 0 || whole === 0) return "0 %";
  const percent = (100 * part) / whole;
  if (percent < 0.1) return "under 0.1 %";
  if (part === whole) return "100 %";
  if (percent > 99.9) return "over 99.9 %";
  return percent < 10 || percent > 99 ? `${percent.toFixed(1)} %` : `${Math.round(percent)} %`;
}

export const pixels = (n: number): string => `${thin(n)} ${n === 1 ? "pixel" : "pixels"}`;
