"""Kendall's W: how far annotators put the same items into the same order."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import NO_OVERLAP, NO_VARIATION, TOO_FEW_PEOPLE, UNIDENTIFIED
from goldsmith.agreement.icc import INCOMPLETE
from goldsmith.agreement.number_alpha import label_numbers
from goldsmith.agreement.registry import given_units_only
from goldsmith.agreement.tally import counts_of, vote_choices
from goldsmith.numerics import Floats, jackknife_variance, t_quantile
from goldsmith.votes import Estimate, Reason, Votes

VERSION = "kendall_w.v1"
TOGETHER = Reason(
    "ranked_together", "Ranks are of these items together: they cannot be resampled one by one."
)


def kendall_w(votes: Votes, *, rng: Generator) -> Estimate:
    """Return Kendall's coefficient of concordance, corrected for ties.

    votes: labels are numbers or, of level ordinal, stand in their order; each annotator's votes rank the items.
    Returns an Estimate in [0, 1] with the interval for people like these (a jackknife over annotators) and none for
    the items. Undefined unless everyone rated every item, there are two annotators, and somebody's ratings differ.
    Source: Kendall and Babington Smith (1939), Annals of Mathematical Statistics 10(3); ties as in Siegel (1956).

    >>> votes = Votes.from_records([1, 2, 3] * 2, ["ann"] * 3 + ["bob"] * 3, [1, 4, 6, 2, 4, 7])
    >>> kendall_w(votes, rng=np.random.default_rng(0)).value
    1.0
    """
    given_units_only("kendall_w", votes)
    why = _why_not(votes)
    ranks = None if why else _ranks(votes)
    value = None if ranks is None else _concordance(ranks)
    if ranks is not None and value is None:
        why = NO_VARIATION
    choices = {"version": VERSION, "interval": "none", **vote_choices(votes, rng)}
    if value is None or ranks is None:
        return Estimate(
            name="kendall_w", value=None, undefined=why, no_interval=why, no_people=why, choices=choices,
            **counts_of(votes),
        )  # fmt: skip
    people = _people(ranks, value)
    low, high = (None, None) if isinstance(people, Reason) else people
    return Estimate(
        name="kendall_w", value=value, no_interval=TOGETHER, choices=choices, low_people=low, high_people=high,
        no_people=people if isinstance(people, Reason) else None, **counts_of(votes),
    )  # fmt: skip


def _why_not(votes: Votes) -> Reason | None:
    if not votes.identified:
        return UNIDENTIFIED
    if not votes.n_pairable:
        return NO_OVERLAP
    return None if votes.n_votes == votes.n_items * votes.n_annotators else INCOMPLETE


def _ranks(votes: Votes) -> Floats:
    """Return (annotators, items): mid-ranks from 1."""
    from scipy.stats import rankdata

    numbers = np.arange(len(votes.labels)) if votes.level == "ordinal" else label_numbers(votes)
    table = np.full((votes.n_annotators, len(votes.items)), np.nan)
    table[votes.annotator, votes.item] = numbers[votes.label]
    rated: Floats = rankdata(table[:, votes.n_each > 0], axis=1)
    return rated


def _concordance(ranks: Floats) -> float | None:
    m, n = ranks.shape
    sums = ranks.sum(axis=0)
    spread = ((sums - sums.mean()) ** 2).sum()
    ties = 0.0
    for row in ranks:
        _, times = np.unique(row, return_counts=True)
        ties += float((times**3 - times).sum())
    most = m**2 * (n**3 - n) - m * ties
    return float(12 * spread / most) if most > 0 else None


def _people(ranks: Floats, value: float) -> tuple[float, float] | Reason:
    m = len(ranks)
    if m < 3:
        return TOO_FEW_PEOPLE
    left = [_concordance(np.delete(ranks, number, axis=0)) for number in range(m)]
    if any(each is None for each in left):
        return Reason("rests_on_one", "Without one of the annotators there is no value to compare.")
    reach = t_quantile(m - 1) * float(np.sqrt(jackknife_variance(np.array(left, dtype=np.float64))))
    return max(0.0, value - reach), min(1.0, value + reach)
