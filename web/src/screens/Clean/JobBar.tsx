import { Button, Progress } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import { KeyOf } from "../../keys/KeyOf";
import type { Job } from "../../model/api.gen";
import { thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { useJob } from "../Release/useJob";

/** Starts long work and follows it, also after the page was loaded anew: how far it is, and a way to stop it. */
export function useWork(name: string, start: () => Promise<Job>, onEnd: () => void) {
  const [id, setId] = useSessionStorage<string | null>({ key: name, defaultValue: null });
  const begin = useMutation({ mutationFn: start, onSuccess: (job) => setId(job.id) });
  const followed = useJob(id);
  const job = followed.data;
  const state = followed.isError ? "lost" : job?.state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what ends is told once
  useEffect(() => {
    if (state !== undefined && state !== "running") {
      onEnd();
      if (state !== "failed") setId(null);
    }
  }, [state]);
  return {
    job: state === "running" ? job : undefined,
    isRunning: begin.isPending || state === "running",
    error: begin.error ?? (job?.problem ? new ApiError(500, job.problem) : null),
    begin: () => {
      setId(null);
      begin.mutate();
    },
    stop: () => {
      if (id !== null) void api.cancelJob(id);
    },
  };
}

/** A button that starts work, and its progress in the same place while it goes on. */
export function JobBar(props: {
  verb: string;
  command: { id: string; keys: string[] };
  work: ReturnType<typeof useWork>;
  isMain: boolean;
}) {
  const { work } = props;
  const { job } = work;
  return (
    <div className="clean-job">
      {work.isRunning ? (
        <>
          <span className="clean-progress" role="status">
            {job?.message || "at work"}: {thin(job?.done ?? 0)}
            {job?.total ? ` of ${thin(job.total)}` : ""}
            <Progress
              size="xs"
              color="ink"
              aria-label="How far it is"
              value={job?.total ? (100 * job.done) / job.total : 0}
            />
          </span>
          <Button size="xs" variant="default" onClick={work.stop}>
            Stop
          </Button>
        </>
      ) : (
        <Button
          size="xs"
          {...(props.isMain ? {} : { variant: "default" })}
          rightSection={<KeyOf command={props.command} />}
          onClick={work.begin}
        >
          {props.verb}
        </Button>
      )}
      {work.error !== null && <ProblemNotice error={work.error} />}
    </div>
  );
}
