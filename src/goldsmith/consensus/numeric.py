"""Numeric: each annotator has a bias and a precision; an item's number is the mean by precision, with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goldsmith.consensus.em import LIMIT, TOLERANCE
from goldsmith.consensus.result import Measure, Stop
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, t_quantile, weighted_counts

BORROWED = 4.0  # votes of the mean precision that are added to each annotator's
LEAST_SPREAD = 0.05  # of the votes' spread within items: precisions that go with less are ever less likely
RESOLUTION = 1e-9  # of the range of all numbers: the spread within items where all agree
LARGEST = float(np.finfo(np.float64).max)
TOO_FEW = "It shares fewer than two items with others."


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberConsensus:
    """mean, sd: (n_items,), of what is held true of each item; NaN without a vote. sd is 0 for gold.

    bias, spread: (n_annotators,), as the mean uses them; spread is the standard deviation of a vote about truth + bias.
    biases, spreads: the same with 95 % intervals that take the items' numbers as found; undefined for annotators who
    share fewer than two items with others or with gold.
    trace: a lower bound of the log posterior after each iteration; it never falls.
    """

    mean: Floats
    sd: Floats
    bias: Floats
    spread: Floats
    biases: tuple[Measure, ...]
    spreads: tuple[Measure, ...]
    trace: tuple[float, ...]
    stopped: Stop

    def interval(self) -> tuple[Floats, Floats]:
        """Return (n_items,) twice: between which an item's number lies in 95 of 100, the annotators being as found."""
        half, reach = self.mean / 2, t_quantile(np.inf) / 2 * self.sd
        low, high = (np.clip(each, -LARGEST / 2, LARGEST / 2) * 2 for each in (half - reach, half + reach))
        return low, high


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
    added to each annotator's, so that nobody is taken to be certain. Truths and biases are integrated out, each as if
    the others were known, so that few votes are not explained by biases alone; and a precision is the less likely the
    larger, on the scale of the votes' spread. Errors are normal: a slip of the finger far off pulls at the mean, the
    less, the larger its annotator's spread.
    Raises InvalidInput for fewer than three annotators, since of two it is open who is near the truth.
    Source: Raykar et al. (2010), JMLR 11, sec. 6, with biases; Bishop (2006), sec. 10.1, for the two integrals.

    >>> item, annotator = np.repeat(np.arange(8), 3), np.tile(np.arange(3), 8)
    >>> off = np.array([0, 0.1, 8, 0, -0.1, -6, 0, 0.1, 3, 0, -0.1, -4] * 2)
    >>> found = numeric(item, annotator, item + off)
    >>> int(found.spread.argmax()), bool((abs(found.mean - np.arange(8)) < 0.2).all())
    (2, True)
    """
    table = _Table.of(item, annotator, value, gold or {})
    _check(table)
    precision = np.ones(table.n_annotators)
    bias, unsure = np.zeros(table.n_annotators), np.zeros(table.n_annotators)
    trace: list[float] = []
    stopped: Stop = "limit"
    while len(trace) < limit:
        mean, variance = table.truths(bias, precision)
        bias, unsure = table.biases(mean, precision)
        squares = table.squares(mean, variance, bias, unsure)
        precision = table.precisions(squares, precision)
        trace.append(table.bound(squares, variance, bias, unsure, precision))
        if len(trace) > 1 and trace[-1] - trace[-2] < tolerance * table.n_items:
            stopped = "converged"
            break
    if not table.is_held.any():  # the votes alone do not say where: a common shift is as likely
        bias = bias - np.median(bias)
    mean, variance = table.truths(bias, precision)
    return NumberConsensus(
        mean=np.where(table.n_each > 0, table.located(mean), np.nan),
        sd=np.where(table.n_each > 0, table.sized(np.sqrt(variance)), np.nan),
        bias=table.sized(bias),
        spread=table.sized(1 / np.sqrt(precision)),
        biases=table.told_biases(bias, variance, precision),
        spreads=table.told_spreads(variance, precision),
        trace=tuple(trace),
        stopped=stopped,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Table:
    """Votes as they are off their item's centre, in units of the spread that all have within items.

    centre: (n_items,), gold or the mean of the votes, times 2 ** -power, so that no sum or square overflows, and unit:
    the spread on that scale. is_held: (n_items,), whether the centre is gold.
    """

    item: Ints
    annotator: Ints
    off: Floats
    is_held: NDArray[np.bool_]
    centre: Floats
    unit: float
    power: int
    n_each: Floats
    n_votes: Floats

    @classmethod
    def of(cls, item: Ints, annotator: Ints, value: Floats, gold: Mapping[int, float]) -> _Table:
        order = np.lexsort((value, annotator, item))  # sums do not hang on the order of votes
        item, annotator, value = item[order], annotator[order], value[order]
        n_items = max(int(item.max(initial=-1)) + 1, max(gold, default=-1) + 1)
        held = np.full(n_items, np.nan)
        held[list(gold)] = list(gold.values())
        is_held = ~np.isnan(held)
        power = int(np.frexp(np.abs([*value, *gold.values()]).max(initial=0.0))[1])
        value, held = np.ldexp(value, -power), np.ldexp(held, -power)
        n_each = np.bincount(item, minlength=n_items).astype(np.float64)
        first = np.zeros(n_items)
        first[item[::-1]] = value[::-1]  # the mean of what is off it is exact where all agree
        mean = first + weighted_counts(item, value - first[item], n_items) / np.maximum(n_each, 1)
        centre = np.where(is_held, held, mean)
        off = value - centre[item]
        free = float((n_each - ~is_held)[n_each > 0].sum())
        apart = np.sqrt((off**2).sum() / max(free, 1.0))
        unit = max(float(apart), RESOLUTION * float(np.ptp(value) if len(value) else 0.0)) or RESOLUTION
        return cls(
            item=item,
            annotator=annotator,
            off=off / unit,
            is_held=is_held,
            centre=centre,
            unit=unit,
            power=power,
            n_each=n_each,
            n_votes=np.bincount(annotator).astype(np.float64),
        )

    @property
    def n_items(self) -> int:
        return len(self.centre)

    @property
    def n_annotators(self) -> int:
        return len(self.n_votes)

    def by_item(self, values: Floats) -> Floats:
        return weighted_counts(self.item, values, self.n_items)

    def by_annotator(self, values: Floats) -> Floats:
        return weighted_counts(self.annotator, values, self.n_annotators)

    def sized(self, lengths: Floats) -> Floats:
        """Return lengths in the unit of the votes as they were given."""
        return self._given(lengths * self.unit)

    def located(self, mean: Floats) -> Floats:
        """Return numbers of items as the votes were given."""
        return self._given(self.centre + mean * self.unit)

    def _given(self, scaled: Floats) -> Floats:
        most = np.ldexp(LARGEST, -max(self.power, 0))
        given: Floats = np.ldexp(np.clip(scaled, -most, most), self.power)
        return given

    def truths(self, bias: Floats, precision: Floats) -> tuple[Floats, Floats]:
        """Return (n_items,) twice: mean and variance of each item's number."""
        weight = precision[self.annotator]
        total = np.where(self.n_each > 0, self.by_item(weight), 1.0)
        mean = self.by_item(weight * (self.off - bias[self.annotator])) / total
        return np.where(self.is_held, 0.0, mean), np.where(self.is_held, 0.0, 1 / total)

    def biases(self, mean: Floats, precision: Floats) -> tuple[Floats, Floats]:
        """Return (n_annotators,) twice: mean and variance of each bias, which is normal about 0 beforehand."""
        variance = 1 / (self.n_votes * precision + 1)
        return self.by_annotator(self.off - mean[self.item]) * precision * variance, variance

    def squares(self, mean: Floats, variance: Floats, bias: Floats, unsure: Floats) -> Floats:
        """Return (n_annotators,): the expected sum of each one's squared errors."""
        off = self.off - bias[self.annotator] - mean[self.item]
        return self.by_annotator(off**2 + variance[self.item] + unsure[self.annotator])

    def precisions(self, squares: Floats, before: Floats) -> Floats:
        # the centre of their gamma prior is likeliest where it goes with their mean
        precisions: Floats = (self.n_votes + BORROWED) / (
            squares + BORROWED / before.mean() + LEAST_SPREAD**2
        )
        return precisions

    def bound(
        self, squares: Floats, variance: Floats, bias: Floats, unsure: Floats, precision: Floats
    ) -> float:
        """Return the log posterior of the precisions less what is lost by integrating truths and biases apart."""
        likelihood = (self.n_votes * np.log(precision) - precision * squares).sum()
        likelihood += np.log(variance[(self.n_each > 0) & ~self.is_held]).sum()
        likelihood += (np.log(unsure) - unsure - bias**2).sum()
        share = precision / precision.mean()
        prior = (BORROWED * (np.log(share) - share) - LEAST_SPREAD**2 * precision).sum()
        return float(likelihood + prior) / 2

    def told_biases(self, bias: Floats, variance: Floats, precision: Floats) -> tuple[Measure, ...]:
        """Return biases with intervals, the truth integrated out: without gold, of how they differ from the others'."""
        shares = self._shares(variance, precision)
        open_items = np.flatnonzero(~self.is_held)
        part = shares[open_items].multiply(1 / np.sqrt(variance[open_items])[:, None]).tocsr()
        covariance = _inverse(np.diag(self.n_votes * precision + 1) - (part.T @ part).toarray(), least=1.0)
        if not self.is_held.any():
            centred = np.eye(len(bias)) - 1 / len(bias)
            covariance = centred @ covariance @ centred
        reach = t_quantile(np.inf) * np.sqrt(np.maximum(np.diag(covariance), 0.0))
        return self._told(self.sized(bias), self.sized(bias - reach), self.sized(bias + reach))

    def told_spreads(self, variance: Floats, precision: Floats) -> tuple[Measure, ...]:
        """Return spreads with intervals from the expected information of their logarithms, the truth integrated out."""
        shares = self._shares(variance, precision)
        information = np.diag((self.n_votes + BORROWED) / 2 - shares.sum(axis=0))
        information += (shares.T @ shares).toarray() / 2
        covariance = _inverse(information, least=BORROWED / 2)
        reach = np.exp(t_quantile(np.inf) / 2 * np.sqrt(np.diag(covariance)))
        spread = 1 / np.sqrt(precision)
        return self._told(*(self.sized(each) for each in (spread, spread / reach, spread * reach)))

    def _told(self, *figures: Floats) -> tuple[Measure, ...]:
        is_shared = (self.n_each > 1) | self.is_held
        n_shared = self.by_annotator(is_shared[self.item].astype(np.float64))
        rows = zip(n_shared.tolist(), *(each.tolist() for each in figures), strict=True)
        return tuple(Measure(*told) if n > 1 else Measure(None, undefined=TOO_FEW) for n, *told in rows)

    def _shares(self, variance: Floats, precision: Floats) -> Any:
        """Return (n_items, n_annotators), sparse: how much of an item's number a vote makes; 0 for gold."""
        from scipy.sparse import csr_array

        share = precision[self.annotator] * variance[self.item]
        return csr_array((share, (self.item, self.annotator)), shape=(self.n_items, self.n_annotators))


def _inverse(information: Floats, *, least: float) -> Floats:
    """Return the inverse of a symmetric matrix whose eigenvalues are known, but for rounding, to be no less."""
    values, vectors = np.linalg.eigh(information)
    inverse: Floats = (vectors / np.maximum(values, least)) @ vectors.T
    return inverse


def _check(table: _Table) -> None:
    if not len(table.off):
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
