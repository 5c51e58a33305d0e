import { type QueryClient, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { api } from "../../api/client";
import type { ItemPage, ItemRow, QuestionOut, Sources } from "../../model/api.gen";
import { thin } from "../../ui/num";
import { useHome } from "../frame/useHome";
import { addressOf, type Filter, type ItemsAddress, type Names, searchOf } from "./filter";
import { pagesOf } from "./window";

export const PAGE_ROWS = 100;

/** The page's address, and how to change a part of it. replace: without a step for the Back button. */
export function useAddress(slug: string) {
  const search = useSearch();
  const [, navigate] = useLocation();
  const address = useMemo(() => addressOf(search), [search]);
  const change = (part: Partial<ItemsAddress>, options: { replace?: boolean } = {}) => {
    const next = searchOf({ ...address, ...part });
    navigate(`/p/${encodeURIComponent(slug)}/items${next === "" ? "" : `?${next}`}`, options);
  };
  return [address, change] as const;
}

/** What an import may read outside of the workspace; undefined while it is not known. */
export function useSources(slug: string): Sources | undefined {
  return useQuery({ queryKey: ["sources", slug], queryFn: () => api.sources(slug), staleTime: 60_000 }).data;
}

/** The rows first … last - 1 of the filter, as far as they are here, and how many there are in all. */
export function useRows(slug: string, filter: Filter, sort: string, first: number, last: number) {
  const wanted = { ...filter, sort };
  const pages = pagesOf(first, Math.max(last, 1), PAGE_ROWS);
  const all = pages.includes(0) ? pages : [0, ...pages];
  const queries = useQueries({
    queries: all.map((page) => ({
      queryKey: ["items", slug, wanted, page],
      queryFn: () => api.items(slug, { ...wanted, offset: page * PAGE_ROWS, limit: PAGE_ROWS, count: false }),
      staleTime: 10_000,
      placeholderData: (old: ItemPage | undefined) => (page === 0 ? old : undefined),
    })),
  });
  // the rows do not wait for it: counting all that match can take ten times as long
  const count = useQuery({
    queryKey: ["items", slug, filter, "count"],
    queryFn: () => api.items(slug, { ...filter, limit: 0 }),
    staleTime: 10_000,
  });
  const rowAt = (index: number): ItemRow | undefined =>
    queries[all.indexOf(Math.floor(index / PAGE_ROWS))]?.data?.rows[index % PAGE_ROWS];
  const failed = queries.find((query) => query.isError);
  return {
    total: count.data?.total ?? queries[0]?.data?.total,
    isCounted: count.data !== undefined,
    sentence: queries[0]?.data?.filter_text ?? "",
    error: failed?.error ?? null,
    isPending: queries[0]?.isPending ?? true,
    refetch: () => Promise.all(queries.map((query) => query.refetch())),
    rowAt,
  };
}

/** The project's present questions; an empty list while there is no guideline. */
export function useQuestions(slug: string): readonly QuestionOut[] {
  const home = useHome(slug);
  const guideline = useQuery({
    queryKey: ["guideline", slug],
    queryFn: () => api.guideline(slug),
    enabled: home.data !== undefined && home.data.guideline_version !== null,
    staleTime: 60_000,
  });
  return guideline.data?.questions ?? [];
}

/** A job as it goes on, looked at until it is over. id null: none. */
export const useJob = (id: string | null) =>
  useQuery({
    queryKey: ["job", id],
    queryFn: () => api.job(id ?? ""),
    enabled: id !== null,
    refetchInterval: (query) => (query.state.data?.state === "running" || !query.state.data ? 400 : false),
  });

export const useImports = (slug: string) =>
  useQuery({ queryKey: ["imports", slug], queryFn: () => api.imports(slug) });

/** Words for the keys that stand in filters. */
export function useNames(slug: string): Names {
  const home = useHome(slug);
  const imports = useImports(slug);
  const questions = useQuestions(slug);
  return {
    question: (key) => questions.find((each) => each.key === key)?.title ?? key,
    label: (key, label) => {
      const among = questions.filter((each) => key === "" || each.key === key);
      return among.flatMap((each) => each.labels).find((each) => each.key === label)?.title ?? label;
    },
    annotator: (id) => home.data?.annotators.find((each) => each.id === id)?.name ?? `${id.slice(0, 8)}…`,
    import: (id) => imports.data?.find((each) => each.id === id)?.name ?? "one import",
  };
}

/** Everything that shows items or counts them is asked anew. */
export async function refreshItems(queries: QueryClient, slug: string): Promise<void> {
  const keys = ["items", "item", "home", "imports"];
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key, slug] })));
}

/** The same, and everything that follows from answers: what was taken back counts nowhere. */
export async function refreshTakenBack(queries: QueryClient, slug: string): Promise<void> {
  const keys = [
    "withdrawals",
    "annotators",
    "members",
    "agreement",
    "queue",
    "concordance",
    "releases",
    "bulk-rulings",
  ];
  await Promise.all([
    refreshItems(queries, slug),
    ...keys.map((key) => queries.invalidateQueries({ queryKey: [key, slug] })),
  ]);
}

/** What to call an item in a sentence. */
export const nameOf = (row: Pick<ItemRow, "external_id" | "n">): string =>
  row.external_id ?? `item ${thin(row.n)}`;
