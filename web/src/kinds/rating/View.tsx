import "./rating.css";
import { Layers, titleOf } from "../parts/Layers";
import type { ViewProps } from "../types";
import { scale } from "./kernel";

const MOST_MARKS = 11;

export function View({ question, layers }: ViewProps) {
  const steps = scale(question);
  return (
    <Layers layers={layers}>
      {({ value }) => {
        if (typeof value !== "string") return null;
        const place = steps.findIndex((step) => step.key === value);
        return (
          <span className="rating-view">
            {steps.length <= MOST_MARKS && (
              <i aria-hidden>
                {steps.map((step, at) => (
                  <span key={step.key} data-on={at <= place || undefined} />
                ))}
              </i>
            )}
            {titleOf(question, value)}
          </span>
        );
      }}
    </Layers>
  );
}
