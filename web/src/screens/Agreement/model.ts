/** The agreement on one question, as the page shows it. Every value is either a number or says why it is none. */
import type { Band } from "../../ui/Estimate";

/** inner: for these people; outer: for people like these. */
export interface Value {
  value: number | null;
  why: string;
  inner: Band | null;
  innerWhy: string;
  outer: Band | null;
  outerWhy: string;
}

export interface Coefficient extends Value {
  name: string;
  title: string;
}

export interface LabelRow extends Value {
  label: string;
  /** How many answers, or objects, bear it. */
  n: number;
  /** The other label that most often stood against it. */
  takenFor: { label: string; nPairs: number } | null;
}

/** Two people: how far they agree on what both answered. */
export interface Pair extends Value {
  a: string;
  b: string;
  nItems: number;
}

/** Pairs of answers to the same item, by label; symmetric. The label "" is an object not marked. */
export interface Confusions {
  labels: readonly string[];
  counts: readonly (readonly number[])[];
}

export interface People {
  annotators: readonly string[];
  pairs: readonly Pair[];
  why: string;
}

interface Common {
  nItems: number;
  nAnnotators: number;
  coefficients: readonly Coefficient[];
  labels: readonly LabelRow[];
  people: People;
  confusions: Confusions | null;
  choices: readonly Choice[];
  /** What a reader should know before trusting the values. */
  flags: readonly string[];
}

/** How far two answers to one item are apart: in their own measure, or as a distance from 0 to 1. */
export interface Spread {
  measure: "gap" | "distance";
  mean: number;
  median: number;
  largest: number;
}

/** Agreement on the groups that labels stand in: at depth 1 on the widest. */
export interface Level {
  depth: number;
  nLabels: number;
  percent: Value;
  alpha: Value;
  confusions: Confusions;
}

export interface Choice {
  name: string;
  text: string;
}

export interface GivenReport extends Common {
  units: "given";
  /** Pairs of answers to the same item, how many are the same, and how many would be by chance. */
  nPairs: number;
  nAgreeing: number;
  nByChance: number | null;
  nUnanimous: number;
  /** Of answers that are no labels: texts, numbers, orders. */
  apart: Spread | null;
  /** Empty for labels in a plain list. */
  levels: readonly Level[];
}

/** How objects that overlap at least `iou` were named. */
export interface Named {
  iou: number;
  nMatches: number;
  same: Value;
  kappa: Value;
}

/** found: which objects both marked, main measure first; named: same label among those, by overlap; drawn: how alike. */
export interface FoundReport extends Common {
  units: "found";
  found: readonly Coefficient[];
  named: readonly Named[];
  drawn: readonly Coefficient[];
  counted: {
    answerPairs: number;
    bothEmpty: number;
    objects: number;
    objectsMatched: number;
    matches: number;
    sameLabel: number;
  };
}

/** A label's masks: its share of the pixels, and how far two people's masks of it overlap. `value` is the IoU. */
export interface AreaRow extends LabelRow {
  share: number;
  dice: Value;
  alpha: Value;
}

/** Masks: pixels that two people gave the same label; confusions count pixels. */
export interface AreasReport extends Common {
  units: "areas";
  labels: readonly AreaRow[];
  answerPairs: number;
  pixels: number;
  pixelsSame: number;
}

export type Report = GivenReport | FoundReport | AreasReport;

export interface Confusion {
  a: string;
  b: string;
  n: number;
}

const pairsOf = ({ labels, counts }: Confusions): Confusion[] =>
  labels.flatMap((a, i) =>
    labels.slice(i + 1).map((b, k) => {
      const j = i + 1 + k;
      return { a, b, n: counts[i]?.[j] ?? 0 };
    }),
  );

/** The two labels that are confused most often, if any are. */
export function worstConfusion(confusions: Confusions | null): Confusion | undefined {
  if (!confusions) return undefined;
  const sorted = pairsOf(confusions).sort((x, y) => y.n - x.n);
  return sorted[0] && sorted[0].n > 0 ? sorted[0] : undefined;
}

export function countIn(confusions: Confusions | null, a: string, b: string): number | undefined {
  if (!confusions) return undefined;
  return confusions.counts[confusions.labels.indexOf(a)]?.[confusions.labels.indexOf(b)];
}

/** Whether nothing could be compared at all. */
export function isEmpty(report: Report): boolean {
  if (report.units === "areas") return report.answerPairs === 0;
  return report.units === "given" ? report.nPairs === 0 : report.counted.answerPairs === 0;
}

/** What was counted, in a sentence or two; no grade. */
export function sentence(report: Report): string {
  if (report.units === "areas") {
    const { pixels, pixelsSame } = report;
    if (pixels === 0) return "No two people have painted the same item yet.";
    return `${hundred(pixelsSame / pixels)} of 100 pixels have the same label from both of two people.`;
  }
  if (report.units === "found") {
    const { objects, objectsMatched, matches, sameLabel } = report.counted;
    if (objects === 0) return "Nobody marked anything on the items that two people answered.";
    const first = `${outOf(objectsMatched, objects, "object is", "objects are")} marked by both of two people.`;
    return matches === 0
      ? first
      : `${first} ${outOf(sameLabel, matches, "match bears", "matches bear")} the same label.`;
  }
  const { nPairs, nAgreeing, nByChance } = report;
  if (nPairs === 0) return "No two people have answered the same item yet.";
  if (report.confusions === null)
    return `${outOf(nAgreeing, nPairs, "pair is", "pairs are")} the same answer.`;
  const agree = outOf(nAgreeing, nPairs, "pair agrees", "pairs agree");
  return nByChance === null ? `${agree}.` : `${agree}; ${counted(nByChance, nPairs)} would by chance.`;
}

const FEW = 100;
const counted = (n: number, all: number): string => (all <= FEW ? String(Math.round(n)) : hundred(n / all));

/** `86 of 100 pairs agree`, `1 of 1 pair agrees`; few things are counted as they are. */
const outOf = (n: number, all: number, one: string, many: string): string =>
  `${counted(n, all)} of ${Math.min(FEW, all)} ${all === 1 ? one : many}`;

/** A share as a count out of a hundred; it says 0 or 100 only when it is exactly that. */
export function hundred(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return "over 99";
  if (rounded === 0 && share > 0) return "under 1";
  return String(rounded);
}
