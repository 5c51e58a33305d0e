"""Calibration: whether posteriors mean what they say, held against gold that the method has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.result import Consensus
from goldsmith.errors import InvalidInput
from goldsmith.numerics import wilson

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)  # most posteriors are near 1: narrow bins there


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose best label has a posterior from low up to high: how sure the method is, and how often it is right.

    right_low, right_high: the 95 % interval of the share that is right, by Wilson.
    """

    low: float
    high: float
    n: int
    posterior: float
    right: float
    right_low: float
    right_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """brier: mean squared distance of the posteriors from the truth over all labels, 0 is best and 2 worst.

    accuracy: the share of items whose best label is the truth; equal best labels share the credit.
    """

    n: int
    bins: tuple[Bin, ...]
    brier: float
    accuracy: float


def calibration(found: Consensus, truth: Mapping[str, str], *, edges: Sequence[float] = EDGES) -> Calibration:
    """Return how a consensus fares on items whose truth is known, and which it was not given.

    truth: item → label; items without votes are left out. A method is calibrated where the share that is right in a bin
    is the mean posterior in it. It speaks of items like those in truth: draw them at random, not among the disputed.
    Raises InvalidInput where no item's truth is known, and for labels that are not in the label set.
    Source: Brier (1950), Monthly Weather Review 78(1).

    >>> from goldsmith.consensus.voting import vote
    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records(["q1"] * 3 + ["q2"] * 3, ["ann", "bob", "cy"] * 2, ["y", "y", "n", "n", "n", "n"])
    >>> told = calibration(vote(votes), {"q1": "y", "q2": "n"})
    >>> told.accuracy, [(bin.n, bin.right) for bin in told.bins]
    (1.0, [(1, 1.0), (1, 1.0)])
    """
    place = {label: number for number, label in enumerate(found.labels)}
    rows = np.array([at for at, item in enumerate(found.items) if item in truth], np.int64)
    strange = sorted({truth[found.items[at]] for at in rows.tolist()} - place.keys())
    if not len(rows) or strange:
        raise InvalidInput(
            "calibration.no_truth",
            f"{', '.join(map(repr, strange))} not in the label set."
            if strange
            else "No item's truth is known.",
            where="truth",
            mend="Give the labels of items that have votes.",
        )
    right = np.array([place[truth[found.items[at]]] for at in rows.tolist()])
    posterior = found.posterior[rows]
    best = posterior.max(axis=1)
    is_best = posterior >= best[:, None] - 1e-9
    credit = is_best[np.arange(len(rows)), right] / is_best.sum(axis=1)
    missed = posterior.copy()
    missed[np.arange(len(rows)), right] -= 1
    bin_of = np.clip(np.searchsorted(edges, best, side="right") - 1, 0, len(edges) - 2)
    bins = []
    for at in range(len(edges) - 1):
        held = bin_of == at
        n = int(held.sum())
        if n:
            share = float(credit[held].mean())
            low, high = wilson(round(share * n), n)
            bins.append(Bin(edges[at], edges[at + 1], n, float(best[held].mean()), share, low, high))
    return Calibration(len(rows), tuple(bins), float((missed**2).sum(axis=1).mean()), float(credit.mean()))
