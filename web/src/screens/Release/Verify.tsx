import { Button, Loader } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Job } from "../../model/api.gen";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { verdict } from "./bottle";
import { useJob } from "./useJob";

/** Rebuild a release from the answers and compare every file; the result in words. */
export function Verify({ slug, name }: { slug: string; name: string }) {
  const start = useMutation({ mutationFn: () => api.verifyRelease(slug, name) });
  const job = useJob(start.data?.id ?? null).data ?? start.data;
  const isRunning = start.isPending || job?.state === "running";
  return (
    <div className="verify">
      <div className="row">
        <Button variant="default" size="sm" disabled={isRunning} onClick={() => start.mutate()}>
          {job && !isRunning ? "Verify again" : "Verify"}
        </Button>
        <span className="quiet" aria-live="polite">
          {isRunning ? (
            <>
              <Loader size={12} color="gray" aria-hidden /> {job?.message || "Rebuilding from the answers…"}
            </>
          ) : (
            !job && "Rebuilds every file from the answers and compares it, byte for byte."
          )}
        </span>
      </div>
      {start.isError && <ProblemNotice error={start.error} />}
      {job && !isRunning && <Result job={job} />}
    </div>
  );
}

function Result({ job }: { job: Job }) {
  if (job.problem) return <ProblemNotice error={new ApiError(500, job.problem)} />;
  if (job.state !== "done") return <p className="quiet">It was stopped before it ended.</p>;
  const found = verdict(job.result ?? null);
  const lines = found?.lines ?? [job.message || "Verified."];
  return (
    <div className={found?.isSame === false ? "verify-result is-different" : "verify-result"} role="status">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
