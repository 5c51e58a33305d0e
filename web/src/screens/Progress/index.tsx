import "./Progress.css";
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { ProgressOut } from "../../model/api.gen";
import { Empty } from "../../ui/Empty";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame } from "../frame/ProjectFrame";
import { CoverageCard } from "./Coverage";
import { FatigueCard } from "./Fatigue";
import { DaysCard, PeopleCard } from "./Pace";
import { SheetCard } from "./Sheet";
import { forecastBasis, forecastSentence } from "./words";

/** How far, how fast, and until when. Days and hours are those of the reader's clock. */
export default function Progress({ slug }: { slug: string }) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  const progress = useQuery({
    queryKey: ["progress", slug, zone],
    queryFn: () => api.progress(slug, zone),
    staleTime: 30_000,
  });
  return (
    <ProjectFrame slug={slug} station={null} notice={null}>
      <div className="page progress">
        <div className="page-head">
          <div>
            <h1>Progress</h1>
            {progress.data && (
              <>
                <p>{forecastSentence(progress.data.forecast)}</p>
                <p className="quiet">{forecastBasis(progress.data.forecast)}</p>
              </>
            )}
          </div>
        </div>
        {progress.isPending && <Skeleton height={300} radius="md" />}
        {progress.isError && <ProblemNotice error={progress.error} onRetry={() => void progress.refetch()} />}
        {progress.data && <Content slug={slug} zone={zone} progress={progress.data} />}
      </div>
    </ProjectFrame>
  );
}

function Content({ slug, zone, progress }: { slug: string; zone: string; progress: ProgressOut }) {
  if (progress.by_day.length === 0) {
    return (
      <div className="progress-cards">
        <Empty title="Nobody has answered on these pages yet">
          Pace and time sheets begin with the first answer. Imported answers have no times.
        </Empty>
        <CoverageCard slug={slug} />
      </div>
    );
  }
  return (
    <div className="progress-cards">
      <DaysCard progress={progress} />
      <PeopleCard slug={slug} progress={progress} />
      <CoverageCard slug={slug} />
      <FatigueCard progress={progress} />
      <SheetCard slug={slug} zone={zone} progress={progress} />
    </div>
  );
}
