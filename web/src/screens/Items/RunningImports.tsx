import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../../api/client";
import { MovingJob } from "./Moving";
import { refreshItems } from "./useItems";

const LOOK_AGAIN_MS = 1000;

/** Imports that go on behind the page, of an earlier visit or an earlier start of the server too. */
export function RunningImports({ slug }: { slug: string }) {
  const queries = useQueryClient();
  const running = useQuery({
    queryKey: ["imports", slug, "running"],
    queryFn: () => api.runningImports(slug),
    refetchInterval: (query) => (query.state.data?.length ? LOOK_AGAIN_MS : false),
  });
  const n = running.data?.length ?? 0;
  useEffect(() => {
    if (n > 0) return () => void refreshItems(queries, slug); // one has ended
    return undefined;
  }, [n, queries, slug]);
  if (n === 0) return null;
  return (
    <section className="items-running" aria-label="Imports under way">
      {running.data?.map((job, index) => (
        <div key={job.id}>
          <MovingJob job={job} isKeyed={index === 0} />
        </div>
      ))}
    </section>
  );
}
