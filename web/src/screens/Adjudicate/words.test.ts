import { expect, test } from "vitest";
import type { ReleasePreview } from "../../model/api.gen";
import { draftKey, keepDraft, keptDraft } from "./drafts";
import type { Conflict } from "./ruling";
import { conflictText, decidedText, reasonTitle, whyShort } from "./words";

const conflict = (votes: string[], types: Conflict["types"]): Conflict => ({
  unit: { key: "u", votes, members: votes.map(() => 0) },
  types,
});
const title = (label: string) => label.toUpperCase();

test("a conflict says who marked what, in one line", () => {
  const letters = ["A", "B", "C"];
  expect(conflictText(conflict(["", "rbc", ""], ["extra"]), letters, title)).toBe("RBC: only B marked it");
  expect(conflictText(conflict(["rbc", "", "wbc"], ["missing", "label", "edges"]), letters, title)).toBe(
    "B did not mark it · RBC (A) against WBC (C) · edges differ",
  );
});

test("where nothing waits it is said how many items are decided, and by what", () => {
  const preview = (n_decided: number, methods: Record<string, number>): ReleasePreview => ({
    n_items: 40,
    n_decided,
    methods,
    formats: [],
    formats_on_request: [],
    gaps: [],
    metadata: [],
    stamps: [],
  });
  expect(decidedText(preview(40, { "dawid_skene.v1": 30, "ruling.v1": 10 }))).toBe(
    "All 40 items are decided. Labels by: Dawid-Skene 30, ruling 10.",
  );
  expect(decidedText(preview(12, { unanimous: 12 }))).toBe(
    "12 of 40 items are decided. Labels by: everyone agreed 12.",
  );
  expect(decidedText(preview(40, { single: 40 }))).toBeUndefined();
  expect(decidedText(preview(0, {}))).toBeUndefined();
});

test("an unknown reason or why keeps its own word", () => {
  expect(reasonTitle("guideline_gap")).toBe("The guideline leaves it open");
  expect(reasonTitle("other_thing")).toBe("other thing");
  expect(whyShort("moon")).toBe("moon");
});

test("a rationale comes back to the person who wrote it, and to nobody else", () => {
  localStorage.clear();
  const mine = draftKey("p1", "wells", "i", "q");
  keepDraft(mine, { rationale: "a noun phrase", reason: "guideline_gap" });
  expect(keptDraft(mine)).toEqual({ rationale: "a noun phrase", reason: "guideline_gap" });
  expect(keptDraft(draftKey("p2", "wells", "i", "q"))).toBeUndefined();
  keepDraft(mine, { rationale: "", reason: null });
  expect(localStorage).toHaveLength(0);
});

test("a draft that cannot be read is as good as none", () => {
  localStorage.setItem("k", "{torn");
  expect(keptDraft("k")).toBeUndefined();
  localStorage.setItem("k", JSON.stringify({ rationale: "x", reason: "moon" }));
  expect(keptDraft("k")).toEqual({ rationale: "x", reason: null });
});
