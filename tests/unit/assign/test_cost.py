"""Cost: the mean is what sums need, the range holds it, and little evidence is called little."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.assign.cost import cost


def test_the_total_is_answers_times_the_mean_over_people() -> None:
    found = cost(
        {1: [1000, 3000] * 20, 2: [8000] * 40, 3: [5000] * 40}, n_answers=10, n_people=2, rng=default_rng(0)
    )
    assert found.each_s == pytest.approx(5.0)
    assert found.total_s == pytest.approx(50.0)
    assert found.each_person_s == pytest.approx(25.0)
    assert found.median_s == pytest.approx(5.0)


def test_the_range_holds_the_true_cost_about_as_often_as_it_says() -> None:
    rng, hits = default_rng(5), 0
    for _ in range(120):
        paces = rng.lognormal(1.0, 0.4, size=12)
        times = {
            n: (rng.lognormal(np.log(p), 0.6, size=60) * 1000).astype(int).tolist()
            for n, p in enumerate(paces)
        }
        found = cost(times, n_answers=1, n_people=1, rng=rng)
        truth = np.exp(1.0 + 0.4**2 / 2 + 0.6**2 / 2)
        assert found.low_s is not None
        assert found.high_s is not None
        hits += found.low_s <= truth <= found.high_s
    assert 0.82 <= hits / 120 <= 1.0


def test_little_evidence_is_called_little() -> None:
    one = cost({1: [2000] * 500}, n_answers=10, n_people=1, rng=default_rng(0))
    few = cost({1: [2000] * 5, 2: [2000] * 5, 3: [2000] * 5}, n_answers=10, n_people=1, rng=default_rng(0))
    assert (one.basis, few.basis) == ("few", "few")
    assert "1 person" in one.why


def test_without_any_time_nothing_is_known_unless_it_is_assumed() -> None:
    unknown = cost({}, n_answers=10, n_people=2, rng=default_rng(0))
    assert (unknown.basis, unknown.total_s, unknown.each_person_s) == ("none", None, None)
    assumed = cost({}, n_answers=10, n_people=2, rng=default_rng(0), assumed_s=6)
    assert (assumed.basis, assumed.total_s, assumed.low_s) == ("assumed", 60, None)


def test_the_same_seed_tells_the_same_range() -> None:
    times = {1: list(range(1000, 9000, 100)), 2: list(range(500, 9500, 100))}
    a, b = (cost(times, n_answers=7, n_people=3, rng=default_rng(2)) for _ in range(2))
    assert a == b
