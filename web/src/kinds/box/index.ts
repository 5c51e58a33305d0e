import type { Kind, QuestionOut } from "../types";
import { countLabels, readBoxes } from "./kernel";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { BoxSession } from "./session";
import { View } from "./View";

/** Rectangles on an image, each with a label. */
export default {
  name: "box",
  empty: () => [],
  open: (handle) => new BoxSession(handle),
  Panel: Panel as Kind["Panel"],
  Stage: Stage as NonNullable<Kind["Stage"]>,
  View,
  summary: (value, question) => summary(readBoxes(value), question),
} satisfies Kind;

function summary(boxes: ReturnType<typeof readBoxes>, question: QuestionOut): string {
  const counts = countLabels(boxes);
  const parts = question.labels.flatMap(({ key, title }) => {
    const n = counts.get(key);
    return n === undefined ? [] : [`${n} × ${title}`];
  });
  const others = [...counts].filter(([key]) => !question.labels.some((label) => label.key === key));
  return [...parts, ...others.map(([key, n]) => `${n} × ${key}`)].join(", ") || "Nothing here";
}
