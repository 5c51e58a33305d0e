import "./objects.css";
import { labelDash } from "../../canvas/palette";
import { labelColour } from "../../ui/theme";

/** A label's line as the objects have it: its colour and its dashes. dash: another line's, say an annotator's. */
export function LineSwatch(props: { slot?: number | undefined; dash?: readonly number[] }) {
  const { slot } = props;
  const dash = props.dash ?? (slot === undefined ? [] : labelDash(slot));
  return (
    <svg className="objects-line" width="22" height="14" aria-hidden="true">
      <path
        d="M1 7 H21"
        fill="none"
        stroke={slot === undefined ? "currentColor" : labelColour(slot)}
        strokeWidth="3"
        strokeDasharray={dash.join(" ")}
      />
    </svg>
  );
}
