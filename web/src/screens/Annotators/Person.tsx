import { Link, useLocation } from "wouter";
import type { AnnotatorRow, QuestionOut, Use } from "../../model/api.gen";
import { Dot, Estimate, EstimateTable, SHARE_AXIS } from "../../ui/Estimate";
import { Heatmap } from "../../ui/Heatmap";
import { duration, fixed, percent, thin } from "../../ui/num";
import { Swatch, titleOf } from "../Agreement/Marks";
import { OverTime } from "./OverTime";
import { bandOf, chanceText, driftSentence, figure, spamSentence } from "./words";

const MOST = 16; // labels in the table of confusion

/** All that is known of one annotator. */
export function Person(props: {
  slug: string;
  row: AnnotatorRow;
  labels: readonly string[];
  question: QuestionOut;
}) {
  const { slug, row, question } = props;
  const items = new URLSearchParams({ annotator: row.annotator, question: question.key });
  return (
    <>
      <div className="annotators-person">
        <h2>{row.name}</h2>
        <p className="annotators-counts">
          {thin(row.n_votes)} votes, {thin(row.n_shared)} on items that others voted on.{" "}
          <Link href={`/p/${encodeURIComponent(slug)}/items?${items}`}>Open the items</Link>
        </p>
      </div>
      <div className="annotators-column">
        <section className="card">
          <h2>Over time</h2>
          <p className="quiet">{driftSentence(row)}</p>
          <OverTime drift={row.drift} name={row.name} />
        </section>
        <Uses row={row} question={question} />
      </div>
      <div className="annotators-column">
        <TakenFor {...props} />
        <Speed row={row} />
        <p className="annotators-fatigue">
          How time and skips go with the hour and with long sittings stands under{" "}
          <Link href={`/p/${encodeURIComponent(slug)}/progress`}>Fatigue in Progress</Link>.
        </p>
        <section className="card">
          <h2>Answers like dice?</h2>
          <p className="quiet">{spamSentence(row)}</p>
          <p className="quiet">
            Random means that answers do not depend on the item: one label for all, labels by turns, or dice.
          </p>
        </section>
      </div>
    </>
  );
}

/** What this annotator said where the others said something else. */
function TakenFor(props: {
  slug: string;
  row: AnnotatorRow;
  labels: readonly string[];
  question: QuestionOut;
}) {
  const { slug, row, labels, question } = props;
  const [, navigate] = useLocation();
  const table = row.taken_for;
  const totals = labels.map((_, i) => (table[i] ?? []).reduce((sum, n) => sum + n, 0));
  const used = labels.map((_, i) => (totals[i] ?? 0) + table.reduce((sum, line) => sum + (line[i] ?? 0), 0));
  const order = labels
    .map((_, i) => i)
    .filter((i) => (used[i] ?? 0) > 0)
    .sort((a, b) => (used[b] ?? 0) - (used[a] ?? 0))
    .slice(0, MOST);
  const heads = order.map((i) => ({
    key: labels[i] ?? "",
    title: titleOf(question, labels[i] ?? ""),
    mark: <Swatch question={question} label={labels[i] ?? ""} />,
  }));
  const votes = (a: number, b: number) => table[order[a] ?? 0]?.[order[b] ?? 0] ?? 0;
  const share = (a: number, b: number) => votes(a, b) / Math.max(totals[order[a] ?? 0] ?? 0, 1e-9);
  return (
    <section className="card">
      <h2>What they take for what</h2>
      <p className="quiet">
        Rows: what {row.name} said. Columns: what the others said there, as a share of the row.
      </p>
      <Heatmap
        caption={`What ${row.name} said, and what the others said`}
        rows={heads}
        columns={heads}
        cell={(a, b) =>
          (totals[order[a] ?? 0] ?? 0) === 0
            ? null
            : {
                heat: a === b ? share(a, b) * 0.35 : share(a, b),
                text: fixed(share(a, b), 2),
                name: `Said ${heads[a]?.title}, the others ${heads[b]?.title}: ${percent(share(a, b))} of ${fixed(totals[order[a] ?? 0] ?? 0, 0)} votes`,
              }
        }
        onPick={(a) => {
          const query = new URLSearchParams({
            annotator: row.annotator,
            label: `${question.key}:${heads[a]?.key ?? ""}`,
            sort: "-disagreement",
          });
          navigate(`/p/${encodeURIComponent(slug)}/items?${query}`);
        }}
      />
      {used.filter((n) => n > 0).length > MOST && <p className="quiet">The {MOST} labels used most.</p>}
    </section>
  );
}

const EXCESS_AXIS = { low: -0.4, high: 0.4 };
const FEW_USES = 8;

function Uses({ row, question }: { row: AnnotatorRow; question: QuestionOut }) {
  const uses = row.uses.slice(0, FEW_USES);
  if (uses.length === 0) return null;
  return (
    <section className="card">
      <h2>Labels used oftener or less often</h2>
      <p className="quiet">Beside the others on the same items. Right of the middle is oftener.</p>
      <table className="annotators-table">
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Here</th>
            <th scope="col">Others</th>
            <th scope="col" colSpan={2}>
              Difference
            </th>
          </tr>
        </thead>
        <tbody>
          {uses.map((use) => (
            <UseRow key={use.label} use={use} question={question} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function UseRow({ use, question }: { use: Use; question: QuestionOut }) {
  const band = bandOf(use.excess);
  return (
    <tr>
      <th scope="row">
        <Swatch question={question} label={use.label} /> {titleOf(question, use.label)}
      </th>
      <td>{percent(use.own)}</td>
      <td>{percent(use.rest)}</td>
      <td className="annotators-dot">
        <Dot value={figure(use.excess)} inner={band} outer={null} axis={EXCESS_AXIS} />
      </td>
      <td title={use.excess.undefined || undefined}>
        {band && `${fixed(band.low, 2)} to ${fixed(band.high, 2)}`}{" "}
        {use.is_flagged && (
          <span className="annotators-mark">{use.own > use.rest ? "oftener" : "less often"}</span>
        )}
      </td>
    </tr>
  );
}

function Speed({ row }: { row: AnnotatorRow }) {
  const { speed } = row;
  return (
    <section className="card">
      <h2>Speed against accuracy</h2>
      {speed.thirds.length === 0 ? (
        <p className="undefined-note">{speed.undefined}</p>
      ) : (
        <>
          <p className="quiet">
            Agreement with the rest in the fastest, the middle and the slowest third of the votes.
            {speed.p !== null && speed.p !== undefined && (
              <>
                {" "}
                {speed.is_flagged ? "Fast answers agree less." : "That fast answers agree less is not shown."}{" "}
                By luck alone: {chanceText(speed.p)}.
              </>
            )}
          </p>
          <EstimateTable caption="Agreement by speed" axis={SHARE_AXIS}>
            {speed.thirds.map((third, n) => (
              <Estimate
                key={third.median_ms}
                name={`${["Fastest", "Middle", "Slowest"][n]}, about ${duration(third.median_ms)}`}
                value={figure(third.agreement)}
                why={third.agreement.undefined ?? ""}
                inner={bandOf(third.agreement)}
                innerWhy={third.agreement.undefined ?? ""}
                outer={null}
                axis={SHARE_AXIS}
              />
            ))}
          </EstimateTable>
          <p className="quiet">
            Hard items take longer, so slow answers may agree less without haste or fatigue.
          </p>
        </>
      )}
    </section>
  );
}
