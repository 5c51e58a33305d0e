/** What stands behind a number of the agreement page, as the filter of the items page says it. Pure. */
import type { Section } from "../../model/api.gen";

export type Door =
  | { by: "cell"; a: string; b: string }
  | { by: "pair"; a: string; b: string }
  | { by: "label"; label: string };

export type DoorQuery = { question: string; cell?: string; pair?: string; label?: string };

const both = (text: string): [string, string] => {
  const at = text.indexOf("|");
  return [text.slice(0, at), text.slice(at + 1)];
};

/** The filter of the items behind a door. */
export function queryOf(door: Door, question: string): DoorQuery {
  if (door.by === "label") return { question, label: door.label };
  return { question, [door.by]: `${door.a}|${door.b}` };
}

/** The door that an address names, if any. */
export function doorIn(search: URLSearchParams): Door | undefined {
  for (const by of ["cell", "pair"] as const) {
    const text = search.get(by);
    if (text?.includes("|")) {
      const [a, b] = both(text);
      return { by, a, b };
    }
  }
  const label = search.get("label");
  return label === null ? undefined : { by: "label", label };
}

export const isSameDoor = (a: Door | undefined, b: Door | undefined): boolean =>
  a !== undefined &&
  b !== undefined &&
  new URLSearchParams(queryOf(a, "")).toString() === new URLSearchParams(queryOf(b, "")).toString();

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

/** The section of the guideline on a label: its title names the label, or else its text does. The deepest wins.
 *
 * others: titles of the other labels; "not well-formed" does not name the label "well-formed".
 */
export function sectionFor(
  title: string,
  sections: readonly Section[],
  others: readonly string[] = [],
): Section | undefined {
  const wanted = plain(title);
  if (wanted === "") return undefined;
  const longer = others.map(plain).filter((each) => each !== wanted && ` ${each} `.includes(` ${wanted} `));
  const names = (text: string) => {
    const bare = longer.reduce((rest, each) => rest.replaceAll(` ${each} `, " … "), ` ${plain(text)} `);
    return bare.includes(` ${wanted} `);
  };
  const deepest = (found: Section[]) => found.sort((a, b) => b.level - a.level)[0];
  return (
    deepest(sections.filter((each) => plain(each.title) === wanted)) ??
    deepest(sections.filter((each) => names(each.title))) ??
    deepest(sections.filter((each) => names(each.text)))
  );
}

/** A sentence of the server with annotators by name instead of by id. */
export const withNames = (sentence: string, names: Readonly<Record<string, string>>): string =>
  sentence.replace(/\b[0-9a-f]{32}\b/g, (id) => names[id] ?? "somebody");

/** Counts of alike texts: "3 yes · 2 no", most frequent first. */
export function tally(texts: readonly string[]): { text: string; n: number }[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .map(([text, n]) => ({ text, n }))
    .sort((a, b) => b.n - a.n || a.text.localeCompare(b.text));
}
