"""What a loop of handing out and submitting reads does not grow with what a person, or everybody, has answered."""

from __future__ import annotations

import sqlite3

import pytest

from goldsmith.project import work
from tests.team import Team, add_texts

STEPS = 100  # instructions of SQLite's machine that are counted as one


def steps_of_a_loop(team: Team, name: str) -> int:
    """Return how many steps SQLite takes to hand one item out and to store the answer."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    ledger = team.project.ledger
    connections: list[sqlite3.Connection] = [ledger._writer, ledger.reader]
    for connection in connections:
        connection.set_progress_handler(count, STEPS)
    (piece,) = team.take(name)
    assert team.answer(name, piece, "kind").refused == []
    for connection in connections:
        connection.set_progress_handler(None, 0)
    return counted


def test_a_loop_costs_the_same_after_a_thousand_answers(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "COUNTABLE", 0)  # small projects count what is left, at their cost
    add_texts(team.project, [f"text {n}" for n in range(2000)])
    team.open((1.0, 2))
    team.project.ledger._writer.execute("PRAGMA synchronous = OFF")
    for _ in range(10):  # so that bob's are second answers from the first on
        team.answer("ann", team.take("ann")[0], "kind")
    before = {who: sum(steps_of_a_loop(team, who) for _ in range(4)) for who in ("ann", "bob")}
    for _ in range(1000):
        team.answer("ann", team.take("ann")[0], "kind")
    after = {who: sum(steps_of_a_loop(team, who) for _ in range(4)) for who in ("ann", "bob")}
    assert all(after[who] <= 1.3 * before[who] for who in before), (before, after)
