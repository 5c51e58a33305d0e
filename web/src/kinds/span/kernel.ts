/** Spans and relations as plain data: what each action makes of a list of them. Pure; nothing is changed in place. */
import type { Offsets } from "../../model/offsets";
import { type Attribute, type AttributeValues, faultOf, readAttributes } from "../parts/attributes";
import type { CaseUnit, Json } from "../types";

/** A piece of the text, half-open. On the page in UTF-16 units; in code points only where it is read and written. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Span extends Range {
  readonly id: string;
  readonly label: string;
  readonly attributes?: AttributeValues;
}

export interface Relation {
  readonly id: string;
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

export interface Answer {
  /** In the order of the text; of spans that begin together the longer first. */
  readonly spans: readonly Span[];
  readonly relations: readonly Relation[];
}

export type Edge = "start" | "end";
export type Overlap = "any" | "nested" | "none";
export type Unit = "word" | "token" | "character";

export const NOTHING: Answer = { spans: [], relations: [] };

type Raw = { readonly [key: string]: unknown };

/**
 * The answer in UTF-16 units; nothing while nothing has been answered.
 *
 * Spans that are as they were in the answer `before` are the same objects, so that what shows them need not be drawn
 * again.
 */
export function readAnswer(value: Json | undefined, offsets: Offsets, before: Answer = NOTHING): Answer {
  const { spans, relations } = readStored(value);
  const known = new Map(before.spans.map((span) => [span.id, span]));
  const onPage = spans.map((stored) => {
    const span = { ...stored, start: offsets.toUnits(stored.start), end: offsets.toUnits(stored.end) };
    const old = known.get(span.id);
    return old && isSame(old, span) ? old : span;
  });
  return { spans: sorted(onPage), relations };
}

const isSame = (a: Span, b: Span): boolean =>
  a.label === b.label &&
  a.start === b.start &&
  a.end === b.end &&
  (a.attributes === b.attributes || JSON.stringify(a.attributes) === JSON.stringify(b.attributes));

/** The answer as it is stored, in code points and in the order of the list. */
export function readStored(value: Json | undefined): Answer {
  if (value === undefined || value === null) return NOTHING;
  if (!Array.isArray(value)) throw new Error("An answer of kind span is a list of objects.");
  const spans: Span[] = [];
  const relations: Relation[] = [];
  for (const each of value) {
    if (isSpan(each)) spans.push(withRead(each));
    else if (isRelation(each)) relations.push(each);
    else throw new Error("A span has an id, a label, start and end; a relation an id, a label, from and to.");
  }
  return { spans, relations };
}

function withRead({ attributes: raw, ...span }: RawSpan): Span {
  const attributes = readAttributes(raw);
  return attributes ? { ...span, attributes } : span;
}

type RawSpan = Omit<Span, "attributes"> & { readonly attributes?: unknown };

function isSpan(value: unknown): value is RawSpan {
  const { id, label, start, end } = asObject(value);
  return [id, label].every(isText) && Number.isInteger(start) && Number.isInteger(end);
}

function isRelation(value: unknown): value is Relation {
  const { id, label, from, to } = asObject(value);
  return [id, label, from, to].every(isText);
}

const asObject = (value: unknown): Raw => (typeof value === "object" && value !== null ? (value as Raw) : {});
const isText = (value: unknown): boolean => typeof value === "string";

/** The value to send. No objects are no answer: an explicit "nothing here" is said by `[]` alone. */
export function writeAnswer(answer: Answer, offsets: Offsets): Json | undefined {
  if (answer.spans.length === 0) return undefined;
  const spans = answer.spans.map(({ id, label, start, end, attributes }) => ({
    id,
    label,
    start: offsets.toPoints(start),
    end: offsets.toPoints(end),
    ...(attributes ? { attributes: { ...attributes } } : {}),
  }));
  return [...spans, ...answer.relations.map(({ id, label, from, to }) => ({ id, label, from, to }))];
}

/** By where they begin; of those that begin together the longer first. */
export const sorted = (spans: readonly Span[]): readonly Span[] =>
  [...spans].sort((a, b) => a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : 1));

export const withSpan = (answer: Answer, span: Span): Answer => ({
  ...answer,
  spans: sorted([...answer.spans.filter(({ id }) => id !== span.id), span]),
});

export const withRelation = (answer: Answer, relation: Relation): Answer => ({
  ...answer,
  relations: [...answer.relations.filter(({ id }) => id !== relation.id), relation],
});

/** Without that object; relations of a span go with it. */
export const without = (answer: Answer, gone: string): Answer => ({
  spans: answer.spans.filter(({ id }) => id !== gone),
  relations: answer.relations.filter(({ id, from, to }) => ![id, from, to].includes(gone)),
});

/** Ids of all objects in the order in which keys go through them. */
export const idsOf = (answer: Answer): string[] => [...answer.spans, ...answer.relations].map(({ id }) => id);

