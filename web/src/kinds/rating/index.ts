import { OneLabelSession } from "../parts/LabelSession";
import { titleOf } from "../parts/Layers";
import type { Json, Kind, Session } from "../types";
import { keyOfStep, scale } from "./kernel";
import { Panel } from "./Panel";
import { View } from "./View";

/** One step of an ordered scale. */
export default {
  name: "rating",
  empty: () => undefined,
  open: (handle): Session => {
    const labels = scale(handle.question);
    return new OneLabelSession(handle, { labels, keyOf: (place) => keyOfStep(labels, place) });
  },
  Panel: Panel as Kind["Panel"],
  View,
  summary: (value: Json, question) => (typeof value === "string" ? titleOf(question, value) : ""),
} satisfies Kind;
