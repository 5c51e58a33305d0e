import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "wouter";
import { api } from "../../api/client";
import type { CoverageOut, QuestionOut } from "../../model/api.gen";
import { Heatmap } from "../../ui/Heatmap";
import { counted, percent, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Swatch, titleOf } from "../Agreement/Marks";
import { useQuestions } from "../Items/useItems";

const MOST = 24; // people in the table of pairs
const COUNTS = ["0", "1", "2", "3+"] as const;

/** How many of the answers wanted are there: by item, by label, by person and by pair of people. */
export function CoverageCard({ slug }: { slug: string }) {
  const coverage = useQuery({
    queryKey: ["coverage", slug],
    queryFn: () => api.coverage(slug),
    staleTime: 30_000,
  });
  const questions = useQuestions(slug);
  return (
    <section className="card">
      <h2>Coverage of the overlap</h2>
      {coverage.isPending && <Skeleton height={200} mt={12} />}
      {coverage.isError && <ProblemNotice error={coverage.error} onRetry={() => void coverage.refetch()} />}
      {coverage.data && (
        <>
          <Wanted slug={slug} cells={coverage.data.by_have} />
          <ByLabel slug={slug} rows={coverage.data.by_label} questions={questions} />
          <Shared slug={slug} coverage={coverage.data} />
        </>
      )}
    </section>
  );
}

function Wanted({ slug, cells }: { slug: string; cells: CoverageOut["by_have"] }) {
  if (cells.length === 0) return <p className="quiet">No work is planned yet.</p>;
  const wanted = [...new Set(cells.map((cell) => cell.wanted))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const most = Math.max(...cells.map((cell) => cell.have));
  const have = Array.from({ length: most + 1 }, (_, n) => n);
  const n = (want: number | null, count: number) =>
    cells.find((cell) => cell.wanted === want && cell.have === count)?.n_items ?? 0;
  return (
    <div className="progress-scroll">
      <table className="progress-table">
        <caption>Items by the number of answers they have</caption>
        <thead>
          <tr>
            <th scope="col">Wanted</th>
            {have.map((count) => (
              <th key={count} scope="col">
                {count} there
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {wanted.map((want) => (
            <tr key={want ?? "everyone"}>
              <th scope="row">{want === null ? "everyone's" : thin(want)}</th>
              {have.map((count) => (
                <td key={count}>
                  <Door
                    slug={slug}
                    n={n(want, count)}
                    query={`wanted=${want ?? "everyone"}&answers=${count}`}
                    name={`items with ${counted(count, "answer")}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A count that opens the items behind it. */
function Door(props: { slug: string; n: number; query: string; name: string }) {
  if (props.n === 0) return <span className="quiet">0</span>;
  return (
    <Link
      href={`/p/${encodeURIComponent(props.slug)}/items?${props.query}`}
      aria-label={`${thin(props.n)} ${props.name}`}
    >
      {thin(props.n)}
    </Link>
  );
}

function LabelName({ question, label }: { question: QuestionOut | undefined; label: string }) {
  if (!question) return label;
  return (
    <>
      <Swatch question={question} label={label} /> {titleOf(question, label)}
    </>
  );
}

function ByLabel(props: { slug: string; rows: CoverageOut["by_label"]; questions: readonly QuestionOut[] }) {
  const { slug, rows, questions } = props;
  if (rows.length === 0) return null;
  return (
    <div className="progress-scroll">
      <table className="progress-table">
        <caption>Items that somebody gave the label, by how many answered them</caption>
        <thead>
          <tr>
            <th scope="col">Label</th>
            {COUNTS.slice(1).map((count) => (
              <th key={count} scope="col">
                {count === "1" ? "1 answer" : `${count} answers`}
              </th>
            ))}
            <th scope="col">Shared</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ question, label, n_items }) => {
            const all = n_items.reduce((sum, n) => sum + n, 0);
            const shared = (n_items[2] ?? 0) + (n_items[3] ?? 0);
            return (
              <tr key={`${question} ${label}`}>
                <th scope="row">
                  <LabelName question={questions.find((each) => each.key === question)} label={label} />
                </th>
                {COUNTS.slice(1).map((count, at) => (
                  <td key={count}>
                    <Door
                      slug={slug}
                      n={n_items[at + 1] ?? 0}
                      query={`label=${encodeURIComponent(`${question}:${label}`)}&answers=${encodeURIComponent(count)}`}
                      name={`items with the label ${label} and ${count} answers`}
                    />
                  </td>
                ))}
                <td>{all === 0 ? "–" : percent(shared / all)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** How many items every two people both answered: what agreement can rest on. */
function Shared({ slug, coverage }: { slug: string; coverage: CoverageOut }) {
  const [, navigate] = useLocation();
  const order = coverage.people
    .map((_, at) => at)
    .sort((a, b) => (coverage.people[b]?.n_items ?? 0) - (coverage.people[a]?.n_items ?? 0))
    .slice(0, MOST);
  const shown = order.flatMap((at) => {
    const person = coverage.people[at];
    return person ? [{ at, person }] : [];
  });
  if (shown.length < 2) {
    return <p className="quiet">Fewer than two annotators have answered, so no items are shared.</p>;
  }
  const n = (row: number, column: number) =>
    coverage.pairs[shown[row]?.at ?? 0]?.[shown[column]?.at ?? 0] ?? 0;
  const most = Math.max(
    1,
    ...shown.flatMap((_, row) => shown.map((__, column) => (row === column ? 0 : n(row, column)))),
  );
  const heads = shown.map(({ person }) => ({ key: person.annotator, title: person.name }));
  return (
    <>
      <h3 className="progress-subhead">Items that two people share</h3>
      <Heatmap
        caption="Items that both answered; a person with themselves: all of their own"
        rows={heads}
        columns={heads}
        cell={(row, column) => ({
          heat: row === column ? 0 : n(row, column) / most,
          text: thin(n(row, column)),
          name:
            row === column
              ? `${heads[row]?.title}: ${counted(n(row, column), "item")}`
              : `${heads[row]?.title} and ${heads[column]?.title}: ${counted(n(row, column), "item")}`,
        })}
        onPick={(row, column) => {
          const ids = [...new Set([heads[row]?.key, heads[column]?.key])].join(",");
          navigate(`/p/${encodeURIComponent(slug)}/items?annotator=${encodeURIComponent(ids)}`);
        }}
      />
      {coverage.people.length > shown.length && (
        <p className="quiet">
          The {MOST} with most items of {counted(coverage.people.length, "annotator")}.
        </p>
      )}
    </>
  );
}
