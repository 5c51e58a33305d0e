"""A workspace with a small project, and people to work in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldsmith.project import home
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.team import GUIDELINE, Team


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path / "workspace")
    yield made
    made.close()


@pytest.fixture
def team(workspace: Workspace) -> Team:
    actor = Actor(workspace.owner.id, workspace.owner.name)
    project = home.make_project(workspace, actor, title="Tone", text=GUIDELINE)
    return Team(workspace, project)
