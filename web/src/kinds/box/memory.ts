/** The way of drawing stays in this browser. */
import { WAYS, type Way } from "./gesture";

const WAY_KEY = "goldsmith-box-way";

export function rememberWay(way: Way): void {
  localStorage.setItem(WAY_KEY, way);
}

export function rememberedWay(): Way {
  const stored = localStorage.getItem(WAY_KEY);
  return WAYS.find((way) => way === stored) ?? "drag";
}
