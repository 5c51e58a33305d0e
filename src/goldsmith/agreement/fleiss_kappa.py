"""Fleiss' kappa, in Gwet's form for items with different numbers of votes."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import REPLICATES, Coefficient
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.registry import metric
from goldsmith.agreement.tally import Tally, count_evidence, no_variation
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Votes

VERSION = "fleiss_kappa.v1"


def _disagreement(tally: Tally) -> tuple[Floats, Floats]:
    observed, _ = PERCENT.disagreement(tally)
    return observed, 1 - (label_shares(tally) ** 2).sum(axis=-1)


def label_shares(tally: Tally) -> Floats:
    """Return (…, labels): the mean share of each label over judged items, single votes among them."""
    judged = np.where(tally.judged > 0, tally.judged, 1)
    return tally.shares / judged[..., None]


FLEISS = Coefficient("fleiss_kappa", VERSION, _disagreement, no_variation)


@metric(VERSION, units="given", weighted="weighted_fleiss_kappa")
def fleiss_kappa(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Fleiss' kappa: chance-corrected agreement of several votes on each item.

    votes: nominal votes on given units; items may have different numbers of votes. An item with one vote counts in
    the labels' shares only. With two votes on each item it is Scott's pi.
    Returns an Estimate of at most 1; 1 is perfect, 0 is chance. Undefined when no item has two votes or one label
    occurs.
    Source: Fleiss (1971), Psychological Bulletin 76(5), eq. 1-7; unequal votes as in Gwet (2014), ch. 2.

    >>> round(fleiss_kappa(Votes.from_counts([[3, 0], [0, 3], [2, 1]]), rng=np.random.default_rng(0)).value, 2)
    0.55
    """
    return count_evidence(votes, rng=rng, replicates=replicates).estimate(FLEISS)
