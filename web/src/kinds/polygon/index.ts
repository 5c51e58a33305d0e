import { summaryOf } from "../parts/objectLists";
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
  summary: (value, question) => summaryOf(readPolygons(value), question),
} satisfies Kind;
