import type { ReactNode } from "react";
import { bandText, Dot, missingInAll, SHARE_AXIS } from "../../ui/Estimate";
import { counted, fixed, thin } from "../../ui/num";
import { NoBand } from "./Coefficients";
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
  const mains = [main, named?.same, drawn].filter((each) => each !== undefined);
  const noInner = missingInAll(mains, "inner");
  const noOuter = missingInAll(mains, "outer");
  const shared = { noInner: noInner !== undefined, noOuter: noOuter !== undefined };
  const otherwise = report.named.filter((each) => each !== named);
  const { counted: n } = report;
  return (
    <section className="card">
      <h2>How far do answers agree?</h2>
      <p className="quiet">{scope}</p>
      <div className="groups">
        <Group
          title="Found"
          about="Do both mark it? F1 of objects that overlap by half, as a mean over pairs of answers."
          value={main}
          shared={shared}
          names={props.names}
        >
          <Line
            text={`${thin(n.objectsMatched)} of ${counted(n.objects, "object")} have a partner that overlaps by half`}
          />
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
          shared={shared}
          names={props.names}
        >
          <Line
            text={`${thin(n.sameLabel)} of ${counted(n.matches, "match", "matches")} bear the same label`}
          />
          {named && <Line text="beyond chance (κ)" value={named.kappa} />}
          {otherwise.length > 0 && <Line text="Same label, among objects that overlap at least" />}
          {otherwise.map((each) => (
            <Line
              key={each.iou}
              isUnder
              text={`${fixed(each.iou, 1)} (${counted(each.nMatches, "match", "matches")})`}
              value={each.same}
            />
          ))}
        </Group>
        <Group
          title="Drawn"
          about="How alike are the outlines? Mean overlap of objects with a partner, however little it overlaps."
          value={drawn}
          shared={shared}
          names={props.names}
        >
          {whole.map((each) => (
            <Line key={each.name} text={each.title} value={each} />
          ))}
        </Group>
      </div>
      <p className="quiet">
        <NoBand which="dark" why={noInner} names={props.names} />
        <NoBand which="light" why={noOuter} names={props.names} />
      </p>
    </section>
  );
}

function Group(props: {
  title: string;
  about: string;
  value: Value | undefined;
  names: Readonly<Record<string, string>>;
  /** Which intervals all groups lack; why is said below them. */
  shared: { noInner: boolean; noOuter: boolean };
  children?: ReactNode;
}) {
  const { value, names, shared } = props;
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
              {value.inner
                ? `${bandText(value.inner)} for these people`
                : !shared.noInner && withNames(value.innerWhy, names)}
            </small>
          </div>
          <Dot value={value.value} inner={value.inner} outer={value.outer} axis={SHARE_AXIS} />
          {!shared.noOuter && (
            <p>
              {value.outer
                ? `${bandText(value.outer)} for people like these`
                : withNames(value.outerWhy, names)}
            </p>
          )}
          <ul>{props.children}</ul>
        </>
      )}
    </div>
  );
}

function Line({ text, value, isUnder }: { text: string; value?: Value; isUnder?: boolean }) {
  return (
    <li
      className={isUnder ? "is-under" : undefined}
      title={value?.inner ? `${bandText(value.inner)} for these people` : value?.why}
    >
      <span>{text}</span>
      {value && <b>{value.value === null ? "–" : fixed(value.value, 2)}</b>}
    </li>
  );
}
