/** What stays from item to item: the label of the next box, and (in this browser) the way of drawing. */
import type { QuestionOut } from "../types";
import { WAYS, type Way } from "./gesture";

const WAY_KEY = "goldsmith-box-way";
const labels = new Map<string, string>(); // question → label

export function rememberLabel(question: QuestionOut, label: string): void {
  labels.set(question.key, label);
}

/** The label last chosen, or the only one there is; none must be guessed. */
export function rememberedLabel(question: QuestionOut): string | undefined {
  const known = question.labels.map((label) => label.key);
  const last = labels.get(question.key);
  if (last !== undefined && known.includes(last)) return last;
  return known.length === 1 ? known[0] : undefined;
}

export function rememberWay(way: Way): void {
  localStorage.setItem(WAY_KEY, way);
}

export function rememberedWay(): Way {
  const stored = localStorage.getItem(WAY_KEY);
  return WAYS.find((way) => way === stored) ?? "drag";
}
