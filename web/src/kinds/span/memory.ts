/** What stays from item to item: the label that is held, so that each piece picked is marked with it at once. */
import type { QuestionOut } from "../types";

const labels = new Map<string, string>(); // question → label

export function rememberLabel(question: QuestionOut, label: string | undefined): void {
  if (label === undefined) labels.delete(question.key);
  else labels.set(question.key, label);
}

/** The label last held, or the only one there is; none must be guessed. */
export function rememberedLabel(question: QuestionOut): string | undefined {
  const known = question.labels.map((label) => label.key);
  const last = labels.get(question.key);
  if (last !== undefined && known.includes(last)) return last;
  return known.length === 1 ? known[0] : undefined;
}
