import { Link } from "wouter";
import type { AnnotatorBrief } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { duration, thin } from "../../ui/num";

/** Who answers, how much and how fast. Each row opens the items behind it. */
export function Pace({ slug, annotators }: { slug: string; annotators: readonly AnnotatorBrief[] }) {
  const most = Math.max(1, ...annotators.map((each) => each.n_answers));
  return (
    <section className="card">
      <h2>People and pace</h2>
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
                  {marks(each).map((mark) => (
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

/** What must be said beside a name: a machine, a simulation, a seat without a person. */
function marks(annotator: AnnotatorBrief): string[] {
  const found: string[] = [];
  if (annotator.kind !== "human") found.push(annotator.kind);
  if (annotator.is_simulated) found.push("simulated");
  else if (!annotator.is_identified) found.push("unidentified");
  return found;
}
