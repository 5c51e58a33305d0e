import { expect, test } from "vitest";
import { draftKey, keepDraft, keptDraft } from "./drafts";
import type { Conflict } from "./ruling";
import { conflictText, reasonTitle, whyShort } from "./words";

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
