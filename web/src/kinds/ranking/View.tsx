import { LabelChip, Layers } from "../parts/Layers";
import type { ViewProps } from "../types";
import { ranked } from "./kernel";

export function View({ question, layers }: ViewProps) {
  return (
    <Layers layers={layers}>
      {({ value }) =>
        ranked(question, value).map((key, at) => (
          <span key={key}>
            {at + 1}. <LabelChip question={question} label={key} />
          </span>
        ))
      }
    </Layers>
  );
}
