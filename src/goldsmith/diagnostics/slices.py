"""Slices: the parts of the items on which people agree least, worst first; where a question is ill-defined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from goldsmith.diagnostics.measured import LEAST_CLUSTERS, Measured, share_over
from goldsmith.numerics import Floats, Ints, compressed, discovered, partially_pooled

FALSE_DISCOVERIES = 0.05
LEAST = 5  # items in a slice, and outside of it


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the items. by: what they were told apart by; value: what they have in common; places: of the items."""

    by: str
    value: str
    places: Ints


@dataclass(frozen=True, slots=True)
class Slice:
    """Agreement on the items of a part. p: of no difference from those outside. worst: places, least agreed first."""

    by: str
    value: str
    agreement: Measured
    outside: float
    p: float
    is_flagged: bool
    worst: tuple[int, ...]


def slices(agreement: Floats, cluster: Ints, parts: Sequence[Part], *, n_worst: int = 5) -> list[Slice]:
    """Return the parts on which people agree least, worst first by partially pooled agreement.

    agreement: (n_items,), in [0, 1], of each item: 1 minus the mean distance of its answers. cluster: (n_items,), the
    items' groups, which are the independent units. Parts of fewer than five items, or that leave fewer outside, are
    left out: nothing could be said of them. Flags are of parts that agree less than the rest and keep the false
    discovery rate at 5 %.

    >>> worst = slices(np.array([1.0] * 20 + [0.0, 0.5] * 5), np.arange(30), [Part("site", "b", np.arange(20, 30))])
    >>> worst[0].agreement.value, worst[0].outside, worst[0].is_flagged, worst[0].worst[0]
    (0.25, 1.0, True, 20)
    """
    found = [
        _slice(agreement, cluster, part, n_worst)
        for part in parts
        if LEAST <= len(part.places) <= len(agreement) - LEAST
    ]
    flags = discovered(np.array([one.p for one in found]), FALSE_DISCOVERIES)
    flagged = [
        replace(one, is_flagged=bool(flag) and (one.agreement.value or 0.0) < one.outside)
        for one, flag in zip(found, flags, strict=True)
    ]
    pooled = partially_pooled(
        np.array([one.agreement.value or 0.0 for one in flagged]),
        np.array([_variance(one.agreement) for one in flagged]),
    )
    order = sorted(range(len(flagged)), key=lambda at: (pooled[at], flagged[at].by, flagged[at].value))
    return [flagged[at] for at in order]


def _variance(found: Measured) -> float:
    low, high = found.low, found.high
    return 0.25 if low is None or high is None else max((high - low) / 4, 1e-4) ** 2


def _slice(agreement: Floats, cluster: Ints, part: Part, n_worst: int) -> Slice:
    is_in = np.zeros(len(agreement), np.bool_)
    is_in[part.places] = True
    inside, outside = agreement[is_in], agreement[~is_in]
    order = part.places[np.argsort(agreement[part.places], kind="stable")]
    return Slice(
        part.by,
        part.value,
        share_over(inside, cluster[is_in], "items that two or more answered"),
        float(outside.mean()),
        _chance(agreement, is_in, cluster),
        False,
        tuple(order[:n_worst].tolist()),
    )


def _chance(agreement: Floats, is_in: np.ndarray[tuple[int], np.dtype[np.bool_]], cluster: Ints) -> float:
    """Return the two-sided p-value of equal means inside and outside, by t over clusters."""
    from scipy.stats import t

    inside, outside = agreement[is_in], agreement[~is_in]
    gap = float(inside.mean() - outside.mean())
    pull = np.where(
        is_in, (agreement - inside.mean()) / len(inside), -(agreement - outside.mean()) / len(outside)
    )
    names, place = compressed(cluster)
    m = len(names)
    if m < LEAST_CLUSTERS:
        return 1.0
    error = float(np.sqrt(m / (m - 1) * (np.bincount(place, pull, m) ** 2).sum()))
    if error == 0:
        return 1.0 if gap == 0 else 0.0
    return float(2 * t.sf(abs(gap) / error, m - 1))
