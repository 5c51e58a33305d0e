/** The report of `goldsmith.agreement`, read and checked into what the page shows. */
import type { Band } from "../../ui/Estimate";
import { list, number, numberOrNull, numbers, type Raw, record, text, texts, UnreadableReport } from "./json";
import type {
  AreaRow,
  AreasReport,
  Choice,
  Coefficient,
  Confusions,
  FoundReport,
  GivenReport,
  LabelRow,
  Level,
  Named,
  Pair,
  People,
  Report,
  Spread,
  Value,
} from "./model";

/** Read the report of one question; throws UnreadableReport when something needed is not there. */
export function readReport(raw: Raw): Report {
  const units = text(raw.units, "units");
  if (units === "given") return readGiven(raw);
  if (units === "found") return readFound(raw);
  if (units === "areas") return readAreas(raw);
  throw new UnreadableReport("units", "given, found or areas");
}

const TITLES: readonly [RegExp, string][] = [
  [/^percent/, "Percent agreement"],
  [/^krippendorff/, "Krippendorff's α"],
  [/^distance_alpha/, "α by distance"],
  [/jaccard/, "α by overlap of sets"],
  [/fleiss/, "Fleiss' κ"],
  [/cohen/, "Cohen's κ"],
  [/conger/, "Conger's κ"],
  [/ac1|ac2/, "Gwet's AC1"],
  [/brennan/, "Brennan–Prediger"],
  [/^mean_iou/, "Mean IoU of the labels"],
];

const rank = (name: string): number => {
  const place = TITLES.findIndex(([pattern]) => pattern.test(name));
  return place === -1 ? TITLES.length : place;
};

export const coefficientTitle = (name: string): string =>
  TITLES[rank(name)]?.[1] ?? name.replace(/\.v\d+$/, "").replaceAll("_", " ");

function why(value: unknown, path: string): string {
  if (value === null || value === undefined) return "";
  return text(record(value, path).why, `${path}.why`);
}

function band(low: unknown, high: unknown, path: string): Band | null {
  if (low === null || high === null) return null;
  return { low: number(low, `${path}.low`), high: number(high, `${path}.high`) };
}

/** An estimate with its two intervals, or its reasons. */
export function readValue(value: unknown, path: string): Value {
  const raw = record(value, path);
  return {
    value: numberOrNull(raw.value, `${path}.value`),
    why: why(raw.undefined, `${path}.undefined`),
    inner: band(raw.low, raw.high, path),
    innerWhy: why(raw.no_interval, `${path}.no_interval`),
    outer: band(raw.low_people, raw.high_people, `${path}, people`),
    outerWhy: why(raw.no_people, `${path}.no_people`),
  };
}

/** Coefficients in the order of their explanation: percent first, then what corrects for chance; undefined last. */
function readCoefficients(value: unknown, path: string): Coefficient[] {
  return Object.entries(record(value, path))
    .map(([name, each]) => ({ name, title: coefficientTitle(name), ...readValue(each, `${path}.${name}`) }))
    .sort((a, b) => Number(a.value === null) - Number(b.value === null) || rank(a.name) - rank(b.name));
}

/** What makes the values hard to read: each sentence once. */
function readFlags(value: unknown, path: string): string[] {
  const sentences = Object.entries(record(value, path)).flatMap(([name, each]) => {
    const flags = record(each, `${path}.${name}`).flags ?? {};
    return Object.entries(record(flags, `${path}.${name}.flags`)).map(([flag, said]) =>
      text(said, `${path}.${flag}`),
    );
  });
  return [...new Set(sentences)];
}

export function readConfusions(value: unknown, path: string): Confusions {
  const raw = record(value, path);
  const labels = texts(raw.labels, `${path}.labels`);
  const counts = list(raw.counts, `${path}.counts`).map((row, i) => numbers(row, `${path}.counts[${i}]`));
  if (counts.length !== labels.length || counts.some((row) => row.length !== labels.length)) {
    throw new UnreadableReport(`${path}.counts`, "a square of the labels");
  }
  return { labels, counts };
}

