/** Many labels: which rows a tree of them shows, and which of them a few typed letters mean. Pure. */
import type { LabelOut } from "../types";

/** From here on labels are a crowd: keys belong to those used lately. */
export const LARGE_FROM = 41;
export const N_RECENT = 9;
/** Groups of a tree with so few labels are open from the start. */
export const FEW = 30;
const JOIN = "›";

export const isLarge = (labels: readonly LabelOut[]): boolean =>
  labels.length >= LARGE_FROM || labels.some((label) => pathOf(label).length > 0);

export const pathOf = (label: LabelOut): readonly string[] => label.path ?? [];

/** A group's path in one name. */
export const groupName = (path: readonly string[]): string => path.join(JOIN);

/** The way to a label in words: `Animals › Mammals`. */
export const trail = (label: LabelOut): string => pathOf(label).join(` ${JOIN} `);

export type Row =
  | { kind: "group"; name: string; title: string; depth: number; n: number; isOpen: boolean }
  | { kind: "label"; label: LabelOut; depth: number; parent: string };

/** The rows that are seen, groups before what they hold; what stands in a closed group is not. */
export function rowsOf(labels: readonly LabelOut[], open: ReadonlySet<string>): Row[] {
  const counts = new Map<string, number>();
  for (const label of labels) {
    const path = pathOf(label);
    for (let depth = 1; depth <= path.length; depth += 1) {
      const name = groupName(path.slice(0, depth));
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const isOpen = (name: string) => (labels.length <= FEW ? !open.has(name) : open.has(name));
  const rows: Row[] = [];
  const seen = new Set<string>();
  for (const label of labels) {
    const path = pathOf(label);
    let isHidden = false;
    for (let depth = 1; depth <= path.length && !isHidden; depth += 1) {
      const name = groupName(path.slice(0, depth));
      if (!seen.has(name)) {
        seen.add(name);
        const title = path[depth - 1] ?? "";
        rows.push({ kind: "group", name, title, depth, n: counts.get(name) ?? 0, isOpen: isOpen(name) });
      }
      isHidden = !isOpen(name);
    }
    if (!isHidden) rows.push({ kind: "label", label, depth: path.length + 1, parent: groupName(path) });
  }
  return rows;
}

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

export interface Found {
  label: LabelOut;
  place: number;
}

/**
 * The labels that the words mean, the likeliest first; all of them without words.
 *
 * Every word must be found: best at the start of the title, then at the start of one of its words, within it or the
 * key, in the groups above, and last in the definition. Accents and capitals play no part.
 */
export function search(labels: readonly LabelOut[], query: string): Found[] {
  const all = labels.map((label, place) => ({ label, place }));
  const words = plain(query).trim();
  if (words === "") return all;
  const parts = words.split(/\s+/);
  return all
    .flatMap((each) => {
      const rank = rankOf(each.label, words, parts);
      return rank === undefined ? [] : [{ ...each, rank }];
    })
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ label, place }) => ({ label, place }));
}

function rankOf(label: LabelOut, words: string, parts: readonly string[]): number | undefined {
  const title = plain(label.title);
  if (title === words) return 0;
  if (title.startsWith(words)) return 1;
  const starts = ` ${title.replace(/[^\p{L}\p{N}]+/gu, " ")}`;
  if (parts.every((part) => starts.includes(` ${part}`))) return 2;
  const named = `${title} ${plain(label.key)}`;
  if (parts.every((part) => named.includes(part))) return 3;
  const placed = `${named} ${plain(trail(label))}`;
  if (parts.every((part) => placed.includes(part))) return 4;
  const told = `${placed} ${plain(label.definition)}`;
  return parts.every((part) => told.includes(part)) ? 5 : undefined;
}

/** Labels used lately: each keeps its place; of full places, the one unused for longest is given to a newcomer. */
export interface Recent {
  readonly places: readonly string[];
  /** The same keys, the one used last first. */
  readonly used: readonly string[];
}

export function withRecent({ places, used }: Recent, key: string): Recent {
  const now = [key, ...used.filter((each) => each !== key)];
  if (places.includes(key)) return { places, used: now };
  if (places.length < N_RECENT) return { places: [...places, key], used: now };
  const oldest = now.at(-1);
  return {
    places: places.map((each) => (each === oldest ? key : each)),
    used: now.filter((each) => each !== oldest),
  };
}
