"""Batches: what comes first, who may work on it, how much of it; and work that changes hands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from goldsmith.errors import InvalidInput
from goldsmith.project import agreement, batches, clock, plan, state, work
from goldsmith.project.batches import Choice
from goldsmith.store import caches, queries
from tests.team import Team, add_texts


def ids(team: Team) -> list[str]:
    rows = team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq")
    return [row["id"] for row in rows]


def make(team: Team, items: list[str], *, overlap: int = 1, floor: float = 0.0, **settings: Any) -> str:
    settings = {"name": f"batch {len(items)} {settings}", **settings}
    return batches.make(
        team.project, team.owner, Choice(items=items), settings, overlap=overlap, floor_share=floor
    )


def taken(team: Team, name: str, n: int = 20) -> list[str]:
    return [piece.item.id for piece in team.take(name, n)]


def test_the_highest_priority_comes_first_then_the_earlier_day_then_the_rest(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(5)])
    items = ids(team)
    team.open((1.0, 1))
    make(team, [items[0]], priority=-1)
    make(team, [items[1]], due="2031-05-20")
    make(team, [items[2]], due="2031-05-01")
    make(team, [items[3]], priority=1)
    assert taken(team, "ann") == [items[3], items[2], items[1], items[4], items[0]]


def test_a_batch_of_unplanned_items_leaves_the_others_unplanned(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(4)])
    make(team, ids(team)[:2], overlap=2)
    assert sorted(taken(team, "ann")) == sorted(ids(team)[:2])
    assert sorted(taken(team, "bob")) == sorted(ids(team)[:2])
    assert taken(team, "cem") == []
    assert plan.state(team.project)["n_unplanned"] == 2


def test_planned_items_keep_their_people_when_they_move(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 2))
    make(team, ids(team)[:1], overlap=1, priority=1)
    assert {row["overlap"] for row in plan.state(team.project)["arms"]} == {2}


def test_a_paused_batch_hands_nothing_out_and_takes_what_is_out_there(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    batch = make(team, ids(team), overlap=1)
    piece = team.take("ann", 1)[0]
    batches.change(team.project, team.owner, batch, {"paused": 1}, "lunch")
    handout = work.hand_out(team.project, team.person("bob"), n=5, have=[])
    assert handout.work == []
    assert handout.done is not None
    assert handout.done[0] == "paused"
    assert team.answer("ann", piece, "kind").surplus == []
    batches.change(team.project, team.owner, batch, {"paused": 0}, "")
    assert len(taken(team, "bob")) == 1
    assert state.rebuild(team.project) == []


def test_a_batch_for_named_people_is_for_nobody_else(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    make(team, ids(team), people=[team.person("ann").person])
    assert taken(team, "bob") == []
    assert len(taken(team, "ann")) == 2


def test_a_batch_that_asks_for_a_skill_goes_to_those_who_have_it(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    make(team, ids(team), skill="de")
    assert taken(team, "bob") == []
    speaker = replace(team.person("ann"), skills=("de", "law"))
    assert len(work.hand_out(team.project, speaker, n=5, have=[]).work) == 2


def test_items_ask_for_the_language_in_their_metadata(team: Team) -> None:
    add_texts(team.project, ["a", "b", "c"], metadata=[{"lang": "De"}, {"lang": "fr"}, {}])
    plan.plan_overlap(
        team.project,
        team.owner,
        arms=[{"share": 1.0, "overlap": 1}],
        floor_share=0.0,
        stratify_by=None,
        seed=0,
        skill_column="lang",
    )
    speaker = replace(team.person("ann"), skills=("de",))
    got = [p.item.fields["text"]["text"] for p in work.hand_out(team.project, speaker, n=5, have=[]).work]
    assert sorted(got) == ["a", "c"]
    assert taken(team, "bob") == []


def test_a_quota_bounds_the_answers_of_one_person(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(5)])
    make(team, ids(team), quota=2)
    assert team.label_all("ann", lambda _: "kind") == 2
    handout = work.hand_out(team.project, team.person("ann"), n=5, have=[])
    assert handout.done is not None
    assert handout.done[0] == "quota"
    assert team.label_all("bob", lambda _: "kind") == 2
    assert state.rebuild(team.project) == []


def test_what_a_person_holds_counts_toward_the_quota(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(5)])
    make(team, ids(team), quota=3)
    held = team.take("ann", 2)
    more = work.hand_out(team.project, team.person("ann"), n=5, have=[p.assignment for p in held]).work
    assert len(more) == 1


def test_answers_of_a_day_are_bounded_by_the_setting(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    add_texts(team.project, [f"text {n}" for n in range(5)])
    team.open((1.0, 1))
    state.save_settings(team.project, {"most_a_day": 2})
    assert team.label_all("ann", lambda _: "kind") == 2
    tomorrow = clock.now() + 86_400
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert team.label_all("ann", lambda _: "kind") == 2


def test_items_drawn_at_random_have_a_known_probability(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(8)])
    choice = Choice(n=2)
    batches.make(team.project, team.owner, choice, {"name": "draw"}, overlap=1, floor_share=0.0, seed=3)
    rows = team.project.ledger.reader.execute("SELECT probability FROM state_queue").fetchall()
    assert [row["probability"] for row in rows] == [0.25, 0.25]
    assert state.rebuild(team.project) == []


def test_an_empty_choice_and_a_name_that_is_taken_are_refused(team: Team) -> None:
    add_texts(team.project, ["a"])
    make(team, ids(team), name="First")
    with pytest.raises(InvalidInput, match="No item"):
        batches.choose(team.project, Choice(where=queries.ItemFilter(q="nowhere")), seed=0)
    with pytest.raises(InvalidInput, match="already"):
        make(team, ids(team), name="first")
    with pytest.raises(InvalidInput, match="no day"):
        make(team, ids(team), name="second", due="tomorrow")


def test_what_is_taken_back_goes_to_others_and_a_late_answer_is_kept(team: Team) -> None:
    add_texts(team.project, ["a"])
    team.open((1.0, 1))
    late = team.take("ann")[0]
    row = queries.annotator_of(team.project.ledger.reader, team.person("ann").person or "")
    assert row is not None
    assert batches.take_back(team.project, team.owner, row["seq"], to=None) == 1
    assert taken(team, "bob") == [late.item.id]
    receipt = team.answer("ann", late, "kind")
    assert (len(receipt.stored), receipt.surplus) == (1, [])


def test_what_is_given_to_a_named_person_is_for_them_alone(team: Team) -> None:
    add_texts(team.project, ["a", "b", "c"])
    team.open((1.0, 1))
    held = {piece.item.id for piece in team.take("ann", 2)}
    row = queries.annotator_of(team.project.ledger.reader, team.person("ann").person or "")
    assert row is not None
    bob = team.person("bob")
    batches.take_back(team.project, team.owner, row["seq"], to=(bob.person or "", "bob"))
    assert not held & set(taken(team, "cem"))
    assert held <= set(taken(team, "bob"))
    assert state.rebuild(team.project) == []


def test_agreement_read_half_way_lets_each_batch_stand_for_all_of_its_items(team: Team) -> None:
    """The first batch is hard and done; of the easy rest one in ten is. Their weights add to what was planned."""
    add_texts(team.project, [f"text {n}" for n in range(24)])
    hard = set(ids(team)[:4])
    make(team, sorted(hard), overlap=2, priority=1)
    team.open((1.0, 2))
    for name in ("ann", "bob"):
        for _ in range(4):
            piece = team.take(name)[0]
            team.answer(name, piece, "rude" if name == "ann" else "kind")
    for _ in range(2):
        piece = team.take("ann")[0]
        team.answer("ann", piece, "kind")
    for piece in team.take("bob", 2):
        team.answer("bob", piece, "kind")
    found = agreement.agreement(team.project, "tone")
    assert found.report is not None
    percent: Mapping[str, Any] = found.report["coefficients"]["percent"]
    assert percent["value"] == pytest.approx(20 / 24)


def test_batch_figures_count_answers_wanted_and_given(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    make(team, ids(team), overlap=2, name="Both")
    team.label_all("ann", lambda _: "kind")
    (found,) = batches.listing(team.project)
    assert found.row["name"] == "Both"
    assert (found.figures["n_items"], found.figures["n_wanted"], found.figures["n_answers"]) == (2, 4, 2)
    assert caches.n_in_batch(team.project.ledger.reader, found.row["run"], 1) in (0, 2)
