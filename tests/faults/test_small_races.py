"""What only goes wrong after days, or when two things meet: kept small and quick here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from goldsmith.errors import Conflict, NotAllowed, NotFound
from goldsmith.model import new_id
from goldsmith.project import adjudicate, guideline, home, items, plan, state, work
from goldsmith.project.project import Actor
from goldsmith.project.workspace import Workspace
from goldsmith.store import queries
from tests.team import GUIDELINE, Team, add_texts


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    workspace = Workspace(tmp_path / "w")
    owner = Actor(workspace.owner.id, workspace.owner.name)
    yield Team(workspace, home.make_project(workspace, owner, title="Tone", text=GUIDELINE))
    workspace.close()


def sent(piece: work.Piece, *ids: str) -> work.Submission:
    given = work.Given(ids[1] if len(ids) > 1 else new_id(), True, "kind")
    return work.Submission(ids[0], piece.assignment, piece.item.id, 1, {"tone": given}, 1)


def test_readers_of_threads_that_ended_are_closed(team: Team) -> None:
    """A server's threads come and go; each left three open files behind, until there were no more to be had."""
    for _ in range(30):
        thread = threading.Thread(target=team.project.ledger.seq)
        thread.start()
        thread.join()
    assert len(team.project.ledger._open) <= 3


def test_a_taken_answer_id_is_refused_alone(team: Team) -> None:
    add_texts(team.project, ["a", "b", "c"])
    team.open((1.0, 1))
    first, second, third = team.take("ann", 3)
    taken = new_id()
    work.submit(team.project, team.person("ann"), [sent(first, new_id(), taken)])
    bad, good = sent(second, new_id(), taken), sent(third, new_id())
    receipt = work.submit(team.project, team.person("ann"), [bad, good])
    assert receipt.stored == [good.id]
    assert [(which, type(error)) for which, error in receipt.refused] == [(bad.id, Conflict)]


def test_somebody_elses_submission_id_is_refused_alone(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 2))
    (hers,), his = team.take("ann"), team.take("bob", 2)
    known = sent(hers, new_id())
    work.submit(team.project, team.person("ann"), [known])
    good = sent(his[1], new_id())
    receipt = work.submit(team.project, team.person("bob"), [sent(his[0], known.id), good])
    assert receipt.stored == [good.id]
    assert [type(error) for _, error in receipt.refused] == [NotAllowed]


def test_a_submission_without_answers_is_not_called_stored(team: Team) -> None:
    text = GUIDELINE.replace("kind: choice", "kind: choice\n    required: false")
    guideline.save(team.project, team.owner, text, carries={}, based_on=None)
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    (piece,) = team.take("ann")
    empty = work.Submission(new_id(), piece.assignment, piece.item.id, 2, {}, 1)
    receipt = work.submit(team.project, team.person("ann"), [empty])
    assert (receipt.stored, [error.slug for _, error in receipt.refused]) == ([], ["work.incomplete"])


def test_an_item_withdrawn_before_it_is_planned_is_handed_to_nobody(team: Team) -> None:
    add_texts(team.project, ["a"])
    item = next(iter(queries.items_by_seq(team.project.ledger.reader, range(20)).values()))["id"]
    items.act(team.project, team.owner, "withdraw", ids=[item], where=None, reason="")
    team.open((1.0, 1))
    assert team.take("ann") == []
    assert state.rebuild(team.project) == []


def test_a_pilot_that_ends_is_counted_as_a_rebuild_counts_it(team: Team) -> None:
    add_texts(team.project, ["a", "b", "c", "d"])
    plan.plan_pilot(team.project, team.owner, n=2, seed=0)
    team.label_all("ann", lambda _: "kind")
    team.open((1.0, 1))
    assert state.rebuild(team.project) == []


def test_a_ruling_by_the_id_of_another_case_is_refused(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    cases = [
        adjudicate.open_case(team.project, team.owner, waiting.item.id, "tone")
        for waiting in adjudicate.queue(team.project, question=None, offset=0, limit=2)
    ]
    ruling = adjudicate.Ruling(
        new_id(), True, "kind", "audit", "", [a.id for _, a, _ in cases[0].answers], None
    )
    adjudicate.rule(team.project, team.owner, cases[0].item.id, "tone", ruling)
    with pytest.raises(Conflict, match="Another ruling"):
        adjudicate.rule(team.project, team.owner, cases[1].item.id, "tone", ruling)


def test_titles_in_other_scripts_each_get_a_folder(team: Team) -> None:
    slugs = {team.workspace.create(title).slug for title in ("Отзывы", "評価", "Tone")}
    assert slugs == {"project", "project-2", "tone-2"}


def test_a_project_whose_making_was_cut_off_harms_no_other(team: Team) -> None:
    (team.workspace.path / "half").mkdir()
    (team.workspace.path / "half" / "project.sqlite.part").write_bytes(b"")
    assert team.workspace.slugs() == ["tone"]
    with pytest.raises(NotFound):
        team.workspace.project("half")
