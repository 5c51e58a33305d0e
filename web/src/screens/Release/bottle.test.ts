import { expect, test } from "vitest";
import type { ReleaseOut } from "../../model/api.gen";
import {
  changesSince,
  fileOf,
  methodName,
  nameFault,
  nextName,
  partShares,
  ratioFault,
  ratiosOf,
  sharesOf,
  verdict,
  withFiles,
} from "./bottle";

const release = (over: Partial<ReleaseOut> = {}): ReleaseOut => ({
  id: "r",
  name: "v1",
  at: "2026-11-20T10:00:00Z",
  by: "Ada",
  as_of: 12,
  note: "",
  guideline_version: 2,
  n_items: 100,
  parts: { train: 80, validation: 10, test: 10 },
  methods: { "majority.v1": 90, "ruling.v1": 10 },
  stamps: [],
  gaps: [],
  files: [],
  losses: [],
  card_url: "",
  zip_url: "",
  load_code: "",
  ...over,
});

test("the next name counts on from the highest number, whatever else there is", () => {
  expect(nextName([])).toBe("v1");
  expect(nextName(["v2", "pilot", "v10"])).toBe("v11");
});

test("a name that is taken, empty or not plain is refused with the reason", () => {
  expect(nameFault("v2", ["v1"])).toBeUndefined();
  expect(nameFault("v1", ["v1"])).toContain("never change");
  expect(nameFault("", [])).toBeDefined();
  expect(nameFault("../up", [])).toBeDefined();
});

test("shares that do not add up to a hundred are said, and what is sent adds up to one", () => {
  expect(ratioFault({ train: 70, validation: 10, test: 10 })).toContain("90");
  expect(ratioFault({ train: 80, validation: 10, test: 10 })).toBeUndefined();
  expect(ratioFault({ train: 110, validation: -10, test: 0 })).toBeDefined();
  expect(ratiosOf({ train: 80, validation: 0, test: 20 })).toEqual({ train: 0.8, test: 0.2 });
});

test("thirds that a person types are taken", () => {
  expect(ratioFault({ train: 33.4, validation: 33.3, test: 33.3 })).toBeUndefined();
});

test("parts stand in the order of use, methods by how many they decided", () => {
  expect(partShares({ test: 10, train: 80, validation: 10 }).map((each) => each.key)).toEqual([
    "train",
    "validation",
    "test",
  ]);
  expect(sharesOf({ "ruling.v1": 10, "majority.v1": 30 }, methodName)).toEqual([
    { key: "majority.v1", title: "majority", n: 30, share: 0.75 },
    { key: "ruling.v1", title: "ruling", n: 10, share: 0.25 },
  ]);
});

test("nothing decided yet has no shares of nothing", () => {
  expect(sharesOf({ "ruling.v1": 0 }, methodName)[0]?.share).toBe(0);
});

test("what changed since the release before is said in counts", () => {
  const older = release({ stamps: ["agreement unknowable"] });
  const newer = release({
    n_items: 150,
    methods: { "majority.v1": 137, "ruling.v1": 13 },
    guideline_version: 3,
  });
  expect(changesSince(newer, older)).toEqual([
    "+50 items",
    "+3 rulings",
    "guideline v2 → v3",
    "no longer “agreement unknowable”",
  ]);
  expect(changesSince(older, undefined)).toEqual(["The first release."]);
  expect(changesSince(release(), release())).toEqual(["Same counts, made again."]);
});

test("verifying says what is the same, what comes out differently, and what was touched on disk", () => {
  const same = { is_same: true, differing: [], missing: [], changed: [], n_files: 7 };
  expect(verdict(same)).toEqual({ isSame: true, lines: ["7 files rebuilt from the answers: all the same."] });
  const torn = verdict({ ...same, changed: ["a.csv"], missing: ["b.csv"] });
  expect(torn?.isSame).toBe(false);
  expect(torn?.lines).toHaveLength(3);
  expect(verdict({ ...same, is_same: false, differing: ["a.csv"] })?.lines).toEqual([
    "Rebuilt, these come out differently: a.csv.",
  ]);
  expect(verdict(null)).toBeUndefined();
});

test("formats go by the files that they write; an unknown one keeps its name", () => {
  expect(fileOf("votes.v1")).toBe("votes.csv");
  expect(fileOf("moon.v2")).toBe("moon.v2");
  expect(withFiles("items.csv has no votes; votes.v1 and jsonl.v1 do.")).toBe(
    "items.csv has no votes; votes.csv and items.jsonl do.",
  );
});
