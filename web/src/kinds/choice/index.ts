import { LabelList } from "../parts/LabelList";
import { OneLabelSession } from "../parts/LabelSession";
import { titleOf } from "../parts/Layers";
import type { Json, Kind, Session } from "../types";
import { View } from "./View";

/** One label for an item. */
export default {
  name: "choice",
  empty: () => undefined,
  open: (handle): Session => new OneLabelSession(handle, { labels: handle.question.labels }),
  Panel: LabelList as Kind["Panel"],
  View,
  summary: (value: Json, question) => (typeof value === "string" ? titleOf(question, value) : ""),
} satisfies Kind;
