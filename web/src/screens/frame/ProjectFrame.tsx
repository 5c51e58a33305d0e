import "./ProjectFrame.css";
import { Button } from "@mantine/core";
import { type ReactNode, useEffect, useMemo } from "react";
import { Link } from "wouter";
import { ApiError } from "../../api/problem";
import type { NextStep } from "../../model/api.gen";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { Brand, HeaderTools } from "./Header";
import { Line } from "./Line";
import { type StationKey, stationName, stationPath, stationsFor } from "./stations";
import { useHome } from "./useHome";

export type { StationKey } from "./stations";
export { useHome } from "./useHome";

/**
 * The frame of every page of a project: brand, the line, and one sentence under it.
 *
 * notice: the sentence bar; when left out, it is the next useful step, unless that is this very station.
 * null says none. fill: the page takes exactly the height of the window.
 */
export function ProjectFrame(props: {
  slug: string;
  station: StationKey | null;
  right?: ReactNode;
  notice?: ReactNode;
  fill?: boolean;
  children: ReactNode;
}) {
  const { slug, station, right, notice, fill = false, children } = props;
  const home = useHome(slug);
  const title = home.data?.title ?? "";
  const isUnknown = !home.data && home.error instanceof ApiError && home.error.status === 404;
  useEffect(() => {
    const parts = [station && stationName(station), title, "Goldsmith"];
    document.title = parts.filter(Boolean).join(" · ");
  }, [station, title]);
  // A page is drawn again at every stroke of a key; its header is not.
  const header = useMemo(
    () => (
      <header className="frame-header">
        <Brand slug={slug} title={title} />
        <Line
          slug={slug}
          keys={isUnknown ? [] : stationsFor(home.data?.role)}
          stations={home.data?.stations ?? []}
          here={station}
        />
        <HeaderTools slug={slug} role={home.data?.role}>
          {right}
        </HeaderTools>
      </header>
    ),
    [slug, title, isUnknown, home.data?.role, home.data?.stations, station, right],
  );
  return (
    <div className={fill ? "frame is-filled" : "frame"}>
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      {header}
      <Notice slug={slug} station={station} notice={notice} next={home.data?.next_step ?? null} />
      <main id="main" className="frame-main" tabIndex={-1}>
        {home.isError && !home.data ? (
          <div className="page">
            <ProblemNotice
              error={home.error}
              {...(isUnknown ? {} : { onRetry: () => void home.refetch() })}
            />
            <Button component={Link} href="/" variant="default" mt="md">
              All projects
            </Button>
          </div>
        ) : (
          children
        )}
      </main>
    </div>
  );
}

function Notice(props: {
  slug: string;
  station: StationKey | null;
  notice: ReactNode;
  next: NextStep | null;
}) {
  const { slug, station, notice, next } = props;
  if (notice === null) return null;
  if (notice !== undefined)
    return (
      <section className="notice" aria-label="Next">
        {notice}
      </section>
    );
  const isHere = station !== null && next !== null && isUnder(next.path, slug, station);
  const isWork = station === "label" || station === "adjudicate";
  if (next === null || isHere || isWork || station === null) return null;
  return (
    <section className="notice" aria-label="Next">
      <span>{next.text}</span>
      <Button component={Link} href={nextPath(slug, next)} variant="default" size="xs">
        {next.action}
      </Button>
    </section>
  );
}

/** What a next step opens on its page: planning stands on the project's own page, items come by a dialog. */
const OPENS: Readonly<Record<string, string>> = { "": "#plan", items: "/items?add=1" };

/** The page of a next step; its path is one under the project. */
export function nextPath(slug: string, next: NextStep): string {
  const path = next.path.replace(/^\/+/, "");
  return `/p/${encodeURIComponent(slug)}${OPENS[path] ?? `/${path}`}`;
}

function isUnder(path: string, slug: string, station: StationKey): boolean {
  const page = `/p/${encodeURIComponent(slug)}/${path.replace(/^\/+/, "")}`;
  const here = stationPath(slug, station);
  return page === here || page.startsWith(`${here}?`) || page.startsWith(`${here}/`);
}
