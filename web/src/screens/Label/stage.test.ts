import { expect, test } from "vitest";
import { item, question } from "../../state/example";
import { besideOf, fieldsShown } from "./stage";

const text = (value: string) => ({ type: "text" as const, text: value });
const REVIEW = item(1, { body: text("b"), author: text("a"), title: text("t") });
const tone = question("tone", { show: ["title", "body"] });

test("fields stand in the order in which the questions name them", () => {
  expect(fieldsShown(REVIEW, [tone])).toEqual(["title", "body"]);
  expect(fieldsShown(REVIEW, [tone, question("who", { show: ["author", "body"] })])).toEqual([
    "title",
    "body",
    "author",
  ]);
});

test("a question that shows all adds the rest after those that are named", () => {
  expect(fieldsShown(REVIEW, [tone, question("topics")])).toEqual(["title", "body", "author"]);
  expect(fieldsShown(REVIEW, [question("topics")])).toEqual(["body", "author", "title"]);
});

test("a field that the item lacks is left out", () => {
  expect(fieldsShown(REVIEW, [question("tone", { show: ["title", "summary"] })])).toEqual(["title"]);
});

test("fields that are compared stand beside each other, those of the question at hand first", () => {
  const pair = item(1, { prompt: text("p"), one: text("1"), two: text("2") });
  const ask = (key: string, fields: string[]) =>
    question(key, { kind: "pairwise", labels: [], options: { fields } });
  const plain = question("tone");
  const better = ask("better", ["one", "two"]);
  const shorter = ask("shorter", ["two", "prompt"]);
  const names = (active: typeof plain) =>
    besideOf(pair, [plain, better, shorter], { question: active, part: "value" }, undefined)?.map(
      (each) => each.name,
    );
  expect(names(plain)).toEqual(["one", "two"]);
  expect(names(shorter)).toEqual(["two", "prompt"]);
  expect(besideOf(pair, [plain], undefined, undefined)).toBeUndefined();
});
