/** The label of the next object, which stays from item to item. */
import type { QuestionOut } from "../types";

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
