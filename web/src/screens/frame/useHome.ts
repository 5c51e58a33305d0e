import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { ProjectHome } from "../../model/api.gen";

/** A project at a glance: what the line, the next step and the home page are drawn from. */
export function useHome(slug: string): UseQueryResult<ProjectHome> {
  return useQuery({
    queryKey: ["home", slug],
    queryFn: () => api.home(slug),
    staleTime: 5_000,
    refetchInterval: 30_000,
  });
}
