import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useLocation, useSearchParams } from "wouter";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import type { QuestionOut, ReviewOut, ReviewRow } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { Kbd } from "../../ui/Kbd";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { walkLinks } from "../../ui/walkLinks";
import { Tabs } from "../Adjudicate/Tabs";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { useQuestions } from "../Items/useItems";
import { lookKey, lookPath, reviewKey, reviewPath } from "./address";
import { Rates } from "./Rates";
import { Sample } from "./Sample";
import { forgetLeft } from "./useNextLook";
import { stateText, whyDrawn } from "./words";

/** The sample, what of it waits, and how often answers are wrong. */
export function Overview({ slug }: { slug: string }) {
  const [search] = useSearchParams();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const questions = useQuestions(slug);
  const isUnasked = useHome(slug).data?.guideline_version === null;
  const question = questions.find((each) => each.key === search.get("only")) ?? questions[0];
  const key = question?.key ?? "";
  const review = useQuery({
    queryKey: reviewKey(slug, key),
    queryFn: () => api.review(slug, key),
    enabled: question !== undefined,
  });
  const start = useMutation({
    mutationFn: () => {
      forgetLeft();
      return api.nextLook(slug, { question: key, skip: [] });
    },
    onSuccess: (look) => {
      if (!look) return void review.refetch();
      queries.setQueryData(lookKey(slug, look.item.id, key, false), look);
      go(lookPath(slug, look.item.id, key));
    },
  });
  const found = review.data;
  const isWaiting = found !== undefined && found.n_open + found.n_again > 0;
  useCommands("review", [
    {
      id: "review.start",
      title: "Start the review",
      keys: ["Enter"],
      group: "Review",
      run: () => start.mutate(),
      enabled: () => isWaiting && !start.isPending,
    },
  ]);
  return (
    <ProjectFrame slug={slug} station="adjudicate" notice={null}>
      <div className="page adjudicate-page">
        <div className="page-head">
          <div>
            <h1>Review</h1>
            <p>
              {found && found.draws.length > 0
                ? stateText(found)
                : "A sample of what one person alone said shows how often it is wrong."}
            </p>
          </div>
          {isWaiting && (
            <Button
              onClick={() => start.mutate()}
              loading={start.isPending}
              rightSection={<Kbd keys="Enter" />}
            >
              Start the review
            </Button>
          )}
        </div>
        <Tabs slug={slug} here="single" />
        {questions.length > 1 && (
          <NativeSelect
            className="review-question"
            size="xs"
            aria-label="Question"
            value={key}
            data={questions.map((each) => ({ value: each.key, label: each.title }))}
            onChange={(event) => go(reviewPath(slug, event.currentTarget.value), { replace: true })}
          />
        )}
        {start.isSuccess && start.data === null && (
          <p className="review-own" role="status">
            What waits is your own work, or in somebody else's hands.
          </p>
        )}
        {start.isError && <ProblemNotice error={start.error} />}
        {review.isError && <ProblemNotice error={review.error} onRetry={() => void review.refetch()} />}
        {isUnasked ? (
          <Empty title="Nothing is asked yet">
            <p>The guideline comes first, then answers, then their review.</p>
          </Empty>
        ) : (
          review.isPending && <Skeleton height={320} radius="md" />
        )}
        {found && question && <Found slug={slug} question={question} found={found} />}
      </div>
    </ProjectFrame>
  );
}

function Found({ slug, question, found }: { slug: string; question: QuestionOut; found: ReviewOut }) {
  const isDrawn = found.draws.length > 0;
  return (
    <div className="review-grid">
      <div className="review-main">
        {isDrawn && <Rates slug={slug} review={found} />}
        {isDrawn && <Waiting slug={slug} question={question.key} found={found} />}
        {!isDrawn && (
          <Empty title="Nothing is drawn yet">
            <p>Draw a sample: some of each person's answers by lot, and those that look risky.</p>
          </Empty>
        )}
      </div>
      <Sample key={question.key} slug={slug} question={question.key} draws={found.draws} />
    </div>
  );
}

function Waiting({ slug, question, found }: { slug: string; question: string; found: ReviewOut }) {
  const n = found.n_open + found.n_again;
  if (n === 0) {
    return (
      <Empty title="All that was drawn is reviewed">
        <p>Draw more for narrower intervals, or go on to a release.</p>
      </Empty>
    );
  }
  return (
    <section aria-label="What waits for a look">
      <h2 className="review-title">{counted(n, "answer waits", "answers wait")}</h2>
      <ol className="queue" onKeyDown={walkLinks}>
        {found.rows.map((row) => (
          <Row key={row.item} slug={slug} question={question} row={row} />
        ))}
      </ol>
      {n > found.rows.length && (
        <p className="quiet review-more">The first {thin(found.rows.length)} are shown.</p>
      )}
    </section>
  );
}

function Row({ slug, question, row }: { slug: string; question: string; row: ReviewRow }) {
  return (
    <li>
      <Link href={lookPath(slug, row.item, question)} className="queue-row">
        {row.thumb_url !== null && (
          <img src={new URL(row.thumb_url, document.baseURI).toString()} alt="" loading="lazy" />
        )}
        <span className="queue-text">
          <span className="queue-title">{row.text || "An image"}</span>
        </span>
        <span className="queue-why">{whyDrawn(row)}</span>
      </Link>
    </li>
  );
}
