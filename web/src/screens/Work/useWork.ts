import { type QueryClient, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Member } from "../../model/api.gen";

export const useWork = (slug: string) =>
  useQuery({ queryKey: ["batches", slug], queryFn: () => api.batches(slug) });

export const useMeasuring = (slug: string) =>
  useQuery({ queryKey: ["measuring", slug], queryFn: () => api.measuring(slug) });

/** The members, for the owner of the project; nobody else may ask. */
export const useTeam = (slug: string, isOwner: boolean) =>
  useQuery({ queryKey: ["members", slug], queryFn: () => api.members(slug), enabled: isOwner }).data ??
  NOBODY;

const NOBODY: readonly Member[] = [];

/** Ask again for everything that a change of the plan touches. */
export async function refreshWork(queries: QueryClient, slug: string): Promise<void> {
  await Promise.all(
    ["batches", "measuring", "home"].map((key) => queries.invalidateQueries({ queryKey: [key, slug] })),
  );
}
