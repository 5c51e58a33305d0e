"""Overlap by arms."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from goldsmith.assign import PlanItem, get
from goldsmith.assign.overlap import overlap, with_floor
from goldsmith.errors import InvalidInput

ARMS = {"arms": [{"share": 0.3, "overlap": 3}, {"share": 0.7, "overlap": 1}]}


def items(n: int, strata: int = 0) -> list[PlanItem]:
    return [PlanItem(f"i{at}", f"s{at % strata}" if strata else None) for at in range(n)]


def test_thirty_per_cent_of_a_hundred_items_are_exactly_thirty() -> None:
    plan = overlap(items(100), ARMS, seed=5)
    assert Counter(p.overlap for p in plan) == {3: 30, 1: 70}
    assert {(p.arm, p.probability) for p in plan} == {("overlap 3", 0.3), ("overlap 1", 0.7)}


def test_every_stratum_keeps_the_shares() -> None:
    plan = overlap(items(400, strata=4), ARMS, seed=1)
    stratum = {item.id: item.stratum for item in items(400, strata=4)}
    counts = Counter(stratum[p.item] for p in plan if p.overlap == 3)
    assert sum(counts.values()) == 120
    assert set(counts.values()) <= {29, 30, 31}


def test_strata_of_one_item_do_not_all_fall_to_the_larger_arm() -> None:
    plan = overlap([PlanItem(str(at), str(at)) for at in range(50)], ARMS, seed=2)
    assert Counter(p.overlap for p in plan) == {3: 15, 1: 35}


def test_items_that_come_one_by_one_reach_every_arm() -> None:
    counts = Counter(overlap([item], ARMS, seed=9)[0].overlap for item in items(1000))
    assert 240 < counts[3] < 360


def test_ranks_are_a_random_order_of_all_arms_together() -> None:
    plan = overlap(items(100), ARMS, seed=5)
    assert [p.rank for p in plan] == list(range(100))
    assert [p.item for p in plan] != [item.id for item in items(100)]
    assert len({p.arm for p in plan[:30]}) == 2


def test_no_items_make_an_empty_plan() -> None:
    assert overlap([], ARMS, seed=0) == []


def test_the_policy_is_found_under_its_name() -> None:
    assert get("overlap.v1") is overlap


@pytest.mark.parametrize(
    ("arms", "slug"),
    [
        (None, "assign.bad_shares"),
        ([], "assign.bad_shares"),
        ([{"share": 0.5, "overlap": 1}], "assign.bad_shares"),
        ([{"share": 1.5, "overlap": 1}, {"share": -0.5, "overlap": 2}], "assign.bad_shares"),
        ([{"share": "1", "overlap": 1}], "assign.bad_shares"),
        ([{"share": 1, "overlap": 0}], "assign.bad_number"),
        ([{"share": 1}], "assign.bad_number"),
        ([{"share": 0.5, "overlap": 2}, {"share": 0.5, "overlap": 2}], "assign.repeated_arm"),
    ],
)
def test_arms_that_make_no_sense_are_refused(arms: Any, slug: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        overlap(items(3), {"arms": arms}, seed=0)
    assert caught.value.slug == slug


def test_an_item_that_is_named_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="planned twice"):
        overlap([PlanItem("a"), PlanItem("a")], ARMS, seed=0)


def test_the_floor_is_taken_out_of_single_labeled_arms_only() -> None:
    arms = with_floor([{"share": 0.4, "overlap": 3}, {"share": 0.6, "overlap": 1}])
    assert [(arm["overlap"], round(arm["share"], 9)) for arm in arms] == [(2, 0.06), (3, 0.4), (1, 0.54)]
    assert with_floor([{"share": 1, "overlap": 2}]) == [{"share": 1, "overlap": 2}]
    assert with_floor([{"share": 1, "overlap": 1}], 0) == [{"share": 1, "overlap": 1}]
