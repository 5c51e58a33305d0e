import { Estimate, EstimateTable, missingInAll } from "../../ui/Estimate";
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
  const noInner = missingInAll(report.coefficients, "inner");
  const noOuter = missingInAll(report.coefficients, "outer");
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
            innerWhy={noInner ? "" : withNames(each.innerWhy, names)}
            outer={each.outer}
            outerWhy={noOuter ? "" : withNames(each.outerWhy, names)}
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
        <NoBand which="dark" why={noInner} names={names} />
        <NoBand which="light" why={noOuter} names={names} />
      </p>
      {report.flags.map((flag) => (
        <p key={flag} className="undefined-note">
          {withNames(flag, names)}
        </p>
      ))}
    </section>
  );
}

export function NoBand(props: {
  which: "dark" | "light";
  why: string | undefined;
  names: Readonly<Record<string, string>>;
}) {
  if (!props.why) return null;
  return (
    <span className="legend-none">
      No {props.which} band: {withNames(props.why, props.names)}{" "}
    </span>
  );
}
