"""Scott's pi of two annotators."""

from __future__ import annotations

from numpy.random import Generator

from goldsmith.agreement.cohen_kappa import TwoTally, two_annotators
from goldsmith.agreement.evidence import REPLICATES, Coefficient
from goldsmith.agreement.registry import metric
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Votes

VERSION = "scott_pi.v1"


def _disagreement(tally: TwoTally) -> tuple[Floats, Floats]:
    shares = (tally.labels_a + tally.labels_b) / 2
    return 1 - tally.agreeing, 1 - (shares**2).sum(axis=-1)


SCOTT = Coefficient("scott_pi", VERSION, _disagreement, TwoTally.undefined, low=-1.0)


@metric(VERSION, units="given", two_only=True)
def scott_pi(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Scott's pi of the two annotators in the votes, on the items that both labeled.

    Chance is one distribution of labels for both, where Cohen's kappa takes each annotator's own: pi is never above
    kappa, and equals Fleiss' kappa of complete data.
    Returns an Estimate in [-1, 1]. Undefined as Cohen's kappa is, and where one label occurs. Raises InvalidInput for
    more than two annotators.
    Source: Scott (1955), Public Opinion Quarterly 19(3).

    >>> import numpy as np
    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["ann"] * 4 + ["bob"] * 4, list("yynnynnn"))
    >>> round(scott_pi(votes, rng=np.random.default_rng(0)).value, 4)
    0.4667
    """
    return two_annotators(votes, SCOTT, rng=rng, replicates=replicates)
