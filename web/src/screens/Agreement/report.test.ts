import { describe, expect, test } from "vitest";
import { withNames } from "./doors";
import { type Raw, UnreadableReport } from "./json";
import { hundred, isEmpty, sentence, worstConfusion } from "./model";
import { coefficientTitle, readReport } from "./report";

const estimate = (over: Raw = {}): Raw => ({
  name: "x",
  value: 0.5,
  undefined: null,
  low: 0.4,
  high: 0.6,
  no_interval: null,
  low_people: 0.2,
  high_people: 0.8,
  no_people: null,
  observed: 0.8,
  expected: 0.5,
  flags: {},
  choices: {},
  ...over,
});
const reason = (why: string) => ({ reason: "slug", why });
const undefinedEstimate = estimate({
  value: null,
  low: null,
  high: null,
  low_people: null,
  high_people: null,
  undefined: reason("No item has answers of two annotators."),
  no_interval: reason("No item has answers of two annotators."),
  no_people: reason("No item has answers of two annotators."),
});

const given = (over: Raw = {}): Raw => ({
  units: "given",
  n_items: 500,
  n_pairable: 412,
  n_annotators: 5,
  n_votes: 1000,
  counted: {
    pairs: 1236,
    pairs_agreeing: 1063,
    pairs_by_chance: 643.1,
    items_pairable: 412,
    items_unanimous: 300,
  },
  coefficients: {
    cohen_kappa: undefinedEstimate,
    krippendorff_alpha: estimate({ flags: { prevalence: "91% of the votes are no." } }),
    fleiss_kappa: estimate({ flags: { prevalence: "91% of the votes are no." } }),
    percent: estimate({ value: 0.86 }),
  },
  per_label: [
    {
      label: "noq",
      confused_with: { label: "no", pairs: 31 },
      n_votes: 41,
      n_items: 30,
      alpha: estimate(),
      specific: estimate(),
      pooled: 0.4,
    },
    { label: "yes", n_votes: 400, n_items: 300, alpha: estimate(), specific: estimate(), pooled: 0.6 },
  ],
  pairs: {
    undefined: null,
    rows: [{ a: "p2", b: "p1", n_items: 80, n_agreeing: 70, percent: estimate(), cohen_kappa: estimate() }],
  },
  confusion: {
    labels: ["yes", "no", "noq"],
    counts: [
      [700, 118, 6],
      [118, 391, 31],
      [6, 31, 22],
    ],
  },
  choices: { level: "nominal", labels: ["yes", "no"], seed: 0, resampling_unit: "item", weights: "hajek" },
  ...over,
});

const found = (over: Raw = {}): Raw => ({
  units: "found",
  n_items: 60,
  n_pairable: 60,
  n_annotators: 3,
  n_votes: 180,
  counted: {
    answer_pairs: 180,
    both_empty: 4,
    objects: 2000,
    objects_matched: 1800,
    matches: 900,
    matches_same_label: 846,
  },
  found: { f1_50: estimate({ value: 0.9 }), f1_75: estimate({ value: 0.7 }), same_count: estimate() },
  named: [0.3, 0.5, 0.9].map((iou) => ({
    iou,
    n_matches: 900,
    same_label: estimate({ value: 0.94 }),
    kappa: undefinedEstimate,
  })),
  drawn: { mean_iou: estimate({ value: 0.82 }) },
  per_label: [
    { label: "rbc", n_objects: 1500, n_missed: 120, f1: estimate(), pooled: 0.5, confused_with: null },
  ],
  pairs: { undefined: reason("The annotators are not identified."), rows: [] },
  confusion: {
    labels: ["rbc", ""],
    counts: [
      [846, 120],
      [120, 0],
    ],
  },
  choices: {},
  ...over,
});

test("a report on given units says what was counted, per hundred pairs", () => {
  const report = readReport(given());
  expect(sentence(report)).toBe("86 of 100 pairs agree; 52 would by chance.");
  expect(report).toMatchObject({ units: "given", nItems: 412, nAnnotators: 5 });
  expect(isEmpty(report)).toBe(false);
});

test("few pairs are counted as they are, and no chance is said where nothing varies", () => {
  const few = { pairs: 9, pairs_agreeing: 9, pairs_by_chance: null, items_pairable: 9, items_unanimous: 9 };
  expect(sentence(readReport(given({ counted: few })))).toBe("9 of 9 pairs agree.");
});

test("coefficients stand in the order of their explanation, undefined ones last with their reason", () => {
  const report = readReport(given());
  expect(report.coefficients.map((each) => each.title)).toEqual([
    "Percent agreement",
    "Krippendorff's α",
    "Fleiss' κ",
    "Cohen's κ",
  ]);
  expect(report.coefficients[3]).toMatchObject({
    value: null,
    why: "No item has answers of two annotators.",
    inner: null,
  });
  expect(report.coefficients[0]).toMatchObject({
    inner: { low: 0.4, high: 0.6 },
    outer: { low: 0.2, high: 0.8 },
  });
});

test("a warning that several coefficients give is said once", () => {
  expect(readReport(given()).flags).toEqual(["91% of the votes are no."]);
});

