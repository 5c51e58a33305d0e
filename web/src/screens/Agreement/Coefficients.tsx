import { Estimate, EstimateTable } from "../../ui/Estimate";
import { withNames } from "./doors";
import type { Report } from "./model";
import { What } from "./What";

/** Coefficients under one another on one axis, so that they explain each other. */
export function Coefficients(props: {
  report: Report;
  scope: string;
  names: Readonly<Record<string, string>>;
}) {
  const { report, scope, names } = props;
  return (
    <section className="card">
      <h2>How far do answers agree?</h2>
      <p className="quiet">{scope}</p>
      <EstimateTable caption="Agreement coefficients with their intervals">
        {report.coefficients.map((each) => (
          <Estimate
            key={each.name}
            name={
              <>
                {each.title}
                <What name={each.name} title={each.title} />
              </>
            }
            value={each.value}
            why={withNames(each.why, names)}
            inner={each.inner}
            innerWhy={each.innerWhy}
            outer={each.outer}
            outerWhy={withNames(each.outerWhy, names)}
          />
        ))}
      </EstimateTable>
      <p className="quiet">
        <span className="legend">
          <i className="is-inner" aria-hidden /> for these people
        </span>
        <span className="legend">
          <i className="is-outer" aria-hidden /> for people like these
        </span>
        <OuterWhy report={report} names={names} />
      </p>
      {report.flags.map((flag) => (
        <p key={flag} className="undefined-note">
          {withNames(flag, names)}
        </p>
      ))}
    </section>
  );
}

function OuterWhy({ report, names }: { report: Report; names: Readonly<Record<string, string>> }) {
  const missing = report.coefficients.find(
    (each) => each.value !== null && each.outer === null && each.outerWhy !== "",
  );
  return missing ? <span>No light band: {withNames(missing.outerWhy, names)}</span> : null;
}
