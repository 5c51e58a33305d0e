import "./Release.css";
import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { api } from "../../api/client";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import type { ReleaseOut } from "../../model/api.gen";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { ProjectFrame, useHome } from "../frame/ProjectFrame";
import { Bottle } from "./Bottle";
import { MakeRelease } from "./MakeRelease";
import { Timeline } from "./Timeline";

const MAKE = { id: "release.make", keys: ["N"] };

/** Releases of a project: the newest as a label on a bottle, the older ones in a row, and a new one to make. */
export default function Release({ slug }: { slug: string }) {
  const [search, setSearch] = useSearchParams();
  const [, go] = useLocation();
  const home = useHome(slug);
  const [isMaking, setIsMaking] = useState(false);
  const releases = useQuery({ queryKey: ["releases", slug], queryFn: () => api.releases(slug) });
  const canMake = home.data?.role === "owner";
  const all = newestFirst(releases.data ?? []);
  const shown = all.find((each) => each.name === search.get("name")) ?? all[0];
  const isEmpty = releases.isSuccess && all.length === 0;
  const isFormOpen = canMake && (isMaking || isEmpty);

  useCommands(
    "release",
    [
      {
        ...MAKE,
        title: "Make a release",
        group: "Release",
        run: () => setIsMaking(true),
        enabled: () => canMake,
      },
      {
        id: "release.close",
        title: "Close the form",
        keys: ["Escape"],
        group: "Release",
        run: () => setIsMaking(false),
        enabled: () => isMaking,
      },
    ],
    { enabled: releases.isSuccess },
  );

  const show = (name: string) => setSearch({ name }, { replace: true });
  const made = (name: string) => {
    setIsMaking(false);
    show(name);
  };

  return (
    <ProjectFrame slug={slug} station="release">
      <div className="page release-page">
        <div className="page-head">
          <div>
            <h1>Release</h1>
            <p>What was decided, frozen: it never changes and can be rebuilt.</p>
          </div>
          {canMake && !isFormOpen && (
            <Button onClick={() => setIsMaking(true)} rightSection={<KeyOf command={MAKE} />}>
              Make a release
            </Button>
          )}
        </div>
        {releases.isError && <ProblemNotice error={releases.error} onRetry={() => void releases.refetch()} />}
        {releases.isPending && <Skeleton height={420} radius="md" />}
        {isFormOpen && (
          <MakeRelease
            slug={slug}
            taken={all.map((each) => each.name)}
            onDone={made}
            onClose={isEmpty ? undefined : () => setIsMaking(false)}
          />
        )}
        {isEmpty && !canMake && (
          <section className="card release-none">
            <h2>Nothing has been released yet</h2>
            <p className="quiet">The owner makes a release when enough items are decided.</p>
            <Button variant="default" onClick={() => go(`/p/${encodeURIComponent(slug)}/items`)}>
              Look at the items
            </Button>
          </section>
        )}
        {shown && (
          <div className="release-grid">
            <Bottle
              key={shown.id}
              slug={slug}
              release={shown}
              isNewest={shown === all[0]}
              canVerify={canMake}
            />
            <Timeline releases={all} shown={shown} onShow={show} />
          </div>
        )}
      </div>
    </ProjectFrame>
  );
}

function newestFirst(releases: readonly ReleaseOut[]): ReleaseOut[] {
  return [...releases].sort((a, b) => b.as_of - a.as_of || b.at.localeCompare(a.at));
}
