import { describe, expect, it } from "vitest";
import type { CopiesOut, ItemOut, PairOut } from "../../model/api.gen";
import { likeness, outcome, recall } from "./words";

const item = (type: "text" | "image" | "audio"): ItemOut => ({
  id: "a",
  external_id: null,
  group: null,
  fields: { it: { type } as ItemOut["fields"][string] },
  metadata: {},
});
const pair = (given: Partial<PairOut>, type: "text" | "image" | "audio" = "text"): PairOut => ({
  finding: "f",
  similarity: 0.812,
  evidence: "near",
  verdict: null,
  by: "",
  a: item(type),
  b: item(type),
  cluster: [],
  n_cluster: 2,
  ...given,
});
const copies = (given: Partial<CopiesOut>): CopiesOut => ({
  medium: "text",
  n_compared: 1200,
  n_new: 0,
  thresholds: {},
  n_links: { exact: 3, normalised: 1, near: 4 },
  n_components: 5,
  n_linked: 13,
  largest_component: 4,
  n_same: 0,
  n_not_same: 0,
  n_unreadable: 0,
  canaries: [],
  ...given,
});

describe("what the page Clean says", () => {
  it("tells in which way two items are alike", () => {
    expect(likeness(pair({}))).toBe("81 % of their word runs are shared");
    expect(likeness(pair({ evidence: "normalised", similarity: 1 }))).toContain("but for case and blanks");
    expect(likeness(pair({}, "image"))).toBe("They look alike to 81 %");
    expect(likeness(pair({ evidence: "mirrored" }, "image"))).toBe("Mirrored, alike to 81 %");
    expect(likeness(pair({}, "audio"))).toBe("They sound alike to 81 %");
  });
  it("tells exact copies from near ones, and says nothing before the first comparison", () => {
    expect(outcome(copies({ n_compared: 0 }))).toBeUndefined();
    expect(outcome(copies({ n_components: 0 }))).toContain("No copies");
    expect(outcome(copies({}))).toContain("3 exact and 5 near copies");
  });
  it("tells the planted copies only where some could be planted", () => {
    const tried = { n: 300, interval: null, recall: 0.97, n_found: 291, edit_share: 0.05 };
    expect(recall([tried])).toBe("Of 300 planted copies it finds 291 at 5 % changed words.");
    expect(recall([{ ...tried, recall: null }])).toBeUndefined();
  });
});
