"""Rulings made twice: who is asked, that the second is blind, and that a difference is settled in sight of both."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import Conflict, InvalidInput
from goldsmith.model import new_id
from goldsmith.project import (
    adjudicate,
    concordance,
    consensus,
    items,
    second_look,
    state,
    taking_back,
)
from goldsmith.project.adjudicate import Case, Ruling
from goldsmith.project.jobs import Job
from goldsmith.project.project import Actor
from goldsmith.store import queries
from tests.team import Team, add_texts


@pytest.fixture
def torn(team: Team) -> Team:
    """Six texts on which two people differ, and two adjudicators: the owner and eve."""
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    return team


def rule(
    team: Team, actor: Actor, case: Case, value: str | None, *, second: bool = False, why: str = "It is so."
) -> Any:
    evidence = [answer.id for _, answer, _ in case.answers]
    before = case.ruling[0]["id"] if case.ruling else None
    ruling = Ruling(new_id(), value is not None, value, "ambiguous_item", why, evidence, before, second)
    return adjudicate.rule(team.project, actor, case.item.id, "tone", ruling)[0]


def next_case(team: Team, actor: Actor) -> Case:
    found = adjudicate.next_case(team.project, actor, question=None, after=None)
    assert found is not None
    return found


def ruled_twice(team: Team, first: str, second: str) -> str:
    """Let the owner rule and ask for a second look, and eve give it; return the item's id."""
    case = next_case(team, team.owner)
    rule(team, team.owner, case, first, second=True)
    again = adjudicate.open_case(team.project, team.person("eve"), case.item.id, "tone")
    rule(team, team.person("eve"), again, second)
    return case.item.id


def gold_of(team: Team, item: str) -> list[tuple[Any, Any]]:
    return [(row["by_name"], value) for row, value in items.detail(team.project, item).golds]


def waits(team: Team, item: str) -> str:
    return next((w.why for w in _queue(team) if w.item.id == item), "")


def _queue(team: Team, asker: str | None = None) -> list[adjudicate.Waiting]:
    return adjudicate.queue(team.project, question=None, offset=0, limit=50, asker=asker)


def looks(team: Team) -> second_look.Looks:
    return second_look.looks(team.project, team.project.need_question(None))


def test_a_second_opinion_goes_to_somebody_else_who_does_not_see_the_first(torn: Team) -> None:
    case = next_case(torn, torn.owner)
    rule(torn, torn.owner, case, "kind", second=True)
    assert waits(torn, case.item.id) == "second"
    (own,) = [w for w in _queue(torn, torn.owner.person) if w.item.id == case.item.id]
    assert own.is_own
    eve = torn.person("eve")
    again = adjudicate.open_case(torn.project, eve, case.item.id, "tone")
    assert (again.why, again.ruling, again.apart) == ("second", None, [])
    assert items.detail(torn.project, case.item.id, asker=eve.person).golds == []
    other = adjudicate.open_case(torn.project, eve, next_case(torn, eve).item.id, "tone")
    assert case.item.id not in {item.id for _, item, _ in other.earlier}


def test_who_gave_the_first_ruling_is_not_handed_the_second(torn: Team) -> None:
    given = set()
    for _ in range(6):
        case = next_case(torn, torn.owner)
        given.add(case.item.id)
        rule(torn, torn.owner, case, "kind", second=True)
    assert len(given) == 6
    assert adjudicate.next_case(torn.project, torn.owner, question=None, after=None) is None
    assert adjudicate.next_case(torn.project, torn.person("eve"), question=None, after=None) is not None


def test_two_rulings_alike_leave_the_first_and_wait_for_nothing(torn: Team) -> None:
    item = ruled_twice(torn, "kind", "kind")
    assert (gold_of(torn, item), waits(torn, item)) == ([(torn.owner.name, "kind")], "")
    assert state.rebuild(torn.project) == []


def test_two_rulings_that_differ_are_settled_by_a_third_that_sees_both(torn: Team) -> None:
    item = ruled_twice(torn, "kind", "rude")
    assert (gold_of(torn, item), waits(torn, item)) == ([(torn.owner.name, "kind")], "settle")
    fay = torn.person("fay")
    case = adjudicate.open_case(torn.project, fay, item, "tone")
    assert [(row["by_name"], value) for row, value in case.apart] == [
        (torn.owner.name, "kind"),
        ("eve", "rude"),
    ]
    with pytest.raises(InvalidInput) as refused:
        rule(torn, fay, case, "rude", why=" ")
    assert refused.value.slug == "case.settle_reason"
    rule(torn, fay, case, "rude")
    assert (gold_of(torn, item), waits(torn, item)) == ([("fay", "rude")], "")
    assert looks(torn).n_apart == 0
    assert state.rebuild(torn.project) == []


def test_a_share_of_rulings_is_drawn_by_its_seed(torn: Team) -> None:
    second_look.set_policy(torn.project, torn.owner, 0.5, seed=5)
    for _ in range(6):
        rule(torn, torn.owner, next_case(torn, torn.owner), "kind")
    drawn = {w.item.id for w in _queue(torn) if w.why == "second"}
    rows = torn.project.ledger.reader.execute("SELECT id FROM item").fetchall()
    assert drawn == {r["id"] for r in rows if second_look._lot(5, r["id"], "tone") < 0.5}
    assert 0 < len(drawn) < 6


