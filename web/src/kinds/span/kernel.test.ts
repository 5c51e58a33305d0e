import { describe, expect, test } from "vitest";
import { Offsets } from "../../model/offsets";
import { question } from "../../state/example";
import { relationLabels } from "../../state/labels";
import type { Json } from "../types";
import {
  type Answer,
  clashing,
  compose,
  faultsOf,
  idsOf,
  readAnswer,
  readStored,
  type Span,
  without,
  writeAnswer,
} from "./kernel";

const span = (id: string, start: number, end: number, label = "person") => ({ id, label, start, end });
const tie = (id: string, from: string, to: string, label = "knows") => ({ id, label, from, to });

describe("what is stored", () => {
  const offsets = new Offsets("👩🏽‍🚀 Ana 🇩🇪");
  const stored: Json = [span("b", 8, 10), span("a", 0, 7), tie("r", "a", "b")];

  test("code points become units of the page and come back as they were", () => {
    const answer = readAnswer(stored, offsets);
    expect(answer.spans.map(({ start, end }) => offsets.text.slice(start, end))).toEqual(["👩🏽‍🚀 An", " 🇩"]);
    expect(writeAnswer(answer, offsets)).toEqual([stored[1], stored[0], stored[2]]);
  });

  test("no spans are no answer, and an empty list is read as none", () => {
    expect(writeAnswer({ spans: [], relations: [] }, offsets)).toBeUndefined();
    expect(readAnswer([], offsets).spans).toEqual([]);
    expect(() => readStored([{ id: "x" }])).toThrow();
  });
});

test("a span takes its relations with it", () => {
  const answer: Answer = { spans: [span("a", 0, 1), span("b", 2, 3)], relations: [tie("r", "a", "b")] };
  expect(idsOf(without(answer, "b"))).toEqual(["a"]);
  expect(idsOf(without(answer, "r"))).toEqual(["a", "b"]);
});

test.each([
  ["any", [0, 8], [4, 12], false],
  ["nested", [0, 8], [4, 12], true],
  ["nested", [0, 8], [4, 8], false],
  ["nested", [0, 8], [0, 8], false],
  ["none", [0, 8], [4, 8], true],
  ["none", [0, 4], [4, 8], false],
] as const)("with overlap %s, %j and %j clash: %s", (allowed, one, other, isClash) => {
  const spans: Span[] = [span("a", one[0], one[1])];
  expect(clashing(spans, span("b", other[0], other[1]), allowed) !== undefined).toBe(isClash);
});

test("faults name the objects that cannot be sent", () => {
  const answer: Answer = { spans: [span("a", 0, 8), span("b", 4, 12), span("c", 20, 21)], relations: [] };
  expect(faultsOf(answer, ["person"], [], "any")).toBeUndefined();
  expect([...(faultsOf(answer, ["person"], [], "none")?.ids ?? [])]).toEqual(["a", "b"]);
  expect(faultsOf(answer, ["place"], [], "any")?.ids.size).toBe(3);
});

test("labels of relations are keys, or keys with titles", () => {
  const asked = question("q", { options: { relations: ["lives_in", { born_in: "was born in" }] } });
  expect(relationLabels(asked).map(({ key, title }) => [key, title])).toEqual([
    ["lives_in", "lives in"],
    ["born_in", "was born in"],
  ]);
  expect(relationLabels(question("q"))).toEqual([]);
});

describe("a ruling composed from several answers", () => {
  const answers: Json[] = [
    [span("a", 0, 8), span("b", 14, 22, "place"), tie("r", "a", "b")],
    [span("b", 4, 8), span("a", 14, 22, "place"), tie("r", "b", "a", "left")],
  ];
  const units = [
    { key: "span-1", votes: ["person", "person"], members: [0, 0] },
    { key: "span-2", votes: ["place", "place"], members: [1, 1] },
    { key: "relation-1", votes: ["knows", "left"], members: [2, 2] },
  ];
  const made = (picks: Record<string, number>) => compose(answers, units, picks);

  test("a relation leads to the spans that were taken, under their ids", () => {
    expect(made({ "span-1": 1, "span-2": 0, "relation-1": 1 })).toEqual([
      span("b", 4, 8),
      span("b-2", 14, 22, "place"),
      tie("r", "b", "b-2", "left"),
    ]);
  });

  test("a relation whose span was left out goes too", () => {
    const alone = [{ key: "span-1", votes: ["person", ""], members: [0, null] }, ...units.slice(1)];
    expect(compose(answers, alone, { "span-1": 1, "span-2": 0, "relation-1": 0 })).toEqual([
      span("b", 14, 22, "place"),
    ]);
  });

  test("nothing taken is an empty list, and the answers are as they were", () => {
    const before = structuredClone(answers);
    expect(made({})).toEqual([]);
    made({ "span-1": 0, "span-2": 0, "relation-1": 0 });
    expect(answers).toEqual(before);
  });
});
