"""The clock is set back in the middle of the work: what came later still counts as later, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goldsmith.model import new_id
from goldsmith.project import clock, home, progress, release, work
from goldsmith.project.check import check
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from tests.faults.crew import too_many
from tests.team import GUIDELINE, Team, add_texts

DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(clock, "now", found)
    return found


@pytest.fixture
def team(tmp_path: Path, now: Clock) -> Iterator[Team]:
    workspace = Workspace(tmp_path / "w")
    owner = Actor(workspace.owner.id, workspace.owner.name)
    team = Team(workspace, home.make_project(workspace, owner, title="Tone", text=GUIDELINE))
    add_texts(team.project, [f"text {n}" for n in range(8)])
    team.open((1.0, 2))
    yield team
    workspace.close()


def job() -> Job:
    return Job(new_id(), "release", None, None)


def test_the_last_answer_counts_though_its_time_is_earlier(team: Team, now: Clock) -> None:
    (piece,) = team.take("ann")
    team.answer("ann", piece, "kind")
    now.now -= DAY
    team.answer("ann", piece, "rude")
    annotator = team.project.ledger.reader.execute("SELECT seq FROM annotator").fetchone()["seq"]
    item = team.project.item_row(piece.item.id)["seq"]
    own = work.own_answers(team.project, annotator, item)
    assert own["tone"].value == "rude"
    assert check(team.project) == []


def test_work_goes_on_and_a_release_of_it_verifies(team: Team, now: Clock, tmp_path: Path) -> None:
    team.label_all("ann", lambda _: "kind")
    now.now -= DAY
    assert team.label_all("bob", lambda _: "kind") == 8
    assert too_many(tmp_path / "w") == []
    assert progress.report(team.project, "UTC").by_day.n.sum() == 16
    plan = release.Plan("one", {"train": 0.5, "test": 0.5}, 0, ())
    release.make(team.project, team.owner, plan, job())
    now.now += 2 * DAY
    assert release.verify(team.project, "one", job())["is_same"]
    assert check(team.project) == []


def test_an_item_leased_before_is_free_again_after_its_time_not_a_day_later(
    team: Team, now: Clock, tmp_path: Path
) -> None:
    for name in ("ann", "bob"):
        assert len(team.take(name, 8)) == 8
    now.now -= DAY
    assert len(team.take("cem", 8)) == 8
    late = team.take("ann", 8)  # hers come back to her as far as they are not counted yet
    assert all(team.answer("ann", piece, "kind").stored for piece in late)
    assert too_many(tmp_path / "w") == []
    assert check(team.project) == []
