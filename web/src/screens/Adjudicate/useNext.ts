import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Case, QueueRow } from "../../model/api.gen";
import { caseKey, casePath } from "./address";
import { orderOf } from "./order";

interface Place {
  slug: string;
  item: string;
  question: string;
  only: string | null;
}

const MANY = 200;
const left = new Set<string>(); // left unruled in this tab: not offered again while others wait

const name = (slug: string, item: string, question: string): string => [slug, item, question].join("|");

/** Rows worth opening next: neither left before nor, when there are others, taken by somebody else. */
export function candidates(rows: readonly QueueRow[], isLeft: (row: QueueRow) => boolean): QueueRow[] {
  return rows.filter((row) => row.taken_by === null && !isLeft(row));
}

/** Open the case after this one, or say that nothing else waits. isLeft: this one was left without a ruling. */
export function useNext(
  place: Place,
  onOver: () => void,
): UseMutationResult<Case | null, Error, { isLeft: boolean }> {
  const { slug, item, question, only } = place;
  const [, go] = useLocation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ isLeft }) => {
      const here = name(slug, item, question);
      if (isLeft) left.add(here);
      else left.delete(here);
      return nextCase(slug, item, only);
    },
    onSuccess: (next) => {
      if (!next) return onOver();
      queries.setQueryData(caseKey(slug, next.item.id, next.question.key, false), next);
      go(casePath(slug, next.item.id, next.question.key, only));
    },
  });
}

async function nextCase(slug: string, after: string, only: string | null): Promise<Case | null> {
  const filter = { ...(only ? { question: only } : {}), order: orderOf(slug) };
  if (left.size === 0) return api.nextCase(slug, { after, ...filter });
  const queue = await api.queue(slug, { ...filter, limit: MANY });
  for (const row of candidates(queue.rows, (each) => left.has(name(slug, each.item, each.question)))) {
    const opened = await free(slug, row);
    if (opened) return opened;
  }
  return null;
}

/** The case, or undefined when somebody took it in between or the person may not rule on it. */
async function free(slug: string, row: QueueRow): Promise<Case | undefined> {
  try {
    return await api.openCase(slug, row.item, row.question);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 409 || error.status === 403)) return undefined;
    throw error;
  }
}
