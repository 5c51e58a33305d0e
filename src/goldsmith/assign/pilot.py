"""A pilot: a few random items for everybody, before the rest is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldsmith.assign import PlanItem, Planned, registry, shuffled, whole_number


@registry.register("pilot.v1")
def pilot(items: Sequence[PlanItem], params: Mapping[str, Any], *, seed: int) -> list[Planned]:
    """Return n random items, each for everybody; all of them when there are fewer.

    params: {"n": 50 to 100 by custom}. A simple random sample without replacement: each item has probability n / N.

    >>> [p.probability for p in pilot([PlanItem(str(i)) for i in range(4)], {"n": 2}, seed=0)]
    [0.5, 0.5]
    """
    n = min(whole_number(params, "n", least=1), len(items))
    chosen = shuffled(items, seed, "pilot")[:n]
    return [Planned(item.id, "pilot", None, n / len(items), rank) for rank, item in enumerate(chosen)]
