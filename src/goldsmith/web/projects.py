"""Projects: the list, a new one, the home page's figures, settings and the plan of work."""

from __future__ import annotations

from fastapi import APIRouter, Request

from goldsmith.project import home, plan, state
from goldsmith.project.project import Actor, Project
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries
from goldsmith.store.people import Access
from goldsmith.web import schemas
from goldsmith.web.convert import plan_out, progress_of
from goldsmith.web.security import Owner, Signed, Viewer, WorkspaceOwner, role_in, workspace_of

router = APIRouter(tags=["projects"])


def _n_mine(project: Project, access: Access) -> int:
    row = queries.annotator_of(project.ledger.reader, access.person.id)
    return queries.counts(project.ledger.reader).get(f"mine:{row['seq']}", 0) if row else 0


def _summary(workspace: Workspace, access: Access, slug: str, role: str) -> schemas.ProjectSummary:
    project = workspace.project(slug)
    return schemas.ProjectSummary(
        slug=slug,
        title=project.title,
        description=project.settings()["description"],
        role=role,
        progress=progress_of(project, n_mine=_n_mine(project, access), is_blind=role == "annotator"),
        created_at=project.created_at,
    )


@router.get("/projects")
def projects(access: Signed, request: Request) -> list[schemas.ProjectSummary]:
    """List the caller's projects."""
    workspace = workspace_of(request)
    roles = {slug: role_in(workspace, access, slug) for slug in workspace.readable()}
    return [_summary(workspace, access, slug, role) for slug, role in roles.items() if role]


@router.post("/projects", status_code=201)
def make_project(
    body: schemas.NewProject, access: WorkspaceOwner, request: Request
) -> schemas.ProjectSummary:
    """Make a project, with a template's guideline, an own one, or none yet."""
    workspace = workspace_of(request)
    actor = Actor(access.person.id, access.person.name)
    project = home.make_project(
        workspace, actor, title=body.title, slug=body.slug, template=body.template, text=body.guideline
    )
    return _summary(workspace, access, project.slug, "owner")


@router.get("/projects/{slug}")
def project_home(entry: Viewer) -> schemas.ProjectHome:
    """Return what the header and the home page show. Annotators see the stations that are theirs, without figures."""
    project, lead = entry.project, entry.reaches("adjudicator") or entry.role == "viewer"
    guideline = project.guideline()
    n_mine = _n_mine(project, entry.access)
    own = {"guideline": f"v{guideline.version}" if guideline else "none yet", "label": f"{home.thin(n_mine)} by you"}
    return schemas.ProjectHome(
        slug=project.slug,
        title=project.title,
        description=project.settings()["description"],
        role=entry.role,
        seq=project.ledger.seq(),
        guideline_version=guideline.version if guideline else None,
        stations=[
            schemas.Station(key=s.key, count=s.count if lead else own.get(s.key, ""), is_waiting=s.is_waiting)
            for s in home.stations(project)
            if lead or s.key in own
        ],
        next_step=schemas.NextStep(**step) if lead and (step := home.next_step(project)) else None,
        progress=progress_of(project, n_mine=n_mine, is_blind=not lead),
        plan=plan_out(project)
        if lead
        else schemas.PlanState(phase="open", policy=None, parameters={}, n_unplanned=0, arms=[]),
        annotators=[schemas.AnnotatorBrief(**found) for found in home.annotators(project)] if lead else [],
        activity=[schemas.Activity(at=at, text=text) for at, text in home.activity(project)] if lead else [],
        settings=_settings(project),
        notices=home.notices(project) if lead else [],
    )


def _settings(project: Project) -> schemas.Settings:
    held = project.settings()
    return schemas.Settings(**{key: held[key] for key in schemas.Settings.model_fields})


@router.put("/projects/{slug}/settings")
def save_settings(body: schemas.Settings, entry: Owner) -> schemas.Settings:
    """Save the project's settings."""
    state.save_settings(entry.project, body.model_dump())
    return _settings(entry.project)


@router.post("/projects/{slug}/plan")
def make_plan(body: schemas.NewPlan, entry: Owner) -> schemas.PlanState:
    """Plan a pilot, or open all items that are not planned yet."""
    if body.policy == "pilot":
        plan.plan_pilot(entry.project, entry.actor, n=body.n, seed=body.seed)
    else:
        arms = [arm.model_dump() for arm in body.arms] or [{"share": 1.0, "overlap": 1}]
        plan.plan_overlap(
            entry.project,
            entry.actor,
            arms=arms,
            floor_share=body.floor_share,
            stratify_by=body.stratify_by,
            skill_column=body.skill_column,
            seed=body.seed,
        )
    return plan_out(entry.project)
