"""Krippendorff's alpha; `number_alpha` has the interval and ratio levels."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import REPLICATES, Coefficient
from goldsmith.agreement.number_alpha import number_alpha
from goldsmith.agreement.registry import metric
from goldsmith.agreement.tally import Tally, count_evidence, no_variation
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Level, Votes

VERSION = "krippendorff_alpha.v1"


def _nominal(tally: Tally) -> tuple[Floats, Floats]:
    n = tally.n_votes
    pairs = _pairs(n)
    observed = (n - tally.same.sum(axis=-1)) / np.where(n > 0, n, 1)
    return observed, (n**2 - (tally.votes**2).sum(axis=-1)) / pairs


def _ordinal(tally: Tally) -> tuple[Floats, Floats]:
    """Return both disagreements as shares of the largest.

    Krippendorff's ordinal distance is the squared difference of the labels' mid-ranks among all votes.
    """
    n = tally.n_votes
    rank = np.cumsum(tally.votes, axis=-1) - tally.votes / 2
    rank = rank - (tally.votes * rank).sum(axis=-1, keepdims=True) / np.where(n > 0, n, 1)[..., None]
    a, b = np.triu_indices(tally.n_labels, 1)
    apart = (rank[..., a] - rank[..., b]) ** 2
    observed = 2 * (tally.different * apart).sum(axis=-1) / np.where(n > 0, n, 1)
    expected = 2 * n * (tally.votes * rank**2).sum(axis=-1) / _pairs(n)
    used = tally.votes > 0
    top, bottom = np.where(used, rank, -np.inf).max(axis=-1), np.where(used, rank, np.inf).min(axis=-1)
    most = np.where(used.any(axis=-1), top - bottom, 0.0) ** 2
    most = np.where(most > 0, most, 1)
    return observed / most, expected / most


def _pairs(n: Floats) -> Floats:
    """Return n (n - 1), infinite where there is no pair, which makes the expected disagreement 0."""
    return np.where(n > 1, n * (n - 1), np.inf)


# Within items, votes differ by at most twice what they would if drawn with replacement, and that by at most what all
# votes together do, since the mean square of differences is concave in the labels' shares. So nothing lies below -1.
LEAST = -1.0
NOMINAL = Coefficient("krippendorff_alpha", VERSION, _nominal, no_variation, low=LEAST)
ORDINAL = Coefficient("krippendorff_alpha", VERSION, _ordinal, no_variation, low=LEAST, level="ordinal")


def alpha_for(level: Level) -> Coefficient[Tally]:
    """Return alpha as it is for labels of that level, nominal or ordinal."""
    return ORDINAL if level == "ordinal" else NOMINAL


@metric(VERSION, units="given")
def krippendorff_alpha(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Krippendorff's alpha: 1 - observed / expected disagreement over all pairs of votes.

    votes: on given units; their level decides how far labels are apart: nominal, ordinal in the order of the label
    set, or as numbers on an interval or ratio scale. Items may have different numbers of votes; those with one are
    left out.
    Returns an Estimate of at most 1; 0 is chance. Undefined when no item has two votes or one label occurs.
    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability.

    >>> votes = Votes.from_counts([[2, 0], [2, 0], [0, 2], [1, 1]])
    >>> round(krippendorff_alpha(votes, rng=np.random.default_rng(0)).value, 4)
    0.5333
    """
    if votes.level in ("interval", "ratio"):
        return number_alpha(votes, rng=rng, replicates=replicates)
    return count_evidence(votes, rng=rng, replicates=replicates).estimate(alpha_for(votes.level))
