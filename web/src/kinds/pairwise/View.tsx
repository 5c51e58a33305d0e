import { LabelChip, Layers } from "../parts/Layers";
import type { ViewProps } from "../types";

export function View({ question, layers }: ViewProps) {
  return (
    <Layers layers={layers}>
      {({ value }) => (typeof value === "string" ? <LabelChip question={question} label={value} /> : null)}
    </Layers>
  );
}
