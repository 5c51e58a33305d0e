import type { Kind, QuestionOut } from "../types";
import { type Answer, compose, countLabels, readStored, relationLabels } from "./kernel";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { SpanSession } from "./session";
import { View } from "./View";

/** Pieces of a text, each with a label, and relations between them. */
export default {
  name: "span",
  draws: "text",
  empty: () => [],
  open: (handle) => new SpanSession(handle),
  Panel: Panel as Kind["Panel"],
  Stage: Stage as NonNullable<Kind["Stage"]>,
  compose,
  View,
  summary: (value, question) => summary(readStored(value), question),
} satisfies Kind;

function summary({ spans, relations }: Answer, question: QuestionOut): string {
  const titles = [...question.labels, ...relationLabels(question)];
  const counts = countLabels([...spans, ...relations]);
  const parts = titles.flatMap(({ key, title }) => {
    const n = counts.get(key);
    return n === undefined ? [] : [`${n} × ${title}`];
  });
  const others = [...counts].filter(([key]) => !titles.some((label) => label.key === key));
  return [...parts, ...others.map(([key, n]) => `${n} × ${key}`)].join(", ") || "Nothing here";
}
