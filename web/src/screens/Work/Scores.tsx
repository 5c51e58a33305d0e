import { Link } from "wouter";
import type { ScoreOut, ShareOut } from "../../model/api.gen";
import { Dot, SHARE_AXIS } from "../../ui/Estimate";
import { percent } from "../../ui/num";
import { shareText, slipsText } from "./words";

/** What hidden items say of each annotator: counts first, then the interval. Sorted by name: it is no ranking. */
export function Scores({ slug, scores }: { slug: string; scores: readonly ScoreOut[] }) {
  if (scores.length === 0) return <p className="quiet">Nobody has answered a hidden item yet.</p>;
  const sorted = [...scores].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <table className="scores">
      <caption className="visually-hidden">Hidden checks and repeats by annotator</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" colSpan={2}>
            Checks that met the ruling
          </th>
          <th scope="col">Slips</th>
          <th scope="col" colSpan={2}>
            Repeats answered alike
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((score) => (
          <tr key={score.annotator}>
            <th scope="row">
              <Link href={`/p/${encodeURIComponent(slug)}/items?annotator=${score.annotator}`}>
                {score.name}
              </Link>
            </th>
            <Cells share={score.checks} />
            <td className="quiet">{slipsText(score.slips) || "–"}</td>
            <Cells share={score.repeats} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cells({ share }: { share: ShareOut }) {
  const { low, high } = share;
  if (low === null || high === null) {
    return (
      <td colSpan={2} className="quiet">
        {share.undefined}
      </td>
    );
  }
  const band = { low, high };
  return (
    <>
      <td>
        {shareText(share)}
        <span className="score-band">
          {percent(low)} to {percent(high)}
        </span>
      </td>
      <td>
        <Dot value={share.k / share.n} inner={band} outer={null} axis={SHARE_AXIS} />
      </td>
    </>
  );
}
