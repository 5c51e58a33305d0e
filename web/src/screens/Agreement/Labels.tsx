import { useState } from "react";
import { Link } from "wouter";
import type { QuestionOut, Section } from "../../model/api.gen";
import { Estimate, EstimateTable, missingInAll, SHARE_AXIS } from "../../ui/Estimate";
import { thin } from "../../ui/num";
import { type Door, isSameDoor } from "./doors";
import { Swatch, titleOf } from "./Marks";
import type { Report } from "./model";
import { What } from "./What";

const FEW = 12;

function Paragraph({ slug, section }: { slug: string; section: Section | undefined }) {
  if (!section) return null;
  return (
    <>
      {" · "}
      <Link
        className="label-paragraph"
        href={`/p/${encodeURIComponent(slug)}/guideline#${section.anchor}`}
        aria-label={`Guideline: ${section.title}`}
        title={`Guideline: ${section.title}`}
      >
        §
      </Link>
    </>
  );
}

/** Labels, least agreed first, each with what it is taken for. */
export function Labels(props: {
  slug: string;
  report: Report;
  question: QuestionOut;
  /** The guideline's paragraph on a label, if one names it. */
  sectionOf(label: string): Section | undefined;
  open: Door | undefined;
  onOpen(door: Door): void;
}) {
  const { report, question } = props;
  const [isAll, setIsAll] = useState(false);
  const isFound = report.units === "found";
  const isOrder = report.confusions === null; // two things of a ranking each, behind which no filter stands
  const noInner = missingInAll(report.labels, "inner");
  const shown = isAll ? report.labels : report.labels.slice(0, FEW);
  return (
    <section className={report.labels.length > FEW ? "card" : "card is-half"}>
      <h2>
        {isOrder ? "Pairs, least agreed first" : "Labels, least agreed first"}
        {!isOrder && <What name={isFound ? "f1" : "label"} title={isFound ? "F1" : "agreement on a label"} />}
      </h2>
      <p className="quiet">
        {isFound
          ? "F1: of the objects marked, the share that two people share"
          : isOrder
            ? "which of two stands before the other"
            : "each label against all others"}
        {report.labels.length > 1 && ". In the order, uncertain values are drawn towards the others."}
      </p>
      {report.labels.length === 0 ? (
        <p className="undefined-note">No label has been used by two people on one item.</p>
      ) : (
        <EstimateTable
          caption="Agreement on each label"
          more={["Uses"]}
          axis={isFound ? SHARE_AXIS : undefined}
        >
          {shown.map((row) => {
            const door: Door = { by: "label", label: row.label };
            const other = row.takenFor;
            return (
              <Estimate
                key={row.label}
                name={
                  <span className="label-name">
                    <Swatch question={question} label={row.label} />
                    <span>
                      {isOrder ? (
                        titleOf(question, row.label)
                      ) : (
                        <button
                          type="button"
                          className="plain-link is-quiet"
                          onClick={() => props.onOpen(door)}
                        >
                          {titleOf(question, row.label)}
                        </button>
                      )}
                      {other && (
                        <small>
                          taken for{" "}
                          <button
                            type="button"
                            className="plain-link"
                            onClick={() => props.onOpen({ by: "cell", a: row.label, b: other.label })}
                          >
                            {titleOf(question, other.label)}
                          </button>
                          <Paragraph section={props.sectionOf(row.label)} slug={props.slug} />
                        </small>
                      )}
                    </span>
                  </span>
                }
                value={row.value}
                why={row.why}
                inner={row.inner}
                innerWhy={noInner ? "" : row.innerWhy}
                outer={row.outer}
                isOuterDrawnOnly
                axis={isFound ? SHARE_AXIS : undefined}
                isSelected={isSameDoor(props.open, door)}
              >
                <td className="label-n" title="uses of the label">
                  {thin(row.n)}
                </td>
              </Estimate>
            );
          })}
        </EstimateTable>
      )}
      {noInner && <p className="quiet">No intervals: {noInner}</p>}
      {report.labels.length > shown.length && (
        <button type="button" className="plain-link quiet" onClick={() => setIsAll(true)}>
          Show all {report.labels.length}
        </button>
      )}
    </section>
  );
}
