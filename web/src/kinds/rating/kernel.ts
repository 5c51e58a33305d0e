import { keyAt } from "../parts/LabelSession";
import type { LabelOut, QuestionOut } from "../types";

const MOST_STEPS = 101;

/** The steps in order: the question's labels, or those that its range spans (min, max, step; step is 1). */
export function scale(question: QuestionOut): LabelOut[] {
  if (question.labels.length > 0) return question.labels;
  const [low, high, step] = [question.options.min, question.options.max, question.options.step].map((each) =>
    each === undefined ? 1 : Number(each),
  ) as [number, number, number];
  const count = Math.round((high - low) / step) + 1;
  if (!(step > 0) || !(low < high) || count > MOST_STEPS) return [];
  const digits = Math.max(...[low, high, step].map(decimals));
  return Array.from({ length: count }, (_, place) => {
    const key = String(Number((low + place * step).toFixed(digits)));
    return { key, title: key, definition: "", good: [], bad: [] };
  });
}

const decimals = (n: number): number => String(n).split(".")[1]?.length ?? 0;

/** A step that is a digit has that digit as its key, and 10 has Shift 0; other scales count from 1. */
export function keyOfStep(steps: readonly LabelOut[], place: number): string | undefined {
  const isDigits = steps.every((step) => /^(?:\d|10)$/.test(step.key));
  if (!isDigits) return keyAt(place);
  const key = steps[place]?.key;
  return key === "10" ? "Shift+0" : key;
}

/** Whether all steps are numbers: they stand in a row, not in a list. */
export const isNumeric = (steps: readonly LabelOut[]): boolean =>
  steps.length > 0 && steps.every((step) => step.title === step.key && /^-?\d+(?:\.\d+)?$/.test(step.key));
