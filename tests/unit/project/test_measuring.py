"""Hidden checks and repeats: when they come, that they look like other work, and that they vote on nothing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from goldsmith.errors import InvalidInput
from goldsmith.model import new_id
from goldsmith.project import adjudicate, agreement, items, measuring, state, work
from goldsmith.project.measuring import CHECKS, REPEATS
from goldsmith.project.project import item_from
from goldsmith.store import caches, queries
from tests.team import Team, add_texts

GOLD = "rude"


def switch_on(team: Team, method: str, **told: Any) -> None:
    parameters = {"is_on": True, "share": 0.4, "distance": 1}
    parameters |= {"hint": False} if method == CHECKS else {"lag": 3, "hours": 0}
    parameters |= told
    measuring.set_policy(team.project, team.owner, method, parameters)


def with_gold(team: Team, n: int, reason: str = "audit", skip: int = 0) -> list[str]:
    """Return n items, after so many others, on which the lead has ruled: they are rude."""
    sql = team.project.ledger.reader
    rows = sql.execute("SELECT id FROM item ORDER BY seq LIMIT ? OFFSET ?", (n, skip)).fetchall()
    for row in rows:
        items.act(team.project, team.owner, "adjudicate", ids=[row["id"]], where=None, reason="gold")
        ruling = adjudicate.Ruling(new_id(), True, GOLD, reason, "It hurts.", [], None)
        adjudicate.rule(team.project, team.owner, row["id"], "tone", ruling)
    return [row["id"] for row in rows]


def label(team: Team, name: str, choose: Callable[[work.Piece], str], most: int = 1000) -> list[work.Receipt]:
    receipts: list[work.Receipt] = []
    while len(receipts) < most and (pieces := team.take(name, 3)):
        receipts += [team.answer(name, piece, choose(piece)) for piece in pieces]
    return receipts


def asked(team: Team, purpose: str) -> list[Any]:
    return queries.assigned_apart(team.project.ledger.reader, purpose)


@pytest.fixture
def checked(team: Team) -> set[str]:
    """Return the ids of the items with gold of a project with 12 of them and 60 others, opened for one person."""
    add_texts(team.project, [f"text {n}" for n in range(72)])
    gold = with_gold(team, 12)
    team.open((1.0, 1))
    return set(gold)


def test_checks_are_the_share_that_was_asked_for_and_keep_their_distance(
    team: Team, checked: set[str]
) -> None:
    switch_on(team, CHECKS, share=0.15, distance=4)
    order = []
    while pieces := team.take("ann", 1):
        order.append(pieces[0].item.id in checked)
        team.answer("ann", pieces[0], "kind")
    places = [at for at, is_check in enumerate(order) if is_check]
    assert 6 <= len(places) <= 12
    assert all(b - a > 4 for a, b in pairwise(places))
    assert len({b - a for a, b in pairwise(places)}) > 1  # nobody counts to the next
    assert order.count(False) == 60


def test_a_check_is_no_vote_and_takes_no_place(team: Team, checked: set[str]) -> None:
    switch_on(team, CHECKS)
    label(team, "ann", lambda _: "kind")
    assert len(asked(team, "check")) == 12
    assert all(team.status(item) == "ruled" for item in checked)
    for item in checked:
        detail = items.detail(team.project, item)
        assert not any(answer["counts"] for answer in detail.answers)
        assert detail.row["n_answers"] == 0
    assert state.rebuild(team.project) == []


def test_nobody_is_checked_twice_on_an_item_or_on_what_they_have_seen(team: Team, checked: set[str]) -> None:
    switch_on(team, CHECKS)
    sql = team.project.ledger.reader
    seen = min(checked)
    with team.project.ledger.write() as tx:
        caches.mark_shown(tx, team.person("ann").person, team.project.item_row(seen)["seq"])
    label(team, "ann", lambda _: "kind")
    given = [row["item"] for row in asked(team, "check")]
    assert len(given) == len(set(given)) == 11
    assert team.project.item_row(seen)["seq"] not in given
    assert sql.execute("SELECT count(*) FROM state_lease").fetchone()[0] == 0


def test_test_gold_is_never_a_check(team: Team, checked: set[str]) -> None:
    with team.project.ledger.write() as tx:
        for item in checked:
            row = {"item": team.project.item_row(item)["seq"], "part": "test", "grp": "", "run": 1}
            tx.append("split", row)
    switch_on(team, CHECKS)
    label(team, "ann", lambda _: "kind")
    assert asked(team, "check") == []


def test_the_score_counts_checks_that_met_gold_with_an_interval(team: Team, checked: set[str]) -> None:
    switch_on(team, CHECKS)
    wrong = set(sorted(checked)[:3])
    label(team, "ann", lambda p: "kind" if p.item.id in wrong else GOLD)
    (score,) = measuring.scores(team.project)
    assert (score.name, score.checks.k, score.checks.n) == ("ann", 9, 12)
    assert score.checks.low == pytest.approx(0.468, abs=0.001)
    assert score.checks.high == pytest.approx(0.911, abs=0.001)
    assert score.slips == {"label": 3}
    assert score.repeats.undefined == "No repeat was answered yet."


def test_a_corrected_check_is_scored_by_its_first_answer(team: Team, checked: set[str]) -> None:
    switch_on(team, CHECKS, share=0.5)
    while not asked(team, "check"):
        piece = team.take("ann")[0]
        team.answer("ann", piece, "kind")
    row = asked(team, "check")[0]
    again = work.Piece(
        row["id"],
        item_from(queries.items_by_seq(team.project.ledger.reader, [row["item"]])[row["item"]]),
        1,
        None,
        "label",
    )
    if not measuring.scores(team.project):
        team.answer("ann", again, "kind")
    team.answer("ann", again, GOLD)
    (score,) = measuring.scores(team.project)
    assert (score.checks.k, score.checks.n) == (0, 1)
    assert state.rebuild(team.project) == []


def test_a_hint_tells_the_sort_of_slip_and_never_the_answer(team: Team, checked: set[str]) -> None:
    switch_on(team, CHECKS, hint=True)
    hints = [hint for receipt in label(team, "ann", lambda _: "kind") for hint in receipt.hints]
    assert len(hints) == 12
    assert all("a label differs" in hint and "rude" not in hint.lower() for hint in hints)
    assert not any(receipt.hints for receipt in label(team, "bob", lambda _: GOLD))


def test_without_a_hint_a_failed_check_passes_unremarked(team: Team, checked: set[str]) -> None:
    switch_on(team, CHECKS)
    assert not any(receipt.hints or receipt.surplus for receipt in label(team, "ann", lambda _: "kind"))


def test_answers_to_checks_and_repeats_are_no_part_of_agreement(team: Team, checked: set[str]) -> None:
    switch_on(team, CHECKS)
    switch_on(team, REPEATS)
    label(team, "ann", lambda _: "kind")
    label(team, "bob", lambda _: "kind")
    found = agreement.agreement(team.project, "tone")
    assert found.report is None
    assert any("a hidden check" in told for told in found.exclusions)


def test_a_repeat_replaces_nothing_and_keeps_its_lag(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(40)])
    team.open((1.0, 1))
    switch_on(team, REPEATS, lag=10)
    flip: dict[str, int] = {}

    def choose(piece: work.Piece) -> str:
        assert piece.own == {}  # a repeat shows nothing of the answer before
        flip[piece.item.id] = flip.get(piece.item.id, 0) + 1
        return "kind" if flip[piece.item.id] == 1 else "rude"

    label(team, "ann", choose)
    rows = asked(team, "repeat")
    assert len(rows) >= 4
    sql = team.project.ledger.reader
    for row in rows:
        given = sql.execute(
            "SELECT seq, value, replaces FROM annotation WHERE item = ? ORDER BY seq", (row["item"],)
        ).fetchall()
        assert [g["value"] for g in given] == ['"kind"', '"rude"']
        assert given[1]["replaces"] is None
        between = sql.execute(
            "SELECT count(*) FROM annotation WHERE seq > ? AND seq < ?", (given[0]["seq"], row["seq"])
        )
        assert between.fetchone()[0] >= 9
    (score,) = measuring.scores(team.project)
    assert (score.repeats.k, score.repeats.n) == (0, len(rows))
    states = [caches.item_state(sql, row["item"]) for row in rows]
    assert {held["labels"] for held in states if held} == {'{"tone":{"kind":1}}'}
    assert state.rebuild(team.project) == []


def test_a_repeat_waits_for_its_hours(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(30)])
    team.open((1.0, 1))
    switch_on(team, REPEATS, hours=1)
    label(team, "ann", lambda _: "kind")
    assert asked(team, "repeat") == []


def test_correcting_the_first_answer_leaves_the_repeat_alone(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(20)])
    team.open((1.0, 1))
    switch_on(team, REPEATS, lag=2, share=0.4)
    label(team, "ann", lambda _: "kind")
    sql = team.project.ledger.reader
    repeat = asked(team, "repeat")[0]
    first = sql.execute(
        "SELECT * FROM assignment WHERE item = ? AND purpose = 'label'", (repeat["item"],)
    ).fetchone()
    item = item_from(queries.items_by_seq(sql, [repeat["item"]])[repeat["item"]])
    team.answer("ann", work.Piece(first["id"], item, 1, None, "label"), "flat")
    heads = list(queries.heads(sql, queries.HeadFilter(item=repeat["item"])))
    assert sorted((h["purpose"], h["value"]) for h in heads) == [("label", '"flat"'), ("repeat", '"kind"')]
    assert state.rebuild(team.project) == []


def test_a_share_that_does_not_fit_its_distance_is_refused(team: Team) -> None:
    with pytest.raises(InvalidInput, match="does not fit"):
        switch_on(team, CHECKS, share=0.5, distance=9)
