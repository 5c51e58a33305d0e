import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api } from "../../api/client";
import type { Look } from "../../model/api.gen";
import { lookKey, lookPath } from "./address";

const left = new Set<string>(); // items left in this tab: not offered again before the review is started anew

export const forgetLeft = (): void => left.clear();

/** Opens the answer after this one, or says that nothing else waits. isLeft: this one was left without a verdict. */
export function useNextLook(
  place: { slug: string; item: string; question: string },
  onOver: () => void,
): UseMutationResult<Look | null, Error, { isLeft: boolean }> {
  const { slug, item, question } = place;
  const [, go] = useLocation();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ isLeft }) => {
      if (isLeft) left.add(item);
      return api.nextLook(slug, { question, skip: [...left].slice(-1000) });
    },
    onSuccess: (look) => {
      if (!look) return onOver();
      queries.setQueryData(lookKey(slug, look.item.id, question, false), look);
      go(lookPath(slug, look.item.id, question));
    },
  });
}
