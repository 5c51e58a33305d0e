import "../frame/ProjectFrame.css";
import "../Items/Items.css";
import "./Concordance.css";
import { Button, NativeSelect, SegmentedControl, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { api } from "../../api/client";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { NewAlike, QuestionOut, SharedOut } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { LabelChip, summaryOf } from "../Items/LabelChip";
import { useQuestions } from "../Items/useItems";
import { RuleAlike } from "./RuleAlike";

const PAGE = 50;
const STATES = [
  { value: "torn", label: "Contradict" },
  { value: "alike", label: "Alike" },
  { value: "unlabeled", label: "Not labeled" },
  { value: "", label: "All" },
] as const;
type State = (typeof STATES)[number]["value"];
type By = NonNullable<NewAlike["by"]>;

const NONE: Record<State, string> = {
  torn: "No items of the same content contradict each other.",
  alike: "No items of the same content have labels that are alike.",
  unlabeled: "All items of the same content have labels.",
  "": "No content stands in several items.",
};

/** What several items share, with all its labels: contradictions first, each mended for all items at once. */
export default function Concordance({ slug }: { slug: string }) {
  const role = useHome(slug).data?.role;
  const questions = useQuestions(slug);
  const [chosen, setChosen] = useState<string | null>(null);
  const [by, setBy] = useState<By>("content");
  const [only, setOnly] = useState<State>("torn");
  const question = questions.find((each) => each.key === chosen) ?? questions[0];
  const found = useInfiniteQuery({
    queryKey: ["concordance", slug, question?.key, by, only],
    queryFn: ({ pageParam }) =>
      api.concordance(slug, { question: question?.key, by, only, offset: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (last, all) => (all.length * PAGE < last.total ? all.length * PAGE : undefined),
    enabled: question !== undefined,
    placeholderData: (old) => old,
  });
  const pages = found.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.rows);
  const [first] = pages;
  const mayRule = (role === "owner" || role === "adjudicator") && first?.is_single === true;
  const [ruling, setRuling] = useState<SharedOut | null>(null);
  const { here, list } = useRowKeys(slug, by, rows, mayRule ? setRuling : null);
  return (
    <ProjectFrame slug={slug} station="items" notice={null}>
      <div className="page">
        <div className="page-head">
          <div>
            <h1>Concordance</h1>
            <p>What stands in several items, with all its labels. Contradictions come first.</p>
          </div>
        </div>
        <div className="concordance-bar">
          <SegmentedControl
            size="xs"
            aria-label="Which"
            value={only}
            onChange={(value) => setOnly(STATES.find((each) => each.value === value)?.value ?? "")}
            data={[...STATES]}
          />
          <SegmentedControl
            size="xs"
            aria-label="Items that share"
            value={by}
            onChange={(value) => setBy(value === "group" ? "group" : "content")}
            data={[
              { value: "content", label: "The same content" },
              { value: "group", label: "A group" },
            ]}
          />
          {questions.length > 1 && (
            <NativeSelect
              size="xs"
              aria-label="Question"
              data={questions.map((each) => ({ value: each.key, label: each.title }))}
              value={question?.key ?? ""}
              onChange={(event) => setChosen(event.currentTarget.value)}
            />
          )}
          <span className="items-bar-space" />
          <span className="quiet" role="status">
            {first && `${thin(first.total)} ${by === "group" ? "groups" : "contents"}`}
          </span>
        </div>
        {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
        {found.isPending && <Skeleton height={160} />}
        {first && rows.length === 0 && (
          <Empty
            title={only === "torn" ? "No contradictions" : "Nothing here"}
            action={
              only !== "" && (
                <Button variant="default" onClick={() => setOnly("")}>
                  Show all
                </Button>
              )
            }
          >
            {by === "group" ? NONE[only].replace("items of the same content", "groups") : NONE[only]}
          </Empty>
        )}
        {rows.length > 0 && question && (
          <section className="card is-flush">
            <ol className="concordance" ref={list}>
              {rows.map((row, at) => (
                <Shared
                  key={row.item}
                  slug={slug}
                  by={by}
                  row={row}
                  question={question}
                  isHere={at === here}
                  onRule={mayRule && !row.is_blind ? () => setRuling(row) : null}
                />
              ))}
            </ol>
            {found.hasNextPage && (
              <div className="concordance-more">
                <Button
                  variant="default"
                  size="xs"
                  loading={found.isFetchingNextPage}
                  onClick={() => void found.fetchNextPage()}
                >
                  Show more
                </Button>
              </div>
            )}
          </section>
        )}
        {rows.length > 0 && first?.is_single === false && (
          <p className="quiet">An answer here may have several labels: open the items to rule on each.</p>
        )}
      </div>
      {ruling && question && first && (
        <RuleAlike
          slug={slug}
          by={by}
          question={question}
          row={ruling}
          asOf={first.as_of}
          onClose={() => setRuling(null)}
        />
      )}
    </ProjectFrame>
  );
}

function Shared(props: {
  slug: string;
  by: By;
  row: SharedOut;
  question: QuestionOut;
  isHere: boolean;
  onRule: (() => void) | null;
}) {
  const { slug, row, question } = props;
  const name = row.group ?? (row.text || "a picture");
  return (
    <li className={props.isHere ? "is-here" : undefined}>
      <span className="concordance-what">
        {row.thumb_url !== null && <img src={row.thumb_url} alt="" loading="lazy" />}
        <span className="concordance-text">{row.group === null ? row.text : `Group ${row.group}`}</span>
      </span>
      <span className="concordance-labels">
        {row.is_blind && <span className="quiet">You have one of them to label.</span>}
        {Object.entries(row.labels).map(([label, n]) => (
          <span key={label}>
            <LabelChip question={question} label={label} /> <b>{thin(n)}</b>
          </span>
        ))}
        {row.golds.length > 0 && (
          <span className="concordance-gold">
            Held true:{" "}
            {row.golds
              .map(
                ({ value, n }) =>
                  `${value === null ? "unresolvable" : summaryOf(question, value)} ${thin(n)}`,
              )
              .join(", ")}
          </span>
        )}
        {!row.is_blind && row.n_labeled === 0 && <span className="quiet">no labels yet</span>}
      </span>
      <span className="concordance-count">
        <Link
          href={itemsPath(slug, props.by, row)}
          aria-label={`Open the ${thin(row.n_items)} items of ${name.slice(0, 60)}`}
        >
          {counted(row.n_items, "item")}
        </Link>
      </span>
      <span className="concordance-act">
        {props.onRule !== null && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Rule alike: ${name.slice(0, 60)}`}
            onClick={props.onRule}
            rightSection={props.isHere ? <KeyOf command={RULE} /> : undefined}
          >
            Rule alike
          </Button>
        )}
      </span>
    </li>
  );
}

const RULE = { id: "concordance.rule", keys: ["R"] };

const itemsPath = (slug: string, by: By, row: SharedOut): string => {
  const filter = by === "group" ? `group=${encodeURIComponent(row.group ?? "")}` : `same=${row.item}`;
  return `/p/${encodeURIComponent(slug)}/items?${filter}`;
};

/** The row that the keys act on: J and K walk, Enter opens its items, R rules them alike. */
function useRowKeys(
  slug: string,
  by: By,
  rows: readonly SharedOut[],
  rule: ((row: SharedOut) => void) | null,
) {
  const [at, setAt] = useState(0);
  const [, navigate] = useLocation();
  const list = useRef<HTMLOListElement>(null);
  const here = Math.min(at, rows.length - 1);
  useEffect(() => list.current?.children[here]?.scrollIntoView({ block: "nearest" }), [here]);
  const row = rows[here];
  const group = "Concordance";
  useCommands("concordance", [
    {
      id: "concordance.next",
      title: "Next",
      keys: ["J", "ArrowDown"],
      group,
      run: () => setAt(Math.min(here + 1, rows.length - 1)),
    },
    {
      id: "concordance.previous",
      title: "Previous",
      keys: ["K", "ArrowUp"],
      group,
      run: () => setAt(Math.max(here - 1, 0)),
    },
    {
      id: "concordance.open",
      title: "Open its items",
      keys: ["O"],
      group,
      run: () => row && navigate(itemsPath(slug, by, row)),
      enabled: () => row !== undefined,
    },
    {
      ...RULE,
      title: "Rule its items alike",
      group,
      run: () => row && rule?.(row),
      enabled: () => rule !== null && row !== undefined && !row.is_blind,
    },
  ]);
  return { here, list };
}
