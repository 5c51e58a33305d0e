"""A workspace served in this process: two labeled projects alike, and people of every role at their doors."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image

from goldsmith.client import local_token
from goldsmith.model import new_id
from goldsmith.project import adjudicate, consensus, conversation, home, release
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor, Project
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries
from goldsmith.store.people import Person
from goldsmith.web.app import make_app
from goldsmith.web.security import COOKIE
from tests.team import GUIDELINE, Team, add_texts

CSRF = {"X-Goldsmith": "1"}
MEDIA = "ab" * 32 + ".png"


def png(width: int = 8, height: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


@dataclass
class Estate:
    """A project's objects, by what they are called in addresses."""

    project: Project
    team: Team
    item: str
    annotation: str
    gold: str
    assignment: str
    run: str
    thread: str
    result: str
    release: str = "first"
    media: str = MEDIA


@dataclass
class House:
    """An application with its workspace; `caller` opens its door for somebody."""

    workspace: Workspace
    app: FastAPI
    local: str
    a: Estate
    b: Estate
    _count: Any = field(default_factory=itertools.count)

    @property
    def boss(self) -> Person:
        return self.workspace.owner

    def someone(self, role: str | None = None, slug: str = "a") -> Person:
        """Return a new person, a member of a project if a role is given."""
        person = self.workspace.people.add(f"Person {next(self._count)}")
        if role:
            self.workspace.people.set_role(person.id, slug, role)
        return person

    def door(self, person: Person | None) -> TestClient:
        """Return a browser in which the person, or nobody, is signed in."""
        client = TestClient(self.app, headers=CSRF, raise_server_exceptions=False)
        if person:
            client.cookies.set(COOKIE, self.workspace.people.start_session(person.id))
        return client

    def script(self, person: Person, *, role: str = "owner", project: str | None = None) -> TestClient:
        """Return a client with a token of the person."""
        _, secret = self.workspace.people.make_token(
            person.id, name="script", project=project, role=role, days=1
        )
        return self.bearer(secret)

    def bearer(self, secret: str) -> TestClient:
        headers = {"Authorization": f"Bearer {secret}"}
        return TestClient(self.app, headers=headers, raise_server_exceptions=False)


def job(project: Project) -> Job:
    return Job(new_id(), "test", project.slug, None)


def plan_of(name: str) -> release.Plan:
    return release.Plan(name, {"train": 0.5, "test": 0.5}, 0, ())


def estate(workspace: Workspace, slug: str) -> Estate:
    """Make a project with two people's answers, one ruling to come, a release and an image."""
    actor = Actor(workspace.owner.id, workspace.owner.name)
    project = home.make_project(workspace, actor, title=f"Project {slug}", slug=slug, text=GUIDELINE)
    team = Team(workspace, project)
    add_texts(project, [f"{slug} text {n}" for n in range(6 if slug == "a" else 7)])
    team.open((1.0, 2))
    ann, bob = f"ann {slug}", f"bob {slug}"
    team.label_all(ann, lambda _: "kind")
    team.label_all(bob, lambda p: "rude" if p.item.fields["text"]["text"].endswith("0") else "kind")
    adjudicate.accept(project, actor, question=None, seed=0)
    release.make(project, actor, plan_of("first"), job(project))
    sql = project.ledger.reader
    waiting = adjudicate.queue(project, question=None, offset=0, limit=1)[0].item
    path = project.media_path(MEDIA)
    path.parent.mkdir(parents=True)
    path.write_bytes(png())
    first = next(queries.heads(sql))
    return Estate(
        project,
        team,
        item=waiting.id,
        annotation=first["id"],
        gold=queries.golds(sql)[0]["id"],
        assignment=first["assignment"],
        run=queries.runs(sql, "ingest")[0]["id"],
        thread=conversation.start(
            project, actor, target="guideline", target_id="", anchor="rude", text="Is irony rude?"
        ),
        result=str(
            consensus.decide_by(project, actor, consensus.Ask(None, "majority"), job(project))["result"]
        ),
    )


def build(folder: Path) -> House:
    workspace = Workspace(folder)
    app = make_app(workspace)
    _, local = local_token(workspace)
    app.state.local_token = local
    return House(workspace, app, local, estate(workspace, "a"), estate(workspace, "b"))
