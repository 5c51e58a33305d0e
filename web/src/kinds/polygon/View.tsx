import type { Looks } from "../parts/LayersScene";
import { ObjectView } from "../parts/ObjectView";
import type { ViewProps } from "../types";
import { describe, type Polygon, readPolygons, rectOf } from "./kernel";
import { strokePolygons } from "./scene";
import { NOUN } from "./words";

const LOOKS: Looks<Polygon> = { noun: NOUN, read: readPolygons, rectOf, describe, stroke: strokePolygons };

/** Several answers over the picture: a colour for each label, a line for each annotator. Read only. */
export function View(props: ViewProps) {
  return <ObjectView {...props} looks={LOOKS} />;
}
