import { atLeast, joined } from "../parts/told";
import type { Kind, QuestionOut } from "../types";
import { countLabels, readSegments } from "./kernel";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { SegmentSession } from "./session";
import { View } from "./View";

/** Stretches of a recording, each with a label and perhaps a transcript. */
export default {
  name: "segment",
  empty: () => [],
  open: (handle) => new SegmentSession(handle),
  Panel: Panel as Kind["Panel"],
  Stage: Stage as NonNullable<Kind["Stage"]>,
  draws: "audio",
  View,
  about: (question) =>
    joined(
      "stretches of the recording",
      question.options.overlap === "none" && "which share no time",
      question.options.overlap === "different_labels" && "only different labels share time",
      atLeast(question, "min_size", (n) => `each ${n} s or more`),
      question.options.transcript === true && "with a transcript",
    ),
  summary: (value, question) => summary(readSegments(value), question),
} satisfies Kind;

function summary(segments: ReturnType<typeof readSegments>, question: QuestionOut): string {
  const counts = countLabels(segments);
  const parts = question.labels.flatMap(({ key, title }) => {
    const n = counts.get(key);
    return n === undefined ? [] : [`${n} × ${title}`];
  });
  const others = [...counts].filter(([key]) => !question.labels.some((label) => label.key === key));
  return [...parts, ...others.map(([key, n]) => `${n} × ${key}`)].join(", ") || "Nothing here";
}
