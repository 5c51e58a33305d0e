import { unitSaid } from "../parts/attributes";
import { summaryOf } from "../parts/objectLists";
import { atLeast, joined } from "../parts/told";
import type { Kind } from "../types";
import { readPolygons } from "./kernel";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { PolygonSession } from "./session";
import { View } from "./View";

/** Outlines on an image, of several parts and with holes, each with a label. */
export default {
  name: "polygon",
  empty: () => [],
  open: (handle) => new PolygonSession(handle),
  Panel: Panel as Kind["Panel"],
  Stage: Stage as NonNullable<Kind["Stage"]>,
  View,
  unitText: unitSaid(readPolygons),
  about: (question) =>
    joined(
      "outlines",
      atLeast(question, "min_area", (n) => `each ${n} px² or more`),
    ),
  summary: (value, question) => summaryOf(readPolygons(value), question),
} satisfies Kind;
