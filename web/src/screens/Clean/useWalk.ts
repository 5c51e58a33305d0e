import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

interface Page<Row> {
  total: number;
  rows: Row[];
}

export const PAGE = 50;
const AHEAD = 10; // rows before the end at which the next page is fetched

/**
 * A walk through rows that the server lists a page at a time.
 *
 * A row stays where it is once something was said of it, though the server lists it no more: matches tells which of
 * the rows here it still lists, and so where its next page begins.
 */
export function useWalk<Row>(options: {
  key: readonly unknown[];
  fetch: (offset: number) => Promise<Page<Row>>;
  idOf: (row: Row) => string;
  matches: (row: Row) => boolean;
}) {
  const { key, fetch, idOf, matches } = options;
  const queries = useQueryClient();
  const [at, setAt] = useState(0);
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetch(pageParam),
    initialPageParam: 0,
    getNextPageParam: (last, all) => {
      const listed = all.flatMap((page) => page.rows).filter(matches).length;
      return last.rows.length < PAGE ? undefined : listed;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const pages = found.data?.pages ?? [];
  const rows = [...new Map(pages.flatMap((page) => page.rows).map((row) => [idOf(row), row])).values()];
  const here = Math.max(0, Math.min(at, rows.length - 1));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && here >= rows.length - AHEAD) void fetchNextPage();
  }, [here, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const name = JSON.stringify(key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its top
  useEffect(() => setAt(0), [name]);
  return {
    rows,
    row: rows[here],
    here,
    total: pages[0]?.total ?? 0,
    isPending: found.isPending,
    error: found.error,
    retry: () => void found.refetch(),
    next: () => setAt(Math.min(here + 1, rows.length - 1)),
    previous: () => setAt(Math.max(here - 1, 0)),
    put: (row: Row) =>
      queries.setQueryData<InfiniteData<Page<Row>, number>>(
        key,
        (old) =>
          old && {
            ...old,
            pages: old.pages.map((page) => ({
              ...page,
              rows: page.rows.map((each) => (idOf(each) === idOf(row) ? row : each)),
            })),
          },
      ),
  };
}
