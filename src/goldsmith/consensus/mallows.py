"""Mallows: orders lie about the true one, some annotators' nearer than others'; the likeliest is Kemeny's, weighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.em import LIMIT, TOLERANCE
from goldsmith.consensus.result import Stop
from goldsmith.numerics import Floats, Ints

RATES = np.concatenate(
    [[0.0], np.geomspace(0.05, 400, 400)]
)  # how fast chances fall with distance: those tried
BORROWED = 4.0  # answers of the average annotator that are added to each one's


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """One item. far: (candidates, answers), how far each answer is from an order that may be the truth, 0 … 1.

    annotator: (answers,), who gave them. held: the candidate that is gold, or None.
    """

    far: Floats
    annotator: Ints
    held: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Ordered:
    """posteriors: for each item (candidates,), sum 1. rates: (annotators,), how fast their chances fall with distance.

    distances: (annotators,), expected distance of an answer of theirs from the truth, and near: the same as low and
    high of a 95 % interval. trace: the log posterior after each iteration; it never falls.
    """

    posteriors: list[Floats]
    rates: Floats
    distances: Floats
    near: tuple[Floats, Floats]
    trace: tuple[float, ...]
    stopped: Stop


def mallows(
    items: Sequence[Orders],
    n_annotators: int,
    *,
    spectrum: tuple[Floats, Floats],
    limit: int = LIMIT,
    tolerance: float = TOLERANCE,
) -> Ordered:
    """Return how likely each order is the true one, by EM from Kemeny's orders, all annotators being equal.

    An answer at distance d has a probability that goes with exp(-rate d), the rate being its annotator's: a large one
    is near the truth. So the likeliest order has the least sum of distances, each times its annotator's rate: the
    order of Kemeny, weighted. spectrum: the distances that orders can have from one, and how many lie at each.
    Every candidate is as likely as any other beforehand. Four answers at the mean distance of all are added to each
    annotator's, so that nobody is taken to be infallible.
    Source: Mallows (1957), Biometrika 44; Kemeny (1959), Daedalus 88.

    >>> far = np.array([[0, 0, 1], [1, 1, 0.0]])
    >>> found = mallows([Orders(far, np.arange(3))] * 3, 3, spectrum=(np.array([0, 1.0]), np.ones(2)))
    >>> found.posteriors[0].argmax(), bool(found.rates[0] > found.rates[2])
    (np.int64(0), True)
    """
    table = _Rates.of(spectrum)
    n = np.bincount(np.concatenate([one.annotator for one in items]), minlength=n_annotators).astype(
        np.float64
    )
    posteriors = [_held(one, _at_least(one.far.sum(axis=1))) for one in items]
    sums = _distances(items, posteriors, n_annotators)
    prior = BORROWED * float(
        (sums.sum() + spectrum[0][1]) / (n.sum() + 1)
    )  # as if one answer had been a step off
    trace: list[float] = []
    stopped: Stop = "limit"
    while len(trace) < limit:
        rates = table.likeliest(sums + prior, n + BORROWED)
        logs = -rates, -table.log_total(rates)
        told = [_scored(one, *logs) for one in items]
        posteriors = [posterior for posterior, _ in told]
        trace.append(sum(total for _, total in told) + float((prior * logs[0] + BORROWED * logs[1]).sum()))
        sums = _distances(items, posteriors, n_annotators)
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * len(items):
            stopped = "converged"
            break
    mean = (sums + prior) / (n + BORROWED)
    reach = 1.96 * np.sqrt(table.variance(rates) / (n + BORROWED))
    return Ordered(
        posteriors=posteriors,
        rates=rates,
        distances=mean,
        near=(np.maximum(mean - reach, 0.0), np.minimum(mean + reach, 1.0)),
        trace=tuple(trace),
        stopped=stopped,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Rates:
    """What goes with each of RATES: log of the total over all answers, mean distance and its variance."""

    totals: Floats
    means: Floats
    variances: Floats

    @classmethod
    def of(cls, spectrum: tuple[Floats, Floats]) -> _Rates:
        at, n = spectrum
        weights = n * np.exp(-np.outer(RATES, at))
        total = weights.sum(axis=1)
        means = weights @ at / total
        return cls(np.log(total), means, np.maximum(weights @ at**2 / total - means**2, 0.0))

    def likeliest(self, sums: Floats, n: Floats) -> Floats:
        """Return (annotators,): of RATES those under which distances of such sums are likeliest."""
        worth = -np.outer(sums, RATES) - np.outer(n, self.totals)
        rates: Floats = RATES[worth.argmax(axis=1)]
        return rates

    def log_total(self, rates: Floats) -> Floats:
        totals: Floats = self.totals[np.searchsorted(RATES, rates)]
        return totals

    def variance(self, rates: Floats) -> Floats:
        variances: Floats = self.variances[np.searchsorted(RATES, rates)]
        return variances


def _scored(one: Orders, slopes: Floats, bases: Floats) -> tuple[Floats, float]:
    """Return the posterior of the candidates, and the log probability of the answers."""
    logits = one.far @ slopes[one.annotator] + bases[one.annotator].sum()
    if one.held is not None:
        return _held(one, logits), float(logits[one.held])
    most = logits.max()
    shares = np.exp(logits - most)
    total = shares.sum()
    return shares / total, float(most + np.log(total) - np.log(len(shares)))


def _held(one: Orders, shares: Floats) -> Floats:
    if one.held is None:
        normed: Floats = shares / shares.sum()
        return normed
    certain = np.zeros(len(shares))
    certain[one.held] = 1.0
    return certain


def _at_least(sums: Floats) -> Floats:
    """Return 1 for each of the least sums, and 0 for the others."""
    is_least: Floats = (sums < sums.min() + 1e-9).astype(np.float64)
    return is_least


def _distances(items: Sequence[Orders], posteriors: Sequence[Floats], n_annotators: int) -> Floats:
    """Return (annotators,): the expected sum of each one's distances from the truth."""
    sums = np.zeros(n_annotators)
    for one, posterior in zip(items, posteriors, strict=True):
        np.add.at(sums, one.annotator, posterior @ one.far)
    return sums
