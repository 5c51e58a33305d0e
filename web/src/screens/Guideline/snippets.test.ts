import { describe, expect, it } from "vitest";
import { frontMatterEnd, lineOf, lineRange, SNIPPETS, suited, withSnippet } from "./snippets";

const [choice] = SNIPPETS;
const label = SNIPPETS.find((each) => each.key === "label");
if (!choice || !label) throw new Error("the snippets that the tests need are gone");

describe("a question's snippet", () => {
  it("goes to the end of the front matter", () => {
    const { text } = withSnippet("---\nquestions:\n  - key: a\n---\n# Text\n---\n", choice, 0);
    expect(text).toBe(`---\nquestions:\n  - key: a\n${choice.yaml}---\n# Text\n---\n`);
  });
  it("begins front matter where there is none", () => {
    expect(withSnippet("# Text\n", choice, 3).text).toBe(`---\nquestions:\n${choice.yaml}---\n# Text\n`);
  });
  it("leaves the cursor behind it", () => {
    const { text, cursor } = withSnippet("---\nquestions:\n---\n", choice, 0);
    expect(text.slice(cursor)).toBe("---\n");
  });
});

it("suggestions belong to the question that was asked last", () => {
  const suggest = SNIPPETS.find((each) => each.key === "suggest") ?? choice;
  const asked = withSnippet("---\nquestions:\n---\n", choice, 0).text;
  const { text } = withSnippet(asked, suggest, 0);
  expect(text).toContain(`definition: Say what sets it apart from the first.\n${suggest.yaml}---\n`);
});

it("suggestions are of an annotator that the project has, of a model before a person", () => {
  const suggest = SNIPPETS.find((each) => each.key === "suggest") ?? choice;
  const ann = { name: "Ann", kind: "human" };
  const model = { name: "gpt: 4", kind: "llm" };
  expect(suited(suggest, [ann, model]).yaml).toContain('from: "gpt: 4",');
  expect(suited(suggest, [ann]).yaml).toContain('from: "Ann",');
  expect(suited(suggest, [])).toBe(suggest);
  expect(suited(choice, [model])).toBe(choice);
});

it("a label goes after the cursor's line", () => {
  expect(withSnippet("one\ntwo", label, 1).text).toBe(`one\n${label.yaml}two`);
  expect(withSnippet("one\ntwo", label, 6).text).toBe(`one\ntwo\n${label.yaml}`);
});

it("front matter ends only where it began", () => {
  expect(frontMatterEnd("text\n---\n")).toBeNull();
  expect(frontMatterEnd("---\na: 1\n")).toBeNull();
  expect(frontMatterEnd("---\na: 1\n---\nb")).toBe(9);
});

it("a line is found by its number, within the text", () => {
  const text = "ab\n\ncd";
  expect([1, 2, 3, 9].map((line) => text.slice(...lineRange(text, line)))).toEqual(["ab", "", "cd", "cd"]);
});

it("a fault names its line in one of two ways", () => {
  expect(lineOf("guideline, line 12")).toBe(12);
  expect(lineOf("guideline.md:7")).toBe(7);
  expect(lineOf("question topic")).toBeNull();
});
