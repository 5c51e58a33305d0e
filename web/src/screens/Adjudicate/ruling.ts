/** A ruling while it is being made: adopted, composed object by object, one's own, or none to be had. Pure. */

import type { Kind } from "../../kinds/types";
import type { Case, CaseAnswer, CaseUnit, NewRuling, QuestionOut } from "../../model/api.gen";
import type { Json } from "../../state/json";

export type Reason = NewRuling["reason_code"];

export type Source =
  | { by: "adopted"; letters: string }
  | { by: "composed" }
  | { by: "own" }
  | { by: "unresolvable" };

/** picks: unit → place of the answer whose object (or whose leaving out) was taken. */
export interface Draft {
  source: Source | null;
  value: Json | undefined;
  picks: Readonly<Record<string, number>>;
  reason: Reason | null;
  rationale: string;
  /** Somebody else is asked to rule too, blind of this. */
  wantsSecond: boolean;
}

export const emptyDraft: Draft = {
  source: null,
  value: undefined,
  picks: {},
  reason: null,
  rationale: "",
  wantsSecond: false,
};

/** Answers that say the same, under their letters. */
export interface Stance {
  value: Json;
  letters: readonly string[];
  answers: readonly CaseAnswer[];
  canAdopt: boolean;
}

/** JSON with sorted keys: equal texts are equal values. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join()}}`;
}

/** The distinct answers, those of most people first, then by letter. */
export function stances(answers: readonly CaseAnswer[]): Stance[] {
  const groups = new Map<string, CaseAnswer[]>();
  for (const answer of answers) {
    const key = canonical(answer.value as Json);
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  return [...groups.values()]
    .map((group) => ({
      value: group[0]?.value as Json,
      letters: group.map((each) => each.letter),
      answers: group,
      canAdopt: group.some((each) => each.can_adopt),
    }))
    .sort(
      (a, b) => b.letters.length - a.letters.length || (a.letters[0] ?? "").localeCompare(b.letters[0] ?? ""),
    );
}

/** extra, missing, label, edges, or what else the kind tells apart. */
export type ConflictType = string;

/** An object on which the answers differ, and in which ways. */
export interface Conflict {
  unit: CaseUnit;
  types: readonly ConflictType[];
}

/** The units of a case with what the answers differ on, in the order of the units; agreed ones are left out. */
export function conflictsOf(
  units: readonly CaseUnit[],
  differences: readonly Record<string, unknown>[],
): Conflict[] {
  const types = new Map<string, ConflictType[]>();
  for (const difference of differences) {
    const { unit, type } = difference;
    if (typeof unit !== "string" || typeof type !== "string") continue;
    types.set(unit, [...(types.get(unit) ?? []), type]);
  }
  return units.flatMap((unit) => {
    const found = types.get(unit.key);
    return found ? [{ unit, types: found }] : [];
  });
}

type JsonObject = { [key: string]: Json };

/** The objects of an answer whose units are found: its value is a list of them. Undefined for any other value. */
export function objectsOf(value: Json): JsonObject[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const objects = value.filter(
    (each): each is JsonObject => typeof each === "object" && each !== null && !Array.isArray(each),
  );
  return objects.length === value.length ? objects : undefined;
}

export interface Composition {
  value: Json;
  /** Units in conflict for which no answer has been taken yet. */
  open: string[];
}

type Compose = NonNullable<Kind["compose"]>;

/** One value from what was taken: agreed units from whoever marked them first, others as they were picked.
 *
 * How is the kind's own affair; without it, answers are lists of objects. Undefined when they cannot be composed.
 */
export function compose(
  answers: readonly Json[],
  units: readonly CaseUnit[],
  conflicts: readonly Conflict[],
  picks: Readonly<Record<string, number>>,
  join: Compose = takeObjects,
): Composition | undefined {
  const contested = new Set(conflicts.map((each) => each.unit.key));
  const agreed = units.filter((unit) => !contested.has(unit.key));
  const taken = { ...Object.fromEntries(agreed.map((unit) => [unit.key, firstMember(unit)])), ...picks };
  const value = join(answers, units, taken);
  return value === undefined
    ? undefined
    : { value, open: units.flatMap(({ key }) => (taken[key] === undefined ? [key] : [])) };
}

/** The objects taken; an answer that did not mark the unit leaves it out. Ids stay, and stay different. */
function takeObjects(...[answers, units, picks]: Parameters<Compose>): Json | undefined {
  const lists = answers.map(objectsOf);
  if (lists.some((list) => list === undefined)) return undefined;
  const value: JsonObject[] = [];
  for (const unit of units) {
    const pick = picks[unit.key];
    const place = pick === undefined ? undefined : unit.members[pick];
    const object = pick === undefined || typeof place !== "number" ? undefined : lists[pick]?.[place];
    if (object) value.push(withOwnId(object, value));
  }
  return value;
}

/** Who marked it first; where units have no members, all answers have them. */
const firstMember = (unit: CaseUnit): number =>
  Math.max(
    0,
    unit.members.findIndex((member) => member !== null),
  );

function withOwnId(object: JsonObject, others: readonly JsonObject[]): JsonObject {
  const taken = new Set(others.map((each) => each.id));
  if (!taken.has(object.id ?? null)) return object;
  let n = 2;
  while (taken.has(`${object.id}-${n}`)) n += 1;
  return { ...object, id: `${object.id}-${n}` };
}

/** Take a whole answer. */
export function adopt(draft: Draft, stance: Pick<Stance, "value" | "letters">): Draft {
  return {
    ...draft,
    source: { by: "adopted", letters: stance.letters.join(", ") },
    value: stance.value,
    picks: {},
  };
}

/** Take this unit as one answer has it; the value stands once no conflict is open. */
export function pick(
  draft: Draft,
  current: Case,
  conflicts: readonly Conflict[],
  unit: string,
  place: number,
  join?: Compose,
): Draft {
  const before = draft.source?.by === "composed" || draft.source === null ? draft.picks : {};
  const picks = { ...before, [unit]: place };
  const made = compose(
    current.answers.map((each) => each.value as Json),
    current.units,
    conflicts,
    picks,
    join,
  );
  if (!made) return draft;
  const isWhole = made.open.length === 0;
  return { ...draft, picks, source: { by: "composed" }, value: isWhole ? made.value : undefined };
}

/** What a ruling of one's own starts from: what is ruled so far, else what is agreed, else the first answer. */
export function startingPoint(
  draft: Draft,
  current: Case,
  conflicts: readonly Conflict[],
  join?: Compose,
): Json | undefined {
  if (draft.value !== undefined) return draft.value;
  const values = current.answers.map((each) => each.value as Json);
  return canCompose(current.question, join)
    ? compose(values, current.units, conflicts, draft.picks, join)?.value
    : undefined;
}

/** Whether a ruling can be made unit by unit: where annotators find the units, or the kind says how. */
export const canCompose = (question: QuestionOut, join: Compose | undefined): boolean =>
  question.units === "found" || join !== undefined;

/** Say that the item cannot be decided. */
export const unresolvable = (draft: Draft): Draft => ({
  ...draft,
  source: { by: "unresolvable" },
  value: undefined,
  picks: {},
});

export const ownRuling = (draft: Draft, value: Json): Draft => ({
  ...draft,
  source: { by: "own" },
  value,
  picks: {},
});

export const REASON_MISSING = "Say why they differed.";

/** Why a ruling cannot be given yet, or undefined. settles: it ends two rulings that differ. */
export function missing(draft: Draft, conflicts: readonly Conflict[], settles = false): string | undefined {
  if (draft.source === null) return "Adopt an answer, edit one, or say that it is unresolvable.";
  if (draft.source.by === "composed" && draft.value === undefined) {
    const n = conflicts.filter((each) => draft.picks[each.unit.key] === undefined).length;
    return n === 1 ? "One conflict is still open." : `${n} conflicts are still open.`;
  }
  if (draft.reason === null) return REASON_MISSING;
  if (settles && draft.rationale.trim() === "") return "Say in the rationale why it is so.";
  return undefined;
}

/** What is sent. id: made once for a draft, so that sending again stores nothing twice. */
export function rulingOf(current: Case, draft: Draft, id: string): NewRuling {
  const isOpen = draft.source?.by === "unresolvable";
  return {
    id,
    has_value: !isOpen,
    value: (isOpen ? null : draft.value) as NonNullable<NewRuling["value"]>,
    reason_code: draft.reason ?? "ambiguous_item",
    rationale: draft.rationale.trim(),
    evidence: current.answers.map((each) => each.annotation),
    replaces: current.ruling?.id ?? null,
    wants_second: draft.wantsSecond,
  };
}

/** The votes as shares: what an unresolvable item keeps. */
export function softLabel(all: readonly Stance[]): { value: Json; share: number }[] {
  const n = all.reduce((sum, each) => sum + each.letters.length, 0);
  return all.map((each) => ({ value: each.value, share: n === 0 ? 0 : each.letters.length / n }));
}
