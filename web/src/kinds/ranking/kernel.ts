import type { Json, LabelOut, QuestionOut } from "../types";

/** What is ranked: the question's labels, which the server makes of fields where it ranks those. */
export const thingsOf = (question: QuestionOut): readonly LabelOut[] => question.labels;

/** The keys ranked so far, the best first; none for what is no list. */
export function ranked(question: QuestionOut, value: Json | undefined): string[] {
  if (!Array.isArray(value)) return [];
  const known = new Set(thingsOf(question).map((each) => each.key));
  return value.filter((each): each is string => typeof each === "string" && known.has(each));
}

/** Put at the end what is not ranked yet, or take it out. With one left, that one has the last place by itself. */
export function toggled(question: QuestionOut, value: Json | undefined, key: string): string[] | undefined {
  const before = ranked(question, value);
  const isIn = before.includes(key);
  const order = isIn ? before.filter((each) => each !== key) : [...before, key];
  const left = thingsOf(question).filter((each) => !order.includes(each.key));
  const [last] = left;
  if (!isIn && left.length === 1 && last) order.push(last.key);
  return order.length > 0 ? order : undefined;
}

/** The order with that thing so many places on, as far as there are places. */
export function moved(question: QuestionOut, value: Json | undefined, key: string, by: number): string[] {
  const order = ranked(question, value);
  const from = order.indexOf(key);
  if (from < 0) return order;
  const to = Math.min(order.length - 1, Math.max(0, from + by));
  order.splice(from, 1);
  order.splice(to, 0, key);
  return order;
}

/** Why this cannot be submitted. */
export function problemOf(question: QuestionOut, value: Json | undefined): string | undefined {
  const n = thingsOf(question).length - ranked(question, value).length;
  if (n === thingsOf(question).length) return "Put them in order, the best first.";
  return n > 0 ? `${n} still to be ranked.` : undefined;
}
