import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Job } from "../../model/api.gen";

const LOOK_AGAIN_MS = 400;

/** A job as it goes on, looked at until it is over. id null: none. */
export function useJob(id: string | null): UseQueryResult<Job> {
  return useQuery({
    queryKey: ["job", id],
    queryFn: () => api.job(id ?? ""),
    enabled: id !== null,
    refetchInterval: (query) =>
      query.state.data?.state === "running" || !query.state.data ? LOOK_AGAIN_MS : false,
  });
}
