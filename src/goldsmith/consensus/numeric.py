"""Numeric: each annotator has a bias and a precision; an item's number is the mean by precision, with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from goldsmith.consensus.em import LIMIT, TOLERANCE
from goldsmith.consensus.result import Measure, Stop
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, t_quantile, weighted_counts

BORROWED = 4.0  # votes of the mean precision that are added to each annotator's
LEAST_SPREAD = 1e-9  # of the range of all numbers: even where all agree, nobody is infinitely precise


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberConsensus:
    """mean, sd: (n_items,), of what is held true of each item; NaN without a vote. sd is 0 for gold.

    bias, spread, precision: (n_annotators,); spread is the standard deviation of a vote about truth + bias, precision
    is 1 / spread². biases, spreads: the same with 95 % intervals that take the items' numbers as found.
    trace: the log posterior after each iteration; it never falls.
    """

    mean: Floats
    sd: Floats
    bias: Floats
    spread: Floats
    precision: Floats
    biases: tuple[Measure, ...]
    spreads: tuple[Measure, ...]
    trace: tuple[float, ...]
    stopped: Stop

    def interval(self) -> tuple[Floats, Floats]:
        """Return (n_items,) twice: between which an item's number lies in 95 of 100, the annotators being as found."""
        reach = t_quantile(np.inf) * self.sd
        return self.mean - reach, self.mean + reach


