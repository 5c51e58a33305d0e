import { expect, test } from "vitest";
import { label } from "../../state/example";
import type { LabelOut } from "../types";
import { isLarge, N_RECENT, type Recent, rowsOf, search, withRecent } from "./labelTree";

const at = (key: string, path: string[], definition = ""): LabelOut => ({
  ...label(key),
  title: key,
  path,
  definition,
});
const ANIMALS = [
  at("cat", ["Animals", "Mammals"], "It purrs."),
  at("dog", ["Animals", "Mammals"]),
  at("wild cat", ["Animals", "Mammals"]),
  at("trout", ["Animals"]),
  at("catalpa", ["Plants"]),
  at("other", []),
];
const crowd = Array.from({ length: 60 }, (_, n) => at(`l${n}`, [`Group ${n % 3}`]));
crowd.sort((a, b) => (a.path?.[0] ?? "").localeCompare(b.path?.[0] ?? ""));
const seen = (labels: readonly LabelOut[], open: string[] = []) =>
  rowsOf(labels, new Set(open)).map(
    (row) => `${row.depth} ${row.kind === "group" ? row.title : row.label.key}`,
  );
const found = (query: string) => search(ANIMALS, query).map((each) => each.label.key);

test("a small tree stands open, and what is closed hides what it holds", () => {
  expect(seen(ANIMALS)).toEqual([
    "1 Animals",
    "2 Mammals",
    "3 cat",
    "3 dog",
    "3 wild cat",
    "2 trout",
    "1 Plants",
    "2 catalpa",
    "1 other",
  ]);
  expect(seen(ANIMALS, ["Animals"])).toEqual(["1 Animals", "1 Plants", "2 catalpa", "1 other"]);
});

test("a large tree stands closed, and says how many labels are in each group", () => {
  expect(seen(crowd)).toEqual(["1 Group 0", "1 Group 1", "1 Group 2"]);
  expect(rowsOf(crowd, new Set()).map((row) => (row.kind === "group" ? row.n : 0))).toEqual([20, 20, 20]);
  expect(seen(crowd, ["Group 1"])).toHaveLength(23);
});

test("typing finds titles before words within them, then groups, then definitions", () => {
  expect(found("cat")).toEqual(["cat", "catalpa", "wild cat"]);
  expect(found("wi ca")).toEqual(["wild cat"]);
  expect(found("mammals")).toEqual(["cat", "dog", "wild cat"]);
  expect(found("purrs")).toEqual(["cat"]);
  expect(found("nothing")).toEqual([]);
  expect(found("")).toHaveLength(ANIMALS.length);
});

test("accents and capitals play no part", () => {
  expect(search([at("é", []), at("Élan", [])], "ELA").map((each) => each.label.key)).toEqual(["Élan"]);
});

test("a label keeps its key until it is the one unused for longest and all places are taken", () => {
  let recent: Recent = { places: [], used: [] };
  for (let n = 0; n < N_RECENT; n += 1) recent = withRecent(recent, `l${n}`);
  recent = withRecent(recent, "l0");
  expect(recent.places[0]).toBe("l0");
  recent = withRecent(recent, "new");
  expect(recent.places.indexOf("new")).toBe(1); // the place of l1, now the oldest
  expect(recent.places.filter((key) => key.startsWith("l"))).toHaveLength(N_RECENT - 1);
  expect(recent.used).toHaveLength(N_RECENT);
});

test("labels are many from 41 on, or when they stand in groups", () => {
  expect(isLarge(crowd.slice(0, 2))).toBe(true);
  expect(isLarge(Array.from({ length: 40 }, (_, n) => label(`l${n}`)))).toBe(false);
  expect(isLarge(Array.from({ length: 41 }, (_, n) => label(`l${n}`)))).toBe(true);
});

test("five hundred labels are searched and laid out in no time", () => {
  const many = Array.from({ length: 500 }, (_, n) =>
    at(`label ${n}`, [`Group ${n % 20}`], `Definition ${n}.`),
  );
  const start = performance.now();
  for (const query of ["l", "la", "lab", "label 4", "definition 49"]) search(many, query);
  rowsOf(many, new Set(many.map((each) => each.path?.[0] ?? "")));
  expect(performance.now() - start).toBeLessThan(200);
});
