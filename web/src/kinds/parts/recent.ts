/** What stays from item to item where labels are many: those used lately, and which groups are open. */
import { keepInMind, recall } from "../../state/remembered";
import type { QuestionOut } from "../types";
import { N_RECENT, type Recent, withRecent } from "./labelTree";

const groups = new Map<string, Set<string>>(); // question → open groups, or closed ones where few labels are open
const known = new Map<string, Recent>();
const NONE: Recent = { places: [], used: [] };

const keyOf = (question: QuestionOut): string => `labels-recent:${question.key}:${question.labels.length}`;

export function groupsOf(question: QuestionOut): Set<string> {
  const found = groups.get(question.key) ?? new Set<string>();
  groups.set(question.key, found);
  return found;
}

/** The labels used lately, at their places. */
export const recentOf = (question: QuestionOut): readonly (string | undefined)[] => read(question).places;

export function rememberRecent(question: QuestionOut, key: string): void {
  const now = withRecent(read(question), key);
  known.set(keyOf(question), now);
  keepInMind(keyOf(question), JSON.stringify(now));
}

function read(question: QuestionOut): Recent {
  const key = keyOf(question);
  const found = known.get(key) ?? stored(recall(key));
  known.set(key, found);
  return found;
}

function stored(text: string | undefined): Recent {
  if (text === undefined) return NONE;
  try {
    const { places, used } = JSON.parse(text) as Partial<Recent>;
    const isSound = [places, used].every(
      (each) =>
        Array.isArray(each) && each.length <= N_RECENT && each.every((one) => typeof one === "string"),
    );
    return isSound && places && used ? { places, used } : NONE;
  } catch {
    return NONE; // another version's words
  }
}
