from __future__ import annotations

from itertools import permutations
from random import Random

import numpy
import pytest
from scipy.optimize import linear_sum_assignment

from goldsmith import geometry
from goldsmith.geometry import Edge, best_matching, iou, mean_rect


def test_rectangles_that_touch_do_not_overlap() -> None:
    assert iou((0, 0, 1, 1), (1, 0, 1, 1)) == 0


def test_equal_rectangles_overlap_wholly_whatever_the_rounding() -> None:
    assert iou((0.1, 0.2, 0.3, 1e-9), (0.1, 0.2, 0.3, 1e-9)) == 1


def test_the_mean_of_equal_rectangles_is_exactly_that_rectangle() -> None:
    rect = (0.1, 0.7, 1 / 3, 2.2)
    assert mean_rect([rect] * 49) == rect


def table(rng: Random, n: int, m: int) -> dict[Edge, float]:
    return {(i, j): rng.random() for i in range(n) for j in range(m) if rng.random() < 0.7}


@pytest.mark.parametrize("seed", range(30))
def test_the_matching_has_the_sum_that_trying_all_finds(seed: int) -> None:
    rng = Random(seed)
    n, m = rng.randint(1, 5), rng.randint(5, 6)
    weights = table(rng, n, m)
    best = max(
        sum(weights.get((i, j), 0) for i, j in enumerate(order)) for order in permutations(range(m), n)
    )
    edges = best_matching(weights)
    assert sum(weights[edge] for edge in edges) == pytest.approx(best)
    assert len({i for i, _ in edges}) == len({j for _, j in edges}) == len(edges)


@pytest.mark.parametrize("size", [8, 9, 12])
def test_small_knots_and_large_ones_find_the_same_sum_as_scipy(size: int) -> None:
    weights = {(i, j): weight for (i, j), weight in table(Random(size), size, size).items()}
    dense = numpy.array([[weights.get((i, j), 0.0) for j in range(size)] for i in range(size)])
    rows, columns = linear_sum_assignment(dense, maximize=True)
    assert sum(weights[edge] for edge in best_matching(weights)) == pytest.approx(dense[rows, columns].sum())


def test_separate_knots_are_solved_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geometry, "_by_scipy", None)  # thirty pairs apart never need it
    assert best_matching({(i, i): 0.5 for i in range(30)}) == [(i, i) for i in range(30)]
