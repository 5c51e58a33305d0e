import "./Agreement.css";
import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "wouter";
import { api } from "../../api/client";
import type { AgreementOut, QuestionOut } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { Apart, measured } from "./Apart";
import { Areas } from "./Areas";
import { AsOf } from "./AsOf";
import { Coefficients } from "./Coefficients";
import { Drawer } from "./Drawer";
import { type Door, doorIn, isSameDoor, queryOf, sectionFor } from "./doors";
import { Found } from "./Found";
import { HowToRead } from "./HowToRead";
import { Labels } from "./Labels";
import { Levels } from "./Levels";
import { titleOf } from "./Marks";
import { WIDE as MANY_PEOPLE, WhatWithWhat, WhoWithWho } from "./Matrices";
import { countIn, isEmpty, type Report, sentence, worstConfusion } from "./model";
import { Pull } from "./Pull";
import { readReport } from "./report";
import { Sides, useViews } from "./Sides";

const WIDE = "(min-width: 1101px)"; // below it the list would cover the page

/** How far people agree on each question, and the items behind every number. */
export default function Agreement({ slug }: { slug: string }) {
  const [search, setSearch] = useSearchParams();
  const guideline = useQuery({ queryKey: ["guideline", slug], queryFn: () => api.guideline(slug) });
  const questions = guideline.data?.questions ?? [];
  const question = questions.find((each) => each.key === search.get("question")) ?? questions[0];
  const key = question?.key ?? "";
  const asOf = Number(search.get("as_of") ?? "") || undefined;
  const agreement = useQuery({
    queryKey: ["agreement", slug, key, asOf],
    queryFn: () => api.agreement(slug, key, asOf),
    enabled: key !== "",
    placeholderData: (before) => (asOf === undefined ? undefined : before),
  });
  const moments = useViews(slug, key).data?.moments ?? [];
  const lookBack = (seq: number | undefined) =>
    setSearch({ question: key, ...(seq === undefined ? {} : { as_of: String(seq) }) }, { replace: true });
  const data = agreement.data;
  const report = useMemo(() => (data?.report ? readReport(data.report) : undefined), [data]);
  const [isClosed, setIsClosed] = useState(false);
  const isWide = useMediaQuery(WIDE, window.matchMedia(WIDE).matches, { getInitialValueInEffect: false });
  const isNothing = report !== undefined && isEmpty(report);
  const asked = doorIn(search);
  const worst = report && worstConfusion(report.confusions);
  const first: Door | undefined =
    worst && !isClosed && isWide ? { by: "cell", a: worst.a, b: worst.b } : undefined;
  const open = report && !isNothing ? (asked ?? first) : undefined;
  const opener = useRef<Element | null>(null);
  const past: Record<string, string> = asOf === undefined ? {} : { as_of: String(asOf) };
  const onOpen = (door: Door) => {
    opener.current = document.activeElement;
    setIsClosed(false);
    setSearch({ ...queryOf(door, key), ...past }, { replace: true });
  };
  const onClose = () => {
    setIsClosed(true);
    if (opener.current instanceof HTMLElement) opener.current.focus();
    setSearch({ question: key, ...past }, { replace: true });
  };
  const choose = (next: string) => {
    setIsClosed(false);
    setSearch({ question: next }, { replace: true });
  };
  return (
    <ProjectFrame
      slug={slug}
      station="agreement"
      right={
        data ? (
          <span title={`state ${thin(data.seq)}`}>{asOf === undefined ? "as of now" : "as it stood"}</span>
        ) : undefined
      }
      notice={
        data && report && question ? (
          <Notice slug={slug} data={data} report={report} question={question} onOpen={onOpen} />
        ) : null
      }
    >
      <div className={open && question ? "agreement has-door" : "agreement"}>
        <div className="agreement-main">
          <h1 className="visually-hidden">Agreement</h1>
          <Questions questions={questions} here={key} onChoose={choose} />
          <AsOf moments={moments} asOf={asOf} onChange={lookBack} />
          {guideline.isError && (
            <ProblemNotice error={guideline.error} onRetry={() => void guideline.refetch()} />
          )}
          {agreement.isError && (
            <ProblemNotice error={agreement.error} onRetry={() => void agreement.refetch()} />
          )}
          {guideline.isSuccess && !question && <NoQuestion slug={slug} />}
          {key !== "" && agreement.isPending && <Loading />}
          {data && (!data.report || isNothing) && <Undefined slug={slug} data={data} />}
          {data && report && !isNothing && question && (
            <Panels slug={slug} data={data} report={report} question={question} open={open} onOpen={onOpen} />
          )}
          {data && question && asOf === undefined && <Pull slug={slug} question={question} />}
        </div>
        {open && data && report && question && (
          <Behind
            slug={slug}
            data={data}
            report={report}
            question={question}
            door={open}
            isOpenedByHand={asked !== undefined}
            onClose={onClose}
          />
        )}
      </div>
    </ProjectFrame>
  );
}

