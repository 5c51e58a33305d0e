import { labelDash } from "../../canvas/palette";
import { labelColour } from "../../ui/theme";

/** A label's bar as it lies under the text: its colour and its dashes. dash: another line's, say an annotator's. */
export function BarSwatch(props: { slot?: number | undefined; dash?: readonly number[] }) {
  const { slot } = props;
  const dash = props.dash ?? (slot === undefined ? [] : labelDash(slot));
  return (
    <svg className="span-bar" width="20" height="12" aria-hidden="true">
      <path
        d="M0 6 H20"
        fill="none"
        stroke={slot === undefined ? "currentColor" : labelColour(slot)}
        strokeWidth="3"
        strokeDasharray={dash.join(" ")}
      />
    </svg>
  );
}
