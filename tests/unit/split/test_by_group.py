from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from goldsmith.errors import InvalidInput
from goldsmith.numerics import Ints
from goldsmith.split import hash_part, metric_by_group


def share_of(is_right: Any) -> Callable[[Ints], float]:
    return lambda at: float(is_right[at].mean())


def test_the_interval_holds_the_truth_for_groups_where_items_alone_promise_too_much() -> None:
    """Forty groups of ten items, each right or wrong as a whole nine times of ten: forty pieces of evidence."""
    rng, hits, alone, n = np.random.default_rng(0), 0, 0, 120
    groups = np.repeat(np.arange(40), 10)
    for seed in range(n):
        is_right = np.where(rng.random(400) < 0.9, np.repeat(rng.random(40) < 0.7, 10), rng.random(400) < 0.7)
        found = metric_by_group(share_of(is_right), groups.tolist(), repeats=200, seed=seed)
        hits += found.low <= 0.7 <= found.high
        single = metric_by_group(share_of(is_right), range(400), repeats=200, seed=seed)
        alone += single.low <= 0.7 <= single.high
    assert hits >= 0.88 * n
    assert alone <= 0.6 * n


def test_one_group_says_nothing_of_others() -> None:
    with pytest.raises(InvalidInput, match="1 group"):
        metric_by_group(lambda at: float(len(at)), ["p1"] * 5)


def test_a_group_has_its_part_whatever_the_ratios_name_later() -> None:
    ratios = {"train": 0.7, "validation": 0.1, "test": 0.2}
    parts = [hash_part(f"g{n}", ratios, seed=3) for n in range(4000)]
    assert [round(parts.count(part) / 4000, 1) for part in ratios] == [0.7, 0.1, 0.2]
    assert parts == [hash_part(f"g{n}", ratios, seed=3) for n in range(4000)]
    assert hash_part("g1", {"all": 1.0}) == "all"
