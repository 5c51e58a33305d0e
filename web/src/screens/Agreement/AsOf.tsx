import { Button, Slider } from "@mantine/core";
import type { Moment } from "../../model/api.gen";
import { counted } from "../../ui/num";

/** Look at the agreement as it stood: one step for every so many answers, the last one is now. */
export function AsOf(props: {
  moments: readonly Moment[];
  asOf: number | undefined;
  onChange(seq: number | undefined): void;
}) {
  const { moments, asOf, onChange } = props;
  const last = moments.length - 1;
  if (last < 1) return null;
  const at =
    asOf === undefined
      ? last
      : Math.max(
          0,
          moments.findIndex((each) => each.seq === asOf),
        );
  const here = moments[at];
  if (!here) return null;
  const move = (place: number) => onChange(place >= last ? undefined : moments[place]?.seq);
  const told = asOf === undefined ? "now" : new Date(here.at).toLocaleString(undefined, WHEN);
  return (
    <div className="as-of">
      <span id="as-of-label">As it stood</span>
      <Slider
        className="as-of-slider"
        size="sm"
        min={0}
        max={last}
        value={at}
        label={null}
        onChange={move}
        thumbProps={{
          "aria-labelledby": "as-of-label",
          "aria-valuetext": `${told}, ${counted(here.n_answers, "answer")}`,
        }}
      />
      <span className="quiet" aria-live="polite">
        {told}, {counted(here.n_answers, "answer")}
      </span>
      {asOf !== undefined && (
        <>
          <span className="quiet">Lists of items and the panels below the matrices are of now.</span>
          <Button variant="default" size="xs" onClick={() => onChange(undefined)}>
            Back to now
          </Button>
        </>
      )}
    </div>
  );
}

const WHEN: Intl.DateTimeFormatOptions = { dateStyle: "medium", timeStyle: "short" };
