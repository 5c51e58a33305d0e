import type { Beside, ItemOut, LabelOut, QuestionOut } from "../types";

const TIE = "tie";
const ORDINALS = ["First", "Second"] as const;

/** Names of the two fields, a before b: those named, else the first two shown, else the item's first two. */
export function compared(item: ItemOut, question: QuestionOut): [string, string] | undefined {
  const { fields } = question.options;
  const named = Array.isArray(fields) ? fields.filter((each) => typeof each === "string") : question.show;
  const [a, b] = named.length > 0 ? named : Object.keys(item.fields);
  return a === undefined || b === undefined ? undefined : [a, b];
}

/** Whether b stands first: drawn by lot, the same each time for one annotator and item. FNV-1a over UTF-16 units. */
export function isTurned(question: QuestionOut, seed: string | undefined): boolean {
  if (seed === undefined) return false;
  const text = `${seed} ${question.key}`;
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  state ^= state >>> 15;
  return ((state ^ (state >>> 7)) & 1) === 1;
}

/** The two fields as they stand on the screen; without a lot, a before b with their names. */
export function besideOf(item: ItemOut, question: QuestionOut, seed?: string): Beside[] {
  const fields = compared(item, question);
  if (!fields) return [];
  const shown = isTurned(question, seed) ? fields.toReversed() : fields;
  return ORDINALS.flatMap((ordinal, place): Beside[] => {
    const name = shown[place];
    if (name === undefined) return [];
    return [{ name, caption: seed === undefined ? `${ordinal} · ${name.replaceAll("_", " ")}` : ordinal }];
  });
}

/** The answers in the order of the screen: the first, the second, and a tie where it may be said. */
export function answersOf(question: QuestionOut, seed: string | undefined): LabelOut[] {
  const plain = (key: string, title: string): LabelOut => ({ key, title, definition: "", good: [], bad: [] });
  const [first, second] = isTurned(question, seed) ? (["b", "a"] as const) : (["a", "b"] as const);
  const [one, other] = ORDINALS;
  const two = [plain(first, `${one} is better`), plain(second, `${other} is better`)];
  return question.options.tie === false ? two : [...two, plain(TIE, "Tie")];
}
