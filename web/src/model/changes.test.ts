import { expect, test } from "vitest";
import { label, question } from "../state/example";
import { changesOf } from "./changes";

const tone = question("tone", { title: "Tone?", labels: ["happy", "mixed", "sad"].map(label) });
const version = (questions = [tone], body = "") => ({ questions, body });

test("two equal versions have nothing to tell", () => {
  expect(changesOf(version(), version())).toEqual([]);
});

test("labels that go, come, and are called or defined otherwise are told apart", () => {
  const labels = [
    label("happy"),
    { ...label("sad"), title: "Unhappy", definition: "Regrets it." },
    { ...label("flat"), definition: "Neither." },
  ];
  expect(changesOf(version(), version([{ ...tone, labels }]))).toEqual([
    "FLAT is new. Neither.",
    "MIXED is gone.",
    "SAD is now called Unhappy.",
    "Unhappy is now defined so: Regrets it.",
    "Some labels have other keys now.",
  ]);
});

test("labels in another order are said to have other keys", () => {
  const turned = { ...tone, labels: [...tone.labels].reverse() };
  expect(changesOf(version(), version([turned]))).toEqual([
    "The labels stand in another order; their keys have changed.",
  ]);
});

test("with several questions each sentence names its own, and questions come and go", () => {
  const topic = question("topic", { title: "Topic?" });
  expect(changesOf(version(), version([{ ...tone, labels: tone.labels.slice(0, 2) }, topic]))).toEqual([
    "SAD is gone in “Tone?”.",
    "There is a new question: Topic?",
  ]);
  expect(changesOf(version([tone, topic]), version([topic], "new"))).toEqual([
    "This question is no longer asked: Tone?",
    "The text of the guideline changed.",
  ]);
});
