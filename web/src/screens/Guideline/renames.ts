/** What the author most likely meant by a label key that disappeared. */
import type { GuidelinePreview, QuestionOut } from "../../model/api.gen";

export type Carries = Record<string, Record<string, string[]>>;

/** Lost labels whose title came back under a new key, as renames: question → old key → [new key]. */
export function renamesIn(
  preview: Pick<GuidelinePreview, "lost_labels" | "questions">,
  before: readonly QuestionOut[],
): Carries {
  const found: Carries = {};
  for (const lost of preview.lost_labels) {
    const old = keysOf(before.find((each) => each.key === lost.question));
    const heir = preview.questions
      .find((each) => each.key === lost.question)
      ?.labels.find((label) => !old.has(label.key) && plain(label.title) === plain(lost.title));
    if (heir) found[lost.question] = { ...found[lost.question], [lost.key]: [heir.key] };
  }
  return found;
}

/** What the author said, and the renames where nothing was said. */
export function withRenames(said: Carries, renames: Carries): Carries {
  const all: Carries = { ...said };
  for (const [question, labels] of Object.entries(renames)) all[question] = { ...labels, ...said[question] };
  return all;
}

/** The same, with a word on each lost label and question of which nobody said what became of it: it has no heir. */
export function withRemoved(
  carries: Carries,
  preview: Pick<GuidelinePreview, "lost_labels" | "effects"> | undefined,
): Carries {
  const removed: Carries = {};
  for (const { question, removed: n } of preview?.effects ?? []) if (n > 0) removed[question] = {};
  for (const { question, key, becomes } of preview?.lost_labels ?? [])
    removed[question] = { ...removed[question], [key]: becomes };
  return withRenames(carries, removed);
}

const keysOf = (question: QuestionOut | undefined) => new Set(question?.labels.map((label) => label.key));
const plain = (title: string) => title.trim().toLowerCase();