test("labels keep the order of the server, which draws them towards each other before ranking", () => {
  expect(readReport(given()).labels.map((each) => [each.label, each.n])).toEqual([
    ["noq", 41],
    ["yes", 400],
  ]);
});

test("the worst confusion comes from the matrix, what a label is taken for from the label's row", () => {
  const report = readReport(given());
  expect(worstConfusion(report.confusions)).toEqual({ a: "yes", b: "no", n: 118 });
  expect(report.labels.map((each) => each.takenFor)).toEqual([{ label: "no", nPairs: 31 }, null]);
});

test("found units: found, named at half overlap, and drawn are told apart", () => {
  const report = readReport(found());
  expect(sentence(report)).toBe(
    "90 of 100 objects are marked by both of two people. 94 of 100 matches bear the same label.",
  );
  if (report.units !== "found") throw new Error("not found");
  expect(report.found.map((each) => each.name)).toEqual(["f1_50", "f1_75", "same_count"]);
  expect(report.named.map((each) => each.iou)).toEqual([0.3, 0.5, 0.9]);
  expect(report.drawn[0]?.value).toBe(0.82);
  expect(worstConfusion(report.confusions)).toEqual({ a: "rbc", b: "", n: 120 });
  expect(report.people).toEqual({ annotators: [], pairs: [], why: "The annotators are not identified." });
});

test("nobody marking anything is said, not shown as perfect agreement", () => {
  const counted = {
    answer_pairs: 5,
    both_empty: 5,
    objects: 0,
    objects_matched: 0,
    matches: 0,
    matches_same_label: 0,
  };
  expect(sentence(readReport(found({ counted })))).toContain("Nobody marked anything");
});

test("how it was computed is read into words", () => {
  expect(readReport(given()).choices).toEqual([
    { name: "level", text: "nominal" },
    { name: "labels", text: "yes, no" },
    { name: "seed", text: "0" },
    { name: "resampling unit", text: "item" },
    { name: "weights", text: "by inclusion probability" },
  ]);
});

test.each([
  ["units", { units: "fuzzy" }],
  ["counted.pairs", { counted: {} }],
  ["coefficients.percent", { coefficients: { percent: 0.8 } }],
  ["confusion.counts", { confusion: { labels: ["a", "b"], counts: [[1]] } }],
  ["per_label[0].label", { per_label: [{}] }],
  ["pairs.rows", { pairs: {} }],
])("a report without a proper %s is refused by name", (path, over) => {
  expect(() => readReport(given(over))).toThrow(UnreadableReport);
  expect(() => readReport(given(over))).toThrow(path);
});

test("NaN is not a value", () => {
  expect(() => readReport(given({ coefficients: { percent: estimate({ value: Number.NaN }) } }))).toThrow(
    "percent.value",
  );
});

test("a share says 0 or 100 only when it is exactly that", () => {
  expect([0, 0.001, 0.5, 0.999, 1].map(hundred)).toEqual(["0", "under 1", "50", "over 99", "100"]);
});

test("an unknown coefficient keeps its own name", () => {
  expect(coefficientTitle("light_kappa.v2")).toBe("light kappa");
});

test("annotators stand by name in the server's sentences", () => {
  const id = "0123456789abcdef0123456789abcdef";
  expect(withNames(`Without ${id} there is no value.`, { [id]: "Ada" })).toBe(
    "Without Ada there is no value.",
  );
});

describe("the report on masks", () => {
  const none = { reason: "x", why: "Too little." };
  const value = (number: number | null) => ({
    value: number,
    low: null,
    high: null,
    low_people: null,
    high_people: null,
    undefined: number === null ? none : null,
    no_interval: none,
    no_people: none,
  });
  const raw = {
    units: "areas",
    n_items: 3,
    n_annotators: 2,
    counted: { answer_pairs: 3, pixels: 1000, pixels_same: 875 },
    coefficients: { percent: value(0.875), krippendorff_alpha: value(0.7), mean_iou: value(0.6) },
    per_label: [
      {
        label: "sky",
        share: 0.5,
        iou: value(0.6),
        dice: value(0.75),
        alpha: value(null),
        confused_with: { label: "", pairs: 125 },
      },
    ],
    pairs: { undefined: null, rows: [{ a: "x", b: "y", n_items: 3, alpha: value(0.7) }] },
    confusion: {
      labels: ["sky", ""],
      counts: [
        [500, 125],
        [125, 375],
      ],
    },
    choices: {},
  };

  test("has Dice and α beside the IoU of each label, and says what was counted", () => {
    const report = readReport(raw);
    if (report.units !== "areas") throw new Error("not areas");
    expect(report.labels[0]).toMatchObject({ label: "sky", value: 0.6, share: 0.5, dice: { value: 0.75 } });
    expect(report.labels[0]?.alpha.why).toBe("Too little.");
    expect(sentence(report)).toBe("88 of 100 pixels have the same label from both of two people.");
    expect(report.coefficients.map((each) => each.name)).toContain("mean_iou");
    expect(report.people.pairs[0]).toMatchObject({ a: "x", b: "y", value: 0.7 });
  });
});
