"""Consensus: what a model makes of the votes, with what it thinks of the annotators and how it got there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from goldsmith.numerics import LEVEL, Floats, Ints

if TYPE_CHECKING:
    from goldsmith.votes import Votes

Open = Literal["tie", "low_posterior", "no_answer"]
REASONS: tuple[Open | None, ...] = (None, "tie", "low_posterior")  # why a label is open
Stop = Literal["counted", "converged", "limit"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured of an annotator, with its 95 % interval; None where there is nothing to measure it by.

    undefined: why there is no value, where the method says so.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    undefined: str = ""

    def to_json(self) -> dict[str, float | str | None]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often an annotator is right, as the method sees it.

    accuracy: the estimate, in [0, 1], and low to high its 95 % interval; None where there is nothing to compare with.
    confusion: (true label, given label), each row summing to 1, where the method has one. measures: name → what else
    the method measures, such as the bias of numbers or the share of objects found.
    """

    annotator: str
    n_votes: int
    accuracy: float | None
    low: float | None
    high: float | None
    confusion: Floats | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)

    def every_measure(self) -> dict[str, Measure]:
        """Return the measures by name, the accuracy among them where there is one."""
        accuracy = {} if self.accuracy is None else {"accuracy": Measure(self.accuracy, self.low, self.high)}
        return {**accuracy, **self.measures}

    def to_json(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__slots__}
        confusion = None if self.confusion is None else self.confusion.tolist()
        measures = {name: measure.to_json() for name, measure in self.measures.items()}
        return {**plain, "confusion": confusion, "measures": measures}


@dataclass(frozen=True, kw_only=True, eq=False)  # without slots, for the sake of what is cached
class Consensus:
    """What the votes come to, by one method. Items without a vote are not in it.

    items: (n_items,). distinct: (rows, n_labels), the posteriors of items with different votes, and of_item:
    (n_items,), each item's row. label_of, why_of: (rows,), the place of the label or -1, and of the reason in REASONS.
    rate: works out what the method thinks of the annotators. What is said of each item and annotator is worked out
    when it is asked for. stopped: `counted` without iterations, `converged`, or `limit`.
    trace: the log posterior after each iteration, one list for each prior that was held fixed; within a list it never
    falls. n_clamped: gold items held at their label; n_gold_unseen: gold items without a vote.
    """

    method: str
    items: Sequence[str]
    labels: tuple[str, ...]
    label_of: Ints
    why_of: Ints
    distinct: Floats
    of_item: Ints
    rate: Callable[[], tuple[Reliability, ...]]
    iterations: int
    stopped: Stop
    trace: tuple[tuple[float, ...], ...]
    n_clamped: int
    n_gold_unseen: int
    choices: Mapping[str, Any]

    @cached_property
    def decided(self) -> tuple[str | None, ...]:
        """Each item's label, or None, and then `why_open` says why."""
        return tuple(np.array([*self.labels, None], dtype=object)[self.label_of[self.of_item]].tolist())

    @cached_property
    def why_open(self) -> tuple[Open | None, ...]:
        """Why each item has no label; None where it has one."""
        return tuple(np.array(REASONS, dtype=object)[self.why_of[self.of_item]].tolist())

    @cached_property
    def entropy(self) -> Floats:
        """(n_items,), in nats."""
        logs = np.log(self.distinct, where=self.distinct > 0, out=np.zeros_like(self.distinct))
        by_row: Floats = np.maximum(-np.einsum("rk,rk->r", self.distinct, logs), 0.0)
        return by_row[self.of_item]

    @cached_property
    def annotators(self) -> tuple[Reliability, ...]:
        """What the method thinks of the annotators with votes."""
        return self.rate()

    @cached_property
    def posterior(self) -> Floats:
        """(n_items, n_labels), rows sum to 1: what the method believes, not a calibrated confidence."""
        return self.distinct[self.of_item]

    @property
    def n_decided(self) -> int:
        return int((self.label_of >= 0)[self.of_item].sum())


class Fit(Protocol):
    """What every method looks like to its callers."""

    def __call__(
        self, votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0
    ) -> Consensus:
        """Return the consensus of the votes, gold items held at their label."""


def reliabilities(
    names: Sequence[str],
    n_votes: Floats,
    right: Floats,
    compared: Floats,
    *,
    prior: tuple[float, float] = (0.5, 0.5),
    confusions: Floats | None = None,
) -> tuple[Reliability, ...]:
    """Return each annotator's accuracy and interval, from a beta posterior.

    right, compared: (n_annotators,), expected right votes, and those that could be compared. prior: votes right and
    wrong that are taken as seen before. The interval takes the items' posteriors as they are: it does not refit.
    """
    from scipy.special import betaincinv

    a, b = right + prior[0], compared - right + prior[1]
    low, high = (betaincinv(a, b, tail) for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    found = []
    for number, name in enumerate(names):
        n, confusion = round(float(n_votes[number])), None if confusions is None else confusions[number]
        if compared[number] <= 0:
            found.append(Reliability(name, n, None, None, None, confusion))
            continue
        mean = float(a[number] / (a[number] + b[number]))
        found.append(Reliability(name, n, mean, float(low[number]), float(high[number]), confusion))
    return tuple(found)


def shares_with_interval(hits: Floats, misses: Floats) -> tuple[Measure, ...]:
    """Return hits in hits + misses with the interval of a beta posterior, for each annotator; both above 0."""
    from scipy.special import betaincinv

    low, high = (betaincinv(hits, misses, tail) for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    shares = hits / (hits + misses)
    return tuple(Measure(*row) for row in zip(shares.tolist(), low.tolist(), high.tolist(), strict=True))
