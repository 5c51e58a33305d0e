import { Link } from "wouter";
import type { AnnotatorBrief, Member, ProjectHome } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { duration, thin } from "../../ui/num";
import { hasLeft, useMembers } from "./members";

/** Who answers, how much and how fast. Each row opens the items behind it. */
export function Pace({ home }: { home: ProjectHome }) {
  const { slug } = home;
  const annotators = home.annotators.filter((each) => each.n_answers > 0);
  const members = useMembers(home);
  const most = Math.max(1, ...annotators.map((each) => each.n_answers));
  if (annotators.length === 0) return null;
  return (
    <section className="card">
      <div className="card-head">
        <h2>Who answered</h2>
        <Link className="home-door" href={`/p/${encodeURIComponent(slug)}/progress`}>
          Pace, forecast and time sheets
        </Link>
      </div>
      <div className="pace-scroll">
        <table className="pace">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" colSpan={2}>
                Answers
              </th>
              <th scope="col">Median time</th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            {annotators.map((each) => (
              <tr key={each.id}>
                <th scope="row">
                  <Link href={`/p/${encodeURIComponent(slug)}/items?annotator=${each.id}`}>{each.name}</Link>
                  {marks(each, members).map((mark) => (
                    <span key={mark} className="pace-mark">
                      {mark}
                    </span>
                  ))}
                </th>
                <td className="pace-number">{thin(each.n_answers)}</td>
                <td className="pace-bar">
                  <i style={{ width: `${(100 * each.n_answers) / most}%` }} />
                </td>
                <td className="pace-number">{each.median_ms === null ? "–" : duration(each.median_ms)}</td>
                <td className="pace-last">{each.last_at === null ? "–" : <Ago at={each.last_at} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** What must be said beside a name: gone, a machine, a simulation, a seat without a person. */
function marks(annotator: AnnotatorBrief, members: readonly Member[] | undefined): string[] {
  const found: string[] = [];
  if (hasLeft(annotator, members)) found.push("left");
  if (annotator.kind !== "human") found.push(annotator.kind);
  if (annotator.is_simulated) found.push("simulated");
  else if (!annotator.is_identified) found.push("unidentified");
  return found;
}
