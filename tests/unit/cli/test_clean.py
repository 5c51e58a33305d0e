"""`dedup`, `quality` and `release --accept-twins` on a project's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from numpy.random import default_rng

from goldsmith.cli.main import cli
from goldsmith.errors import GoldsmithError
from goldsmith.project import home
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.team import GUIDELINE, Team, add_texts

WORDS = [f"{a}{b}{c}" for a in "bdfgklmn" for b in "aeiou" for c in ("n", "ra", "so", "ti")]
TEXTS = [" ".join(default_rng(n).choice(WORDS, 20)) for n in range(10)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of ten texts, each with a near-copy, all labeled."""
    workspace = Workspace(tmp_path / "w")
    actor = Actor(workspace.owner.id, workspace.owner.name)
    team = Team(workspace, home.make_project(workspace, actor, title="Tone", text=GUIDELINE))
    add_texts(team.project, [*TEXTS, *(f"{text} again" for text in TEXTS)])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    workspace.close()
    return tmp_path / "w" / "tone"


def call(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def told(*words: object) -> Any:
    found = call(*words, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.output)


def test_dedup_of_a_project_compares_only_what_is_new(folder: Path) -> None:
    first = told("dedup", folder)
    assert (first["n_compared"], first["stands"]["n_components"]) == (20, 10)
    assert told("dedup", folder)["n_compared"] == 0
    raised = told("dedup", folder, "--threshold", "0.99")["stands"]
    assert (raised["thresholds"]["text"], raised["n_components"]) == (0.99, 0)
    assert "Compared 0 new items with all 20" in call("dedup", folder).output
    assert call("dedup", folder, "--out", "x.csv").exit_code != 0


def test_quality_of_a_project_keeps_its_findings(folder: Path) -> None:
    assert told("quality", folder)["n_checked"] == 20
    assert "Checked 20 items: 0 new findings." in call("quality", folder).output


def test_a_release_with_twins_across_wants_to_be_told_so(folder: Path) -> None:
    halves = ("--split", "train=0.5,test=0.5")
    told("release", folder, "v1", *halves)
    told("dedup", folder)
    refused = call("release", folder, "v2", *halves)
    assert isinstance(refused.exception, GoldsmithError)
    assert refused.exception.slug == "release.twins"
    assert told("release", folder, "v2", *halves, "--accept-twins")["n_items"] == 20
