import { expect, test } from "vitest";
import type { Kind } from "../../kinds/types";
import type { Case, CaseAnswer, CaseUnit } from "../../model/api.gen";
import type { Json } from "../../state/json";
import {
  adopt,
  compose,
  conflictsOf,
  emptyDraft,
  missing,
  objectsOf,
  ownRuling,
  pick,
  rulingOf,
  softLabel,
  stances,
  startingPoint,
  unresolvable,
} from "./ruling";

const answer = (letter: string, value: Json, over: Partial<CaseAnswer> = {}): CaseAnswer => ({
  letter,
  annotation: letter.toLowerCase().repeat(32),
  value,
  unsure: false,
  second: null,
  note: "",
  name: null,
  can_adopt: true,
  ...over,
});

const object = (id: string, label: string, x: number) => ({ id, label, x });
const A = [object("a1", "red", 0), object("a2", "red", 50)];
const B = [object("b1", "white", 1)];
const C = [object("c1", "red", 0), object("a2", "red", 90)];
const units: CaseUnit[] = [
  { key: "u1", votes: ["red", "white", "red"], members: [0, 0, 0] },
  { key: "u2", votes: ["red", "", ""], members: [1, null, null] },
  { key: "u3", votes: ["", "", "red"], members: [null, null, 1] },
];
const differences = [
  { type: "label", unit: "u1" },
  { type: "edges", unit: "u1" },
  { type: "extra", unit: "u2" },
  { type: "extra", unit: "u3" },
];
const conflicts = conflictsOf(units, differences);
const found = {
  answers: [answer("A", A), answer("B", B), answer("C", C)],
  units,
  differences,
  question: { units: "found" },
  ruling: null,
} as unknown as Case;

test("answers that say the same stand together, the most frequent first, whatever the order of keys", () => {
  const all = stances([
    answer("A", { p: 1, q: 2 }),
    answer("B", "x", { can_adopt: false }),
    answer("C", { q: 2, p: 1 }),
  ]);
  expect(all.map((each) => each.letters)).toEqual([["A", "C"], ["B"]]);
  expect(all.map((each) => each.canAdopt)).toEqual([true, false]);
  expect(softLabel(all).map((each) => each.share)).toEqual([2 / 3, 1 / 3]);
});

test("a tie of two answers is listed by letter, never by chance", () => {
  expect(stances([answer("B", "y"), answer("A", "x")]).map((each) => each.value)).toEqual(["x", "y"]);
});

test("each unit is one conflict with all the ways in which it differs; agreed units are none", () => {
  expect(conflicts.map((each) => [each.unit.key, each.types])).toEqual([
    ["u1", ["label", "edges"]],
    ["u2", ["extra"]],
    ["u3", ["extra"]],
  ]);
  expect(conflictsOf(units, [{ type: 3, unit: "u1" }, { type: "label" }])).toEqual([]);
});

test("agreed objects come from whoever marked them, contested ones stay open until they are picked", () => {
  const made = compose([A, B, C], units, conflicts.slice(1), {});
  expect(made).toEqual({ value: [A[0]], open: ["u2", "u3"] });
});

test("taking from an answer that did not mark the object leaves it out", () => {
  const made = compose([A, B, C], units, conflicts, { u1: 1, u2: 1, u3: 2 });
  expect(made).toEqual({ value: [B[0], C[1]], open: [] });
});

test("objects taken from two answers never share an id", () => {
  const made = compose([A, B, C], units, conflicts, { u1: 0, u2: 0, u3: 2 });
  expect(objectsOf(made?.value ?? null)?.map((each) => each.id)).toEqual(["a1", "a2", "a2-2"]);
});

test("a kind may say itself how a value is composed, from agreed and picked units alike", () => {
  const join = (...[, all, taken]: Parameters<NonNullable<Kind["compose"]>>) =>
    all.map((unit) => `${unit.key} from ${taken[unit.key]}`).join("; ");
  const made = compose(["x", "y", "z"], units, conflicts.slice(1), { u2: 1 }, join);
  expect(made).toEqual({ value: "u1 from 0; u2 from 1; u3 from undefined", open: ["u3"] });
});

test("a value that is no list of objects cannot be composed", () => {
  expect(compose(["yes", "no"], [], [], {})).toBeUndefined();
  expect(objectsOf([["x"]])).toBeUndefined();
  expect(objectsOf([])).toEqual([]);
});

test("a composed ruling has no value before its last conflict is decided", () => {
  let draft = pick(emptyDraft, found, conflicts, "u1", 0);
  draft = pick(draft, found, conflicts, "u2", 1);
  expect(draft.value).toBeUndefined();
  expect(missing(draft, conflicts)).toBe("One conflict is still open.");
  draft = pick(draft, found, conflicts, "u3", 0);
  expect(draft.value).toEqual([A[0]]);
  expect(missing(draft, conflicts)).toBe("Say why they differed.");
});

test("picking again changes the one object only", () => {
  const all = ["u1", "u2", "u3"].reduce((draft, unit) => pick(draft, found, conflicts, unit, 0), emptyDraft);
  expect(pick(all, found, conflicts, "u3", 2).value).toEqual([A[0], A[1], { ...C[1], id: "a2-2" }]);
});

test("adopting a whole answer forgets single picks, and picking afterwards starts anew", () => {
  const picked = pick(emptyDraft, found, conflicts, "u1", 0);
  const whole = adopt(picked, { value: B, letters: ["B"] });
  expect(whole).toMatchObject({ value: B, picks: {}, source: { by: "adopted", letters: "B" } });
  expect(pick(whole, found, conflicts, "u2", 0).picks).toEqual({ u2: 0 });
});

test("a ruling of one's own starts from what was ruled so far", () => {
  expect(startingPoint(emptyDraft, found, conflicts)).toEqual([]);
  expect(startingPoint(pick(emptyDraft, found, conflicts, "u1", 2), found, conflicts)).toEqual([C[0]]);
  expect(startingPoint(adopt(emptyDraft, { value: B, letters: ["B"] }), found, conflicts)).toEqual(B);
});

test("an unresolvable item is sent without a value, with everything that was read", () => {
  const draft = {
    ...unresolvable(adopt(emptyDraft, { value: B, letters: ["B"] })),
    reason: "bad_data" as const,
  };
  const sent = rulingOf(found, { ...draft, rationale: " torn \n" }, "0".repeat(32));
  expect(sent).toEqual({
    id: "0".repeat(32),
    has_value: false,
    value: null,
    reason_code: "bad_data",
    rationale: "torn",
    evidence: ["a", "b", "c"].map((letter) => letter.repeat(32)),
    replaces: null,
    wants_second: false,
  });
});

test("ruling anew names the ruling that it replaces", () => {
  const again = { ...found, ruling: { id: "f".repeat(32) } } as unknown as Case;
  const draft = { ...ownRuling(emptyDraft, []), reason: "guideline_gap" as const };
  expect(rulingOf(again, draft, "0".repeat(32))).toMatchObject({
    has_value: true,
    value: [],
    replaces: "f".repeat(32),
  });
});

test("an explicit nothing is a value, not a missing one", () => {
  expect(missing({ ...ownRuling(emptyDraft, []), reason: "bad_data" }, [])).toBeUndefined();
  expect(missing(emptyDraft, [])).toContain("Adopt");
});
