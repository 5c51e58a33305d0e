"""`withdraw`, `withdrawn`, `group` and `redact` on a project's folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from goldsmith.cli.main import cli
from goldsmith.project.workspace import Workspace
from tests.planted import PHONE, planted, traces


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Any]:
    workspace = Workspace(tmp_path / "w")
    planted(workspace, tmp_path)
    workspace.close()

    def call(command: str, *words: str, status: int = 0) -> Any:
        found = CliRunner().invoke(cli, [command, str(tmp_path / "w" / "tone"), *words, "--json"])
        assert found.exit_code == status, found.output
        return json.loads(found.output)

    return call


def test_what_is_withdrawn_is_listed_and_comes_back(run: Callable[..., Any]) -> None:
    assert run("withdraw", "--item", "r3", "--annotator", "bob", "--reason", "a robot") == {
        "item": 1,
        "annotator": 1,
    }
    listed = run("withdrawn")
    assert [(row["target"], row["what"], row["reason"]) for row in listed["rows"]] == [
        ("annotator", "all answers of bob", "a robot"),
        ("item", "r3", "a robot"),
    ]
    assert run("withdraw", "--annotator", "bob", "--undo") == {"annotator": 1}
    assert run("withdrawn")["counts"] == {"item": 1}


def test_a_group_is_corrected(run: Callable[..., Any]) -> None:
    found = run("group", "letter 7", "--item", "r3", "--item", "r4")
    assert found["n"] == 2


def test_redact_says_first_what_it_would_blank_and_does_it_when_told(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    assert run("redact", "--find", PHONE)["n_items"] == 3
    folder = tmp_path / "w" / "tone"
    assert traces(folder, PHONE)
    assert run("redact", "--find", PHONE, "--yes")["left"] == []
    assert traces(folder, PHONE) == []
    text = CliRunner().invoke(cli, ["verify", str(folder), "one"]).output
    assert "rebuilds to the same" in text
    assert "except 3 redacted items" in text
    assert (
        "everything is whole, except 3 redacted items."
        in CliRunner().invoke(cli, ["check", str(folder)]).output
    )
