/** The reason and rationale of a ruling not given yet, kept in this browser for the person who wrote them. */
import type { Reason } from "./ruling";

export interface Kept {
  reason: Reason | null;
  rationale: string;
}

const REASONS: readonly unknown[] = [
  "guideline_gap",
  "annotator_slip",
  "ambiguous_item",
  "bad_data",
  "audit",
];

/** Where a draft is kept; another person at this computer never meets it. */
export const draftKey = (person: string, slug: string, item: string, question: string): string =>
  `goldsmith-ruling:${[person, slug, item, question].map(encodeURIComponent).join(":")}`;

/** What was kept, or undefined; what cannot be read is as good as nothing kept. */
export function keptDraft(key: string, storage: Storage = localStorage): Kept | undefined {
  const text = storage.getItem(key);
  if (text === null) return undefined;
  try {
    const kept = JSON.parse(text) as Partial<Kept> | null;
    if (typeof kept?.rationale !== "string") return undefined;
    return {
      rationale: kept.rationale,
      reason: REASONS.includes(kept.reason) ? (kept.reason ?? null) : null,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Keep a draft; an empty one is forgotten. */
export function keepDraft(key: string, kept: Kept, storage: Storage = localStorage): void {
  if (kept.rationale === "" && kept.reason === null) storage.removeItem(key);
  else storage.setItem(key, JSON.stringify(kept));
}
