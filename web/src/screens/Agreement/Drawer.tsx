import { Button, Skeleton } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import { kindOf } from "../../kinds/registry";
import type { ItemRow, QuestionOut, Section } from "../../model/api.gen";
import { slotOf } from "../../model/slots";
import type { Json } from "../../state/json";
import { counted, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { labelColour } from "../../ui/theme";
import { type Door, type DoorQuery, queryOf, tally } from "./doors";

const PAGE = 10;
/** Items that a ruling is wanted for; those ruled are not sent again. */
const WAITING = "disagreed";

/** The items behind a number, with everyone's answers; ready to read, to list or to adjudicate. */
export function Drawer(props: {
  slug: string;
  question: QuestionOut;
  door: Door;
  title: string;
  lead: string;
  section: Section | undefined;
  canRule: boolean;
  isOpenedByHand: boolean;
  onClose(): void;
}) {
  const { slug, question, door } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const query = queryOf(door, question.key);
  const filter = new URLSearchParams({ ...query }).toString();
  const items = useInfiniteQuery({
    queryKey: ["items", slug, query, PAGE],
    queryFn: ({ pageParam }) => api.items(slug, { ...query, offset: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (last) => {
      const next = last.offset + last.rows.length;
      return next < last.total ? next : undefined;
    },
  });
  const waiting = useQuery({
    queryKey: ["items", slug, query, WAITING],
    queryFn: () => api.items(slug, { ...query, status: WAITING, limit: 1 }),
    enabled: props.canRule && door.by === "cell",
  }).data;
  useEffect(() => {
    if (props.isOpenedByHand && filter) heading.current?.focus();
  }, [props.isOpenedByHand, filter]);
  useCommands("agreement.door", [
    {
      id: "agreement.close",
      title: "Close the list",
      keys: ["Escape"],
      group: "Agreement",
      run: props.onClose,
    },
  ]);
  const rows = items.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = items.data?.pages[0]?.total;
  const project = `/p/${encodeURIComponent(slug)}`;
  return (
    <aside className="door" aria-label="Items behind the number">
      <div className="door-head">
        <h2 ref={heading} tabIndex={-1}>
          {props.title}
        </h2>
        <button type="button" className="door-close" aria-label="Close the list" onClick={props.onClose}>
          <IconX size={18} stroke={1.75} aria-hidden />
        </button>
      </div>
      <p className="quiet">
        {props.lead}
        {total !== undefined && ` ${props.lead === "" ? "" : "on "}${counted(total, "item")}`}
      </p>
      <div className="door-links">
        {waiting && waiting.total > 0 && (
          <Adjudicate slug={slug} query={query} n={waiting.total} first={waiting.rows[0]} />
        )}
        <Link href={`${project}/items?${filter}`}>Open in Items</Link>
        {props.section && (
          <Link href={`${project}/guideline#${props.section.anchor}`}>Guideline: {props.section.title}</Link>
        )}
      </div>
      {items.isPending && <Skeleton height={220} mt={12} />}
      {items.isError && <ProblemNotice error={items.error} onRetry={() => void items.refetch()} />}
      {total === 0 && <p className="undefined-note">No item stands behind this number now.</p>}
      <ol className="door-items">
        {rows.map((row) => (
          <li key={row.id}>
            <Item slug={slug} row={row} question={question} canRule={props.canRule} />
          </li>
        ))}
      </ol>
      {items.hasNextPage && (
        <Button
          className="door-more"
          variant="default"
          size="xs"
          loading={items.isFetchingNextPage}
          onClick={() => void items.fetchNextPage()}
        >
          Show more of {thin(total ?? 0)}
        </Button>
      )}
    </aside>
  );
}

function Adjudicate(props: { slug: string; query: DoorQuery; n: number; first: ItemRow | undefined }) {
  const { slug, query, first } = props;
  const [, go] = useLocation();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: () =>
      api.actOnItems(slug, {
        action: "adjudicate",
        ids: [],
        filter: new URLSearchParams({ ...query, status: WAITING }).toString(),
        reason: "",
      }),
    onSuccess: () => {
      for (const key of ["queue", "home", "items"]) void queries.invalidateQueries({ queryKey: [key, slug] });
      const search = first
        ? `?${new URLSearchParams({ item: first.id, question: query.question, only: query.question })}`
        : "";
      go(`/p/${encodeURIComponent(slug)}/adjudicate${search}`);
    },
  });
  return (
    <>
      <Button size="xs" loading={send.isPending} onClick={() => send.mutate()}>
        {props.n === 1 ? "Adjudicate this one" : `Adjudicate these ${thin(props.n)}`}
      </Button>
      {send.isError && <ProblemNotice error={send.error} />}
    </>
  );
}

function Item(props: { slug: string; row: ItemRow; question: QuestionOut; canRule: boolean }) {
  const { slug, row, question } = props;
  const project = `/p/${encodeURIComponent(slug)}`;
  const detail = useQuery({
    queryKey: ["item", slug, row.id],
    queryFn: () => api.item(slug, row.id),
    staleTime: 30_000,
  });
  const kind = kindOf(question.kind);
  const answers = (detail.data?.answers ?? []).filter(
    (each) => each.question === question.key && each.counts && each.reason === null,
  );
  const said = tally(answers.map((each) => kind.summary(each.value as Json, question)));
  const gold = detail.data?.gold.find((each) => each.question === question.key);
  const slots = (row.labels[question.key] ?? []).flatMap((key) => slotOf(question, key) ?? []);
  return (
    <div className="door-item">
      {row.thumb_url && (
        <img src={new URL(row.thumb_url, document.baseURI).toString()} alt="" loading="lazy" />
      )}
      <div>
        <Link href={`${project}/items?item=${row.id}`}>{row.text || row.external_id || "An image"}</Link>
        <div className="door-answers">
          {slots.length > 0 && (
            <span className="row" aria-hidden>
              {slots.slice(0, 6).map((slot) => (
                <i key={slot} className="swatch" style={{ background: labelColour(slot) }} />
              ))}
            </span>
          )}
          {said.map(({ text, n }) => (
            <span key={text}>
              {n} {text}
            </span>
          ))}
          {gold?.method.startsWith("ruling") && <span className="is-ruled">ruled</span>}
          {props.canRule && !gold && row.status === "disagreed" && (
            <Link
              href={`${project}/adjudicate?${new URLSearchParams({ item: row.id, question: question.key })}`}
            >
              rule on it
            </Link>
          )}
        </div>
      </div>
    </div>
  );
}
