import { Button, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { api } from "../../api/client";
import type { ItemAction } from "../../model/api.gen";
import { Confirm } from "../../ui/Confirm";
import { counted } from "../../ui/num";
import { type Filter, filterQuery } from "./filter";
import { GroupDialog } from "./GroupDialog";
import { RuleDialog } from "./RuleDialog";
import { refreshItems } from "./useItems";
import type { List } from "./useList";

export type Action = ItemAction["action"];

export const ACTIONS: Record<Action, { verb: string; done: string; says: string }> = {
  withdraw: {
    verb: "Withdraw",
    done: "withdrawn",
    says: "Nobody is asked about them any more, and no release holds them. Answers stay, and you can restore the items.",
  },
  restore: {
    verb: "Restore",
    done: "restored",
    says: "They are asked about again, and releases may hold them.",
  },
  adjudicate: { verb: "Send to adjudication", done: "sent to adjudication", says: "They wait for a ruling." },
};

/** Does something with items; asks for a reason where one is useful. */
export function useItemAction(slug: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ItemAction) => api.actOnItems(slug, body),
    onSuccess: async ({ n }, { action }) => {
      notifications.show({ message: `${counted(n, "item")} ${ACTIONS[action].done}.` });
      onDone();
      await refreshItems(queries, slug);
    },
  });
}

/** What can be done with the selected items, or with all that match. */
export function BulkBar(props: { slug: string; list: List; filter: Filter; isOwner: boolean }) {
  const { slug, list, filter, isOwner } = props;
  const [asked, setAsked] = useState<Action | null>(null);
  const [isGrouping, setIsGrouping] = useState(false);
  const [isRuling, setIsRuling] = useState(false);
  const [, navigate] = useLocation();
  const n = list.isAll ? list.total : list.selected.size;
  const toBatch = () => {
    const query = list.isAll ? filterQuery(filter) : "";
    const state = list.isAll ? {} : { ids: [...list.selected] };
    navigate(`/p/${encodeURIComponent(slug)}/work?batch=${encodeURIComponent(query)}`, { state });
  };
  if (n === 0) return null;
  const target = list.isAll ? { filter: filterQuery(filter) } : { ids: [...list.selected] };
  const done = () => {
    setAsked(null);
    setIsGrouping(false);
    setIsRuling(false);
    list.clear();
  };
  return (
    <div className="bulk" role="toolbar" aria-label="With the selected items">
      <b>{counted(n, "item")} selected</b>
      {!list.isAll && list.isCounted && n < list.total && (
        <button type="button" className="link" onClick={list.toggleAll}>
          Select all {counted(list.total, "item")} that match
        </button>
      )}
      <span className="items-bar-space" />
      {(["adjudicate", "restore", "withdraw"] as const).map((action) => (
        <Button
          key={action}
          size="xs"
          variant={action === "withdraw" ? "outline" : "default"}
          color={action === "withdraw" ? "danger" : "ink"}
          onClick={() => setAsked(action)}
        >
          {ACTIONS[action].verb}
        </Button>
      ))}
      {!list.isAll && (
        <Button size="xs" variant="default" onClick={() => setIsGrouping(true)}>
          Correct the group
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => setIsRuling(true)}>
        Rule
      </Button>
      {isOwner && (
        <Button size="xs" variant="default" onClick={toBatch}>
          Make a batch
        </Button>
      )}
      <Button size="xs" variant="subtle" onClick={list.clear}>
        Clear
      </Button>
      {isGrouping && (
        <GroupDialog
          slug={slug}
          ids={[...list.selected]}
          group={null}
          onClose={() => setIsGrouping(false)}
          onDone={done}
        />
      )}
      {isRuling && (
        <RuleDialog slug={slug} target={target} onClose={() => setIsRuling(false)} onDone={done} />
      )}
      {asked && (
        <AskAction
          slug={slug}
          action={asked}
          n={n}
          target={target}
          onClose={() => setAsked(null)}
          onDone={done}
        />
      )}
    </div>
  );
}

export function AskAction(props: {
  slug: string;
  action: Action;
  n: number;
  target: { ids: string[] } | { filter: string };
  onClose: () => void;
  onDone: () => void;
}) {
  const { action, n } = props;
  const [reason, setReason] = useState("");
  const act = useItemAction(props.slug, props.onDone);
  return (
    <Confirm
      title={`${ACTIONS[action].verb}: ${counted(n, "item")}`}
      verb={ACTIONS[action].verb}
      isDangerous={action === "withdraw"}
      isBusy={act.isPending}
      error={act.error}
      onClose={props.onClose}
      onConfirm={() => act.mutate({ action, reason: reason.trim(), ids: [], filter: null, ...props.target })}
    >
      <p style={{ marginTop: 0 }}>{ACTIONS[action].says}</p>
      <TextInput
        label="Why"
        description="It is kept with the items."
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </Confirm>
  );
}