def numeric(
    item: Ints,
    annotator: Ints,
    value: Floats,
    *,
    gold: Mapping[int, float] | None = None,
    limit: int = LIMIT,
    tolerance: float = TOLERANCE,
) -> NumberConsensus:
    """Return the consensus of numbers: vote = truth + the annotator's bias + a normal error of their own spread, by EM.

    item, annotator: (n_votes,), from 0. value: (n_votes,), finite. gold: item → its number, held there: only with it
    can a bias that all share be seen; without it the truth lies where the median annotator has no bias.
    Biases are drawn to 0 as if one vote had shown none; four votes of the mean precision, which is learned too, are
    added to each annotator's, so that nobody is taken to be certain. Errors are normal: a slip of the finger far off
    pulls at the mean, the less, the larger its annotator's spread.
    Raises InvalidInput for fewer than three annotators, since of two it is open who is near the truth.
    Source: Raykar et al. (2010), JMLR 11, sec. 6, with biases; the E step integrates the truth out.

    >>> item, annotator = np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4)
    >>> found = numeric(item, annotator, np.array([1, 1.1, 9, 2, 1.9, -4, 3, 3.1, 6, 4, 3.9, 0.0]))
    >>> int(found.spread.argmax()), bool((abs(found.mean - [1, 2, 3, 4]) < 0.2).all())
    (2, True)
    """
    table = _Table.of(item, annotator, value, gold or {})
    _check(table)
    bias, precision = np.zeros(table.n_annotators), np.full(table.n_annotators, 1 / table.variance)
    trace: list[float] = []
    stopped: Stop = "limit"
    while len(trace) < limit:
        mean, variance = table.truths(bias, precision)
        bias = table.biases(mean, precision)
        precision = table.precisions(mean, variance, bias, precision)
        trace.append(table.log_posterior(bias, precision))
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * table.n_items:
            stopped = "converged"
            break
    if np.isnan(table.gold).all():  # the votes alone do not say where: a common shift is as likely
        bias = bias - np.median(bias)
    mean, variance = table.truths(bias, precision)
    return NumberConsensus(
        mean=np.where(table.n_each > 0, mean, np.nan),
        sd=np.where(table.n_each > 0, np.sqrt(variance), np.nan),
        bias=bias,
        spread=1 / np.sqrt(precision),
        precision=precision,
        biases=table.told_biases(bias, variance, precision),
        spreads=table.told_spreads(variance, precision),
        trace=tuple(trace),
        stopped=stopped,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Table:
    """Votes with what is held fixed: gold (n_items,), NaN for none; variance: of everybody's votes within items.

    least: the least variance that is thought possible.
    """

    item: Ints
    annotator: Ints
    value: Floats
    gold: Floats
    variance: float
    least: float
    n_each: Floats
    n_votes: Floats

    @classmethod
    def of(cls, item: Ints, annotator: Ints, value: Floats, gold: Mapping[int, float]) -> _Table:
        order = np.lexsort((value, annotator, item))  # sums do not hang on the order of votes
        item, annotator, value = item[order], annotator[order], value[order]
        n_items = max(int(item.max(initial=-1)) + 1, max(gold, default=-1) + 1)
        held = np.full(n_items, np.nan)
        held[list(gold)] = list(gold.values())
        n_each = np.bincount(item, minlength=n_items).astype(np.float64)
        centre = np.where(np.isnan(held), weighted_counts(item, value, n_items) / np.maximum(n_each, 1), held)
        free = float((n_each - np.isnan(held))[n_each > 0].sum())
        least = (LEAST_SPREAD * max(float(np.ptp(value)) if len(value) else 0.0, 1.0)) ** 2
        variance = float(((value - centre[item]) ** 2).sum()) / max(free, 1.0)
        return cls(
            item=item,
            annotator=annotator,
            value=value,
            gold=held,
            variance=max(variance, least),
            least=least,
            n_each=n_each,
            n_votes=np.bincount(annotator).astype(np.float64),
        )

    @property
    def n_items(self) -> int:
        return len(self.gold)

    @property
    def n_annotators(self) -> int:
        return len(self.n_votes)

    def by_item(self, values: Floats) -> Floats:
        return weighted_counts(self.item, values, self.n_items)

    def by_annotator(self, values: Floats) -> Floats:
        return weighted_counts(self.annotator, values, self.n_annotators)

    def truths(self, bias: Floats, precision: Floats) -> tuple[Floats, Floats]:
        """Return (n_items,) twice: mean and variance of each item's number."""
        weight = precision[self.annotator]
        total = np.maximum(self.by_item(weight), 1e-300)
        mean = self.by_item(weight * (self.value - bias[self.annotator])) / total
        is_held = ~np.isnan(self.gold)
        return np.where(is_held, self.gold, mean), np.where(is_held, 0.0, 1 / total)

    def biases(self, mean: Floats, precision: Floats) -> Floats:
        apart = self.by_annotator(self.value - mean[self.item])
        drawn = 1 / (precision * self.variance)  # the prior: normal about 0 with everybody's variance
        biases: Floats = apart / (self.n_votes + drawn)
        return biases

    def precisions(self, mean: Floats, variance: Floats, bias: Floats, before: Floats) -> Floats:
        off = self.value - bias[self.annotator] - mean[self.item]
        squares = self.by_annotator(off**2 + variance[self.item])
        precisions: Floats = (self.n_votes + BORROWED) / (squares + BORROWED * self.common(before))
        return precisions

    def common(self, precision: Floats) -> float:
        """Return the variance that goes with the mean precision: the likeliest centre of their gamma prior."""
        return max(self.least, 1 / float(precision.mean()))

    def log_posterior(self, bias: Floats, precision: Floats) -> float:
        mean, variance = self.truths(bias, precision)
        off = self.value - bias[self.annotator] - mean[self.item]
        weight = precision[self.annotator]
        free = variance > 0
        likelihood = (np.log(weight) - weight * off**2).sum() + np.log(
            variance[free & (self.n_each > 0)]
        ).sum()
        common = self.common(precision)
        prior = (BORROWED * (np.log(precision * common) - common * precision)).sum()
        prior -= (bias**2).sum() / self.variance
        return float(likelihood + prior) / 2

    def told_biases(self, bias: Floats, variance: Floats, precision: Floats) -> tuple[Measure, ...]:
        """Return biases with intervals, the truth integrated out: without gold, of how they differ from the others'."""
        shares = self._shares(variance, precision)
        information = np.diag(self.n_votes * precision + 1 / self.variance)
        open_items = np.flatnonzero(variance > 0)
        part = shares[open_items].multiply(1 / np.sqrt(variance[open_items])[:, None]).tocsr()
        information -= (part.T @ part).toarray()
        covariance = np.linalg.inv(information)
        if np.isnan(self.gold).all():
            centred = np.eye(len(bias)) - 1 / len(bias)
            covariance = centred @ covariance @ centred
        reach = t_quantile(np.inf) * np.sqrt(np.maximum(np.diag(covariance), 0.0))
        return tuple(Measure(b, b - r, b + r) for b, r in zip(bias.tolist(), reach.tolist(), strict=True))

    def told_spreads(self, variance: Floats, precision: Floats) -> tuple[Measure, ...]:
        """Return spreads with intervals from the expected information of their logarithms, the truth integrated out."""
        shares = self._shares(variance, precision)
        information = np.diag((self.n_votes + BORROWED) / 2 - shares.sum(axis=0))
        information += (shares.T @ shares).toarray() / 2
        reach = np.exp(t_quantile(np.inf) / 2 * np.sqrt(np.diag(np.linalg.inv(information))))
        return tuple(
            Measure(s, s / r, s * r)
            for s, r in zip((1 / np.sqrt(precision)).tolist(), reach.tolist(), strict=True)
        )

    def _shares(self, variance: Floats, precision: Floats) -> Any:
        """Return (n_items, n_annotators), sparse: how much of an item's number a vote makes; 0 for gold."""
        from scipy.sparse import csr_array

        share = precision[self.annotator] * variance[self.item]
        return csr_array((share, (self.item, self.annotator)), shape=(self.n_items, self.n_annotators))


def _check(table: _Table) -> None:
    if not len(table.value):
        raise InvalidInput(
            "consensus.no_votes", "There are no votes.", mend="Give at least one vote on one item."
        )
    n = int((table.n_votes > 0).sum())
    if n < 3:
        raise InvalidInput(
            "consensus.too_few_annotators",
            f"Bias and precision are undefined for fewer than three annotators; these votes have {n}.",
            mend="Use the median, or collect votes of more people.",
        )
