/** Small questions and items for tests. */
import type { Handout, ItemOut, LabelOut, Progress, QuestionOut, Work } from "../model/api.gen";

export const label = (key: string): LabelOut => ({
  key,
  title: key.toUpperCase(),
  definition: "",
  good: [],
  bad: [],
});

export function question(key: string, part: Partial<QuestionOut> = {}): QuestionOut {
  return {
    key,
    kind: "choice",
    kind_version: "choice.v1",
    units: "given",
    level: "nominal",
    title: `What is ${key}?`,
    required: true,
    show: [],
    labels: ["yes", "no", "none"].map(label),
    options: {},
    ...part,
  };
}

export const id = (n: number): string => n.toString(16).padStart(32, "0");

export function item(n: number, fields: ItemOut["fields"] = {}): ItemOut {
  const text = { text: { type: "text" as const, text: `Text ${n}` } };
  return {
    id: id(n),
    external_id: null,
    group: null,
    fields: Object.keys(fields).length > 0 ? fields : text,
  };
}

export const work = (n: number, part: Partial<Work> = {}): Work => ({
  assignment: id(1000 + n),
  item: item(n),
  guideline_version: 1,
  lease_until: null,
  purpose: "label",
  ...part,
});

export const PROGRESS: Progress = {
  n_items: 10,
  n_planned: 10,
  n_complete: 0,
  n_answers: 0,
  n_answers_wanted: 10,
  n_mine: 0,
  n_mine_left: 10,
  n_disagreed: 0,
  n_ruled: 0,
};

export const handout = (works: Work[], part: Partial<Handout> = {}): Handout => ({
  work: works,
  done: null,
  progress: PROGRESS,
  guideline_version: 1,
  ...part,
});
