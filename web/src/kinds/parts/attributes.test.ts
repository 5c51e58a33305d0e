import { expect, test } from "vitest";
import { question } from "../../state/example";
import {
  type AttributeValues,
  attributeLetters,
  attributesOf,
  nextValue,
  readAttributes,
  saidApart,
  saidNow,
  unasked,
  withArticle,
  withAttribute,
  wordsOf,
} from "./attributes";

const asked = attributesOf(
  question("q", {
    options: {
      attributes: [
        { key: "hidden", title: "Occluded" },
        { key: "pose", title: "Pose", choices: ["sits", { key: "stands", title: "Stands up" }] },
      ],
    },
  }),
);
const [hidden, pose] = asked;

test("a question's flags and choices are read, and none where it has none", () => {
  expect(asked.map((each) => each.choices.map((choice) => choice.title))).toEqual([
    [],
    ["sits", "Stands up"],
  ]);
  expect(attributesOf(question("q"))).toEqual([]);
});

test("a flag that is not set is not there", () => {
  expect(readAttributes({ hidden: false, pose: "sits" })).toEqual({ pose: "sits" });
  expect(readAttributes({ hidden: false })).toBeUndefined();
  expect(readAttributes(undefined)).toBeUndefined();
});

test("what is said and taken back again leaves no trace", () => {
  const bare: { id: string; attributes?: AttributeValues } = { id: "a" };
  const said = withAttribute(withAttribute(bare, "hidden", true), "pose", "sits");
  expect(said).toEqual({ id: "a", attributes: { hidden: true, pose: "sits" } });
  expect(withAttribute(withAttribute(said, "hidden", undefined), "pose", undefined)).toEqual({ id: "a" });
});

test("a key goes through what can be said and back to nothing", () => {
  if (!hidden || !pose) throw new Error("not read");
  expect([nextValue(hidden, undefined), nextValue(hidden, true)]).toEqual([true, undefined]);
  const round = [undefined, "sits", "stands"].map((value) => nextValue(pose, value));
  expect(round).toEqual(["sits", "stands", undefined]);
});

test("what is said is told in words, also what the guideline no longer asks", () => {
  expect(wordsOf(asked, { hidden: true, pose: "stands", old: true })).toBe("Occluded, Pose: Stands up, old");
  expect(wordsOf(asked, undefined)).toBe("");
});

test("what is taken back is told as a flag or as a choice", () => {
  expect(saidNow(asked, "hidden", undefined, "Car")).toBe("Not Occluded: Car.");
  expect(saidNow(asked, "pose", undefined, "Car")).toBe("Pose not said: Car.");
  expect(saidNow(asked, "old", undefined, "Car")).toBe("old not said: Car.");
});

test("a noun has the article that it is said with", () => {
  expect(["box", "object"].map(withArticle)).toEqual(["a box", "an object"]);
});

test("each attribute has a letter of its own while there are any", () => {
  expect([...attributeLetters(asked).values()]).toEqual(["O", "T"]);
  const many = Array.from({ length: 9 }, (_, n) => ({ key: `k${n}`, title: "Same", choices: [] }));
  const letters = [...attributeLetters(many).values()];
  expect([letters.length, new Set(letters).size]).toEqual([9, 9]);
});

test("a letter that something else has is not given to an attribute", () => {
  const letters = attributeLetters(asked, new Set(["O", "T", "Enter"]));
  expect([...letters.values()]).toEqual(["L", "J"]);
  const all = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  expect(attributeLetters(asked, new Set(all)).size).toBe(0);
});

test("what answers say of one object is told only where they differ", () => {
  const about = { options: { attributes: [{ key: "hidden", title: "Occluded" }] } };
  const yes = { attributes: { hidden: true as const } };
  expect(saidApart(about, [yes, {}, undefined])).toBe("Occluded / nothing said");
  expect(saidApart(about, [yes, yes, undefined])).toBe("");
});

test("what the question does not ask is found: unknown attributes, and unknown choices of known ones", () => {
  expect(unasked(asked, { hidden: true, pose: "sits" })).toEqual([]);
  expect(unasked(asked, { old: true, pose: "lies" })).toEqual(["old", "pose"]);
  expect(unasked(asked, { hidden: "very" })).toEqual(["hidden"]);
  expect(unasked(asked, undefined)).toEqual([]);
});
