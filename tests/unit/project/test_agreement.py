"""What the agreement page reads: who counts, what is left out, and the items behind each cell."""

from __future__ import annotations

import pytest

from goldsmith.project import agreement, items, plan
from goldsmith.project.answers import Answer
from goldsmith.store import queries
from tests.team import Team, add_texts


def report(team: Team) -> dict[str, object]:
    found = agreement.agreement(team.project, "tone").report
    assert found is not None
    return found


def test_without_overlap_there_is_no_number_but_a_reason(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 1))
    team.label_all("ann", lambda _: "kind")
    found = agreement.agreement(team.project, "tone")
    assert found.report is None
    assert "two annotators" in str(found.undefined)


def test_each_cell_leads_to_exactly_its_items(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(8)])
    team.open((1.0, 2))
    team.label_all("ann", lambda _: "kind")
    team.label_all(
        "bob", lambda p: "rude" if p.item.fields["text"]["text"] in {"text 1", "text 5"} else "kind"
    )
    rows = queries.list_items(
        team.project.ledger.reader,
        items.looked_up(team.project, queries.ItemFilter(cell="kind|rude", question="tone")),
    )
    assert sorted(row["fields"] for row in rows) == [
        f'{{"text":{{"text":"text {n}","type":"text"}}}}' for n in (1, 5)
    ]
    assert len(agreement.items_behind(team.project, "tone", "kind|kind")) == 6
    assert agreement.items_behind(team.project, "tone", "rude|rude") == []


def test_skips_and_surplus_answers_are_left_out_and_told(team: Team) -> None:
    add_texts(team.project, ["a", "b"])
    team.open((1.0, 2))
    team.answer("ann", team.take("ann")[0], None)
    for name in ("ann", "bob", "cem"):
        team.label_all(name, lambda _: "kind")
    assert agreement.agreement(team.project, "tone").exclusions == ["1 skipped or could not tell"]


def test_the_same_state_gives_the_same_report(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(6)])
    team.open((1.0, 2))
    team.label_all("ann", lambda p: "kind" if "1" in str(p.item.fields) else "rude")
    team.label_all("bob", lambda _: "kind")
    first = report(team)
    team.project.computed.clear()
    assert report(team) == first


def test_items_planned_with_other_shares_weigh_accordingly(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(40)])
    team.open((0.5, 2), (0.5, 1))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "kind")
    reader = team.project.ledger.reader
    cast: dict[int, list[Answer]] = {row["item"]: [] for row in queries.heads(reader)}
    weights = agreement._weights(team.project, cast)
    assert set(weights.values()) == {2.0}


def test_a_pilot_and_what_was_drawn_after_it_are_one_sample(team: Team) -> None:
    add_texts(team.project, [f"text {n}" for n in range(50)])
    plan.plan_pilot(team.project, team.owner, n=10, seed=0)
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    team.open((0.25, 2), (0.75, 1))
    team.label_all("ann", lambda _: "kind")
    team.label_all("bob", lambda _: "rude")
    cast: dict[int, list[Answer]] = {row["item"]: [] for row in queries.heads(team.project.ledger.reader)}
    weights = agreement._weights(team.project, cast)
    assert list(weights.values()) == pytest.approx([1 / (0.2 + 0.8 * 0.25)] * len(weights))
