"""A mean with its interval, where what stands together is no independent evidence."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from goldsmith.numerics import Floats, Ints, clopper_pearson, compressed, t_quantile

LEAST_CLUSTERS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of n observations and its interval; `undefined` says why one of them is missing."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    undefined: str = ""


def mean_over(values: Floats, cluster: Ints, what: str, *, unit: str = "items") -> Measured:
    """Return the mean with an interval that takes clusters, not observations, as independent.

    values, cluster: (n,). what: the observations in words; unit: the clusters in words. With fewer than three clusters
    the interval is undefined. Source: Cochran (1977), Sampling Techniques, ch. 6 (ratio of sums over clusters).

    >>> found = mean_over(np.array([1.0, 0.0, 1.0, 0.0]), np.array([0, 1, 2, 3]), "votes")
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (0.5, -0.42, 1.42)
    """
    n = len(values)
    if not n:
        return Measured(0, undefined=f"There are no {what} here.")
    mean = float(values.mean())
    names, place = compressed(cluster)
    m = len(names)
    if m < LEAST_CLUSTERS:
        return Measured(n, mean, undefined=f"An interval takes {LEAST_CLUSTERS} {unit}; there are {m}.")
    leaps = np.bincount(place, values - mean, m)
    error = sqrt(m / (m - 1) * float((leaps**2).sum())) / n
    reach = t_quantile(m - 1) * error
    return Measured(n, mean, mean - reach, mean + reach)


def share_over(
    values: Floats | NDArray[np.bool_], cluster: Ints, what: str, *, unit: str = "items"
) -> Measured:
    """Return the mean of values in [0, 1]; where all are 0 or all 1, with Clopper and Pearson's interval over clusters.

    >>> share_over(np.ones(20), np.arange(20), "votes").low > 0.83
    True
    """
    found = mean_over(values.astype(np.float64), cluster, what, unit=unit)
    if found.value is None or found.low is None or found.high is None:
        return found
    if found.value in {0.0, 1.0}:
        n = len(compressed(cluster)[0])
        low, high = clopper_pearson(round(found.value * n), n)
        return Measured(found.n, found.value, low, high)
    return Measured(found.n, found.value, max(0.0, found.low), min(1.0, found.high))
