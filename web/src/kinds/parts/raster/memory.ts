/** What stays from item to item: the label last painted with, and (in this browser) brush and opacity. */
import type { QuestionOut } from "../../types";

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

/** A number kept in this browser, when it is one of those allowed. */
export function rememberedNumber(name: string, allowed: readonly number[], fallback: number): number {
  const stored = Number(localStorage.getItem(`goldsmith-raster-${name}`) ?? Number.NaN);
  return allowed.includes(stored) ? stored : fallback;
}

export function rememberNumber(name: string, value: number): void {
  localStorage.setItem(`goldsmith-raster-${name}`, String(value));
}
