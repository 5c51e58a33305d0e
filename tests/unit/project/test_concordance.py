"""The concordance: equal content with all its labels, contradictions first, and one ruling an item for all alike."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from goldsmith.errors import Conflict, InvalidInput
from goldsmith.project import adjudicate, concordance, items, state, taking_back, work
from goldsmith.store import queries
from goldsmith.store.concordance import By
from tests.team import Team, add_texts

TEXTS = ["yes", "yes", "yes", "no", "no", "alone", "maybe", "maybe"]


def labeled(team: Team, ann: Mapping[int, str], bob: Mapping[int, str] | None = None) -> list[str]:
    """Let ann and bob label TEXTS, "kind" unless said otherwise by place; return the items' ids."""
    add_texts(team.project, TEXTS)
    team.open((1.0, 2))
    ids = [row["id"] for row in team.project.ledger.reader.execute("SELECT id FROM item ORDER BY seq")]
    team.label_all("ann", lambda piece: ann.get(ids.index(piece.item.id), "kind"))
    if bob is not None:
        team.label_all("bob", lambda piece: bob.get(ids.index(piece.item.id), "kind"))
    return ids


def page(team: Team, only: str = "", by: By = "content", asker: str = "") -> concordance.Page:
    return concordance.page(team.project, asker, question=None, by=by, only=only, offset=0, limit=50)


def told(found: concordance.Page) -> list[tuple[str, int, dict[str, int], bool]]:
    return [(row.item.fields["text"]["text"], row.n_items, row.labels, row.is_torn) for row in found.rows]


def alike(team: Team, item: str, value: str = "kind", as_of: int | None = None) -> concordance.Ruled:
    seen = page(team).as_of if as_of is None else as_of
    return concordance.rule_alike(
        team.project,
        team.owner,
        None,
        concordance.Alike(item, "content", value, "they are the same", "annotator_slip", seen),
    )


def test_contradictions_come_first_and_what_stands_alone_is_left_out(team: Team) -> None:
    labeled(team, {4: "rude"})
    assert told(page(team)) == [
        ("no", 2, {"kind": 1, "rude": 1}, True),
        ("yes", 3, {"kind": 3}, False),
        ("maybe", 2, {"kind": 2}, False),
    ]
    assert [row[0] for row in told(page(team, "torn"))] == ["no"]
    assert [row[0] for row in told(page(team, "alike"))] == ["yes", "maybe"]
    assert page(team, "torn").total == 1


def test_what_nobody_labeled_comes_last(team: Team) -> None:
    add_texts(team.project, TEXTS)
    assert [row[2] for row in told(page(team))] == [{}, {}, {}]
    assert page(team, "unlabeled").total == 3
    assert page(team, "alike").total == 0


def test_a_ruling_stands_for_its_item(team: Team) -> None:
    ids = labeled(team, {3: "rude"}, {3: "rude"})
    assert [row[0] for row in told(page(team, "torn"))] == ["no"]
    case = adjudicate.open_case(team.project, team.owner, ids[3], "tone")
    evidence = [answer.id for _, answer, _ in case.answers]
    given = adjudicate.Ruling("f" * 32, True, "kind", "annotator_slip", "", evidence, None)
    adjudicate.rule(team.project, team.owner, ids[3], "tone", given)
    found = page(team)
    (row,) = [row for row in found.rows if row.item.id == ids[3]]
    assert (row.is_torn, row.n_gold, row.golds) == (False, 1, [("kind", 1)])


def test_withdrawn_items_and_answers_are_no_part_of_it(team: Team) -> None:
    ids = labeled(team, {4: "rude"})
    items.act(team.project, team.owner, "withdraw", ids=[ids[4]], where=None, reason="")
    assert [row[0] for row in told(page(team))] == ["yes", "maybe"]


def test_groups_can_be_read_alike(team: Team) -> None:
    ids = labeled(team, {5: "rude"})
    taking_back.correct_group(team.project, team.owner, ids[4:6], "scene 1", "")
    (row,) = page(team, by="group").rows
    assert (row.group, row.n_items, row.labels, row.is_torn) == ("scene 1", 2, {"kind": 1, "rude": 1}, True)


def test_all_alike_are_ruled_on_their_own_answers_and_it_is_undone_by_withdrawing(team: Team) -> None:
    ids = labeled(team, {1: "rude"}, {})
    found = alike(team, ids[0])
    assert (len(found.golds), found.n_same, found.left_out) == (3, 0, [])
    assert {team.status(item) for item in ids[:3]} == {"ruled"}
    sql = team.project.ledger.reader
    golds = [queries.gold(sql, gold) for gold in found.golds]
    assert all(gold is not None and len(gold["evidence"]) > 64 for gold in golds)
    assert len({gold["evidence"] for gold in golds if gold}) == 3
    assert state.rebuild(team.project) == []
    assert page(team, "torn").total == 0
    taking_back.withdraw(
        team.project, team.owner, "adjudicator", target="gold", ids=found.golds, reason="undo"
    )
    assert {team.status(item) for item in ids[:3]} == {"complete", "disagreed"}
    assert page(team, "torn").total == 1


def test_ruling_again_adds_nothing(team: Team) -> None:
    ids = labeled(team, {1: "rude"}, {})
    alike(team, ids[0])
    again = alike(team, ids[1])
    assert (again.golds, again.n_same) == ([], 3)
    other = alike(team, ids[2], "rude")
    assert len(other.golds) == 3
    assert len(queries.golds(team.project.ledger.reader)) == 3


def test_nobody_rules_on_what_they_labeled(team: Team) -> None:
    ids = labeled(team, {1: "rude"}, {})
    found = concordance.rule_alike(
        team.project,
        team.person("bob"),
        None,
        concordance.Alike(ids[3], "content", "kind", "", "annotator_slip", page(team).as_of),
    )
    assert found.golds == []
    assert {why for _, why in found.left_out} == {"You labeled this item, so somebody else must rule on it."}


def test_what_changed_since_the_look_is_refused(team: Team) -> None:
    ids = labeled(team, {1: "rude"})
    seen = page(team).as_of
    team.label_all("bob", lambda _: "kind")
    with pytest.raises(Conflict, match="came in while"):
        alike(team, ids[0], as_of=seen)


def test_an_item_that_shares_nothing_is_refused(team: Team) -> None:
    ids = labeled(team, {})
    with pytest.raises(InvalidInput, match="No other item"):
        alike(team, ids[5])


def test_who_holds_one_of_the_items_is_told_nothing(team: Team) -> None:
    labeled(team, {1: "rude", 4: "rude"})
    pieces = team.take("bob", 8)
    piece = next(each for each in pieces if each.item.fields["text"]["text"] == "yes")
    others = [each.assignment for each in pieces if each is not piece]
    work.give_back(team.project, team.person("bob"), others)
    rows = page(team, asker=team.person("bob").person or "").rows
    (held,) = [row for row in rows if row.item.digest == piece.item.digest]
    assert (held.is_blind, held.labels, held.golds, held.is_torn) == (True, {}, [], False)
    assert any(row.labels for row in rows)


def test_the_items_behind_a_row_are_found_by_one_of_them(team: Team) -> None:
    ids = labeled(team, {})
    where = queries.ItemFilter(same=ids[1])
    assert [row["id"] for row in queries.list_items(team.project.ledger.reader, where)] == ids[:3]
    assert items.sentence(where) == "items of the same content"
