import { patternOf } from "../../../canvas/tiles";
import { labelColour } from "../../../ui/theme";

/** Lines of each pattern as it stands on the picture. */
const LINES: readonly string[] = [
  "",
  "M-2 8 L8 -2 M4 14 L14 4 M-2 14 L14 -2",
  "M-2 4 L8 14 M4 -2 L14 8 M-2 -2 L14 14",
  "M2 2h3v3h-3z M8 2h3v3h-3z M2 8h3v3h-3z M8 8h3v3h-3z",
  "M0 3 H14 M0 7 H14 M0 11 H14",
  "M3 0 V14 M7 0 V14 M11 0 V14",
];

/** A label's area as it lies on the picture: its colour and its pattern. */
export function AreaSwatch({ slot }: { slot: number }) {
  const colour = labelColour(slot);
  const id = `raster-area-${slot}`;
  return (
    <svg className="raster-swatch" width="16" height="16" viewBox="-1 -1 16 16" aria-hidden="true">
      <clipPath id={id}>
        <rect width="14" height="14" rx="3" />
      </clipPath>
      <rect
        width="14"
        height="14"
        rx="3"
        fill={colour}
        fillOpacity="0.45"
        stroke={colour}
        strokeWidth="1.5"
      />
      <path d={LINES[patternOf(slot)]} stroke={colour} strokeWidth="2" fill="none" clipPath={`url(#${id})`} />
    </svg>
  );
}
