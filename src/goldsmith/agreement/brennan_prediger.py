"""Brennan and Prediger's coefficient: agreement corrected as if all labels were equally likely."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import REPLICATES, Coefficient
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.registry import metric
from goldsmith.agreement.tally import Tally, count_evidence, no_variation
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Votes

VERSION = "brennan_prediger.v1"


def _disagreement(tally: Tally) -> tuple[Floats, Floats]:
    observed, _ = PERCENT.disagreement(tally)
    return observed, np.full_like(observed, 1 - 1 / max(tally.n_labels, 1))


def lowest(tally: Tally) -> float:
    """Return the least value where chance agrees at most as often as with labels that are all equally frequent."""
    return -1 / max(tally.n_labels - 1, 1)


BRENNAN_PREDIGER = Coefficient("brennan_prediger", VERSION, _disagreement, no_variation, low=lowest)


@metric(VERSION, units="given", weighted="weighted_brennan_prediger")
def brennan_prediger(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Brennan and Prediger's coefficient, also known as Randolph's free-marginal kappa and Bennett's S.

    votes: nominal votes on given units; items may have different numbers of votes. It depends on how many labels
    were declared, used or not, so `choices` names them.
    Returns an Estimate of at most 1. Undefined when no item has two votes or one label occurs.
    Source: Brennan and Prediger (1981), Educational and Psychological Measurement 41(3).

    >>> brennan_prediger(Votes.from_counts([[2, 0], [2, 0], [0, 2], [1, 1]]), rng=np.random.default_rng(0)).value
    0.5
    """
    return count_evidence(votes, rng=rng, replicates=replicates).estimate(BRENNAN_PREDIGER)