def test_a_share_of_none_draws_none(torn: Team) -> None:
    second_look.set_policy(torn.project, torn.owner, 1.0)
    second_look.set_policy(torn.project, torn.owner, 0.0)
    case = next_case(torn, torn.owner)
    rule(torn, torn.owner, case, "kind")
    assert waits(torn, case.item.id) == ""


def test_a_first_ruling_that_is_taken_back_needs_no_second(torn: Team) -> None:
    case = next_case(torn, torn.owner)
    gold = rule(torn, torn.owner, case, "kind", second=True)
    taking_back.withdraw(torn.project, torn.owner, "owner", target="gold", ids=[gold["id"]], reason="")
    assert waits(torn, case.item.id) == "tie"


def test_a_second_ruling_that_is_taken_back_is_asked_for_again(torn: Team) -> None:
    item = ruled_twice(torn, "kind", "rude")
    (second,) = queries.seconds(torn.project.ledger.reader)
    taking_back.withdraw(torn.project, torn.owner, "owner", target="gold", ids=[second["id"]], reason="")
    assert waits(torn, item) == "second"


def test_who_gave_the_first_may_mend_it_and_the_second_is_still_wanted(torn: Team) -> None:
    case = next_case(torn, torn.owner)
    rule(torn, torn.owner, case, "kind", second=True)
    own = adjudicate.open_case(torn.project, torn.owner, case.item.id, "tone")
    assert own.ruling is not None
    rule(torn, torn.owner, own, "flat")
    assert (gold_of(torn, case.item.id), waits(torn, case.item.id)) == ([(torn.owner.name, "flat")], "second")


def test_a_second_ruling_reads_the_answers_as_they_are(torn: Team) -> None:
    case = next_case(torn, torn.owner)
    rule(torn, torn.owner, case, "kind", second=True)
    ruling = Ruling(new_id(), True, "kind", "audit", "", [], None)
    with pytest.raises(Conflict) as refused:
        adjudicate.rule(torn.project, torn.person("eve"), case.item.id, "tone", ruling)
    assert refused.value.slug == "case.changed"


def test_how_far_adjudicators_agree_is_counted_with_an_interval(torn: Team) -> None:
    assert looks(torn).same.undefined == "No ruling was made twice yet."
    for first, second in (("kind", "kind"), ("rude", "rude"), ("rude", "rude"), ("flat", "kind")):
        ruled_twice(torn, first, second)
    found = looks(torn)
    assert (found.same.k, found.same.n) == (3, 4)
    assert found.same.low is not None
    assert found.kappa is not None
    assert found.kappa.observed == 0.75
    assert found.kappa.value is not None
    assert 0 < found.kappa.value < 0.75


def test_who_is_to_give_the_second_ruling_learns_nothing_from_equal_content_or_a_method(team: Team) -> None:
    add_texts(team.project, ["the same", "the same", "other"])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "kind")
    eve = team.person("eve")
    (first, *_) = [row["id"] for row in queries.list_items(team.project.ledger.reader, queries.ItemFilter())]
    told = []
    for value in ("kind", "rude"):
        made = rule(
            team,
            team.owner,
            adjudicate.open_case(team.project, team.owner, first, "tone"),
            value,
            second=True,
        )
        pages = [
            concordance.page(
                team.project, eve.person or "", question=None, by="content", only=only, offset=0, limit=9
            )
            for only in ("", "torn", "alike")
        ]
        seen = consensus.preview(team.project, consensus.Ask("tone", "majority"))
        alike = concordance.Alike(first, "content", "kind", "Alike.", "annotator_slip", pages[0].as_of)
        ruled = concordance.rule_alike(team.project, eve, None, alike)
        assert [item for item, _ in ruled.left_out] == [first]
        told.append(([page.total for page in pages], pages[0].rows, seen.n_checked, ruled.n_same))
        golds = [made["id"], *ruled.golds]
        taking_back.withdraw(team.project, team.owner, "owner", target="gold", ids=golds, reason="")
    assert told[0] == told[1]


def test_a_methods_result_does_not_show_a_ruling_that_waits_for_its_second(torn: Team) -> None:
    """The file is open to all adjudicators, and one of them is to rule blind."""
    told = []
    for value in ("kind", "rude"):
        case = adjudicate.open_case(torn.project, torn.owner, next_case(torn, torn.owner).item.id, "tone")
        made = rule(torn, torn.owner, case, value, second=True)
        done = consensus.decide_by(
            torn.project,
            torn.owner,
            consensus.Ask("tone", "majority"),
            Job(new_id(), "consensus", None, None),
        )
        assert done["n_held"] == 0
        told.append(done["result"])
        taking_back.withdraw(torn.project, torn.owner, "owner", target="gold", ids=[made["id"]], reason="")
    assert told[0] == told[1]
