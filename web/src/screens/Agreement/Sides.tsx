import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { agreementAddress, api } from "../../api/client";
import type {
  AgreementViews,
  Measured,
  PeriodAgreement,
  QuestionOut,
  SliceAgreement,
} from "../../model/api.gen";
import { type Band, Dot, Estimate, EstimateTable, SHARE_AXIS } from "../../ui/Estimate";
import { counted, fixed, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { readValue } from "./report";

export const useViews = (slug: string, question: string) =>
  useQuery({
    queryKey: ["agreement-views", slug, question],
    queryFn: () => api.agreementViews(slug, question),
    enabled: question !== "",
    staleTime: 30_000,
  });

/** Agreement from the sides: by slice, over time, by version, as cheaper kinds, and the ceiling. */
export function Sides({ slug, question }: { slug: string; question: QuestionOut }) {
  const views = useViews(slug, question.key);
  if (views.isPending) return <Skeleton height={200} radius="md" />;
  if (views.isError) return <ProblemNotice error={views.error} onRetry={() => void views.refetch()} />;
  const found = views.data;
  return (
    <>
      <Slices slug={slug} question={question} rows={found.slices} />
      <OverTime views={found} />
      {(found.ladder.length > 1 || found.ceiling.length > 0 || found.no_ceiling !== "") && (
        <Ceiling views={found} />
      )}
      {found.ladder.length > 1 && <Ladder views={found} />}
      <p className="agreement-export">
        All numbers of this page: <a href={agreementAddress(slug, question.key, "csv")}>CSV</a>{" "}
        <a href={agreementAddress(slug, question.key, "json")}>JSON</a>
      </p>
    </>
  );
}

const bandOf = (found: Measured): Band | null =>
  typeof found.low === "number" && typeof found.high === "number"
    ? { low: found.low, high: found.high }
    : null;

const FEW = 10;

function differs(row: SliceAgreement): string {
  if (row.is_flagged) return "agrees less";
  return (row.agreement.value ?? 0) > row.outside ? "agrees no less" : "no difference shown";
}

function Slices(props: { slug: string; question: QuestionOut; rows: readonly SliceAgreement[] }) {
  const { slug, question, rows } = props;
  const project = `/p/${encodeURIComponent(slug)}`;
  return (
    <section className="card">
      <h2>Which slice is ill-defined?</h2>
      <p className="quiet">
        Agreement on parts of the items, worst first; uncertain values are drawn towards the others. It is not
        corrected for chance.
      </p>
      {rows.length === 0 ? (
        <p className="undefined-note">
          There is nothing to slice by: five shared items on either side, and metadata, several sources or
          texts.
        </p>
      ) : (
        <EstimateTable
          caption="Agreement by slice"
          more={["Items", "Outside", "Found", "Worst"]}
          axis={SHARE_AXIS}
        >
          {rows.slice(0, FEW).map((row) => (
            <Estimate
              key={`${row.by} ${row.value}`}
              name={
                <span className="slice-name">
                  {row.filter === "" ? (
                    row.value
                  ) : (
                    <Link
                      href={`${project}/items?${new URLSearchParams({ meta: row.filter, question: question.key, sort: "-disagreement" })}`}
                    >
                      {row.value}
                    </Link>
                  )}
                  <small>{row.by}</small>
                </span>
              }
              value={row.agreement.value ?? null}
              why={row.agreement.undefined ?? ""}
              inner={bandOf(row.agreement)}
              innerWhy={row.agreement.undefined ?? ""}
              outer={null}
              axis={SHARE_AXIS}
            >
              <td className="label-n">{counted(row.agreement.n, "item")}</td>
              <td className="label-n">elsewhere {fixed(row.outside, 2)}</td>
              <td className="label-n">{differs(row)}</td>
              <td className="label-n slice-worst">
                {row.worst.map((id, n) => (
                  <Link
                    key={id}
                    href={`${project}/items?item=${id}`}
                    aria-label={`Item ${n + 1} of ${row.value}`}
                  >
                    {n + 1}
                  </Link>
                ))}
              </td>
            </Estimate>
          ))}
        </EstimateTable>
      )}
      {rows.length > FEW && (
        <p className="quiet">
          The {FEW} worst of {thin(rows.length)}; the export has all.
        </p>
      )}
    </section>
  );
}

function OverTime({ views }: { views: AgreementViews }) {
  return (
    <section className="card is-half">
      <h2>Over time and by version</h2>
      <p className="quiet">
        Share of agreement on items completed from that day on, not corrected for chance.
      </p>
      {views.times_unknown !== "" && <p className="undefined-note">{views.times_unknown}</p>}
      <Periods caption="Agreement over time" rows={views.periods} />
      {views.versions.length > 1 && (
        <>
          <h3 className="agreement-subhead">By version of the guideline</h3>
          <Periods caption="Agreement by version of the guideline" rows={views.versions} />
          <p className="undefined-note">{views.caution}</p>
        </>
      )}
    </section>
  );
}

function Periods({ caption, rows }: { caption: string; rows: readonly PeriodAgreement[] }) {
  if (rows.length === 0) return null;
  return (
    <EstimateTable caption={caption} more={["α", "Items"]} axis={SHARE_AXIS}>
      {rows.map((row) => {
        const alpha = row.alpha === null ? null : readValue(row.alpha, row.name);
        return (
          <Estimate
            key={row.name}
            name={row.name}
            value={row.agreement.value ?? null}
            why={row.agreement.undefined ?? ""}
            inner={bandOf(row.agreement)}
            innerWhy={row.agreement.undefined ?? ""}
            outer={null}
            axis={SHARE_AXIS}
          >
            <td className="label-n" title={alpha?.why || "Krippendorff's α"}>
              {alpha && `α ${alpha.value === null ? "–" : fixed(alpha.value, 2)}`}
            </td>
            <td className="label-n">{counted(row.n_items, "item")}</td>
          </Estimate>
        );
      })}
    </EstimateTable>
  );
}

function Ceiling({ views }: { views: AgreementViews }) {
  return (
    <section className="card is-half">
      <h2>The ceiling</h2>
      <p className="quiet">
        The best accuracy that any model can show against labels made of so many votes. More votes remove
        noise; what stays is doubt in the items.
      </p>
      {views.ceiling.length === 0 ? (
        <p className="undefined-note">{views.no_ceiling}</p>
      ) : (
        <table className="estimate">
          <caption className="visually-hidden">Bounds of the best accuracy by votes for a label</caption>
          <tbody>
            {views.ceiling.map((bound) => (
              <tr key={bound.n_votes} className="estimate-row">
                <th scope="row">{counted(bound.n_votes, "vote")}</th>
                <td className="estimate-plot">
                  <Dot
                    value={null}
                    inner={{ low: bound.low, high: bound.high }}
                    outer={null}
                    axis={CEILING_AXIS}
                  />
                </td>
                <td className="estimate-bands">
                  {fixed(bound.low, 2)} to {fixed(bound.high, 2)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const CEILING_AXIS: Band = { low: 0.4, high: 1 };
const KINDS: Readonly<Record<string, string>> = { flag: "something or nothing" };

function Ladder({ views }: { views: AgreementViews }) {
  return (
    <section className="card is-half">
      <h2>The same answers, read more coarsely</h2>
      <p className="quiet">
        α of the answers as given, then as cheaper kinds. Where the lowest rung agrees and the upper ones do
        not, people see the thing and draw it differently.
      </p>
      <EstimateTable caption="Agreement of the same answers as cheaper kinds">
        {views.ladder.map((step) => {
          const alpha = readValue(step.alpha, step.kind);
          return (
            <Estimate
              key={step.kind}
              name={
                <span className="slice-name">
                  {KINDS[step.kind] ?? step.kind.replace(/\.v\d+$/, "")}
                  {step.kind !== "flag" && <small>{step.name}</small>}
                </span>
              }
              value={alpha.value}
              why={alpha.why}
              inner={alpha.inner}
              innerWhy={alpha.innerWhy}
              outer={null}
            />
          );
        })}
      </EstimateTable>
    </section>
  );
}
