import "./Estimate.css";
import type { ReactNode } from "react";
import { fixed } from "./num";

/** From and to, both included. */
export interface Band {
  low: number;
  high: number;
}

/** One value with its two intervals, ready to draw. value null: undefined, and `why` says so in a sentence. */
export interface EstimateProps {
  name: ReactNode;
  value: number | null;
  /** For these people: items resampled. */
  inner: Band | null;
  /** For people like these: people resampled too. */
  outer: Band | null;
  why?: string;
  /** Why there is no band, where there is none; empty where it is said elsewhere. */
  innerWhy?: string;
  outerWhy?: string;
  axis?: Band | undefined;
  digits?: number;
  /** More cells at the end of the row: counts, links. */
  children?: ReactNode;
  isSelected?: boolean;
  /** Leave the outer interval to the drawing and to screen readers; for narrow tables. */
  isOuterDrawnOnly?: boolean;
}

export const COEFFICIENT_AXIS: Band = { low: -0.2, high: 1 };
export const SHARE_AXIS: Band = { low: 0, high: 1 };

const clamp = (x: number, axis: Band) => Math.min(axis.high, Math.max(axis.low, x));

/** Where a value stands on an axis, as a CSS percentage. */
export function place(x: number, axis: Band): string {
  return `${((clamp(x, axis) - axis.low) / (axis.high - axis.low)) * 100}%`;
}

/** `0.66 to 0.76`. */
export const bandText = (band: Band, digits = 2): string =>
  `${fixed(band.low, digits)} to ${fixed(band.high, digits)}`;

function Bar({ band, axis, className }: { band: Band; axis: Band; className: string }) {
  const width = ((clamp(band.high, axis) - clamp(band.low, axis)) / (axis.high - axis.low)) * 100;
  return <i className={className} style={{ left: place(band.low, axis), width: `${width}%` }} />;
}

/** Why no row has this interval, where all lack it for one reason: to be said once, in the legend. */
export function missingInAll(
  rows: readonly Pick<EstimateProps, "value" | "inner" | "outer" | "innerWhy" | "outerWhy">[],
  which: "inner" | "outer",
): string | undefined {
  const known = rows.filter((row) => row.value !== null);
  const whys = new Set(known.map((row) => (row[which] === null ? row[`${which}Why`] : undefined)));
  const [why] = whys;
  return whys.size === 1 && why ? why : undefined;
}

/** The dot and its bands on the axis; says nothing by itself, the row's text does. */
export function Dot(props: { value: number | null; inner: Band | null; outer: Band | null; axis?: Band }) {
  const axis = props.axis ?? COEFFICIENT_AXIS;
  return (
    <span className="estimate-axis" aria-hidden>
      {axis.low < 0 && <i className="estimate-zero" style={{ left: place(0, axis) }} />}
      {props.outer && <Bar band={props.outer} axis={axis} className="estimate-outer" />}
      {props.inner && <Bar band={props.inner} axis={axis} className="estimate-inner" />}
      {props.value !== null && <i className="estimate-dot" style={{ left: place(props.value, axis) }} />}
    </span>
  );
}

/** A row of an `EstimateTable`: name, value, dot on the axis, both intervals in words. */
export function Estimate(props: EstimateProps) {
  const { axis = COEFFICIENT_AXIS, digits = 2 } = props;
  return (
    <tr className={props.isSelected ? "estimate-row is-selected" : "estimate-row"}>
      <th scope="row">{props.name}</th>
      <td className="estimate-value">{props.value === null ? "–" : fixed(props.value, digits)}</td>
      {props.value === null ? (
        <td className="estimate-why" colSpan={2}>
          {props.why ?? "Undefined."}
        </td>
      ) : (
        <>
          <td className="estimate-plot">
            <Dot value={props.value} inner={props.inner} outer={props.outer} axis={axis} />
          </td>
          <td className="estimate-bands">
            <BandText band={props.inner} why={props.innerWhy} digits={digits} hint="for these people" />
            {(props.outer || props.outerWhy) && (
              <BandText
                band={props.outer}
                why={props.outerWhy}
                digits={digits}
                hint="for people like these"
                isLight
                isHidden={props.isOuterDrawnOnly ?? false}
              />
            )}
          </td>
        </>
      )}
      {props.children}
    </tr>
  );
}

function BandText(props: {
  band: Band | null;
  why: string | undefined;
  digits: number;
  hint: string;
  isLight?: boolean;
  isHidden?: boolean;
}) {
  const look = props.isLight ? "estimate-band is-light" : "estimate-band";
  const className = props.isHidden ? "visually-hidden" : look;
  if (props.band === null && !props.why) return null;
  if (props.band === null) {
    return (
      <span className={className} title={props.why}>
        <span className="visually-hidden">{`${props.hint}: no interval. ${props.why ?? ""}`}</span>
        <span aria-hidden>no interval</span>
      </span>
    );
  }
  return (
    <span className={className} title={props.hint}>
      {bandText(props.band, props.digits)} <span className="visually-hidden">{props.hint}</span>
    </span>
  );
}

/** Estimates under one another on one axis, with its scale at the foot. */
export function EstimateTable(props: {
  caption: string;
  axis?: Band | undefined;
  /** Names of the columns after the intervals. */
  more?: readonly string[];
  hideScale?: boolean;
  children: ReactNode;
}) {
  const axis = props.axis ?? COEFFICIENT_AXIS;
  const more = props.more ?? [];
  return (
    <table className="estimate">
      <caption className="visually-hidden">{props.caption}</caption>
      <thead className="visually-hidden">
        <tr>
          {["Name", "Value", "On the axis", "Intervals", ...more].map((each) => (
            <th key={each} scope="col">
              {each}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
      {!props.hideScale && (
        <tfoot aria-hidden>
          <tr>
            <td />
            <td />
            <td className="estimate-plot">
              <Scale axis={axis} />
            </td>
            <td colSpan={1 + more.length} />
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function Scale({ axis }: { axis: Band }) {
  const ticks = axis.low < 0 ? [axis.low, 0, 0.5, axis.high] : [axis.low, 0.5, axis.high];
  return (
    <span className="estimate-scale">
      {ticks.map((tick) => (
        <span key={tick} style={{ left: place(tick, axis) }}>
          {tick === 0 && axis.low < 0 ? (
            <>
              0<small> chance</small>
            </>
          ) : (
            fixed(tick, Number.isInteger(tick) ? 0 : 1)
          )}
        </span>
      ))}
    </span>
  );
}