const FEW_TABS = 4;

function Questions(props: { questions: readonly QuestionOut[]; here: string; onChoose(key: string): void }) {
  const { questions, here } = props;
  if (questions.length < 2) return null;
  if (questions.length > FEW_TABS) {
    return (
      <NativeSelect
        label="Question"
        value={here}
        data={questions.map((each) => ({ value: each.key, label: each.title }))}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      />
    );
  }
  return (
    <nav className="agreement-tabs" aria-label="Questions">
      {questions.map((each) => (
        <button
          key={each.key}
          type="button"
          aria-current={each.key === here ? "page" : undefined}
          onClick={() => props.onChoose(each.key)}
        >
          {each.title}
        </button>
      ))}
    </nav>
  );
}

function Notice(props: {
  slug: string;
  data: AgreementOut;
  report: Report;
  question: QuestionOut;
  onOpen(door: Door): void;
}) {
  const { slug, data, report, question } = props;
  const worst = worstConfusion(report.confusions);
  const a = worst && titleOf(question, worst.a);
  const b = worst && titleOf(question, worst.b);
  const section = worst && sectionOn(question, data, worst.a, worst.b);
  return (
    <p className="agreement-notice" style={{ margin: 0 }}>
      <b>{sentence(report)}</b>{" "}
      {report.units === "given" && report.apart && (
        <>
          Two answers are {measured(report.apart.mean, report.apart, question)} apart on average,{" "}
          {measured(report.apart.largest, report.apart, question)} at most.
        </>
      )}
      {worst && (
        <>
          Most disagreements are{" "}
          <button
            type="button"
            className="plain-link"
            onClick={() => props.onOpen({ by: "cell", a: worst.a, b: worst.b })}
          >
            {a} against {b}
          </button>
          {section ? (
            <>
              : read{" "}
              <Link href={`/p/${encodeURIComponent(slug)}/guideline#${section.anchor}`}>{section.title}</Link>{" "}
              in the guideline first.
            </>
          ) : (
            "."
          )}
        </>
      )}
    </p>
  );
}

const WHAT_MEETS: Record<Report["units"], string> = {
  given: "pairs of answers on the same item",
  found: "pairs of objects on the same place",
  areas: "pixels, by what two people say of them",
};

const BETWEEN_TWO: Record<Report["units"], string> = {
  given: "Cohen's κ on items that both answered",
  found: "F1 of objects found",
  areas: "α over the pixels of items that both painted",
};

function Panels(props: {
  slug: string;
  data: AgreementOut;
  report: Report;
  question: QuestionOut;
  open: Door | undefined;
  onOpen(door: Door): void;
}) {
  const { slug, data, report, question, open, onOpen } = props;
  const isFound = report.units === "found";
  const worst = worstConfusion(report.confusions);
  const section = worst && sectionOn(question, data, worst.a, worst.b);
  return (
    <>
      {report.units === "found" && <Found report={report} scope={data.scope} names={data.annotators} />}
      {report.coefficients.length > 0 && !isFound && (
        <Coefficients report={report} scope={data.scope} names={data.annotators} />
      )}
      {report.units === "given" && report.apart && (
        <Apart slug={slug} report={report} spread={report.apart} question={question} />
      )}
      {report.units === "given" && report.levels.length > 0 && <Levels report={report} />}
      {report.units === "areas" ? (
        <Areas report={report} question={question} open={open} onOpen={onOpen} />
      ) : (
        (report.labels.length > 0 || report.confusions) && (
          <Labels
            slug={slug}
            report={report}
            question={question}
            sectionOf={(label) => sectionOn(question, data, label)}
            open={open}
            onOpen={onOpen}
          />
        )
      )}
      {report.confusions && (
        <WhatWithWhat
          confusions={report.confusions}
          levels={report.units === "given" ? report.levels : []}
          question={question}
          title={WHAT_MEETS[report.units]}
          what={report.units === "areas" ? "pixel" : "pair"}
          open={open}
          onOpen={onOpen}
        />
      )}
      <WhoWithWho
        slug={slug}
        people={report.people}
        names={data.annotators}
        measure={whoMeasure(report)}
        open={open}
        onOpen={onOpen}
      />
      <HowToRead
        slug={slug}
        section={section}
        isHalf={report.people.annotators.length <= MANY_PEOPLE}
        choices={report.choices}
        exclusions={data.exclusions}
      />
      <Sides slug={slug} question={question} />
    </>
  );
}

