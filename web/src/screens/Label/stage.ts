/** Which part of an item fills the item area, and which is read beside it. Pure but for the registry. */
import { kindOf } from "../../kinds/registry";
import type { Beside } from "../../kinds/types";
import type { ItemOut, QuestionOut } from "../../model/api.gen";
import { isSized, type SizedPicture } from "./PictureStage";
import type { Slot } from "./workbench";

/** Whose stage fills the item area: the question being answered if it draws, else the first that does. */
export function stageSlot(questions: readonly QuestionOut[], active: Slot | undefined): Slot | undefined {
  const draws = (question: QuestionOut) => kindOf(question.kind).Stage !== undefined;
  if (active && draws(active.question)) return { question: active.question, part: "value" };
  const question = questions.find(draws);
  return question && { question, part: "value" };
}

/**
 * The fields that the questions show, in the order in which they name them.
 *
 * As soon as one question shows all, the fields that no question names follow in the item's own order.
 */
export function fieldsShown(item: ItemOut, questions: readonly QuestionOut[]): string[] {
  const names = Object.keys(item.fields);
  const wanted = questions.flatMap((question) => question.show);
  const rest = questions.some((question) => question.show.length === 0) ? names : [];
  return [...new Set([...wanted, ...rest])].filter((name) => names.includes(name));
}

/** The field that a kind draws on: the first of its type among those shown. */
export function fieldDrawn(item: ItemOut, question: QuestionOut): string | undefined {
  const names = question.show.length > 0 ? question.show : Object.keys(item.fields);
  const { draws = "image" } = kindOf(question.kind);
  return names.find((name) => item.fields[name]?.type === draws);
}

/** The one picture among the fields, which is then shown large; none where there are several. */
export function onlyPicture(
  item: ItemOut,
  names: readonly string[],
): { name: string; picture: SizedPicture } | undefined {
  const images = names.filter((name) => item.fields[name]?.type === "image");
  const [name] = images;
  const picture = name === undefined ? undefined : item.fields[name];
  return images.length === 1 && name !== undefined && isSized(picture) ? { name, picture } : undefined;
}

/** The fields that stand beside each other: of the question being answered if it has some, else of the first. */
export function besideOf(
  item: ItemOut,
  questions: readonly QuestionOut[],
  active: Slot | undefined,
  seed: string | undefined,
): readonly Beside[] | undefined {
  const asked = active ? [active.question, ...questions] : questions;
  for (const question of asked) {
    const beside = kindOf(question.kind).beside?.(item, question, seed);
    if (beside) return beside;
  }
  return undefined;
}
