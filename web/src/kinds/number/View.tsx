import { Layers } from "../parts/Layers";
import type { ViewProps } from "../types";
import { spelled } from "./kernel";

export function View({ question, layers }: ViewProps) {
  return <Layers layers={layers}>{({ value }) => spelled(question, value)}</Layers>;
}
