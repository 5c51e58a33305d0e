"""The ceiling: the best accuracy that any model can show against labels which people gave, and what more votes buy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement
from math import factorial
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.registry import given_units_only
from goldsmith.numerics import Floats, Ints, clopper_pearson
from goldsmith.votes import Reason, Votes

VERSION = "ceiling.v1"
MOST_VOTES = 5  # of an item that are read: more would need a finer grid than it is worth
MOST_LABELS = 6  # that share an item's votes at a time; the likeliest ones of more labels
STEP = 1 / 50
ENOUGH = 0.8  # of the items must have as many votes as are read
LEAST_ITEMS = 20
DEPENDENT = Reason(
    "not_independent", "No shares of labels explain these votes: people's answers hang together otherwise."
)
TOO_FEW = Reason(
    "too_few_votes", "Fewer than 20 items have three votes; two votes tell chance from doubt no more."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What any model can reach. of_votes: votes for a label → (low, high), the accuracy of the best model against it.

    single: the same against one person's answer. choices: what the bounds rest on. undefined: why there are none.
    """

    of_votes: Mapping[int, tuple[float, float]]
    n_items: int
    n_read: int
    undefined: Reason | None
    choices: Mapping[str, Any]

    @property
    def single(self) -> tuple[float, float] | None:
        return self.of_votes.get(1)

    def to_json(self) -> dict[str, Any]:
        return {
            "of_votes": {str(n): list(ends) for n, ends in self.of_votes.items()},
            "n_items": self.n_items,
            "votes_read": self.n_read,
            "undefined": self.undefined and self.undefined.to_json(),
            "choices": dict(self.choices),
        }


def ceiling(votes: Votes, *, rng: Generator, of_votes: Sequence[int] = (1, 3, 5, 9)) -> Ceiling:
    """Return bounds of the best accuracy that a model can show against labels made of so many votes each.

    votes: blind votes on items drawn at random. An item's votes are taken as independent draws from its own shares of
    labels, which no model can know better than by naming the likeliest. The sorted patterns of three to five votes an
    item (all alike, two against one, …) bound how those shares are spread; the bounds are the least and the greatest
    accuracy that any spread allows which fits the patterns within simultaneous 95 % limits. They are no point with an
    error: with three votes much stays open, and the width says so. A label is the majority of its votes, ties broken
    by lot. What separates the values of 1 and 9 votes is noise that more votes remove.
    Undefined with fewer than 20 items of three votes.

    >>> votes = Votes.from_counts([[3, 0]] * 60 + [[0, 3]] * 60 + [[2, 1]] * 40 + [[1, 2]] * 40)
    >>> low, high = ceiling(votes, rng=np.random.default_rng(0)).of_votes[1]
    >>> round(low, 2), round(high, 2)
    (0.68, 0.88)
    """
    given_units_only("ceiling", votes)
    counts = votes.counts()
    n_read = _votes_to_read(votes.n_each)
    choices = {"version": VERSION, "confidence": 0.95, "labels": list(votes.labels), "step": STEP}
    if n_read is None:
        n = int((votes.n_each >= 3).sum())
        return Ceiling(of_votes={}, n_items=n, n_read=0, undefined=TOO_FEW, choices=choices)
    read = counts[votes.n_each >= n_read]
    drawn = rng.multivariate_hypergeometric  # each item's votes, as many from each
    rows = np.array([drawn(row, n_read) if row.sum() > n_read else row for row in read])
    seen = Counter(map(_pattern, rows.tolist()))
    n_labels = max(2, min(len(votes.labels), MOST_LABELS))
    shares = _shares(n_labels)
    patterns = sorted({_pattern(row) for row in _outcomes(n_labels, n_read)})
    limits = [_limits(seen.get(pattern, 0), len(rows), len(patterns)) for pattern in patterns]
    chances = np.array([_chance_of(pattern, shares, n_read) for pattern in patterns])
    found = {n: _bounds(_best(shares, n), chances, limits) for n in of_votes}
    of = {n: ends for n, ends in found.items() if ends is not None}
    why = DEPENDENT if len(of) < len(found) else None
    return Ceiling(
        of_votes={} if why else of, n_items=len(rows), n_read=n_read, undefined=why, choices=choices
    )


