import { LabelChip, Layers } from "../parts/Layers";
import type { ViewProps } from "../types";
import { chosen } from "./kernel";

export function View({ question, layers, focusUnit }: ViewProps) {
  return (
    <Layers layers={layers}>
      {({ value }) => {
        const keys = chosen(value);
        if (keys.length === 0) return "none of these";
        return keys.map((key) => (
          <span key={key} style={key === focusUnit?.key ? { fontWeight: 600 } : undefined}>
            <LabelChip question={question} label={key} />
          </span>
        ));
      }}
    </Layers>
  );
}
