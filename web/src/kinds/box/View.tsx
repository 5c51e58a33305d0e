import { strokeRects } from "../../canvas/paint";
import type { Looks } from "../parts/LayersScene";
import { ObjectView } from "../parts/ObjectView";
import type { ViewProps } from "../types";
import { type Box, describe, readBoxes } from "./kernel";
import { NOUN } from "./words";

const LOOKS: Looks<Box> = {
  noun: NOUN,
  read: readBoxes,
  rectOf: (box) => box,
  describe,
  stroke: strokeRects,
};

/** Several answers over the picture: a colour for each label, a line for each annotator. Read only. */
export function View(props: ViewProps) {
  return <ObjectView {...props} looks={LOOKS} />;
}
