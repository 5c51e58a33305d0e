import "../Agreement/Agreement.css";
import "./Annotators.css";
import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "wouter";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import type { AnnotatorReliability, AnnotatorReport, QuestionOut } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { counted } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { withNames } from "../Agreement/doors";
import { ProjectFrame } from "../frame/ProjectFrame";
import { useQuestions } from "../Items/useItems";
import { Groups } from "./Groups";
import { People } from "./People";
import { Person } from "./Person";

/** How reliable each annotator is, what they take for what, and what changes over time. */
export default function Annotators({ slug }: { slug: string }) {
  const [search, setSearch] = useSearchParams();
  const questions = useQuestions(slug);
  const question = questions.find((each) => each.key === search.get("question")) ?? questions[0];
  const key = question?.key ?? "";
  const found = useQuery({
    queryKey: ["reliability", slug, key],
    queryFn: () => api.reliability(slug, key),
    enabled: key !== "",
    staleTime: 30_000,
  });
  const show = (next: { question?: string; person?: string }) =>
    setSearch({ question: key, ...next }, { replace: true });
  return (
    <ProjectFrame slug={slug} station={null} notice={null}>
      <div className="page annotators">
        <div className="page-head">
          <div>
            <h1>Annotators</h1>
            {found.data && <p>{found.data.scope}</p>}
          </div>
          {questions.length > 1 && (
            <NativeSelect
              label="Question"
              value={key}
              data={questions.map((each) => ({ value: each.key, label: each.title }))}
              onChange={(event) => show({ question: event.currentTarget.value })}
            />
          )}
        </div>
        {found.isPending && <Skeleton height={300} radius="md" />}
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.data && question && (!found.data.report || found.data.undefined !== "") && (
          <Nothing slug={slug} why={found.data.undefined} />
        )}
        {found.data?.report && found.data.undefined === "" && question && (
          <Content
            slug={slug}
            data={found.data}
            report={found.data.report}
            question={question}
            person={search.get("person")}
            onPerson={(person) => show({ person })}
          />
        )}
      </div>
    </ProjectFrame>
  );
}

function Content(props: {
  slug: string;
  data: AnnotatorReliability;
  report: AnnotatorReport;
  question: QuestionOut;
  person: string | null;
  onPerson(id: string): void;
}) {
  const { slug, data, report, question, onPerson } = props;
  const { rows } = report;
  const at = Math.max(
    0,
    rows.findIndex((row) => row.annotator === props.person),
  );
  const row = rows[at];
  const step = (by: number) => {
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) onPerson(next.annotator);
  };
  useCommands("annotators", [
    { id: "annotators.next", title: "Next annotator", keys: ["J"], group: "Annotators", run: () => step(1) },
    {
      id: "annotators.previous",
      title: "Previous annotator",
      keys: ["K"],
      group: "Annotators",
      run: () => step(-1),
    },
  ]);
  if (!row) return <Nothing slug={slug} why="Nobody can be compared yet." />;
  return (
    <div className="annotators-cards">
      <People report={report} checks={data.checks} here={row.annotator} onPick={onPerson} />
      <Person slug={slug} row={row} labels={report.labels} question={question} />
      {report.groups && <Groups groups={report.groups} question={question} />}
      <Computed data={data} report={report} />
    </div>
  );
}

function Nothing({ slug, why }: { slug: string; why: string }) {
  const project = `/p/${encodeURIComponent(slug)}`;
  return (
    <Empty
      title="Nobody can be compared yet"
      action={
        <Button component={Link} href={`${project}/agreement`} variant="default">
          Open Agreement
        </Button>
      }
    >
      <p>{why}</p>
    </Empty>
  );
}

function Computed({ data, report }: { data: AnnotatorReliability; report: AnnotatorReport }) {
  const names = Object.fromEntries(report.rows.map((row) => [row.annotator, row.name]));
  return (
    <section className="card">
      <h2>How to read this</h2>
      <p className="quiet">
        What is found says where to look, not who is at fault. Read the items behind it first. Hard items, an
        unclear guideline and a rare label look like a poor annotator.
      </p>
      <details className="computed">
        <summary>How this was computed</summary>
        <dl>
          {Object.entries(report.choices).map(([name, value]) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name.replaceAll("_", " ")}</dt>
              <dd>{withNames(String(value), names)}</dd>
            </div>
          ))}
          <dt>counted</dt>
          <dd>
            {counted(report.n_votes, "vote")} on {counted(report.n_items, "item")};{" "}
            {counted(report.n_pairable, "item")} with two or more
          </dd>
          <dt>left out</dt>
          <dd>{data.exclusions.length === 0 ? "nothing" : data.exclusions.join("; ")}</dd>
        </dl>
      </details>
    </section>
  );
}
