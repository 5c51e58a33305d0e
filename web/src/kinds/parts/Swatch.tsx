import "./Swatch.css";
import type { CSSProperties } from "react";
import { labelColour, labelPattern } from "../../ui/theme";

/** A label's colour; beyond twelve the pattern tells those of one colour apart. */
export function Swatch({ slot }: { slot: number }) {
  return (
    <i
      className="swatch"
      data-pattern={labelPattern(slot) || undefined}
      style={{ "--swatch": labelColour(slot) } as CSSProperties}
      aria-hidden
    />
  );
}
