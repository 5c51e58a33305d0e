"""Small numerical tools that several modules share. Pure; scipy is imported only where it is called.

Quantiles come from scipy.special: importing scipy.stats takes longer than most of what is computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite
from statistics import NormalDist
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

LEVEL = 0.95  # of every interval
BLOCKS = 10_000  # in which very many units are resampled


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over resampling units, by type of unit: all units of a type add the same.

    rows: (types, columns), what one unit of each type adds. times: (types,), how many units there are of it.
    """

    rows: Floats
    times: Ints

    @property
    def n(self) -> int:
        """How many units there are."""
        return int(self.times.sum())

    def total(self) -> Floats:
        """Return the columns' sums over all units."""
        total: Floats = self.times @ self.rows
        return total

    def without_one(self) -> Floats:
        """Return (types, columns): the total without one unit of each type."""
        return self.total() - self.rows

    def resampled(self, replicates: int, rng: np.random.Generator) -> Floats:
        """Return (replicates, columns): totals over as many units, drawn with replacement.

        Units of one type are drawn together by a multinomial, which is exactly the bootstrap of single units; its
        cost does not depend on the number of units. Where most types are of one unit, they are drawn one by one, and
        where these are very many, in BLOCKS random blocks of equally many: sums of independent units vary as their
        units do, so the spread is the same, known to 1 / √(2 BLOCKS) of itself.
        """
        if self.is_in_blocks:
            return self._blocked(rng).resampled(replicates, rng)
        n, types = self.n, len(self.times)
        totals = np.empty((replicates, self.rows.shape[1]))
        step = max(1, 4_000_000 // max(types, 1))  # 32 MB of multiplicities at a time
        for start in range(0, replicates, step):
            stop = min(start + step, replicates)
            totals[start:stop] = self._multiplicities(stop - start, n, rng) @ self.rows
        return totals

    @property
    def is_in_blocks(self) -> bool:
        """Whether units are so many and so different that they are resampled in random blocks."""
        return self.n > 2 * BLOCKS and len(self.times) * 10 >= self.n

    def _blocked(self, rng: np.random.Generator) -> Sums:
        unit = rng.permutation(np.repeat(np.arange(len(self.times)), self.times))
        block = np.arange(len(unit)) % BLOCKS
        sums = [weighted_counts(block, column[unit], BLOCKS) for column in self.rows.T]
        return Sums(np.column_stack(sums), np.ones(BLOCKS, dtype=np.int64))

    def _multiplicities(self, replicates: int, n: int, rng: np.random.Generator) -> Floats:
        types = len(self.times)
        if types * 10 < n:
            return rng.multinomial(n, self.times / n, size=replicates).astype(np.float64)
        type_of = np.repeat(np.arange(types), self.times)
        draws = (np.bincount(type_of[rng.integers(0, n, n)], minlength=types) for _ in range(replicates))
        return np.stack([draw.astype(np.float64) for draw in draws])


def compressed(values: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values in ascending order, and for each value its place among them.

    >>> distinct, places = compressed(np.array([30, 10, 30]))
    >>> distinct.tolist(), places.tolist()
    ([10, 30], [1, 0, 1])
    """
    if not len(values):
        return values.astype(np.int64), values.astype(np.int64)
    low, high = int(values.min()), int(values.max())
    if high - low >= 4 * len(values) + 1_000:
        distinct, places = np.unique(values, return_inverse=True)
        return distinct.astype(np.int64), places.astype(np.int64)
    shifted = values - low
    is_used = np.zeros(high - low + 1, dtype=np.bool_)
    is_used[shifted] = True
    if is_used.all():
        return np.arange(low, high + 1), shifted
    return np.flatnonzero(is_used) + low, (np.cumsum(is_used) - 1)[shifted]


def counted(values: NDArray[Any]) -> tuple[NDArray[Any], Ints]:
    """Return the distinct values in ascending order, and how often each occurs.

    >>> [found.tolist() for found in counted(np.array([30, 10, 30]))]
    [[10, 30], [1, 2]]
    """
    ordered = values if (values[1:] >= values[:-1]).all() else np.sort(values)
    starts = (
        np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        if len(ordered)
        else np.zeros(0, dtype=np.int64)
    )
    return ordered[starts], np.diff(starts, append=len(ordered))


def summed_by(codes: Ints, rows: Floats, n: int) -> Floats:
    """Return (n, columns): the rows' sums for each code from 0 to n - 1."""
    from scipy.sparse import csr_array

    places = np.arange(len(codes))
    picks = csr_array((np.ones(len(codes)), (codes, places)), shape=(n, len(codes)))
    sums: Floats = picks @ rows
    return sums


def weighted_counts(codes: Ints, weights: Floats | NDArray[np.bool_], n: int) -> Floats:
    """Return (n,): the sum of weights for each code from 0 to n - 1."""
    return np.bincount(codes, weights, n).astype(np.float64, copy=False)


def clopper_pearson(k: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the exact two-sided interval of a proportion, k of n; n ≥ 1.

    Source: Clopper and Pearson (1934), Biometrika 26(4).

    >>> round(clopper_pearson(0, 20)[1], 3)
    0.168
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(k, n - k + 1, tail)) if k > 0 else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return low, high


def percentile_interval(replicates: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval between the replicates' outer quantiles."""
    low, high = np.quantile(replicates, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def bca_interval(
    value: float, replicates: Floats, without_one: Floats, times: Ints, level: float = LEVEL
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated bootstrap interval.

    without_one: the value without one unit of each type; times: how many units there are of each type.
    Where the correction is not finite, it is the percentile interval.
    Source: Efron (1987), JASA 82(397).
    """
    from scipy.special import ndtr, ndtri

    below = float((replicates < value).mean() + (replicates == value).mean() / 2)
    leaps = float(np.average(without_one, weights=times)) - without_one
    spread = float((times * leaps**2).sum())
    if not 0 < below < 1 or spread <= 0 or not isfinite(spread):
        return percentile_interval(replicates, level)
    bias = float(ndtri(below))
    acceleration = float((times * leaps**3).sum()) / (6 * spread**1.5)
    reach = bias + ndtri([(1 - level) / 2, (1 + level) / 2])
    low, high = np.quantile(replicates, ndtr(bias + reach / (1 - acceleration * reach)))
    return float(low), float(high)


@lru_cache(maxsize=4096)  # a table of pairs asks a thousand times
def t_quantile(degrees: float, level: float = LEVEL) -> float:
    """Return how many standard errors an interval reaches to either side; degrees may be infinite."""
    if degrees == inf:
        return NormalDist().inv_cdf((1 + level) / 2)
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + level) / 2))


def jackknife_variance(without_one: Floats) -> float:
    """Return the jackknife's variance of a value from its values without one unit each."""
    n = len(without_one)
    return float((n - 1) / n * ((without_one - without_one.mean()) ** 2).sum())


def partially_pooled(values: Floats, variances: Floats) -> Floats:
    """Return each value drawn towards the common mean, the more, the less certain it is.

    Values that differ no more than chance makes them all become the mean: the raw worst of many is mostly bad luck.
    variances: of the estimates, each above 0. The variance between the true values is the moment estimate.
    Source: DerSimonian and Laird (1986), Controlled Clinical Trials 7(3); Efron and Morris (1975), JASA 70(350).

    >>> partially_pooled(np.array([0.0, 1.0]), np.array([1e-9, 1e-9])).round(3).tolist()
    [0.0, 1.0]
    >>> partially_pooled(np.array([0.4, 0.6]), np.array([1.0, 1.0])).tolist()
    [0.5, 0.5]
    """
    if len(values) < 2:
        return values
    sure = 1 / variances
    mean = float(np.average(values, weights=sure))
    excess = float((sure * (values - mean) ** 2).sum()) - (len(values) - 1)
    between = max(0.0, excess / float(sure.sum() - (sure**2).sum() / sure.sum()))
    centre = float(np.average(values, weights=1 / (between + variances)))
    return centre + between / (between + variances) * (values - centre)


def weighted_wilson(
    hits: Sequence[bool], weights: Sequence[float], level: float = LEVEL
) -> tuple[float, float, float]:
    """Return a weighted share with Wilson's interval for as many units as the weights are worth.

    weights: 1 / the probability of coming into the sample, each above 0. Raises ValueError when there are no units.
    Source: Kish (1965), Survey Sampling, ch. 11: n is worth (sum of weights)² / sum of squared weights.

    >>> [round(bound, 3) for bound in weighted_wilson([True] * 8 + [False] * 2, [5.0] * 10)]
    [0.8, 0.49, 0.943]
    """
    w = np.asarray(weights, dtype=np.float64)
    if not len(w):
        raise ValueError("a share of nothing")
    share = float(np.average(np.asarray(hits, dtype=np.float64), weights=w))
    worth = float(w.sum() ** 2 / (w**2).sum())
    low, high = wilson(share * worth, worth, level)
    return share, low, high


def wilson(k: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a share of k in n by Wilson's score method, which keeps inside [0, 1].

    Raises ValueError when n is 0: nothing is known of the share then.
    Source: Wilson (1927), JASA 22(158).

    >>> [round(bound, 3) for bound in wilson(8, 10)]
    [0.49, 0.943]
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    if n <= 0:
        raise ValueError("a share of nothing")
    centre = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * (k * (n - k) / n + z * z / 4) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def discovered(p_values: Floats, rate: float) -> NDArray[np.bool_]:
    """Return which of many tests are flagged so that the expected share of false flags is at most `rate`.

    p_values: (n,); NaN was not tested and is never flagged. Where nothing is there to be found, the chance of any flag
    is at most `rate`. Valid where the tests are independent or positively dependent.
    Source: Benjamini and Hochberg (1995), JRSS B 57(1).

    >>> discovered(np.array([0.001, 0.02, 0.9, np.nan]), 0.05).tolist()
    [True, True, False, False]
    """
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    n = len(order)
    below = np.flatnonzero(p_values[order] <= rate * np.arange(1, n + 1) / max(n, 1))
    found = np.zeros(len(p_values), np.bool_)
    found[order[: below[-1] + 1 if len(below) else 0]] = True
    return found
