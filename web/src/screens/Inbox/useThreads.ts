import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { NewThread, ThreadOut } from "../../model/api.gen";

export type Which = "open" | "mine" | "all";

/** Threads of a tab of the inbox, or all on one item or on the guideline. */
export function useThreads(slug: string, query: { which: Which; item?: string; target?: string }) {
  return useQuery({
    queryKey: ["threads", slug, query],
    queryFn: () => api.threads(slug, query),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export function useThread(slug: string, id: string) {
  return useQuery({ queryKey: ["thread", slug, id], queryFn: () => api.thread(slug, id) });
}

/** What can be done in threads; each brings all lists up to date. */
export function useTalk(slug: string) {
  const queries = useQueryClient();
  const after = async (thread?: ThreadOut) => {
    if (thread) queries.setQueryData(["thread", slug, thread.row.id], thread);
    const keys = ["threads", "unread", "item"];
    await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key, slug] })));
  };
  return {
    start: useMutation({ mutationFn: (body: NewThread) => api.startThread(slug, body), onSuccess: after }),
    reply: useMutation({
      mutationFn: ({ id, text }: { id: string; text: string }) => api.replyIn(slug, id, { text }),
      onSuccess: after,
    }),
    mend: useMutation({
      mutationFn: ({ id, message, text }: { id: string; message: string; text: string }) =>
        api.mendMessage(slug, id, { message, text }),
      onSuccess: after,
    }),
    resolve: useMutation({
      mutationFn: ({ id, isResolved }: { id: string; isResolved: boolean }) =>
        api.resolveThread(slug, id, { is_resolved: isResolved }),
      onSuccess: after,
    }),
    share: useMutation({
      mutationFn: ({ id, isShared }: { id: string; isShared: boolean }) =>
        api.shareThread(slug, id, { is_shared: isShared }),
      onSuccess: after,
    }),
    read: useMutation({ mutationFn: (id: string) => api.readThread(slug, id), onSuccess: () => after() }),
  };
}

export type Talk = ReturnType<typeof useTalk>;
