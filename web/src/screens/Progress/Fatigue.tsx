import type { FatigueOut, MeasuredOut, ProgressOut } from "../../model/api.gen";
import { Dot } from "../../ui/Estimate";
import { counted, duration, thin } from "../../ui/num";
import { classOf, hourName, ratioText, shareText } from "./words";

const AXIS = { low: 0.5, high: 1.5 };

/** Whether speed, skips and right answers change with the hour, or the longer somebody sits. */
export function FatigueCard({ progress }: { progress: ProgressOut }) {
  const rows = [...progress.by_hour, ...progress.by_position];
  const hasChecks = rows.some((row) => row.checks.n > 0);
  return (
    <section className="card">
      <h2>Fatigue</h2>
      <p className="quiet">
        {counted(progress.n_sittings, "sitting")}; one ends after {progress.break_minutes} minutes without an
        answer. 1.00 is as fast as the person usually is, above is slower. Intervals take sittings as
        independent. Long sittings are those of who did not tire, so late positions may look better than they
        are.
      </p>
      <Rows
        title="Position in the sitting"
        rows={progress.by_position}
        name={classOf}
        hasChecks={hasChecks}
      />
      <Rows
        title="Hour of the day"
        rows={progress.by_hour}
        name={(row) => hourName(row.begins)}
        hasChecks={hasChecks}
      />
      {!hasChecks && <p className="quiet">There are no checks, so whether answers get worse is not known.</p>}
      {rows.some((row) => row.relative.undefined !== "") && (
        <p className="quiet">Where there is no interval, fewer than three sittings are there.</p>
      )}
    </section>
  );
}

function Rows(props: {
  title: string;
  rows: readonly FatigueOut[];
  name: (row: FatigueOut) => string;
  hasChecks: boolean;
}) {
  return (
    <div className="progress-scroll">
      <table className="progress-table">
        <thead>
          <tr>
            <th scope="col">{props.title}</th>
            <th scope="col">Submissions</th>
            <th scope="col">Sittings</th>
            <th scope="col">Median time</th>
            <th scope="col" colSpan={2}>
              Beside one's usual time
            </th>
            <th scope="col">Skipped</th>
            {props.hasChecks && <th scope="col">Checks right</th>}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.begins}>
              <th scope="row">{props.name(row)}</th>
              <td>{thin(row.n)}</td>
              <td>{thin(row.n_sittings)}</td>
              <td>{row.median_ms === null ? "–" : duration(row.median_ms)}</td>
              <td className="progress-dot">
                <Dot value={row.relative.value} inner={bandOf(row.relative)} outer={null} axis={AXIS} />
              </td>
              <td title={row.relative.undefined || undefined}>{ratioText(row.relative)}</td>
              <td title={row.skips.undefined || undefined}>{shareText(row.skips)}</td>
              {props.hasChecks && (
                <td title={row.checks.undefined || undefined}>
                  {shareText(row.checks)}{" "}
                  {row.checks.n > 0 && <span className="quiet">of {thin(row.checks.n)}</span>}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const bandOf = ({ low, high }: MeasuredOut) => (low === null || high === null ? null : { low, high });
