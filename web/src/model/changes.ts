/** What differs between two versions of a guideline, in sentences that an annotator can act on. Pure. */
import type { GuidelineOut, LabelOut, QuestionOut } from "./api.gen";

type Version = Pick<GuidelineOut, "questions" | "body">;

/** One sentence for each thing that changed; none where only the form of the text did. */
export function changesOf(before: Version, after: Version): string[] {
  const isAlone = before.questions.length < 2 && after.questions.length < 2;
  const found: string[] = [];
  for (const question of after.questions) {
    const old = byKey(before.questions, question.key);
    if (!old) found.push(`There is a new question: ${question.title}`);
    else found.push(...changesOfQuestion(old, question, isAlone ? "" : ` in “${question.title}”`));
  }
  for (const question of missing(before.questions, after.questions)) {
    found.push(`This question is no longer asked: ${question.title}`);
  }
  if (before.body !== after.body) found.push("The text of the guideline changed.");
  return found;
}

/** where: " in “question”" for the sentences about labels, or nothing. */
function changesOfQuestion(before: QuestionOut, after: QuestionOut, where: string): string[] {
  const found: string[] = [];
  if (before.title !== after.title) found.push(`“${before.title}” now reads “${after.title}”.`);
  if (before.kind !== after.kind) found.push(`${after.title} is now answered in another way.`);
  else if (JSON.stringify(before.options) !== JSON.stringify(after.options))
    found.push(`${after.title} now has other limits or settings.`);
  if (before.required !== after.required) {
    found.push(`${after.title} ${after.required ? "must now be answered." : "may now be left out."}`);
  }
  for (const label of missing(after.labels, before.labels)) {
    found.push(`${label.title} is new${where}.${label.definition && ` ${label.definition}`}`);
  }
  for (const label of missing(before.labels, after.labels)) {
    found.push(`${label.title} is gone${where}.`);
  }
  for (const label of after.labels) {
    const old = byKey(before.labels, label.key);
    if (old) found.push(...changesOfLabel(old, label, where));
  }
  const order = (labels: readonly LabelOut[]) =>
    labels.map((label) => label.key).filter((key) => byKey(before.labels, key) && byKey(after.labels, key));
  if (`${order(before.labels)}` !== `${order(after.labels)}`) {
    found.push(`The labels stand in another order${where}; their keys have changed.`);
  } else if (areKeysMoved(before, after)) found.push(`Some labels have other keys now${where}.`);
  return found;
}

function changesOfLabel(before: LabelOut, after: LabelOut, where: string): string[] {
  const found: string[] = [];
  if (before.title !== after.title) found.push(`${before.title} is now called ${after.title}${where}.`);
  if (before.definition !== after.definition) {
    found.push(
      after.definition === ""
        ? `${after.title} has no definition any more${where}.`
        : `${after.title} is now defined so${where}: ${after.definition}`,
    );
  }
  if (`${before.path ?? []}` !== `${after.path ?? []}`) {
    const group = (after.path ?? []).join(" › ");
    found.push(`${after.title} now stands ${group === "" ? "in no group" : `under ${group}`}${where}.`);
  }
  if (`${[before.good, before.bad]}` !== `${[after.good, after.bad]}`) {
    found.push(`${after.title} has other examples${where}.`);
  }
  return found;
}

/** Whether a label that stays stands at another place, and so has another key. */
const areKeysMoved = (before: QuestionOut, after: QuestionOut): boolean =>
  after.labels.some((label, place) => {
    const was = before.labels.findIndex((each) => each.key === label.key);
    return was >= 0 && was !== place;
  });

const byKey = <T extends { key: string }>(all: readonly T[], key: string): T | undefined =>
  all.find((each) => each.key === key);

/** Those of the first that the second lacks. */
const missing = <T extends { key: string }>(all: readonly T[], others: readonly T[]): T[] =>
  all.filter((each) => !byKey(others, each.key));
