"""What is taken for what: counts of pairs of answers on the same item, label by label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goldsmith.numerics import Ints
from goldsmith.votes import Votes


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """counts: (labels, labels), symmetric; unordered pairs of answers, on the diagonal those that agree."""

    labels: tuple[str, ...]
    counts: Ints

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return int(np.triu(self.counts).sum())

    @property
    def agreeing(self) -> int:
        """How many of them agree."""
        return int(np.trace(self.counts))

    def nearest(self, label: int) -> tuple[str, int] | None:
        """Return the other label that most often stood against this one, and in how many pairs; None for none.

        Of equals it is the first in the label set.
        """
        others = self.counts[label].copy()
        others[label] = 0
        most = int(others.argmax()) if len(others) else 0
        return (self.labels[most], int(others[most])) if others.any() else None

    def to_json(self) -> dict[str, Any]:
        return {"labels": list(self.labels), "counts": self.counts.tolist()}


def confusion(votes: Votes) -> Confusion:
    """Return how often each two labels met on an item, over all pairs of its votes.

    >>> confusion(Votes.from_counts([[2, 1], [0, 2]])).counts.tolist()
    [[1, 2], [2, 1]]
    """
    return met_labels(votes.labels, votes.patterns.rows, votes.patterns.times)


def met_labels(labels: tuple[str, ...], rows: Ints, times: Ints) -> Confusion:
    """Return `confusion` of distinct rows of label counts and how many items have each."""
    table = rows.astype(
        np.float64
    )  # products of numbers of votes: exact, and many times as fast as whole numbers
    met = (table.T @ (table * times[:, None])).astype(np.int64)
    used = np.diag(times @ rows)
    on_diagonal = np.diag(np.diag(met))
    return Confusion(labels, met - on_diagonal + (on_diagonal - used) // 2)
