import type { Json, QuestionOut } from "../types";

/** How many labels may be chosen. */
export function limits(question: QuestionOut): { min: number; max: number } {
  const { min, max } = question.options;
  return {
    min: typeof min === "number" ? min : 0,
    max: typeof max === "number" ? max : question.labels.length,
  };
}

/** The label keys of a value; none for what is no list. */
export const chosen = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];

/** The value with that label put in or taken out, in the guideline's order. Taking out the last one unanswers it. */
export function toggled(question: QuestionOut, value: Json | undefined, key: string): string[] | undefined {
  const before = new Set(chosen(value));
  if (!before.delete(key)) before.add(key);
  if (before.size === 0) return undefined;
  return question.labels.map((label) => label.key).filter((each) => before.has(each));
}

/** Why this value cannot be submitted. */
export function problemOf(question: QuestionOut, value: Json | undefined): string | undefined {
  const { min, max } = limits(question);
  if (value === undefined) return min === 0 ? "Choose labels, or none of these." : `Choose ${min} or more.`;
  const n = chosen(value).length;
  if (n < min) return `Choose ${min} or more.`;
  return n > max ? `Choose at most ${max}.` : undefined;
}
