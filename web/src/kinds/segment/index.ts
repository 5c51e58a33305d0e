import { unitSaid } from "../parts/attributes";
import { summaryOf } from "../parts/objectLists";
import { atLeast, joined } from "../parts/told";
import type { Kind } from "../types";
import { readSegments } from "./kernel";
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
  unitText: unitSaid(readSegments),
  about: (question) =>
    joined(
      "stretches of the recording",
      question.options.overlap === "none" && "which share no time",
      question.options.overlap === "different_labels" && "only different labels share time",
      atLeast(question, "min_size", (n) => `each ${n} s or more`),
      question.options.transcript === true && "with a transcript",
    ),
  summary: (value, question) => summaryOf(readSegments(value), question),
} satisfies Kind;
