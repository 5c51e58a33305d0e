"""Laws of assignment: exact counts, honest probabilities, and nothing hangs on the order of the items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.assign import PlanItem
from goldsmith.assign.overlap import overlap
from goldsmith.assign.pilot import pilot

ITEMS = st.lists(
    st.builds(
        PlanItem, st.text("abcdef0123456789", min_size=1, max_size=6), st.sampled_from([None, "x", "y", "z"])
    ),
    max_size=60,
    unique_by=lambda item: item.id,
)
SEEDS = st.integers(0, 2**31)


@st.composite
def params(draw: st.DrawFn) -> Mapping[str, Any]:
    weights = draw(st.lists(st.integers(1, 10), min_size=1, max_size=4))
    return {"arms": [{"share": w / sum(weights), "overlap": at} for at, w in enumerate(weights, 1)]}


@given(ITEMS, params(), SEEDS)
def test_every_item_is_in_one_arm_and_every_arm_within_one_of_its_share(
    items: list[PlanItem], params: Mapping[str, Any], seed: int
) -> None:
    plan = overlap(items, params, seed=seed)
    assert sorted(p.item for p in plan) == sorted(item.id for item in items)
    assert [p.rank for p in plan] == list(range(len(items)))
    counts = Counter(p.overlap for p in plan)
    for arm in params["arms"]:
        expected = arm["share"] * len(items)
        assert abs(counts[arm["overlap"]] - expected) < 1 + 1e-6
        if abs(expected - round(expected)) < 1e-9:
            assert counts[arm["overlap"]] == round(expected)


@given(ITEMS, params(), SEEDS)
def test_the_first_arm_keeps_its_share_in_every_stratum_within_one(
    items: list[PlanItem], params: Mapping[str, Any], seed: int
) -> None:
    plan = {p.item: p.overlap for p in overlap(items, params, seed=seed)}
    size = sum(n == 1 for n in plan.values())
    for stratum in {item.stratum for item in items}:
        inside = [plan[item.id] for item in items if item.stratum == stratum]
        assert abs(inside.count(1) - size * len(inside) / len(items)) < 1


@given(ITEMS, params(), SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_items_plays_no_part(
    items: list[PlanItem], params: Mapping[str, Any], seed: int, random: Any
) -> None:
    mixed = list(items)
    random.shuffle(mixed)
    assert overlap(mixed, params, seed=seed) == overlap(items, params, seed=seed)
    assert pilot(mixed, {"n": 5}, seed=seed) == pilot(items, {"n": 5}, seed=seed)


@given(ITEMS, st.integers(1, 80), SEEDS)
def test_a_pilot_has_its_size_and_its_probabilities_sum_to_it(
    items: list[PlanItem], n: int, seed: int
) -> None:
    plan = pilot(items, {"n": n}, seed=seed)
    assert len(plan) == min(n, len(items))
    if plan:
        assert plan[0].probability * len(items) == pytest.approx(len(plan))


def test_over_many_seeds_an_item_is_in_an_arm_as_often_as_its_probability_says() -> None:
    items = [PlanItem(str(at), "large" if at else "alone") for at in range(7)]
    arms = {
        "arms": [{"share": 0.3, "overlap": 2}, {"share": 0.5, "overlap": 1}, {"share": 0.2, "overlap": 3}]
    }
    counts: Counter[tuple[str, int | None]] = Counter()
    n_seeds = 2000
    for seed in range(n_seeds):
        counts.update((p.item, p.overlap) for p in overlap(items, arms, seed=seed))
    for item in items:
        for arm in arms["arms"]:
            assert counts[item.id, int(arm["overlap"])] / n_seeds == pytest.approx(arm["share"], abs=0.06)