function readPeople(value: unknown, path: string, measure: string): People {
  const raw = record(value, path);
  const pairs = list(raw.rows, `${path}.rows`).map((each, i): Pair => {
    const at = `${path}.rows[${i}]`;
    const row = record(each, at);
    return {
      a: text(row.a, `${at}.a`),
      b: text(row.b, `${at}.b`),
      nItems: number(row.n_items, `${at}.n_items`),
      ...readValue(row[measure], `${at}.${measure}`),
    };
  });
  const annotators = [...new Set(pairs.flatMap((pair) => [pair.a, pair.b]))].sort();
  return { annotators, pairs, why: why(raw.undefined, `${path}.undefined`) };
}

function readTakenFor(value: unknown, path: string): LabelRow["takenFor"] {
  if (value === null || value === undefined) return null;
  const raw = record(value, path);
  return { label: text(raw.label, `${path}.label`), nPairs: number(raw.pairs, `${path}.pairs`) };
}

function readLabels(value: unknown, path: string, measure: string, uses: string): LabelRow[] {
  return list(value, path).map((each, i) => {
    const at = `${path}[${i}]`;
    const row = record(each, at);
    return {
      label: text(row.label, `${at}.label`),
      n: number(row[uses], `${at}.${uses}`),
      takenFor: readTakenFor(row.confused_with, `${at}.confused_with`),
      ...readValue(row[measure], `${at}.${measure}`),
    };
  });
}

const WORDS: Readonly<Record<string, string>> = {
  goldsmith: "Goldsmith",
  hajek: "by inclusion probability",
  n_replaced: "answers replaced",
  n_resampled: "units resampled",
};

const word = (name: string): string => WORDS[name] ?? name.replaceAll("_", " ");

