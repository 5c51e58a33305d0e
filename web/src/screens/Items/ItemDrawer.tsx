import { Button, Skeleton } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import { useCommands } from "../../keys/useCommands";
import type { ItemDetail, ItemOut, ItemRow } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useHome } from "../frame/useHome";
import { type Target, Threads } from "../Inbox/Threads";
import { Answers } from "./Answers";
import { ACTIONS, type Action, AskAction } from "./BulkBar";
import { Status } from "./columns";
import { GroupDialog } from "./GroupDialog";
import { History } from "./History";
import { RedactDialog } from "./RedactDialog";
import { nameOf, useQuestions } from "./useItems";
import type { List } from "./useList";

/** One item beside the list: its fields, everyone's answers, what was ruled, and what people said. */
export function ItemDrawer(props: { slug: string; id: string; list: List; onClose: () => void }) {
  const { slug, id, list, onClose } = props;
  const detail = useQuery({ queryKey: ["item", slug, id], queryFn: () => api.item(slug, id) });
  const row = detail.data?.row;
  return (
    <aside className="drawer" aria-label={row ? nameOf(row) : "Item"}>
      <div className="drawer-head">
        <div className="drawer-title">
          <h2>{row ? nameOf(row) : <Skeleton width={120} height={16} />}</h2>
          {row && <Status status={row.status} />}
        </div>
        <button type="button" className="tool" aria-label="Previous item (k)" onClick={() => list.move(-1)}>
          <IconChevronUp size={18} />
        </button>
        <button type="button" className="tool" aria-label="Next item (j)" onClick={() => list.move(1)}>
          <IconChevronDown size={18} />
        </button>
        <button type="button" className="tool" aria-label="Close (Esc)" onClick={onClose}>
          <IconX size={18} />
        </button>
      </div>
      <div className="drawer-body">
        {detail.isPending && <DrawerSkeleton />}
        {detail.isError && <ProblemNotice error={detail.error} onRetry={() => void detail.refetch()} />}
        {detail.data && <Detail key={id} slug={slug} detail={detail.data} />}
      </div>
    </aside>
  );
}

