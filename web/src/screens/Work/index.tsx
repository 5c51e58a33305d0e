import "./Work.css";
import "../Home/Home.css";
import { Button, Skeleton } from "@mantine/core";
import { useState } from "react";
import { useSearch } from "wouter";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { Batches } from "./Batches";
import { Hands } from "./Hands";
import { ChecksForm, RepeatsForm } from "./HiddenForms";
import { NewBatch, type Start } from "./NewBatch";
import { Qualify } from "./Qualify";
import { Scores } from "./Scores";
import { useMeasuring, useTeam, useWork } from "./useWork";

/** The daily work: what comes first and for whom, who holds what, and how people are measured. */
export default function Work({ slug }: { slug: string }) {
  const isOwner = useHome(slug).data?.role === "owner";
  return (
    <ProjectFrame slug={slug} station={null} notice={null}>
      <div className="page work">
        <Plan slug={slug} isOwner={isOwner} />
        <People slug={slug} isOwner={isOwner} />
      </div>
    </ProjectFrame>
  );
}

function Plan({ slug, isOwner }: { slug: string; isOwner: boolean }) {
  const work = useWork(slug);
  const members = useTeam(slug, isOwner);
  const start = useStart();
  const [isMaking, setIsMaking] = useState(start !== null);
  const skills = work.data?.skills ?? [];
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Work</h1>
          <p>What is handed out first, to whom, and how well it is done.</p>
        </div>
        {isOwner && <Button onClick={() => setIsMaking(true)}>New batch</Button>}
      </div>
      {work.isPending && <Skeleton height={220} />}
      {work.isError && <ProblemNotice error={work.error} onRetry={() => void work.refetch()} />}
      {work.data && (
        <>
          <section className="card">
            <h2>Batches</h2>
            {work.data.batches.length === 0 ? (
              <p className="quiet">
                Nothing is planned yet. Make a batch, or open all items on the project's page.
              </p>
            ) : (
              <Batches
                slug={slug}
                batches={work.data.batches}
                members={members}
                skills={skills}
                isOwner={isOwner}
              />
            )}
          </section>
          <section className="card">
            <h2>In people's hands</h2>
            <Hands slug={slug} hands={work.data.hands} members={members} isOwner={isOwner} />
          </section>
        </>
      )}
      {isMaking && isOwner && (
        <NewBatch
          slug={slug}
          start={start ?? { ids: [], filter: "" }}
          members={members}
          skills={skills}
          onClose={() => setIsMaking(false)}
        />
      )}
    </>
  );
}

function People({ slug, isOwner }: { slug: string; isOwner: boolean }) {
  const measuring = useMeasuring(slug);
  if (measuring.isPending) return <Skeleton height={260} />;
  if (measuring.isError)
    return <ProblemNotice error={measuring.error} onRetry={() => void measuring.refetch()} />;
  const found = measuring.data;
  return (
    <>
      <div className="work-columns">
        <ChecksForm slug={slug} measuring={found} isOwner={isOwner} />
        <RepeatsForm slug={slug} measuring={found} isOwner={isOwner} />
      </div>
      <section className="card">
        <h2>What hidden items say of people</h2>
        <p className="quiet">
          Checks and repeats are never votes, and no part of agreement. Intervals are 95 %; few items say
          little.
        </p>
        <Scores slug={slug} scores={found.scores} />
      </section>
      <Qualify slug={slug} measuring={found} isOwner={isOwner} />
    </>
  );
}

/** Items that were chosen on another page: by a filter in the address, or by name in what it left behind. */
function useStart(): Start | null {
  const query = new URLSearchParams(useSearch());
  if (!query.has("batch")) return null;
  const left: unknown = window.history.state;
  const ids =
    left !== null && typeof left === "object" && "ids" in left && Array.isArray(left.ids) ? left.ids : [];
  return { ids: ids.filter((id) => typeof id === "string"), filter: query.get("batch") ?? "" };
}
