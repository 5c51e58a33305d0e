import { unitSaid } from "../parts/attributes";
import { summaryOf } from "../parts/objectLists";
import type { Kind } from "../types";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { InstanceSession } from "./session";
import { View } from "./View";
import { composeInstances, readInstances } from "./value";

/** Objects on an image, each with a label and a mask of its own. */
export default {
  name: "instance",
  empty: () => undefined, // it bears the picture's size, so that the session alone can make it
  open: (handle) => new InstanceSession(handle),
  Panel: Panel as Kind["Panel"],
  Stage: Stage as NonNullable<Kind["Stage"]>,
  compose: composeInstances,
  View,
  about: () => "each object painted by itself",
  unitText: unitSaid((value) => readInstances(value)?.objects ?? []),
  summary: (value, question) => summaryOf(readInstances(value)?.objects ?? [], question),
} satisfies Kind;
