import { Estimate, EstimateTable } from "../../ui/Estimate";
import { counted } from "../../ui/num";
import type { Coefficient, GivenReport } from "./model";

/** Labels in groups: agreement on the widest groups, on narrower ones, and on the labels themselves. */
export function Levels({ report }: { report: GivenReport }) {
  const labels = report.coefficients.find((each) => each.name.startsWith("krippendorff"));
  return (
    <section className="card is-half">
      <h2>From groups to labels</h2>
      <p className="quiet">α of the same answers, read on each level</p>
      <EstimateTable caption="Agreement on each level of groups">
        {report.levels.map((level) => (
          <Estimate
            key={level.depth}
            name={counted(level.nLabels, level.depth === 1 ? "group" : "narrower group")}
            value={level.alpha.value}
            why={level.alpha.why}
            inner={level.alpha.inner}
            innerWhy={level.alpha.innerWhy}
            outer={level.alpha.outer}
            isOuterDrawnOnly
          />
        ))}
        {labels && <OfLabels labels={labels} />}
      </EstimateTable>
      <p className="quiet">
        Where groups agree and labels do not, annotators know the field but not the finer lines.
      </p>
    </section>
  );
}

function OfLabels({ labels }: { labels: Coefficient }) {
  return (
    <Estimate
      name="all labels"
      value={labels.value}
      why={labels.why}
      inner={labels.inner}
      innerWhy={labels.innerWhy}
      outer={labels.outer}
      isOuterDrawnOnly
    />
  );
}
