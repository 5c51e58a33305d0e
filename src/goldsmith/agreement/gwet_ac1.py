"""Gwet's AC1: agreement corrected for the chance that doubtful items are labeled alike."""

from __future__ import annotations

from numpy.random import Generator

from goldsmith.agreement.brennan_prediger import lowest
from goldsmith.agreement.evidence import REPLICATES, Coefficient
from goldsmith.agreement.fleiss_kappa import label_shares
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.registry import metric
from goldsmith.agreement.tally import Tally, count_evidence, no_variation
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Votes

VERSION = "gwet_ac1.v1"


def _disagreement(tally: Tally) -> tuple[Floats, Floats]:
    observed, _ = PERCENT.disagreement(tally)
    shares = label_shares(tally)
    by_chance = (shares * (1 - shares)).sum(axis=-1) / max(tally.n_labels - 1, 1)
    return observed, 1 - by_chance


AC1 = Coefficient("gwet_ac1", VERSION, _disagreement, no_variation, low=lowest)


@metric(VERSION, units="given", weighted="gwet_ac2")
def gwet_ac1(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Gwet's AC1, which a rare label does not pull down as it does kappa and alpha.

    votes: nominal votes on given units; items may have different numbers of votes. It depends on how many labels
    were declared, used or not, so `choices` names them.
    Returns an Estimate of at most 1. Undefined when no item has two votes or one label occurs.
    Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61(1); several votes as in Gwet
    (2014), ch. 2.

    >>> import numpy as np
    >>> votes = Votes.from_counts([[2, 0]] * 8 + [[0, 2], [1, 1]])
    >>> round(gwet_ac1(votes, rng=np.random.default_rng(0)).value, 5)
    0.86577
    """
    return count_evidence(votes, rng=rng, replicates=replicates).estimate(AC1)
