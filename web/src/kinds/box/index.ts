import { unitSaid } from "../parts/attributes";
import { summaryOf } from "../parts/objectLists";
import { atLeast, joined } from "../parts/told";
import type { Kind } from "../types";
import { readBoxes } from "./kernel";
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
  unitText: unitSaid(readBoxes),
  about: (question) =>
    joined(
      question.options.rotate === true ? "boxes, which may be turned" : "boxes",
      atLeast(question, "min_size", (n) => `each ${n} px wide and high or more`),
    ),
  summary: (value, question) => summaryOf(readBoxes(value), question),
} satisfies Kind;
