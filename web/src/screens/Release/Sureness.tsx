import { Skeleton } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { AgreementOut, QuestionOut } from "../../model/api.gen";
import { Estimate, EstimateTable } from "../../ui/Estimate";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { readReport } from "../Agreement/report";
import { mainFigure } from "./bottle";

/** How far people agree on each question, as answers stand now: one figure each, with its intervals. */
export function Sureness({ slug, cardUrl }: { slug: string; cardUrl: string }) {
  const guideline = useQuery({ queryKey: ["guideline", slug], queryFn: () => api.guideline(slug) });
  const questions = guideline.data?.questions ?? [];
  const figures = useQueries({
    queries: questions.map((each) => ({
      queryKey: ["agreement", slug, each.key],
      queryFn: () => api.agreement(slug, each.key),
    })),
  });
  const failed = [guideline, ...figures].find((each) => each.isError);
  const isPending = guideline.isPending || figures.some((each) => each.isPending);
  return (
    <>
      {failed && <ProblemNotice error={failed.error} onRetry={() => void failed.refetch()} />}
      {isPending && !failed && <Skeleton height={60} />}
      {!isPending && !failed && (
        <EstimateTable caption="Agreement on each question">
          {questions.map((each, place) => (
            <Figure key={each.key} slug={slug} question={each} data={figures[place]?.data} />
          ))}
        </EstimateTable>
      )}
      <p className="quiet">
        As answers stand now; dark band: for these people, light band: for people like these. The figures of
        this release stand in its{" "}
        <a href={cardUrl} target="_blank" rel="noreferrer">
          data card
        </a>
        , with label balance.
      </p>
    </>
  );
}

function Figure(props: { slug: string; question: QuestionOut; data: AgreementOut | undefined }) {
  const { slug, question, data } = props;
  const main = data?.report ? mainFigure(readReport(data.report)) : undefined;
  const href = `/p/${encodeURIComponent(slug)}/agreement?question=${encodeURIComponent(question.key)}`;
  return (
    <Estimate
      name={
        <span className="sure-name">
          <Link href={href}>{question.title}</Link>
          {main && <small>{main.title}</small>}
        </span>
      }
      value={main?.value ?? null}
      why={main?.why || (data?.undefined ?? "No two people have answered the same item.")}
      inner={main?.inner ?? null}
      innerWhy={main?.innerWhy ?? ""}
      outer={main?.outer ?? null}
      isOuterDrawnOnly
    />
  );
}
