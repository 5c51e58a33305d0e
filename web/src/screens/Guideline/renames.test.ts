import { describe, expect, it } from "vitest";
import type { LabelChange, QuestionOut } from "../../model/api.gen";
import { label, question } from "../../state/example";
import { renamesIn, withRenames } from "./renames";

const titled = (labels: Record<string, string>): QuestionOut =>
  question("topic", { labels: Object.entries(labels).map(([key, title]) => ({ ...label(key), title })) });

const lost = (key: string, title: string): LabelChange => ({
  question: "topic",
  key,
  title,
  n_answers: 3,
  becomes: [],
});

describe("a label key that disappears", () => {
  const before = [titled({ pos: "Positive", neg: "Negative" })];
  it("became the new key with the same title", () => {
    const preview = {
      lost_labels: [lost("pos", "Positive")],
      questions: [titled({ good: " positive", neg: "Negative" })],
    };
    expect(renamesIn(preview, before)).toEqual({ topic: { pos: ["good"] } });
  });
  it("became nothing when no new key has its title", () => {
    const merged = [titled({ neg: "Positive", other: "Other" })];
    expect(renamesIn({ lost_labels: [lost("pos", "Positive")], questions: merged }, before)).toEqual({});
  });
  it("becomes what its author says, also when that is nothing", () =>
    expect(withRenames({ topic: { pos: [] } }, { topic: { pos: ["good"], neg: ["bad"] } })).toEqual({
      topic: { pos: [], neg: ["bad"] },
    }));
});
