"""The pilot."""

from __future__ import annotations

import pytest

from goldsmith.assign import PlanItem
from goldsmith.assign.pilot import pilot
from goldsmith.errors import InvalidInput

ITEMS = [PlanItem(str(at)) for at in range(200)]


def test_a_pilot_is_a_random_sample_for_everybody() -> None:
    plan = pilot(ITEMS, {"n": 50}, seed=3)
    assert len({p.item for p in plan}) == 50
    assert {(p.arm, p.overlap, p.probability) for p in plan} == {("pilot", None, 0.25)}
    assert [p.item for p in plan] != [p.item for p in pilot(ITEMS, {"n": 50}, seed=4)]


def test_a_small_project_is_all_pilot() -> None:
    plan = pilot(ITEMS[:7], {"n": 50}, seed=3)
    assert sorted(p.item for p in plan) == sorted(item.id for item in ITEMS[:7])
    assert {p.probability for p in plan} == {1.0}
    assert pilot([], {"n": 50}, seed=3) == []


@pytest.mark.parametrize("n", [0, -1, 2.5, "50", None, True])
def test_a_size_that_is_no_whole_number_is_refused(n: object) -> None:
    with pytest.raises(InvalidInput, match="n is"):
        pilot(ITEMS, {"n": n}, seed=0)
