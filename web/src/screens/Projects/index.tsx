import "./Projects.css";
import "../frame/ProjectFrame.css";
import { Button, Progress, Skeleton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { api } from "../../api/client";
import type { ProjectSummary } from "../../model/api.gen";
import { useMe } from "../../state/session";
import { Empty } from "../../ui/Empty";
import { counted, percent, thin } from "../../ui/num";
import { ProblemNotice } from "../../ui/ProblemNotice";
import { PlainHeader } from "../frame/Header";
import { NewProjectForm } from "./NewProjectForm";

/** All projects that the person works on, and the way to a new one. */
export default function Projects() {
  const me = useMe();
  const projects = useQuery({ queryKey: ["projects"], queryFn: api.projects });
  const [isMaking, setIsMaking] = useState(false);
  const mayMake = me.data?.is_workspace_owner ?? false;
  useEffect(() => {
    document.title = "Projects · Goldsmith";
  }, []);
  const newButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setIsMaking(true)}>
      New project
    </Button>
  );
  return (
    <div className="frame">
      <PlainHeader />
      <main id="main" className="page">
        <div className="page-head">
          <div>
            <h1>Projects</h1>
            {me.data && <p>{me.data.workspace}</p>}
          </div>
          {mayMake && projects.data && projects.data.length > 0 && newButton}
        </div>
        {projects.isPending && <Skeleton height={180} />}
        {projects.isError && <ProblemNotice error={projects.error} onRetry={() => void projects.refetch()} />}
        {projects.data?.length === 0 && (
          <Empty title="There is no project yet" action={mayMake ? newButton : undefined}>
            {mayMake
              ? "A project holds one guideline, its items, and every answer to them."
              : "When somebody invites you to a project, it stands here."}
          </Empty>
        )}
        {projects.data && projects.data.length > 0 && (
          <ul className="projects">
            {projects.data.map((project) => (
              <li key={project.slug}>
                <ProjectRow project={project} />
              </li>
            ))}
          </ul>
        )}
      </main>
      {isMaking && <NewProjectForm onClose={() => setIsMaking(false)} />}
    </div>
  );
}

function ProjectRow({ project }: { project: ProjectSummary }) {
  const { progress, role } = project;
  const isMine = role === "annotator";
  const done = isMine ? progress.n_mine : progress.n_answers;
  const wanted = isMine
    ? progress.n_mine_left === null
      ? null
      : progress.n_mine + progress.n_mine_left
    : progress.n_answers_wanted;
  const share = wanted ? Math.min(1, done / wanted) : null;
  return (
    <Link href={`/p/${encodeURIComponent(project.slug)}`} className="project">
      <span className="project-name">
        <b>{project.title}</b>
        <span className="quiet">{project.description}</span>
      </span>
      <span className="project-count">
        <b>{thin(progress.n_items)}</b>
        <span className="quiet">{progress.n_items === 1 ? "item" : "items"}</span>
      </span>
      <span className="project-progress">
        <span>
          {counted(done, "answer")}
          {share !== null && <span className="quiet"> · {percent(share)}</span>}
        </span>
        <Progress value={(share ?? 0) * 100} size={4} color="gold" aria-hidden />
      </span>
      <span className="project-state">
        {!isMine && progress.n_disagreed > 0 ? (
          <span className="project-waiting">{thin(progress.n_disagreed)} disagree</span>
        ) : (
          <span className="quiet">{role}</span>
        )}
      </span>
    </Link>
  );
}