function said(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (Array.isArray(value)) return value.map(said).join(", ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([key, each]) => `${word(key)} ${said(each)}`)
      .join(", ");
  return typeof value === "string" ? word(value) : String(value);
}

export const readChoices = (value: unknown, path: string): Choice[] =>
  Object.entries(record(value, path)).map(([name, each]) => ({ name: word(name), text: said(each) }));

function readSpread(value: unknown): Spread | null {
  if (value === null || value === undefined) return null;
  const raw = record(value, "apart");
  const measure = text(raw.measure, "apart.measure");
  if (measure !== "gap" && measure !== "distance")
    throw new UnreadableReport("apart.measure", "gap or distance");
  const at = (name: string) => number(raw[name], `apart.${name}`);
  return { measure, mean: at("mean"), median: at("median"), largest: at("largest") };
}

function readLevels(value: unknown): Level[] {
  return list(value ?? [], "levels").map((each, i) => {
    const at = `levels[${i}]`;
    const row = record(each, at);
    return {
      depth: number(row.depth, `${at}.depth`),
      nLabels: number(row.n_labels, `${at}.n_labels`),
      percent: readValue(row.percent, `${at}.percent`),
      alpha: readValue(row.alpha, `${at}.alpha`),
      confusions: readConfusions(row.confusion, `${at}.confusion`),
    };
  });
}

/** Who with whom: κ between labels, else how near their answers are. */
const personMeasure = (raw: Raw): string => (raw.confusion === null ? "likeness" : "cohen_kappa");

function readGiven(raw: Raw): GivenReport {
  const counted = record(raw.counted, "counted");
  return {
    units: "given",
    nItems: number(raw.n_pairable, "n_pairable"),
    nAnnotators: number(raw.n_annotators, "n_annotators"),
    nPairs: number(counted.pairs, "counted.pairs"),
    nAgreeing: number(counted.pairs_agreeing, "counted.pairs_agreeing"),
    nByChance: numberOrNull(counted.pairs_by_chance, "counted.pairs_by_chance"),
    nUnanimous: number(counted.items_unanimous, "counted.items_unanimous"),
    coefficients: readCoefficients(raw.coefficients, "coefficients"),
    flags: readFlags(raw.coefficients, "coefficients"),
    labels: readLabels(raw.per_label, "per_label", "alpha", "n_votes"),
    people: readPeople(raw.pairs, "pairs", personMeasure(raw)),
    confusions: raw.confusion === null ? null : readConfusions(raw.confusion, "confusion"),
    apart: readSpread(raw.apart),
    levels: readLevels(raw.levels),
    choices: readChoices(raw.choices, "choices"),
  };
}

const MAIN = 0.5;

/** The measure at the usual overlap. */
export const usual = (named: readonly Named[]): Named | undefined =>
  named.find((each) => each.iou === MAIN) ?? named[0];

function readNamed(value: unknown, path: string): Named[] {
  return list(value, path).map((each, i) => {
    const at = `${path}[${i}]`;
    const row = record(each, at);
    return {
      iou: number(row.iou, `${at}.iou`),
      nMatches: number(row.n_matches, `${at}.n_matches`),
      same: readValue(row.same_label, `${at}.same_label`),
      kappa: readValue(row.kappa, `${at}.kappa`),
    };
  });
}

const FOUND: Readonly<Record<string, string>> = {
  f1_50: "F1 at half overlap",
  f1_75: "F1 at three quarters",
  matched_objects: "objects with a partner, however little it overlaps",
  same_count: "same number of objects",
  f1_50_filled: "F1, empty items left out",
  mean_iou: "mean overlap",
  distance_alpha: "α over whole answers",
};

/** The measures that the page knows, in this order. */
function readKnown(value: unknown, path: string): Coefficient[] {
  const raw = record(value, path);
  return Object.entries(FOUND)
    .filter(([name]) => name in raw)
    .map(([name, title]) => ({ name, title, ...readValue(raw[name], `${path}.${name}`) }));
}

function readFound(raw: Raw): FoundReport {
  const counted = record(raw.counted, "counted");
  const count = (name: string) => number(counted[name], `counted.${name}`);
  return {
    units: "found",
    nItems: number(raw.n_items, "n_items"),
    nAnnotators: number(raw.n_annotators, "n_annotators"),
    counted: {
      answerPairs: count("answer_pairs"),
      bothEmpty: count("both_empty"),
      objects: count("objects"),
      objectsMatched: count("objects_matched"),
      matches: count("matches"),
      sameLabel: count("matches_same_label"),
    },
    found: readKnown(raw.found, "found"),
    named: readNamed(raw.named, "named"),
    drawn: readKnown(raw.drawn, "drawn"),
    coefficients: [],
    flags: readFlags(raw.found, "found"),
    labels: readLabels(raw.per_label, "per_label", "f1", "n_objects"),
    people: readPeople(raw.pairs, "pairs", "f1"),
    confusions: readConfusions(raw.confusion, "confusion"),
    choices: readChoices(raw.choices, "choices"),
  };
}

function readAreaRows(value: unknown, path: string): AreaRow[] {
  return list(value, path).map((each, i) => {
    const at = `${path}[${i}]`;
    const row = record(each, at);
    return {
      label: text(row.label, `${at}.label`),
      n: 0,
      share: number(row.share, `${at}.share`),
      takenFor: readTakenFor(row.confused_with, `${at}.confused_with`),
      ...readValue(row.iou, `${at}.iou`),
      dice: readValue(row.dice, `${at}.dice`),
      alpha: readValue(row.alpha, `${at}.alpha`),
    };
  });
}

function readAreas(raw: Raw): AreasReport {
  const counted = record(raw.counted, "counted");
  return {
    units: "areas",
    nItems: number(raw.n_items, "n_items"),
    nAnnotators: number(raw.n_annotators, "n_annotators"),
    answerPairs: number(counted.answer_pairs, "counted.answer_pairs"),
    pixels: number(counted.pixels, "counted.pixels"),
    pixelsSame: number(counted.pixels_same, "counted.pixels_same"),
    coefficients: readCoefficients(raw.coefficients, "coefficients"),
    flags: readFlags(raw.coefficients, "coefficients"),
    labels: readAreaRows(raw.per_label, "per_label"),
    people: readPeople(raw.pairs, "pairs", "alpha"),
    confusions: readConfusions(raw.confusion, "confusion"),
    choices: readChoices(raw.choices, "choices"),
  };
}