/** The id that comes `step` places after this one, round the end; the first or last where none is given. */
export function neighbour(ids: readonly string[], id: string | undefined, step: 1 | -1): string | undefined {
  const at = id === undefined ? -1 : ids.indexOf(id);
  return ids[at < 0 ? (step > 0 ? 0 : ids.length - 1) : (at + step + ids.length) % ids.length];
}

/** The id to select once this one is deleted: the next, else the one before. */
export function heir(ids: readonly string[], id: string): string | undefined {
  const at = ids.indexOf(id);
  return ids[at + 1] ?? ids[at - 1];
}

/** The span that marks the same piece with the same label, if there is one. */
export const twin = (spans: readonly Span[], span: Span): Span | undefined =>
  spans.find(
    (each) =>
      each.id !== span.id && each.label === span.label && each.start === span.start && each.end === span.end,
  );

/** A span with which this one may not stand, as the question's `overlap` says. */
export function clashing(spans: readonly Span[], span: Span, allowed: Overlap): Span | undefined {
  if (allowed === "any") return undefined;
  return spans.find((each) => {
    const isApart = each.id === span.id || each.end <= span.start || span.end <= each.start;
    return !isApart && (allowed === "none" || !(isWithin(each, span) || isWithin(span, each)));
  });
}

const isWithin = (inner: Range, outer: Range): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** Objects that cannot be sent as they are, and why. */
export interface Faults {
  readonly ids: ReadonlySet<string>;
  readonly why: string;
}

/** What is wrong with an answer: labels that the guideline no longer has, or spans that may not overlap. */
export function faultsOf(
  { spans, relations }: Answer,
  labels: readonly string[],
  related: readonly string[],
  allowed: Overlap,
  attributes: readonly Attribute[] = [],
): Faults | undefined {
  const lost = [
    ...spans.filter(({ label }) => !labels.includes(label)),
    ...relations.filter(({ label }) => !related.includes(label)),
  ];
  const ids = (objects: readonly { id: string }[]) => new Set(objects.map(({ id }) => id));
  if (lost.length) {
    const what = lost.length === 1 ? "1 object has a label" : `${lost.length} objects have labels`;
    return { ids: ids(lost), why: `${what} that the guideline no longer has.` };
  }
  const misdescribed = spans.filter((span) => faultOf(attributes, span.attributes) !== undefined);
  const why = faultOf(attributes, misdescribed[0]?.attributes);
  if (why !== undefined) return { ids: ids(misdescribed), why };
  const crossing = spans.filter((span) => clashing(spans, span, allowed));
  if (!crossing.length) return undefined;
  return { ids: ids(crossing), why: "Spans overlap that may not. Move a boundary, or delete one." };
}

/** Spans over that place, the innermost first. */
export const spansAt = (spans: readonly Span[], ids: readonly string[]): readonly Span[] =>
  spans.filter(({ id }) => ids.includes(id)).sort((a, b) => a.end - a.start - (b.end - b.start));

/** One answer from what was taken for each unit. A relation stays only with both its spans, under their ids. */
export function compose(
  answers: readonly Json[],
  units: readonly CaseUnit[],
  picks: Readonly<Record<string, number>>,
): Json | undefined {
  const lists = answers.map((answer) => {
    const { spans, relations } = readStored(answer);
    return [...spans, ...relations];
  });
  const taken = (unit: CaseUnit) => {
    const pick = picks[unit.key];
    const place = pick === undefined ? undefined : unit.members[pick];
    return pick === undefined || typeof place !== "number"
      ? undefined
      : { pick, object: lists[pick]?.[place] };
  };
  const value: (Span | Relation)[] = [];
  const idOfUnit = new Map<string, string>();
  for (const unit of units) {
    const object = taken(unit)?.object;
    if (!object || "from" in object) continue;
    const id = free(object.id, value);
    idOfUnit.set(unit.key, id);
    value.push({ ...object, id });
  }
  const idOf = (answer: number, old: string): string | undefined => {
    const place = lists[answer]?.findIndex(({ id }) => id === old);
    const unit = units.find(({ members }) => members[answer] === place);
    return unit && idOfUnit.get(unit.key);
  };
  for (const unit of units) {
    const { pick, object } = taken(unit) ?? {};
    if (pick === undefined || !object || !("from" in object)) continue;
    const [from, to] = [idOf(pick, object.from), idOf(pick, object.to)];
    if (from && to) value.push({ ...object, id: free(object.id, value), from, to });
  }
  return value.map((each) => ({ ...each }) as Json);
}

function free(id: string, others: readonly { readonly id: string }[]): string {
  const taken = new Set(others.map((each) => each.id));
  let name = id;
  for (let n = 2; taken.has(name); n += 1) name = `${id}-${n}`;
  return name;
}
