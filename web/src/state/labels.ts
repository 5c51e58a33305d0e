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

/** The labels of relations: keys, or keys with titles. */
export function relationLabels(question: Pick<QuestionOut, "options">): readonly LabelOut[] {
  const given = question.options.relations;
  if (!Array.isArray(given)) return [];
  return given.flatMap((one: unknown) => {
    const named =
      typeof one === "string" ? [[one, one.replaceAll("_", " ")] as const] : Object.entries(asObject(one));
    return named.map(([key, title]) => ({ key, title: String(title), definition: "", good: [], bad: [] }));
  });
}

const asObject = (one: unknown): object => (typeof one === "object" && one !== null ? one : {});

/** The title of a label or a relation; undefined where the question has neither. */
export const titleOf = (question: QuestionOut, key: string): string | undefined =>
  labelOf(question, key)?.title ?? relationLabels(question).find((each) => each.key === key)?.title;

/** What a list shows for a label: its title; for a number its unit too; for a text the text. */
export function wordOf(question: QuestionOut, key: string): string {
  const title = titleOf(question, key);
  if (title !== undefined) return title;
  const { unit } = question.options;
  return question.level === "interval" && typeof unit === "string" && unit !== "" ? `${key} ${unit}` : key;
}

/** Whether its answers are no labels, but are compared by how far they are apart. */
export const isMeasured = (question: QuestionOut): boolean =>
  question.level === "interval" || question.level === "distance";
