"""A redaction that dies at any step leaves the project as it was, or is finished when it is opened again."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from goldsmith.project import check, release
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries, redacting
from tests.planted import PHONE, job, planted, traces

pytestmark = pytest.mark.slow

STEPS = [
    "goldsmith.project.redact._blank",
    "goldsmith.project.redact.refresh",
    "goldsmith.store.ledger._keeps",
    "goldsmith.project.project.Project.forget",
    "goldsmith.store.ledger.Ledger.sweep",
    "goldsmith.project.redact._drop_media",
    "goldsmith.project.redact._rewrite",
    "goldsmith.project.release.rebuild",
    "goldsmith.project.redact._drop_leftovers",
    "goldsmith.project.redact._settle",
]
DIES = """
import os, signal, sys
from pkgutil import resolve_name
from pathlib import Path
from goldsmith.model import new_id
from goldsmith.project import redact
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace

folder, step, text, when = sys.argv[1:]
workspace = Workspace(Path(folder))
project = workspace.project("tone")
owner, _, name = step.rpartition(".")
held, before = resolve_name(owner), resolve_name(step)

def die(*given, **named):
    if when == "after":
        before(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(held, name, die)
redact.redact(project, Actor(None, "x"), redact.Wish(find=text), Job(new_id(), "redact", "tone", None))
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_after_a_kill_all_is_as_before_or_the_next_opening_finishes_it(
    tmp_path: Path, step: str, when: str
) -> None:
    folder = tmp_path / "workspace"
    workspace = Workspace(folder)
    planted(workspace, tmp_path)
    workspace.close()
    died = subprocess.run(
        [sys.executable, "-c", DIES, str(folder), step, PHONE, when],
        capture_output=True,
        text=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    again = Workspace(folder)
    try:
        project = again.project("tone")
        is_done = redacting.redacted_items(project.ledger.reader) > 0
        assert bool(traces(project.folder, PHONE)) is not is_done
        assert is_done or STEPS.index(step) < 4
        assert check.check(project) == []
        assert release.verify(project, "one", job())["is_same"]
        assert queries.settings(project.ledger.reader).get("redaction") is None
    finally:
        again.close()
