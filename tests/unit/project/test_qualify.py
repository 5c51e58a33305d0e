"""Qualification: training with feedback, a test to pass, and real work only afterwards; all computed from answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goldsmith.errors import InvalidInput
from goldsmith.project import measuring, qualify, state, work
from goldsmith.project.project import Actor
from goldsmith.store import caches, queries
from tests.team import Team, add_texts
from tests.unit.project.test_measuring import GOLD, with_gold


@pytest.fixture
def school(team: Team) -> Team:
    """Return a project with 3 items to train on, 4 in the test, at most two attempts, and real work behind."""
    add_texts(team.project, [f"text {n}" for n in range(12)])
    with_gold(team, 7)
    team.open((1.0, 1))
    set_up(team)
    return team


def set_up(team: Team, n_training: int = 3, n_test: int = 4) -> None:
    qualify.set_up(
        team.project,
        team.owner,
        n_training=n_training,
        n_test=n_test,
        where=None,
        threshold=0.75,
        attempts=2,
    )


def pupil(team: Team, name: str = "ann") -> Actor:
    return replace(team.person(name), must_qualify=True)


def take(team: Team, n: int = 5, name: str = "ann") -> work.Handout:
    return work.hand_out(team.project, pupil(team, name), n=n, have=[])


def train(team: Team, label: str = GOLD) -> list[qualify.Feedback]:
    told = []
    while (handout := take(team)).stands.phase == "training":
        (piece,) = handout.work
        assert piece.purpose == "training"
        told += team.answer("ann", piece, label).feedback
    return told


def sit(team: Team, n_wrong: int) -> None:
    """Answer one whole attempt of the test."""
    pieces = take(team, 10).work
    assert {piece.purpose for piece in pieces} == {"test"}
    for n, piece in enumerate(pieces):
        receipt = team.answer("ann", piece, "kind" if n < n_wrong else GOLD)
        assert (receipt.feedback, receipt.hints) == ([], [])


def phase(team: Team) -> str:
    row = queries.annotator_of(team.project.ledger.reader, team.person("ann").person or "")
    assert row is not None
    return qualify.standing(team.project, row["seq"]).phase


def test_training_comes_one_by_one_with_the_right_answer_and_the_reason(school: Team) -> None:
    told = train(school, "kind")
    assert [(one.is_right, one.gold, one.reasons) for one in told] == [
        (False, {"tone": GOLD}, ["It hurts."])
    ] * 3
    assert phase(school) == "test"


def test_whoever_passes_gets_real_work(school: Team) -> None:
    train(school)
    sit(school, n_wrong=1)
    handout = take(school)
    assert handout.stands.phase == "passed"
    assert {piece.purpose for piece in handout.work} == {"label"}


def test_a_failed_test_may_be_taken_again_and_then_ends_it(school: Team) -> None:
    train(school)
    sit(school, n_wrong=2)
    assert (take(school).stands.attempt, phase(school)) == (2, "test")
    sit(school, n_wrong=4)
    handout = take(school)
    assert handout.work == []
    assert handout.done is not None
    assert handout.done[0] == "not_qualified"


def test_the_lead_can_give_another_attempt_to_whoever_has_none_left(school: Team) -> None:
    train(school)
    ann = school.person("ann")
    with pytest.raises(InvalidInput, match="has not used up"):
        qualify.give_attempt(school.project, school.owner, ann)
    sit(school, n_wrong=4)
    sit(school, n_wrong=4)
    assert phase(school) == "failed"
    qualify.give_attempt(school.project, school.owner, ann)
    stands = take(school).stands
    assert (stands.phase, stands.attempt, stands.attempts) == ("test", 3, 3)
    sit(school, n_wrong=0)
    assert phase(school) == "passed"


def test_what_the_guideline_left_open_trains_people_and_tests_nobody(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(12)])
    with_gold(team, 4, reason="guideline_gap")
    with pytest.raises(InvalidInput, match="0 of them one that may test them"):
        set_up(team, n_training=1, n_test=1)
    with_gold(team, 2, skip=4)
    set_up(team, n_training=4, n_test=2)
    told = measuring.policies(team.project)[measuring.QUALIFICATION].parameters
    sql = team.project.ledger.reader
    reasons = {row["item"]: row["reason_code"] for row in queries.golds(sql)}
    assert {reasons[item] for item in told["test"]} == {"audit"}
    assert sum(reasons[item] == "guideline_gap" for item in told["training"]) == 4


def test_a_second_attempt_replaces_nothing_and_may_pass(school: Team) -> None:
    train(school)
    sit(school, n_wrong=4)
    sit(school, n_wrong=0)
    assert phase(school) == "passed"
    rows = school.project.ledger.reader.execute("SELECT replaces FROM annotation").fetchall()
    assert {row["replaces"] for row in rows} == {None}
    assert state.rebuild(school.project) == []


def test_the_lead_can_let_somebody_in(school: Team) -> None:
    take(school)
    qualify.admit(school.project, school.owner, school.person("ann"), "trained elsewhere")
    assert phase(school) == "passed"


def test_where_somebody_stands_is_computed_anew_after_a_restart(school: Team) -> None:
    train(school)
    sit(school, n_wrong=0)
    assert phase(school) == "passed"
    school.project.passed.clear()
    school.project.policies = None
    assert phase(school) == "passed"


def test_answers_of_training_and_test_are_no_votes(school: Team) -> None:
    train(school, "kind")
    sit(school, n_wrong=4)
    sql = school.project.ledger.reader
    rows = [caches.item_state(sql, row["item"]) for row in queries.assigned_apart(sql, "training")]
    assert {(row["n_answers"], row["status"]) for row in rows if row} == {(0, "ruled")}
    assert caches.n_open(sql) == 5


def test_who_leads_need_not_pass(school: Team) -> None:
    handout = work.hand_out(school.project, school.person("lea"), n=1, have=[])
    assert [piece.purpose for piece in handout.work] == ["label"]


def test_too_few_rulings_are_refused_and_test_gold_trains_nobody(school: Team) -> None:
    with pytest.raises(InvalidInput, match="7 items have a ruling"):
        set_up(school, 4, 4)
    sql = school.project.ledger.reader
    with school.project.ledger.write() as tx:
        item = caches.items_in(sql, "ruled")[0]
        tx.append("split", {"item": item, "part": "test", "grp": "", "run": 1})
    with pytest.raises(InvalidInput, match="6 items have a ruling"):
        set_up(school)


def test_ending_it_opens_the_work_to_everyone(school: Team) -> None:
    assert take(school).stands.phase == "training"
    qualify.end(school.project, school.owner)
    assert measuring.policies(school.project) == {}
    assert {piece.purpose for piece in take(school, name="bob").work} == {"label"}
