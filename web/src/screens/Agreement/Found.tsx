import type { ReactNode } from "react";
import { bandText, Dot, SHARE_AXIS } from "../../ui/Estimate";
import { counted, fixed, thin } from "../../ui/num";
import { withNames } from "./doors";
import type { FoundReport, Value } from "./model";
import { usual } from "./report";

/** For objects that people also find: three questions apart from each other. */
export function Found(props: {
  report: FoundReport;
  scope: string;
  names: Readonly<Record<string, string>>;
}) {
  const { report, scope } = props;
  const [main, ...others] = report.found;
  const named = usual(report.named);
  const [drawn, ...whole] = report.drawn;
  const { counted: n } = report;
  return (
    <section className="card">
      <h2>How far do answers agree?</h2>
      <p className="quiet">{scope}</p>
      <div className="groups">
        <Group
          title="Found"
          about="Do both mark it? F1 of objects that overlap by half."
          value={main}
          {...props}
        >
          <Line text={`${thin(n.objectsMatched)} of ${counted(n.objects, "object")} have a partner`} />
          {others.map((each) => (
            <Line key={each.name} text={each.title} value={each} />
          ))}
          {n.bothEmpty > 0 && (
            <Line text={`${counted(n.bothEmpty, "pair")} of answers both say “nothing here”`} />
          )}
        </Group>
        <Group
          title="Named"
          about="Do they give it the same label? Of those that both marked."
          value={named?.same}
          {...props}
        >
          <Line
            text={`${thin(n.sameLabel)} of ${counted(n.matches, "match", "matches")} bear the same label`}
          />
          {named && <Line text="beyond chance (κ)" value={named.kappa} />}
          {report.named
            .filter((each) => each !== named)
            .map((each) => (
              <Line
                key={each.iou}
                text={`overlap ≥ ${fixed(each.iou, 1)}, ${counted(each.nMatches, "match", "matches")}`}
                value={each.same}
              />
            ))}
        </Group>
        <Group
          title="Drawn"
          about="How alike are the outlines? Mean overlap of matched objects."
          value={drawn}
          {...props}
        >
          {whole.map((each) => (
            <Line key={each.name} text={each.title} value={each} />
          ))}
        </Group>
      </div>
    </section>
  );
}

function Group(props: {
  title: string;
  about: string;
  value: Value | undefined;
  names: Readonly<Record<string, string>>;
  children?: ReactNode;
}) {
  const { value, names } = props;
  return (
    <div className="group">
      <h3>{props.title}</h3>
      <p>{props.about}</p>
      {!value || value.value === null ? (
        <p className="undefined-note">{withNames(value?.why ?? "Not measured.", names)}</p>
      ) : (
        <>
          <div className="group-value">
            {fixed(value.value, 2)}
            <small>
              {value.inner ? `${bandText(value.inner)} for these people` : withNames(value.innerWhy, names)}
            </small>
          </div>
          <Dot value={value.value} inner={value.inner} outer={value.outer} axis={SHARE_AXIS} />
          <p>
            {value.outer
              ? `${bandText(value.outer)} for people like these`
              : withNames(value.outerWhy, names)}
          </p>
          <ul>{props.children}</ul>
        </>
      )}
    </div>
  );
}

function Line({ text, value }: { text: string; value?: Value }) {
  return (
    <li title={value?.inner ? `${bandText(value.inner)} for these people` : value?.why}>
      <span>{text}</span>
      {value && <b>{value.value === null ? "–" : fixed(value.value, 2)}</b>}
    </li>
  );
}
