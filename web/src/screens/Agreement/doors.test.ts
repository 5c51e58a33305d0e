import { expect, test } from "vitest";
import type { Section } from "../../model/api.gen";
import { type Door, doorIn, isSameDoor, queryOf, sectionFor, tally } from "./doors";

const doors: Door[] = [
  { by: "cell", a: "yes", b: "no" },
  { by: "cell", a: "", b: "rbc" },
  { by: "pair", a: "a1", b: "a2" },
  { by: "label", label: "yes" },
];

test("every door survives the address, also the one of what was not marked", () => {
  for (const door of doors) {
    const search = new URLSearchParams(queryOf(door, "q"));
    expect(doorIn(search)).toEqual(door);
    expect(isSameDoor(doorIn(search), door)).toBe(true);
  }
});

test("different doors are told apart, and an address without one opens none", () => {
  for (const [i, a] of doors.entries()) {
    for (const [j, b] of doors.entries()) expect(isSameDoor(a, b)).toBe(i === j);
  }
  expect(doorIn(new URLSearchParams("question=q&cell=torn"))).toBeUndefined();
  expect(isSameDoor(undefined, undefined)).toBe(false);
});

const section = (title: string, level: number, text = ""): Section => ({
  anchor: title.toLowerCase().replaceAll(" ", "-"),
  title,
  level,
  text,
});
const sections = [
  section("Labels", 1, "Well-formed, or not."),
  section("Word order", 2, "Not well-formed when words are missing."),
  section("Not well-formed", 2),
  section("When to say Well-formed", 2),
];

test("a label's section is the one that its title names, else one that speaks of it", () => {
  expect(sectionFor("Not well-formed", sections)?.title).toBe("Not well-formed");
  expect(sectionFor("well formed", sections, ["Not well-formed"])?.title).toBe("When to say Well-formed");
  expect(sectionFor("words", sections)?.title).toBe("Word order");
  expect(sectionFor("Not a question", sections)).toBeUndefined();
  expect(sectionFor("?", sections)).toBeUndefined();
});

test("part of a word is not the label", () => {
  expect(sectionFor("form", sections)).toBeUndefined();
});

test("answers are counted, most frequent first, ties by name", () => {
  expect(tally(["no", "yes", "yes", "maybe"])).toEqual([
    { text: "yes", n: 2 },
    { text: "maybe", n: 1 },
    { text: "no", n: 1 },
  ]);
});
