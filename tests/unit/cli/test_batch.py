"""`batch` and `progress` on a project's folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from goldsmith.cli.main import cli
from goldsmith.errors import NotFound
from goldsmith.project import home
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.team import GUIDELINE, Team, add_texts


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    workspace = Workspace(tmp_path / "w")
    actor = Actor(workspace.owner.id, workspace.owner.name)
    project = home.make_project(workspace, actor, title="Tone", text=GUIDELINE)
    team = Team(workspace, project)
    add_texts(project, ["one", "two", "three"])
    team.person("Ann")
    workspace.close()

    def call(*words: str) -> Any:
        place = [str(tmp_path / "w" / "tone") if word == "P" else word for word in words]
        found = CliRunner().invoke(cli, place, standalone_mode=False)
        if found.exception is not None:
            raise found.exception
        return json.loads(found.output) if "--json" in words else found.output

    return call


def test_a_batch_is_previewed_made_listed_and_paused(run: Callable[..., Any]) -> None:
    told = run("batch", "make", "P", "First", "--n", "2", "--overlap", "2", "--preview", "--json")
    assert (told["n_items"], told["cost"]["n_answers"]) == (2, 4)
    assert run("batch", "list", "P", "--json")["batches"] == []
    words = ("--n", "2", "--overlap", "2", "--priority", "first", "--due", "2031-05-20", "--person", "Ann")
    made = run("batch", "make", "P", "First", *words, "--json")
    assert (made["n_items"], made["priority"], made["due"], len(made["people"])) == (2, 1, "2031-05-20", 1)
    changed = run("batch", "change", "P", made["id"], "--pause", "--reason", "a holiday", "--json")
    assert (changed["is_paused"], changed["due"]) == (True, "2031-05-20")
    assert "First: 0 of 2 items done, paused, due 2031-05-20, for 1 people" in run("batch", "list", "P")
    assert run("batch", "change", "P", made["id"], "--resume", "--json")["is_paused"] is False


def test_a_person_who_is_no_member_is_told(run: Callable[..., Any]) -> None:
    with pytest.raises(NotFound) as refused:
        run("batch", "make", "P", "First", "--person", "Zoe")
    assert "Ann" in refused.value.mend


def test_progress_is_printed_and_time_sheets_are_written(run: Callable[..., Any], tmp_path: Path) -> None:
    run("batch", "make", "P", "First", "--overlap", "2", "--json")
    assert "6 answers are wanted; until when is not known" in run("progress", "P")
    run("progress", "P", "--time-sheets", str(tmp_path / "sheets.csv"))
    assert (tmp_path / "sheets.csv").read_text("utf-8").startswith("day,")
