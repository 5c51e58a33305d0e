/** What was found of an annotator, in words. Pure. */
import type { AnnotatorRow, Measured } from "../../model/api.gen";
import type { Band } from "../../ui/Estimate";
import { fixed, thin } from "../../ui/num";

export const bandOf = (found: Measured): Band | null =>
  typeof found.low === "number" && typeof found.high === "number"
    ? { low: found.low, high: found.high }
    : null;

export const figure = (found: Measured): number | null => found.value ?? null;

/** `0.82 (0.75 to 0.88)`, or why there is none. */
export function measuredText(found: Measured): string {
  const value = figure(found);
  if (value === null) return "–";
  const band = bandOf(found);
  return band ? `${fixed(value, 2)} (${fixed(band.low, 2)} to ${fixed(band.high, 2)})` : fixed(value, 2);
}

/** A chance as people read it. */
export const chanceText = (p: number): string => (p < 0.001 ? "less than 1 in 1000" : fixed(p, 3));

const FOUND: Readonly<Record<string, string>> = {
  drift: "agrees less over time",
  spam: "like random answers",
  speed: "fast answers agree less",
  bias: "uses labels otherwise",
};

/** What was found, one short phrase each. */
export const foundText = (row: AnnotatorRow): string[] => row.flags.map((flag) => FOUND[flag] ?? flag);

/** One sentence on change over time. */
export function driftSentence({ drift }: AnnotatorRow): string {
  if (drift.p === null || drift.turn === null) return drift.undefined ?? "";
  const before = drift.before?.value ?? null;
  const after = drift.after?.value ?? null;
  const day = drift.turn_at === null ? "" : ` (${new Date(drift.turn_at * 1000).toLocaleDateString()})`;
  const levels = before === null || after === null ? "" : `: ${fixed(before, 2)}, then ${fixed(after, 2)}`;
  const where = `from vote ${thin(drift.turn + 1)}${day} on`;
  return drift.is_flagged
    ? `Agreement falls ${where}${levels}. By luck alone: ${chanceText(drift.p)}.`
    : `No decline is shown. The steepest fall is ${where}${levels}; by luck alone: ${chanceText(drift.p)}.`;
}

/** One sentence on answers like dice. */
export function spamSentence({ spam }: AnnotatorRow): string {
  if (spam.kappa === null || spam.p_random === null || spam.usual === null) return spam.undefined ?? "";
  const told = `Beyond chance they agree ${fixed(spam.kappa, 2)}, the usual is ${fixed(spam.usual, 2)}.`;
  return spam.is_flagged
    ? `${told} The answers are not told from random ones.`
    : `${told} Random answers would agree as much: ${chanceText(spam.p_random)}.`;
}