def _votes_to_read(n_each: Ints) -> int | None:
    judged = n_each[n_each > 0]
    for n in range(MOST_VOTES, 2, -1):
        if (judged >= n).sum() >= max(LEAST_ITEMS, ENOUGH * len(judged)):
            return n
    return 3 if (judged >= 3).sum() >= LEAST_ITEMS else None


def _pattern(row: Sequence[int]) -> tuple[int, ...]:
    return tuple(sorted((n for n in row if n), reverse=True))


def _limits(n: int, of: int, n_patterns: int) -> tuple[float, float]:
    """Return limits that hold for all patterns together, by Bonferroni's inequality."""
    return clopper_pearson(n, of, level=1 - 0.05 / n_patterns)


def _shares(n_labels: int) -> Floats:
    """Return (shares, labels): a grid of the shares that labels may have in an item's votes, greatest first."""
    rows = []
    for top in np.arange(1, 1 / n_labels - 1e-9, -STEP):
        if n_labels == 2:
            rows.append([top, 1 - top])
            continue
        least = max(0.0, (1 - top) / (n_labels - 1))
        for second in np.unique(np.clip(np.append(np.arange(0, top, STEP), [least, top, 1 - top]), 0, top)):
            rest = 1 - top - second
            if rest < -1e-9:
                continue
            rows += [
                [top, second, *[max(rest, 0) / n] * n, *[0.0] * (n_labels - 2 - n)]
                for n in range(1, n_labels - 1)
                if rest / n <= second + 1e-9
            ]
    grid = np.array(rows)
    normal: Floats = np.unique(np.round(grid / grid.sum(axis=1, keepdims=True), 12), axis=0)
    return normal


@cache
def _outcomes(n_labels: int, n_votes: int) -> tuple[tuple[int, ...], ...]:
    """Return every row of counts that so many votes on so many labels can make."""
    drawn = combinations_with_replacement(range(n_labels), n_votes)
    return tuple(tuple(cast.count(label) for label in range(n_labels)) for cast in drawn)


def _likelihood(row: Sequence[int], shares: Floats) -> Floats:
    ways = factorial(sum(row)) / np.prod([factorial(n) for n in row])
    chance: Floats = ways * np.prod(shares ** np.array(row), axis=1)
    return chance


def _chance_of(pattern: tuple[int, ...], shares: Floats, n_votes: int) -> Floats:
    outcomes = _outcomes(shares.shape[1], n_votes)
    total: Floats = np.sum([_likelihood(row, shares) for row in outcomes if _pattern(row) == pattern], axis=0)
    return total


def _best(shares: Floats, n_votes: int) -> Floats:
    """Return (shares,): how often the majority of so many votes is the likeliest label; ties fall by lot."""
    if n_votes == 1:
        return shares[:, 0]
    total = np.zeros(len(shares))
    for row in _outcomes(shares.shape[1], n_votes):
        most = max(row)
        if row[0] == most:
            total += _likelihood(row, shares) / row.count(most)
    return total


def _bounds(
    value: Floats, chances: Floats, limits: Sequence[tuple[float, float]]
) -> tuple[float, float] | None:
    """Return the least and the greatest mean value over all spreads of shares that fit the limits, if any does."""
    from scipy.optimize import linprog

    low, high = np.array(limits).T
    ends = []
    for sign in (1, -1):
        found = linprog(
            sign * value,
            A_ub=np.concatenate([chances, -chances]),
            b_ub=np.concatenate([high, -low]),
            A_eq=np.ones((1, len(value))),
            b_eq=[1],
            bounds=(0, None),
            method="highs",
        )
        if found.status != 0:
            return None
        ends.append(sign * float(found.fun))
    return max(0.0, ends[0]), min(1.0, ends[1])
