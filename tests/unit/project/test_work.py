"""Handing out and taking in: law 8 in small."""

from __future__ import annotations

import sqlite3
from collections import Counter

import pytest

from goldsmith.errors import NotAllowed
from goldsmith.model import new_id
from goldsmith.project import clock, state, work
from goldsmith.store import caches, queries
from tests.team import Team, add_texts


def votes(team: Team) -> Counter[int]:
    rows = queries.heads(team.project.ledger.reader)
    return Counter(row["item"] for row in rows if row["value"] is not None and not row["surplus"])


def test_each_item_gets_exactly_its_overlap(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(10)])
    team.open((0.3, 3), (0.7, 1))
    for name in ("ann", "bob", "cem", "dia"):
        team.label_all(name, lambda _: "kind")
    assert sorted(votes(team).values()) == [1] * 7 + [3] * 3


def test_nobody_gets_an_item_twice(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 3))
    assert team.label_all("ann", lambda _: "kind") == 6
    assert team.take("ann") == []


def test_what_is_held_comes_back_after_a_reload(team: Team) -> None:
    add_texts(team.project, ["a", "b", "c"])
    team.open((1.0, 1))
    first = team.take("ann", 2)
    again = team.take("ann", 2)
    assert [p.assignment for p in again] == [p.assignment for p in first]


def test_a_submission_sent_twice_is_stored_once(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    piece, submission = team.take("ann")[0], new_id()
    for _ in range(3):
        assert team.answer("ann", piece, "kind", submission=submission).stored == [submission]
    assert len(list(queries.heads(team.project.ledger.reader))) == 1


def test_an_answer_again_replaces_the_one_before_and_keeps_it(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    piece = team.take("ann")[0]
    team.answer("ann", piece, "kind")
    team.answer("ann", piece, "rude")
    (head,) = queries.heads(team.project.ledger.reader)
    assert head["value"] == '"rude"'
    everything = team.project.ledger.reader.execute("SELECT value FROM annotation ORDER BY seq").fetchall()
    assert [row["value"] for row in everything] == ['"kind"', '"rude"']


def test_a_skipped_item_goes_to_somebody_else(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    team.answer("ann", team.take("ann")[0], None)
    assert team.take("ann") == []
    assert len(team.take("bob")) == 1


def test_a_lease_that_ran_out_goes_to_somebody_else(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    team.take("ann")
    assert team.take("bob") == []
    later = clock.now() + 31 * 60
    monkeypatch.setattr(clock, "now", lambda: later)
    assert len(team.take("bob")) == 1


def test_a_late_answer_counts_and_ends_the_rivals_lease(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    late = team.take("ann")[0]
    later = clock.now() + 31 * 60
    monkeypatch.setattr(clock, "now", lambda: later)
    rival = team.take("bob")[0]
    assert team.answer("ann", late, "kind").surplus == []
    assert team.answer("bob", rival, "rude").surplus != []
    assert list(votes(team).values()) == [1]


def test_a_late_answer_after_the_rivals_is_stored_as_surplus(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    late = team.take("ann")[0]
    later = clock.now() + 31 * 60
    monkeypatch.setattr(clock, "now", lambda: later)
    team.answer("bob", team.take("bob")[0], "rude")
    receipt = team.answer("ann", late, "kind")
    assert receipt.stored == receipt.surplus
    assert len(receipt.stored) == 1
    assert list(votes(team).values()) == [1]


def test_what_is_given_back_is_free_at_once(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    piece = team.take("ann")[0]
    work.give_back(team.project, team.person("ann"), [piece.assignment])
    assert [p.item.id for p in team.take("bob")] == [piece.item.id]


def test_a_bad_answer_is_refused_alone(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 1))
    good, bad = team.take("ann", 2)
    version = team.project.need_guideline().version
    sent = [
        work.Submission(
            new_id(), p.assignment, p.item.id, version, {"tone": work.Given(new_id(), True, label)}, 1
        )
        for p, label in ((bad, "lovely"), (good, "kind"))
    ]
    receipt = work.submit(team.project, team.person("ann"), sent)
    assert receipt.stored == [sent[1].id]
    assert [which for which, _ in receipt.refused] == [sent[0].id]
    assert "lovely" in receipt.refused[0][1].what


def test_an_answer_to_somebody_elses_assignment_is_refused(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    piece = team.take("ann")[0]
    receipt = team.answer("bob", piece, "kind")
    assert isinstance(receipt.refused[0][1], NotAllowed)


def test_a_required_question_cannot_be_left_out(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    piece = team.take("ann")[0]
    sent = work.Submission(new_id(), piece.assignment, piece.item.id, 1, {}, 1)
    assert work.submit(team.project, team.person("ann"), [sent]).refused[0][1].slug == "work.incomplete"


def test_last_answers_are_ones_own_and_newest_first(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 2))
    pieces = team.take("ann", 2)
    for piece in pieces:
        team.answer("ann", piece, "kind")
    team.label_all("bob", lambda _: "rude")
    found = work.last_answers(team.project, team.person("ann"), 10)
    assert [piece.item.id for _, piece, _ in found] == [p.item.id for p in reversed(pieces)]
    assert {a.value for _, piece, _ in found for a in piece.own.values()} == {"kind"}


def test_newcomers_are_planned_by_the_policy_in_force(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 2))
    add_texts(team.project, ["b", "c"])
    assert team.label_all("ann", lambda _: "kind") == 3


def test_caches_equal_the_facts_after_all_of_this(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(12)])
    team.open((0.5, 1), (0.5, 2), floor=0.5)
    team.answer("ann", team.take("ann", 3)[1], None)
    team.label_all("bob", lambda p: "rude" if "1" in str(p.item.fields) else "kind")
    team.label_all("ann", lambda _: "kind")
    before = caches.fingerprints(team.project.ledger.reader)
    state.rebuild(team.project)
    assert caches.fingerprints(team.project.ledger.reader) == before


def test_facts_cannot_be_changed_or_deleted(team: Team) -> None:
    add_texts(team.project, ["a"])
    for statement in ("UPDATE item SET source = 'x'", "DELETE FROM item"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            team.project.ledger._writer.execute(statement)


def test_leases_that_were_given_for_longer_stand_when_they_are_made_shorter(team: Team) -> None:
    add_texts(team.project, ["one", "two", "three"])
    team.open((1.0, 1))
    state.save_settings(team.project, {"lease_minutes": 60})
    assert len(team.take("ann", 3)) == 3
    state.save_settings(team.project, {"lease_minutes": 5})
    assert team.take("bob", 3) == []
