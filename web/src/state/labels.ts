/** What can be said of a question's labels without knowing its kind. */
import type { LabelOut, QuestionOut } from "../model/api.gen";
import type { Json } from "./json";

export function labelOf(question: QuestionOut, key: string | undefined): LabelOut | undefined {
  return question.labels.find((each) => each.key === key);
}

/** The first label key inside a value of any kind: a sign for lists. */
export function firstLabel(question: QuestionOut, value: Json | undefined): string | undefined {
  if (typeof value === "string") return labelOf(question, value)?.key;
  if (Array.isArray(value)) return firstOf(question, value);
  if (typeof value === "object" && value !== null) return firstOf(question, Object.values(value));
  return undefined;
}

function firstOf(question: QuestionOut, values: readonly Json[]): string | undefined {
  for (const value of values) {
    const found = firstLabel(question, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a list shows for a label: its title; for a number its unit too; for a text the text. */
export function wordOf(question: QuestionOut, key: string): string {
  const title = labelOf(question, key)?.title;
  if (title !== undefined) return title;
  const { unit } = question.options;
  return question.level === "interval" && typeof unit === "string" && unit !== "" ? `${key} ${unit}` : key;
}

/** Whether its answers are no labels, but are compared by how far they are apart. */
export const isMeasured = (question: QuestionOut): boolean =>
  question.level === "interval" || question.level === "distance";
