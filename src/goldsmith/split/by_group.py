"""The interval of a metric on a test part whose items come in groups: groups are resampled, not items."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goldsmith.errors import InvalidInput
from goldsmith.numerics import LEVEL, Ints


@dataclass(frozen=True, slots=True)
class Metric:
    """value: on all items. low, high: the 95 % interval for groups like these. n_items, n_groups: what it stands on."""

    value: float
    low: float
    high: float
    n_items: int
    n_groups: int


def metric_by_group(
    metric: Callable[[Ints], float], groups: Sequence[Hashable], *, repeats: int = 1000, seed: int = 0
) -> Metric:
    """Return a metric with its interval, from whole groups drawn again and again.

    metric: of the items at these places, which may come more than once: `lambda at: (y[at] == predicted[at]).mean()`
    say. groups: one for each item. Items of one patient or document err together, so that resampling items alone
    promises more than there is. Raises InvalidInput for fewer than two groups.
    Source: Field, Welsh (2007), Bootstrapping clustered data.

    >>> right = np.array([1, 1, 1, 0, 0, 1, 1, 1])
    >>> found = metric_by_group(lambda at: right[at].mean(), ["a", "a", "a", "b", "b", "c", "d", "d"])
    >>> round(found.value, 3), found.low < found.value < found.high, found.n_groups
    (0.75, True, 4)
    """
    number: dict[Hashable, int] = {}
    code = np.array([number.setdefault(group, len(number)) for group in groups], dtype=np.int64)
    if len(number) < 2:
        raise InvalidInput(
            "split.one_group",
            f"{len(code):,} items in {len(number)} group say nothing of other groups.",
            where="groups",
            mend="Test on two groups or more: one for each patient, document or session.",
        )
    order = np.argsort(code, kind="stable")
    members: list[Any] = np.split(order, np.cumsum(np.bincount(code))[:-1])
    rng = np.random.default_rng(seed)
    drawn = [
        metric(np.concatenate([members[at] for at in rng.integers(0, len(members), len(members))]))
        for _ in range(repeats)
    ]
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return Metric(float(metric(np.arange(len(code)))), low, high, len(code), len(members))