function whoMeasure(report: Report): string {
  const hasLabels = report.units !== "given" || report.confusions !== null;
  return hasLabels ? BETWEEN_TWO[report.units] : "1 minus the mean distance, on items that both answered";
}

function Behind(props: {
  slug: string;
  data: AgreementOut;
  report: Report;
  question: QuestionOut;
  door: Door;
  isOpenedByHand: boolean;
  onClose(): void;
}) {
  const { data, report, question, door } = props;
  const role = useHome(props.slug).data?.role;
  const title = doorTitle(door, question, data.annotators);
  const label = door.by === "label" ? door.label : door.by === "cell" ? door.a : "";
  const other = door.by === "cell" ? door.b : "";
  const section = sectionOn(question, data, label, other);
  return (
    <Drawer
      slug={props.slug}
      question={question}
      door={door}
      title={title}
      lead={leadOf(door, report, question)}
      section={door.by === "pair" ? undefined : section}
      canRule={role === "owner" || role === "adjudicator"}
      isOpenedByHand={props.isOpenedByHand}
      onClose={props.onClose}
    />
  );
}

function doorTitle(door: Door, question: QuestionOut, names: Readonly<Record<string, string>>): string {
  if (door.by === "label") return titleOf(question, door.label);
  if (door.by === "pair") return `${names[door.a] ?? "?"} × ${names[door.b] ?? "?"}`;
  return door.a === door.b
    ? `${titleOf(question, door.a)}, agreed`
    : `${titleOf(question, door.a)} × ${titleOf(question, door.b)}`;
}

function leadOf(door: Door, report: Report, question: QuestionOut): string {
  if (door.by === "cell") {
    const n = countIn(report.confusions, door.a, door.b);
    return n === undefined ? "" : counted(n, report.units === "areas" ? "pixel" : "pair");
  }
  if (door.by === "label") {
    const other = report.labels.find((each) => each.label === door.label)?.takenFor;
    return other ? `Most often confused with ${titleOf(question, other.label)},` : "";
  }
  const pair = report.people.pairs.find((each) => isSameDoor({ by: "pair", a: each.a, b: each.b }, door));
  return pair?.value === null ? pair.why : "They differ";
}

/** The guideline's section on the first of these labels that has one. */
function sectionOn(question: QuestionOut, data: AgreementOut, ...labels: string[]) {
  const titles = question.labels.map((label) => label.title);
  for (const label of labels) {
    const section = label === "" ? undefined : sectionFor(titleOf(question, label), data.sections, titles);
    if (section) return section;
  }
  return undefined;
}

function Undefined({ slug, data }: { slug: string; data: AgreementOut }) {
  const project = `/p/${encodeURIComponent(slug)}`;
  return (
    <Empty
      title="No agreement to show yet"
      action={
        <>
          <Button component={Link} href={project}>
            Plan who labels what
          </Button>
          <Button component={Link} href={`${project}/label`} variant="default">
            Label items
          </Button>
        </>
      }
    >
      <p>{data.undefined ?? "No two people have answered the same item."}</p>
      {data.exclusions.map((each) => (
        <p key={each}>{each}</p>
      ))}
      <p>Agreement needs items that two or more people answered on their own.</p>
    </Empty>
  );
}

function NoQuestion({ slug }: { slug: string }) {
  return (
    <Empty
      title="Nothing is asked yet"
      action={
        <Button component={Link} href={`/p/${encodeURIComponent(slug)}/guideline`}>
          Write the guideline
        </Button>
      }
    >
      <p>The guideline says what is asked. Agreement is read for each of its questions.</p>
    </Empty>
  );
}

function Loading() {
  return (
    <>
      <Skeleton height={210} radius="md" />
      <Skeleton className="is-half" height={240} radius="md" />
      <Skeleton className="is-half" height={240} radius="md" />
    </>
  );
}
