"""Percent agreement: the share of pairs of answers that are the same."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import REPLICATES, Coefficient
from goldsmith.agreement.registry import metric
from goldsmith.agreement.tally import Tally, count_evidence, no_overlap
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Votes

VERSION = "percent_agreement.v1"


def _disagreement(tally: Tally) -> tuple[Floats, Floats]:
    pairable = np.where(tally.pairable > 0, tally.pairable, 1)
    observed = np.where(tally.pairable > 0, 1 - tally.agreeing / pairable, np.nan)
    return observed, np.ones_like(observed)


PERCENT = Coefficient("percent", VERSION, _disagreement, no_overlap, low=0.0)


@metric(VERSION, units="given")
def percent_agreement(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return the chance that two annotators, drawn for an item drawn at random, gave it the same label.

    votes: on given units; items may have different numbers of votes, and each item counts alike or by its weight.
    Returns an Estimate in [0, 1], with no allowance for chance. Undefined when no item has two votes.

    >>> percent_agreement(Votes.from_counts([[2, 0], [1, 1]]), rng=np.random.default_rng(0)).value
    0.5
    """
    return count_evidence(votes, rng=rng, replicates=replicates).estimate(PERCENT)
