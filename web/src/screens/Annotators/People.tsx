import { useState } from "react";
import type { AnnotatorReliability, AnnotatorReport, AnnotatorRow } from "../../model/api.gen";
import { Estimate, EstimateTable, SHARE_AXIS } from "../../ui/Estimate";
import { counted, thin } from "../../ui/num";
import { bandOf, figure, foundText, measuredText } from "./words";

const FEW = 12;

/** Everyone with their agreement with the rest; who agrees least stands first. */
export function People(props: {
  report: AnnotatorReport;
  checks: AnnotatorReliability["checks"];
  here: string;
  onPick(id: string): void;
}) {
  const { report, checks, here, onPick } = props;
  const [isAll, setIsAll] = useState(false);
  const { rows } = report;
  const shown = isAll ? rows : rows.slice(0, FEW);
  const hasChecks = Object.keys(checks).length > 0;
  const more = ["Shared", "Right", ...(hasChecks ? ["Checks"] : []), "Found"];
  return (
    <section className="card">
      <h2>Agreement with the rest</h2>
      <p className="quiet">
        How often one of the others said the same, own vote left out. In the order, uncertain values are drawn
        towards the others.
      </p>
      <div className="annotators-scroll">
        <EstimateTable caption="Each annotator's agreement with the rest" more={more} axis={SHARE_AXIS}>
          {shown.map((row) => (
            <Estimate
              key={row.annotator}
              name={
                <button
                  type="button"
                  className="plain-link is-quiet"
                  aria-pressed={row.annotator === here}
                  onClick={() => onPick(row.annotator)}
                >
                  {row.name}
                </button>
              }
              value={figure(row.agreement)}
              why={row.agreement.undefined ?? ""}
              inner={bandOf(row.agreement)}
              innerWhy={row.agreement.undefined ?? ""}
              outer={null}
              axis={SHARE_AXIS}
              isSelected={row.annotator === here}
            >
              <td className="label-n">{counted(row.n_shared, "shared item")}</td>
              <td
                className="label-n"
                title={row.ability.undefined || "right, by Dawid-Skene, own vote left out"}
              >
                right {measuredText(row.ability)}
              </td>
              {hasChecks && <td className="label-n">{checkText(checks[row.annotator])}</td>}
              <td className="annotators-found">
                <Found row={row} />
              </td>
            </Estimate>
          ))}
        </EstimateTable>
      </div>
      {rows.length > shown.length && (
        <button type="button" className="link" onClick={() => setIsAll(true)}>
          Show all {thin(rows.length)} annotators
        </button>
      )}
    </section>
  );
}

function Found({ row }: { row: AnnotatorRow }) {
  const found = foundText(row);
  if (found.length === 0) return <span className="quiet">nothing found</span>;
  return (
    <>
      {found.map((each) => (
        <span key={each} className="annotators-mark">
          {each}
        </span>
      ))}
    </>
  );
}

const checkText = (share: AnnotatorReliability["checks"][string] | undefined): string =>
  share === undefined ? "–" : `checks ${thin(share.k)} of ${thin(share.n)}`;
