import { describe, expect, it } from "vitest";
import type { AnnotatorBrief, Member } from "../../model/api.gen";
import { hasLeft, labelersOf, pilotState, throughPilot } from "./members";

const member = (name: string, n_answers: number, role: Member["role"] = "annotator"): Member => ({
  person: { id: name, name },
  annotator: null,
  is_workspace_owner: false,
  last_seen: null,
  median_ms: null,
  n_answers,
  role,
});

describe("a pilot", () => {
  const members = [member("Ann", 8), member("Bo", 3), member("Cy", 0, "owner"), member("Di", 0, "viewer")];
  it("is asked of everyone but viewers", () =>
    expect(labelersOf(members).map((each) => each.person.name)).toEqual(["Ann", "Bo", "Cy"]));
  it("tells of each how many of its items are answered, never more than there are", () =>
    expect(throughPilot([member("Ann", 12), member("Bo", 3)], 8)).toEqual([
      { name: "Ann", n: 8, isThrough: true },
      { name: "Bo", n: 3, isThrough: false },
    ]));
  it("says who has not begun", () =>
    expect(pilotState(throughPilot(members, 8))).toBe("1 of 3 is through, 1 has not begun."));
  it("says when everybody is through", () =>
    expect(pilotState(throughPilot([member("Ann", 8), member("Bo", 9)], 8))).toMatch(
      /^Everybody is through/,
    ));
  it("of one person cannot show agreement", () =>
    expect(pilotState(throughPilot([member("Ann", 8)], 8))).toMatch(/second person/));
});

describe("somebody who answered", () => {
  const brief = (part: Partial<AnnotatorBrief>): AnnotatorBrief => ({
    id: "a",
    name: "Ann",
    kind: "human",
    is_identified: true,
    is_simulated: false,
    n_answers: 3,
    median_ms: 900,
    last_at: null,
    ...part,
  });
  const members = [{ ...member("Bo", 1), annotator: "b" }];
  it("has left when no member gave the answers", () => {
    expect(hasLeft(brief({}), members)).toBe(true);
    expect(hasLeft(brief({ id: "b" }), members)).toBe(false);
  });
  it("has not left when it came in a file, is a machine, or the members are unknown", () => {
    expect(hasLeft(brief({ median_ms: null }), members)).toBe(false);
    expect(hasLeft(brief({ kind: "model" }), members)).toBe(false);
    expect(hasLeft(brief({}), undefined)).toBe(false);
  });
});
