"""An import is stored in short turns: whole or not at all, seen when it is whole, and nobody waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from goldsmith.errors import Conflict
from goldsmith.project import check, guideline, ingest, items, plan, state, storing
from goldsmith.project.answers import read_answers
from goldsmith.project.jobs import Cancelled, Job
from goldsmith.project.project import Project
from goldsmith.project.state import rebuild
from goldsmith.project.workspace import Workspace
from goldsmith.store import caches, queries, turns
from tests.team import GUIDELINE, Team

N = 300
LABELLED = ingest.Options(
    name="a.csv", text=("text",), id="id", label="tone", annotator="who", question="tone"
)


class Watched(Job):
    """A job that calls back at each step."""

    def __init__(self, at_step: Callable[[Job, str], None] = lambda _job, _message: None) -> None:
        super().__init__("j", "import", None, None)
        self._at_step = at_step

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        self._at_step(self, message)
        super().progress(done, total, message)


def stopping_at(words: str, n: int = 2) -> Watched:
    """Return a job that the process ends at the n-th step that is told in these words."""
    left = [n]

    def stop(job: Job, message: str) -> None:
        left[0] -= words in message
        if left[0] == 0:
            job.stop()

    return Watched(stop)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "AIM", 0.002)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [f"q{n},text {n % 290},{'kind' if n % 3 else 'rude'},w{n % 2}" for n in range(N)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["id,text,tone,who", *rows]))
    return path


def brought(team: Team, file: Path, job: Job | None = None) -> dict[str, Any]:
    return ingest.ingest(team.project, team.owner, file, LABELLED, job or Watched(), is_ours=False)


def told(project: Project) -> list[tuple[Any, ...]]:
    """Return what the project holds of the file, without what is drawn at random."""
    sql = project.ledger.reader
    rows = sql.execute(
        "SELECT i.external_id, i.fields, t.status, t.n_answers, t.labels, q.overlap, q.rank, "
        "(SELECT count(*) FROM annotation a WHERE a.item = i.seq), "
        "(SELECT count(*) FROM finding f WHERE f.item = i.seq) "
        "FROM item i LEFT JOIN state_item t ON t.item = i.seq LEFT JOIN state_queue q ON q.item = i.seq "
        "WHERE i.source = 'a.csv' ORDER BY i.seq"
    )
    return [tuple(row)[:6] + tuple(row)[7:] for row in rows]


@pytest.mark.parametrize("words", ["rows stored", "items listed", "items planned", "labels of"])
def test_an_import_that_was_broken_off_comes_in_whole_when_it_is_gone_on_with(
    team: Team, file: Path, words: str
) -> None:
    team.open((1.0, 2))
    with pytest.raises(Cancelled):
        brought(team, file, stopping_at(words))
    assert storing.is_pending(team.project)
    assert storing.resume(team.project, Watched()) == {"n_rows": N}
    found = told(team.project)
    assert [row[0] for row in found] == [f"q{n}" for n in range(N)]
    assert {row[3] for row in found} == {1}
    assert {row[5] for row in found} == {2}
    assert sum(row[6] for row in found) == N
    assert sum(row[7] for row in found) == 10  # of equal content
    assert rebuild(team.project) == []
    assert not storing.is_pending(team.project)
    assert not storing.path_of(team.project).exists()


def test_a_workspace_that_is_opened_again_goes_on_with_an_import(workspace: Workspace, file: Path) -> None:
    from goldsmith.project import home
    from goldsmith.project.project import Actor
    from tests.team import GUIDELINE

    owner = Actor(workspace.owner.id, "owner")
    project = home.make_project(workspace, owner, title="A", slug="a", text=GUIDELINE)
    with pytest.raises(Cancelled):
        ingest.ingest(project, owner, file, LABELLED, stopping_at("rows stored"), is_ours=False)
    workspace.close()
    again = Workspace(workspace.path)
    opened = again.project("a")
    for _ in range(500):
        if not storing.is_pending(opened):
            break
        time.sleep(0.02)
    assert len(told(opened)) == N
    assert check.check(opened) == []
    again.close()


def test_cancelling_while_it_is_read_leaves_nothing_behind(team: Team, file: Path) -> None:
    before = team.project.ledger.seq()
    with pytest.raises(Cancelled):
        brought(team, file, Watched(lambda job, message: job.cancel() if "read" in message else None))
    assert team.project.ledger.seq() == before
    assert not storing.path_of(team.project).exists()
    assert not storing.is_pending(team.project)


def test_it_is_too_late_to_cancel_once_it_is_stored(team: Team, file: Path) -> None:
    refused = []

    def cancel(job: Job, message: str) -> None:
        if "stored" in message:
            with pytest.raises(Conflict, match="too late"):
                job.cancel()
            refused.append(message)

    brought(team, file, Watched(cancel))
    assert refused
    assert len(told(team.project)) == N


def test_no_item_is_seen_before_all_are_stored(team: Team, file: Path) -> None:
    seen = []

    def look(_job: Job, message: str) -> None:
        if "rows stored" in message:
            sql = team.project.ledger.reader
            source = queries.ItemFilter(external="q1")
            seen.append((len(queries.list_items(sql, source)), ingest.imports(team.project)))

    brought(team, file, Watched(look))
    assert len(seen) > 1
    assert all(found == (0, []) for found in seen)
    assert len(ingest.imports(team.project)) == 1


def test_others_write_between_the_turns(team: Team, file: Path) -> None:
    is_over, waits = threading.Event(), []

    def write() -> None:
        while not is_over.is_set():
            began = time.perf_counter()
            with team.project.ledger.write() as tx:
                tx.put_setting("x", 1)
            waits.append(time.perf_counter() - began)

    other = threading.Thread(target=write)
    steps: list[int] = []
    other.start()
    brought(
        team, file, Watched(lambda _job, message: steps.append(len(waits)) if "stored" in message else None)
    )
    is_over.set()
    other.join()
    assert steps[-1] > steps[0]  # it wrote between one step and another


def test_the_last_of_several_answers_of_one_person_stands_however_the_turns_fall(
    team: Team, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,text,tone,who\nq1,one,kind,w\nq1,one,rude,w\nq1,one,kind,w\n")
    found = brought(team, file)
    assert found["n_answers"] == 3
    (row,) = queries.list_items(team.project.ledger.reader, queries.ItemFilter(external="q1"))
    assert row["n_answers"] == 1
    assert row["labels"] == '{"tone":{"kind":1}}'


def test_nothing_is_planned_while_an_import_waits_to_be_finished(team: Team, file: Path) -> None:
    with pytest.raises(Cancelled):
        brought(team, file, stopping_at("rows stored"))
    with pytest.raises(Conflict, match="interrupted"):
        team.open((1.0, 2))
    storing.resume(team.project, Watched())
    team.open((1.0, 2))


def test_a_plan_that_was_broken_off_is_finished_as_it_was_drawn(team: Team, file: Path) -> None:
    brought(team, file)

    def stop(done: int, _total: int) -> None:
        raise Cancelled

    with team.project.ledger.write() as tx:
        plan._begin(tx, team.owner, plan.OVERLAP, {"arms": [{"share": 1.0, "overlap": 2}]}, 7)
    with pytest.raises(Cancelled):
        plan.finish(team.project, stop)
    assert storing.is_pending(team.project)
    storing.resume(team.project, Watched())
    assert caches.n_open(team.project.ledger.reader) == N
    assert rebuild(team.project) == []


def test_check_finds_in_a_copy_what_differs_and_holds_nobody_up(team: Team, file: Path) -> None:
    team.open((1.0, 2))
    brought(team, file)
    assert state.differing(team.project) == []
    with team.project.ledger.write() as tx:
        tx.sql.execute("UPDATE state_item SET n_answers = 7 WHERE item = (SELECT max(item) FROM state_item)")
        assert state.differing(team.project) == []  # not stored yet; and it does not wait for this
    assert state.differing(team.project) == ["state_item"]
    assert check.check(team.project) == ["The cache state_item differed from the facts; it was made again."]
    assert check.check(team.project) == []


class Other:
    """Somebody who does something in a thread of their own from the first step on that is told in these words."""

    def __init__(self, words: str, act: Callable[[], None]) -> None:
        self.thread = threading.Thread(target=act, daemon=True)
        self.job = Watched(lambda _job, message: self._step(words in message))

    def _step(self, is_now: bool) -> None:
        if is_now and not self.thread.ident:
            self.thread.start()  # the step may hold the ledger: it is not waited for here

    def done(self) -> None:
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.mark.parametrize("words", ["stored", "listed"])
def test_the_guideline_waits_for_labels_that_were_read_by_it(team: Team, file: Path, words: str) -> None:
    refused: list[Conflict] = []

    def change() -> None:
        try:
            guideline.save(
                team.project,
                team.owner,
                GUIDELINE.replace("rude", "sour"),
                carries={"tone": {"rude": ["sour"]}},
                based_on=1,
            )
        except Conflict as error:
            refused.append(error)

    other = Other(words, change)
    assert brought(team, file, other.job)["n_answers"] == N
    other.done()
    assert [error.slug for error in refused] == ["guideline.labels_coming"]
    change()
    assert len(refused) == 1
    values = {answer.value for answer in read_answers(team.project, question="tone")}
    assert values == {"kind", "sour"}


def test_labels_that_were_read_by_an_older_guideline_do_not_come_in(team: Team, file: Path) -> None:
    text = GUIDELINE.replace("Rude", "Ruder")

    def change() -> None:
        guideline.save(team.project, team.owner, text, carries={}, based_on=1)

    def change_first(_job: Job, _message: str) -> None:
        if not team.project.need_guideline().version > 1:
            change()

    with pytest.raises(Conflict, match="guideline was changed"):
        brought(team, file, Watched(change_first))
    assert queries.n_items(team.project.ledger.reader, queries.NOW) == 0
    assert not storing.path_of(team.project).exists()
    assert brought(team, file)["n_answers"] == N


def test_an_import_cannot_be_taken_back_while_it_is_stored(team: Team, file: Path) -> None:
    refused: list[str] = []

    def withdraw() -> None:
        (run,) = [row["id"] for row in queries.runs(team.project.ledger.reader, "ingest")]
        try:
            items.withdraw_import(team.project, team.owner, run, "The wrong file.")
        except Conflict as error:
            refused.append(error.slug)

    other = Other("listed", withdraw)
    brought(team, file, other.job)
    other.done()
    assert refused == ["import.unfinished"]
    assert rebuild(team.project) == []


def test_what_a_killed_process_had_read_is_gone_when_the_project_opens(team: Team) -> None:
    folder, slug = team.workspace.path, team.project.slug
    storing.path_of(team.project).write_text('[["call 555-123-9999"]]')
    team.workspace.close()
    again = Workspace(folder)
    assert not storing.path_of(again.project(slug)).exists()
    again.close()


def test_an_import_says_whose_answers_came_and_whether_they_are_votes(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("id,text,said\n1,a,kind\n2,b,rude\n")
    options = ingest.Options(
        name="p.csv", text=("text",), id="id", label="said", annotator_name="model-a", by="model"
    )

    def told(given: ingest.Options) -> list[str]:
        job = Job("j", "import", None, None)
        return list(ingest.ingest(team.project, team.owner, file, given, job, is_ours=False)["choices"][2:])

    assert told(options) == ["Given by model-a: a model, no votes in this project."]
    assert told(replace(options, by=None)) == [
        "Given by model-a: a person, votes in this project.",
        "model-a is a model here too: these answers are of another annotator of that name.",
    ]
