import type { Drift } from "../../model/api.gen";
import { fixed, thin } from "../../ui/num";
import { bandOf, figure, measuredText } from "./words";

const WIDTH = 600;
const HEIGHT = 150;
const LEFT = 28;
const FOOT = 18;

/** Agreement with the rest in consecutive stretches of votes, with intervals; the steepest fall as a dashed line. */
export function OverTime({ drift, name }: { drift: Drift; name: string }) {
  const { periods } = drift;
  const last = periods.at(-1)?.ends ?? 0;
  if (periods.length < 2) return <p className="undefined-note">There are too few votes for a picture.</p>;
  const x = (place: number) => LEFT + ((WIDTH - LEFT) * place) / Math.max(last, 1);
  const y = (value: number) => 4 + (HEIGHT - FOOT - 4) * (1 - value);
  const middle = (at: number) => ((periods[at]?.begins ?? 0) + (periods[at]?.ends ?? 0)) / 2;
  const line = periods.map((period, at) => `${x(middle(at))},${y(figure(period.agreement) ?? 0)}`).join(" ");
  const told = periods
    .map(
      (period) =>
        `votes ${thin(period.begins + 1)} to ${thin(period.ends + 1)}: ${measuredText(period.agreement)}`,
    )
    .join("; ");
  return (
    <svg
      className="over-time"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Agreement of ${name} with the rest over time. ${told}`}
    >
      {[0, 0.5, 1].map((tick) => (
        <g key={tick}>
          <line className="over-time-grid" x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {fixed(tick, tick === 0.5 ? 1 : 0)}
          </text>
        </g>
      ))}
      {drift.turn !== null && (
        <line
          className={drift.is_flagged ? "over-time-turn is-found" : "over-time-turn"}
          x1={x(drift.turn)}
          x2={x(drift.turn)}
          y1={4}
          y2={HEIGHT - FOOT}
        />
      )}
      {periods.map((period, at) => {
        const band = bandOf(period.agreement);
        return (
          band && (
            <line
              key={period.begins}
              className="over-time-band"
              x1={x(middle(at))}
              x2={x(middle(at))}
              y1={y(band.low)}
              y2={y(band.high)}
            />
          )
        );
      })}
      <polyline className="over-time-line" points={line} />
      {periods.map((period, at) => (
        <circle
          key={period.begins}
          className="over-time-dot"
          cx={x(middle(at))}
          cy={y(figure(period.agreement) ?? 0)}
          r={4}
        />
      ))}
      <text x={LEFT} y={HEIGHT - 3}>
        first vote
      </text>
      <text x={WIDTH} y={HEIGHT - 3} textAnchor="end">
        vote {thin(last + 1)}
      </text>
    </svg>
  );
}
