import "./Home.css";
import { Button, Skeleton } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { Link } from "wouter";
import type { ProjectHome } from "../../model/api.gen";
import { Ago } from "../../ui/Ago";
import { nextPath, ProjectFrame, useHome } from "../frame/ProjectFrame";
import { goToPlan, usePlanAnchor } from "./anchor";
import { BigLine } from "./BigLine";
import { Pace } from "./Pace";
import { PlanCard } from "./PlanCard";

/** A project in one look: the line with its numbers, the next step, the plan, people and what happened. */
export default function Home({ slug }: { slug: string }) {
  const home = useHome(slug);
  return (
    <ProjectFrame slug={slug} station={null} notice={null}>
      <div className="page home">{home.data ? <Content home={home.data} /> : <HomeSkeleton />}</div>
    </ProjectFrame>
  );
}

function Content({ home }: { home: ProjectHome }) {
  const isLead = home.role !== "annotator";
  usePlanAnchor();
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{home.title}</h1>
          {home.description !== "" && <p>{home.description}</p>}
        </div>
        {home.role === "adjudicator" && (
          <Button
            component={Link}
            href={`/p/${encodeURIComponent(home.slug)}/work`}
            variant="default"
            size="sm"
          >
            Work
          </Button>
        )}
        {home.role === "owner" && (
          <div className="row">
            <Button
              component={Link}
              href={`/p/${encodeURIComponent(home.slug)}/work`}
              variant="default"
              size="sm"
            >
              Work
            </Button>
            <Button
              component={Link}
              href={`/p/${encodeURIComponent(home.slug)}/people`}
              variant="default"
              size="sm"
            >
              People
            </Button>
            <Button
              component={Link}
              href={`/p/${encodeURIComponent(home.slug)}/settings`}
              variant="default"
              size="sm"
            >
              Settings
            </Button>
          </div>
        )}
      </div>
      <BigLine home={home} />
      {home.next_step && (
        <div className="home-next">
          <span>{home.next_step.text}</span>
          {home.next_step.path === "" ? (
            <Button onClick={goToPlan}>{home.next_step.action}</Button>
          ) : (
            <Button component={Link} href={nextPath(home.slug, home.next_step)}>
              {home.next_step.action}
            </Button>
          )}
        </div>
      )}
      {home.notices.map((notice) => (
        <p key={notice} className="home-notice">
          <IconInfoCircle size={18} stroke={1.75} aria-hidden /> {notice}
        </p>
      ))}
      {isLead && (
        <div className="home-columns">
          <div className="home-column">
            <PlanCard home={home} />
            <Pace home={home} />
          </div>
          <Activity home={home} />
        </div>
      )}
    </>
  );
}

function Activity({ home }: { home: ProjectHome }) {
  return (
    <section className="card home-activity">
      <h2>What happened</h2>
      {home.activity.length === 0 ? (
        <p className="quiet">Nothing yet. Imports, rulings and releases will stand here.</p>
      ) : (
        <ol>
          {home.activity.map((each) => (
            <li key={`${each.at} ${each.text}`}>
              <span>{each.text}</span>
              <span className="quiet">
                <Ago at={each.at} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function HomeSkeleton() {
  return (
    <div aria-busy="true">
      <Skeleton height={28} width={320} mb={28} />
      <Skeleton height={120} mb={24} />
      <Skeleton height={260} />
    </div>
  );
}
