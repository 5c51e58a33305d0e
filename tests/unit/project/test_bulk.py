"""Ruling on many items at once: what is left out and why, one Run, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import Conflict, InvalidInput, NotFound
from goldsmith.model import new_id
from goldsmith.project import adjudicate, bulk, items, state, work
from goldsmith.project.bulk import Chosen, Given, What
from goldsmith.store import queries
from tests.team import Team, add_texts

ALL = Chosen(where=queries.ItemFilter())
MAJORITY = What(None, True)
SLIP = Given("annotator_slip", "They say the same.")


@pytest.fixture
def three(team: Team) -> Team:
    """Six texts with three answers each: on the first two of them two against one, on the third one each."""
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 3))
    team.label_all("ann", lambda piece: _tone(piece, "kind"))
    team.label_all("bob", lambda piece: _tone(piece, "rude"))
    team.label_all("cat", lambda piece: _tone(piece, "flat", apart="rude"))
    return team


def _tone(piece: work.Piece, third: str, *, apart: str = "kind") -> str:
    text = piece.item.fields["text"]["text"]
    return {"text 0": apart, "text 1": apart, "text 2": third}.get(text, "kind")


def ids(team: Team) -> list[str]:
    return [row["id"] for row in team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq")]


def do(team: Team, what: What = MAJORITY, chosen: Chosen = ALL, actor: Any = None) -> bulk.Done:
    who = actor or team.owner
    seen = bulk.preview(team.project, who, chosen, what).as_of
    return bulk.rule(team.project, who, chosen, what, SLIP, as_of=seen)


def golds(team: Team) -> list[tuple[str, Any]]:
    rows = queries.golds(team.project.ledger.reader)
    return [(row["item_id"], row["value"]) for row in rows]


def test_the_preview_counts_what_the_ruling_does(three: Team) -> None:
    plan = bulk.preview(three.project, three.owner, ALL, MAJORITY)
    assert (plan.n_items, plan.n_ruled, plan.values, plan.left_out) == (6, 5, [("kind", 5)], {"tie": 1})
    assert golds(three) == []
    done = do(three)
    assert (done.n, done.left_out) == (plan.n_ruled, plan.left_out)
    assert golds(three) == [(item, '"kind"') for n, item in enumerate(ids(three)) if n != 2]
    assert state.rebuild(three.project) == []


def test_one_value_is_held_true_of_each_on_its_own_answers(three: Team) -> None:
    do(three, What(None, False, "flat"))
    rows = queries.golds(three.project.ledger.reader)
    assert {row["value"] for row in rows} == {'"flat"'}
    assert len({row["evidence"] for row in rows}) == len({row["id"] for row in rows}) == 6
    assert len({row["run"] for row in rows}) == 1
    assert {(row["rationale"], row["by_name"]) for row in rows} == {(SLIP.rationale, three.owner.name)}


def test_what_somebody_ruled_on_stays_as_it_is(three: Team) -> None:
    case = adjudicate.open_case(three.project, three.owner, ids(three)[0], "tone")
    evidence = [answer.id for _, answer, _ in case.answers]
    ruling = adjudicate.Ruling(new_id(), True, "rude", "audit", "", evidence, None)
    adjudicate.rule(three.project, three.owner, ids(three)[0], "tone", ruling)
    done = do(three, What(None, False, "flat"))
    assert (done.n, done.left_out) == (5, {"ruled": 1})
    assert (ids(three)[0], '"rude"') in golds(three)


def test_nobody_rules_in_bulk_on_what_they_labeled(three: Team) -> None:
    add_texts(three.project, ["new text"])
    chosen = Chosen(ids=ids(three))
    plan = bulk.preview(three.project, three.person("ann"), chosen, What(None, False, "flat"))
    assert (plan.n_ruled, plan.left_out) == (1, {"own": 6})
    with pytest.raises(InvalidInput) as refused:
        do(three, chosen=Chosen(ids=ids(three)[:6]), actor=three.person("ann"))
    assert refused.value.slug == "bulk.none"


def test_a_majority_needs_two_answers(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    assert bulk.preview(team.project, team.owner, ALL, MAJORITY).left_out == {"few": 2}


def test_a_case_in_somebodys_hands_and_a_second_look_are_left_out(three: Team) -> None:
    adjudicate.open_case(three.project, three.person("eve"), ids(three)[0], "tone")
    case = adjudicate.open_case(three.project, three.owner, ids(three)[1], "tone")
    evidence = [answer.id for _, answer, _ in case.answers]
    ruling = adjudicate.Ruling(new_id(), True, "rude", "audit", "", evidence, None, wants_second=True)
    adjudicate.rule(three.project, three.owner, ids(three)[1], "tone", ruling)
    plan = bulk.preview(three.project, three.owner, ALL, MAJORITY)
    assert plan.left_out == {"second": 1, "taken": 1, "tie": 1}


def test_a_value_that_is_none_of_the_labels_is_left_out(three: Team) -> None:
    assert bulk.preview(three.project, three.owner, ALL, What(None, False, "loud")).left_out == {"illegal": 6}


def test_it_is_taken_back_in_one_step_and_all_is_as_before(three: Team) -> None:
    before = [three.status(item) for item in ids(three)]
    done = do(three)
    (listed,) = bulk.listing(three.project)
    assert (listed.run["id"], listed.n, listed.n_standing) == (done.run, 5, 5)
    assert listed.told["items"] == "all items"
    assert bulk.undo(three.project, three.owner, "owner", done.run) == 5
    assert bulk.undo(three.project, three.owner, "owner", done.run) == 0
    assert golds(three) == []
    assert [three.status(item) for item in ids(three)] == before
    assert bulk.listing(three.project)[0].n_standing == 0
    assert state.rebuild(three.project) == []


def test_a_ruling_given_since_is_not_taken_back_with_it(three: Team) -> None:
    done = do(three)
    case = adjudicate.open_case(three.project, three.owner, ids(three)[0], "tone")
    assert case.ruling is not None
    evidence = [answer.id for _, answer, _ in case.answers]
    ruling = adjudicate.Ruling(new_id(), True, "flat", "audit", "", evidence, case.ruling[0]["id"])
    adjudicate.rule(three.project, three.owner, ids(three)[0], "tone", ruling)
    assert bulk.undo(three.project, three.owner, "owner", done.run) == 4
    assert golds(three) == [(ids(three)[0], '"flat"')]


def test_answers_that_came_in_between_stop_it(three: Team) -> None:
    plan = bulk.preview(three.project, three.owner, ALL, MAJORITY)
    do(three, chosen=Chosen(ids=[ids(three)[0]]))
    with pytest.raises(Conflict) as refused:
        bulk.rule(three.project, three.owner, ALL, MAJORITY, SLIP, as_of=plan.as_of)
    assert refused.value.slug == "bulk.changed"


def test_withdrawn_and_unknown_items(three: Team) -> None:
    items.act(three.project, three.owner, "withdraw", ids=[ids(three)[0]], where=None, reason="")
    chosen = Chosen(ids=ids(three))
    assert bulk.preview(three.project, three.owner, chosen, MAJORITY).left_out == {"tie": 1, "withdrawn": 1}
    with pytest.raises(NotFound):
        bulk.preview(three.project, three.owner, Chosen(ids=["0" * 32]), MAJORITY)
    with pytest.raises(InvalidInput):
        bulk.preview(three.project, three.owner, Chosen(), MAJORITY)


def test_only_a_bulk_ruling_is_undone_as_one(three: Team) -> None:
    run = queries.runs(three.project.ledger.reader, "assign")[0]["id"]
    with pytest.raises(NotFound):
        bulk.undo(three.project, three.owner, "owner", run)
