import { useState } from "react";
import { Link } from "wouter";
import type { ProgressOut } from "../../model/api.gen";
import { counted, duration, thin } from "../../ui/num";
import { dayName, spread } from "./words";

const FEW = 14;

/** How much came in on each day, the newest first. */
export function DaysCard({ progress }: { progress: ProgressOut }) {
  const [isAll, setIsAll] = useState(false);
  const days = [...progress.by_day].reverse();
  const shown = isAll ? days : days.slice(0, FEW);
  const most = Math.max(1, ...days.map(({ pace }) => pace.n_answers));
  return (
    <section className="card">
      <h2>Pace by day</h2>
      <div className="progress-scroll">
        <table className="progress-table">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" colSpan={2}>
                Answers
              </th>
              <th scope="col">People</th>
              <th scope="col">Skips</th>
              <th scope="col">Median time (middle half)</th>
              <th scope="col">Active time</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ day, pace }) => (
              <tr key={day}>
                <th scope="row">
                  {dayName(day)}
                  {day === progress.today && <span className="quiet"> so far</span>}
                </th>
                <td>{thin(pace.n_answers)}</td>
                <td className="progress-bar">
                  <i style={{ width: `${(100 * pace.n_answers) / most}%` }} />
                </td>
                <td>{thin(pace.n_people)}</td>
                <td>{thin(pace.n_skips)}</td>
                <td>{spread(pace.quartiles_ms)}</td>
                <td>{duration(pace.active_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {days.length > shown.length && (
        <button type="button" className="link" onClick={() => setIsAll(true)}>
          Show all {counted(days.length, "day")}
        </button>
      )}
    </section>
  );
}

/** Who gave how much, and how fast. A name opens the items that the person answered. */
export function PeopleCard({ slug, progress }: { slug: string; progress: ProgressOut }) {
  const people = [...progress.by_person].sort((a, b) => b.pace.n_answers - a.pace.n_answers);
  return (
    <section className="card">
      <h2>Pace by person</h2>
      <div className="progress-scroll">
        <table className="progress-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Answers</th>
              <th scope="col">Items</th>
              <th scope="col">Skips</th>
              <th scope="col">Median time (middle half)</th>
              <th scope="col">Active time</th>
              <th scope="col">Days</th>
            </tr>
          </thead>
          <tbody>
            {people.map(({ annotator, name, n_days, pace }) => (
              <tr key={annotator}>
                <th scope="row">
                  <Link href={`/p/${encodeURIComponent(slug)}/items?annotator=${annotator}`}>{name}</Link>
                </th>
                <td>{thin(pace.n_answers)}</td>
                <td>{thin(pace.n_items)}</td>
                <td>{thin(pace.n_skips)}</td>
                <td>{spread(pace.quartiles_ms)}</td>
                <td>{duration(pace.active_ms)}</td>
                <td>{thin(n_days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">Active time leaves out pauses, as the label page measures them.</p>
    </section>
  );
}
