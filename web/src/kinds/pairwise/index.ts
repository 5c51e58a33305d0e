import { LabelList } from "../parts/LabelList";
import { OneLabelSession } from "../parts/LabelSession";
import type { Json, Kind, Session } from "../types";
import { answersOf, besideOf } from "./kernel";
import { View } from "./View";

/** Which of two fields is better, shown side by side in an order drawn by lot. */
export default {
  name: "pairwise",
  empty: () => undefined,
  open: (handle): Session =>
    new OneLabelSession(handle, { labels: answersOf(handle.question, handle.seed), isPlain: true }),
  Panel: LabelList as Kind["Panel"],
  View,
  beside: besideOf,
  about: ({ options, show }) => {
    const fields = Array.isArray(options.fields) ? options.fields : show.slice(0, 2);
    return fields.length === 2 ? `compares ${fields.join(" (first) with ")} (second)` : "compares two fields";
  },
  summary: (value: Json, question, seed) => {
    const answer = answersOf(question, seed).find((each) => each.key === value);
    return answer?.title ?? (typeof value === "string" ? value : "");
  },
} satisfies Kind;