function Detail({ slug, detail }: { slug: string; detail: ItemDetail }) {
  const questions = useQuestions(slug);
  const { row, item } = detail;
  const facts = factsOf(row);
  return (
    <>
      <Answers detail={detail} questions={questions} />
      <Remarks slug={slug} detail={detail} />
      {facts.length > 0 && (
        <section className="drawer-section">
          <h3>Facts</h3>
          <dl className="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <History slug={slug} item={item.id} />
      <Actions slug={slug} row={row} item={item} />
    </>
  );
}

function Actions({ slug, row, item }: { slug: string; row: ItemRow; item: ItemOut }) {
  const home = useHome(slug);
  const [asked, setAsked] = useState<Action | null>(null);
  const [open, setOpen] = useState<"group" | "redact" | null>(null);
  const role = home.data?.role;
  const maySend = role === "owner" || role === "adjudicator";
  const isGone = row.status === "withdrawn";
  const toggle: Action = isGone ? "restore" : "withdraw";
  useCommands("items.item", [
    {
      id: "items.item.adjudicate",
      title: "Send the item to adjudication",
      keys: ["A"],
      group: "Item",
      run: () => setAsked("adjudicate"),
      enabled: () => maySend && !isGone,
    },
    {
      id: "items.item.withdraw",
      title: "Withdraw or restore the item",
      keys: ["W"],
      group: "Item",
      run: () => setAsked(toggle),
      enabled: () => role === "owner",
    },
    {
      id: "items.item.group",
      title: "Correct the item's group",
      keys: ["G"],
      group: "Item",
      run: () => setOpen("group"),
      enabled: () => maySend,
    },
    {
      id: "items.item.redact",
      title: "Blank content for privacy",
      keys: ["Shift+B"],
      group: "Item",
      run: () => setOpen("redact"),
      enabled: () => role === "owner",
    },
  ]);
  if (!maySend) return null;
  const path = `/p/${encodeURIComponent(slug)}`;
  return (
    <div className="drawer-actions">
      {!isGone && (
        <Button
          size="xs"
          variant="default"
          rightSection={<kbd>A</kbd>}
          onClick={() => setAsked("adjudicate")}
        >
          {ACTIONS.adjudicate.verb}
        </Button>
      )}
      {row.status === "disagreed" && (
        <Button size="xs" component={Link} href={`${path}/adjudicate?item=${row.id}`}>
          Rule on it
        </Button>
      )}
      {role === "owner" && (
        <Button
          size="xs"
          variant={isGone ? "default" : "outline"}
          color={isGone ? "ink" : "danger"}
          rightSection={<kbd>W</kbd>}
          onClick={() => setAsked(toggle)}
        >
          {ACTIONS[toggle].verb}
        </Button>
      )}
      <Button size="xs" variant="default" rightSection={<kbd>G</kbd>} onClick={() => setOpen("group")}>
        Correct the group
      </Button>
      {role === "owner" && (
        <Button size="xs" variant="subtle" color="danger" onClick={() => setOpen("redact")}>
          Blank content …
        </Button>
      )}
      {open === "group" && (
        <GroupDialog
          slug={slug}
          ids={[row.id]}
          group={row.group}
          onClose={() => setOpen(null)}
          onDone={() => setOpen(null)}
        />
      )}
      {open === "redact" && <RedactDialog slug={slug} item={item} onClose={() => setOpen(null)} />}
      {asked && (
        <AskAction
          slug={slug}
          action={asked}
          n={1}
          target={{ ids: [row.id] }}
          onClose={() => setAsked(null)}
          onDone={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** What people said of the item and of its answers, and what was taken back. */
function Remarks({ slug, detail }: { slug: string; detail: ItemDetail }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const home = useHome(slug);
  const id = detail.item.id;
  useCommands("items.item", [
    {
      id: "items.item.comment",
      title: "Comment on the item",
      keys: ["C"],
      group: "Item",
      run: () => field.current?.focus(),
    },
  ]);
  const targets: Target[] = [
    { label: "On this item", body: { target: "item", target_id: id } },
    ...detail.answers.map(
      (answer): Target => ({
        label: `To ${answer.who}, on the answer`,
        body: { target: "annotation", target_id: answer.id },
      }),
    ),
  ];
  return (
    <section className="drawer-section">
      <h3>Remarks</h3>
      {detail.remarks
        .filter((remark) => remark.type === "withdrawal")
        .map((remark) => (
          <div key={remark.id} className="remark">
            <p className="quiet">
              <b>{remark.by}</b> · <Ago at={remark.at} /> · {remark.type}
            </p>
            <p>{remark.text}</p>
          </div>
        ))}
      <Threads
        slug={slug}
        query={{ item: id }}
        targets={home.data?.role === "viewer" ? [] : targets}
        field={field}
        verb="Comment"
        placeholder="Say something about this item"
      />
    </section>
  );
}

/** What is known of an item beside its fields: only what there is. */
function factsOf(row: ItemRow): [string, string][] {
  const known: [string, string | null][] = [
    ["Id", row.external_id],
    ["Group", row.group],
    ["Source", row.source],
    ["Arm", row.arm],
    ["Part", row.part],
  ];
  const metadata = Object.entries(row.metadata).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const isKnown = (fact: [string, string | null]): fact is [string, string] =>
    fact[1] !== null && fact[1] !== "";
  return [...known.filter(isKnown), ...metadata];
}

function DrawerSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton height={90} mb={20} />
      <Skeleton height={18} width="70%" mb={8} />
      <Skeleton height={18} width="55%" mb={8} />
      <Skeleton height={18} width="60%" />
    </div>
  );
}
