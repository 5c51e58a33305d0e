/** Lists of objects as plain data, whatever they look like: which comes next, what remains. Pure. */
import type { AttributeValues } from "./attributes";

/** What every object of an answer has. */
export interface DrawnObject {
  readonly id: string;
  readonly label: string;
  readonly attributes?: AttributeValues;
}

export const without = <Thing extends DrawnObject>(things: readonly Thing[], id: string): readonly Thing[] =>
  things.filter((thing) => thing.id !== id);

/** The list with this object in the place of the one with its id. */
export const withThing = <Thing extends DrawnObject>(
  things: readonly Thing[],
  changed: Thing,
): readonly Thing[] => things.map((thing) => (thing.id === changed.id ? changed : thing));

/** The id that comes `step` places after this one, round the end; the first or last where none is given. */
export function neighbour(
  things: readonly DrawnObject[],
  id: string | undefined,
  step: 1 | -1,
): string | undefined {
  const at = things.findIndex((thing) => thing.id === id);
  const next = at < 0 ? (step > 0 ? 0 : things.length - 1) : (at + step + things.length) % things.length;
  return things[next]?.id;
}

/** The id to select once this one is deleted: the next, else the one before. */
export function heir(things: readonly DrawnObject[], id: string): string | undefined {
  const at = things.findIndex((thing) => thing.id === id);
  return (things[at + 1] ?? things[at - 1])?.id;
}

/** How often each label occurs. */
export function countLabels(things: readonly DrawnObject[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of things) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

interface Titled {
  readonly labels: readonly { readonly key: string; readonly title: string }[];
}

/** A list in one line, by labels in the guideline's order: "2 × Red cell, 1 × White cell". */
export function summaryOf(things: readonly DrawnObject[], question: Titled): string {
  const counts = countLabels(things);
  const parts = question.labels.flatMap(({ key, title }) => {
    const n = counts.get(key);
    return n === undefined ? [] : [`${n} × ${title}`];
  });
  const others = [...counts].filter(([key]) => !question.labels.some((label) => label.key === key));
  return [...parts, ...others.map(([key, n]) => `${n} × ${key}`)].join(", ") || "Nothing here";
}
