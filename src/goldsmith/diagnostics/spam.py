"""Spam: annotators whose answers are not told from random ones, and who surely say less than half of what is usual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from goldsmith.diagnostics.rest import Own, Rest
from goldsmith.numerics import Floats, compressed, discovered, jackknife_variance, summed_by, t_quantile

FALSE_ALARMS = 0.05  # the chance that any annotator at least half as informative as is usual is flagged
LIKE_CHANCE = 0.001  # answers as telling as this are no random ones
HALF = 0.5  # of the usual chance-corrected agreement: below it an annotator is suspected
LEAST = 10  # shared items, or groups of them
LEAST_PEOPLE = 3


@dataclass(frozen=True, slots=True)
class Spam:
    """What one annotator's answers tell of the items.

    kappa: agreement with the rest beyond what the same answers, dealt out at random over the same items, would have;
    1 is all, 0 is nothing, with its interval. p_random: how often answers dealt out at random agree as much.
    p_half: how often somebody half as informative as is usual would agree so little. usual: the median kappa.
    """

    n: int
    kappa: float | None
    low: float | None
    high: float | None
    p_random: float | None
    p_half: float | None
    usual: float | None
    is_flagged: bool
    undefined: str = ""


def spam(rest: Rest) -> list[Spam]:
    """Return for each annotator whether they are suspected of answering at random, in the order of votes.annotators.

    Random answers are those that do not depend on the item: one label for all, labels by turns, or by dice. Flagged is
    who is not told from them at 0.1 % and surely agrees less than half as much beyond chance as the median annotator;
    the second test keeps the false discovery rate at 5 %, so that where everyone is at least half as informative as is
    usual, the chance of any flag is 5 %. Undefined below three annotators, below ten shared items or groups, and where
    the others gave one label only.
    Source: Hoeffding (1951), Annals of Mathematical Statistics 22(4), for sums over random pairings.

    >>> from numpy.random import default_rng
    >>> from goldsmith.votes import Votes
    >>> rng = default_rng(0)
    >>> truth = rng.integers(2, size=300)
    >>> said = [np.where(rng.random(300) < 0.9, truth, 1 - truth) for _ in range(3)] + [rng.integers(2, size=300)]
    >>> who = np.repeat(["ann", "bob", "cy", "dee"], 300)
    >>> votes = Votes.from_records(list(range(300)) * 4, who, np.concatenate(said))
    >>> [one.is_flagged for one in spam(Rest(votes))]
    [False, False, False, True]
    """
    if rest.votes.n_annotators < LEAST_PEOPLE:
        why = "With fewer than three annotators nobody can say which of them answers at random."
        return [_none(len(rest.of(who)), why) for who in range(rest.votes.n_annotators)]
    found = [_told(rest.of(who)) for who in range(rest.votes.n_annotators)]
    known = [one.spam.kappa for one in found if one.spam.kappa is not None]
    usual = float(np.median(known)) if known else 0.0
    against = [_against_half(one, usual) for one in found]
    flags = discovered(
        np.array([np.nan if one.p_half is None else one.p_half for one in against]), FALSE_ALARMS
    )
    return [
        replace(one, is_flagged=bool(flag) and one.p_random is not None and one.p_random > LIKE_CHANCE)
        for one, flag in zip(against, flags, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Told:
    spam: Spam
    error: float
    degrees: int


def _none(n: int, why: str) -> Spam:
    return Spam(n, None, None, None, None, None, None, False, why)


def _told(own: Own) -> _Told:
    n, n_clusters = len(own), len(compressed(own.cluster)[0])
    if n_clusters < LEAST:
        why = f"This takes {LEAST} shared items, or groups of them; there are {n_clusters}."
        return _Told(_none(n, why), 0.0, 0)
    by_chance, variance = _dealt_out(own)
    if by_chance >= 1 - 1e-12:
        return _Told(_none(n, "The others gave one label only, so every answer tells as much."), 0.0, 0)
    kappa = (float(own.hit.mean()) - by_chance) / (1 - by_chance)
    error = _error(own, by_chance)
    reach = t_quantile(n_clusters - 1) * error
    p_random = _above((float(own.hit.mean()) - by_chance) / sqrt(variance)) if variance > 0 else 1.0
    spam = Spam(n, kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach), p_random, None, None, False)
    return _Told(spam, error, n_clusters - 1)


def _above(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-z))


def _dealt_out(own: Own) -> tuple[float, float]:
    """Return mean and variance of the agreement when the annotator's labels are dealt out at random over the items."""
    n = len(own)
    uses = np.bincount(own.label, minlength=own.others.shape[1]).astype(np.float64)
    typical = own.others.mean(axis=0)
    mean = float(uses @ typical / n)
    of_item = own.others @ uses / n
    centred = own.others - of_item[:, None] - typical + mean
    return mean, float((centred**2 @ uses).sum()) / (n - 1) / n**2


def _error(own: Own, by_chance: float) -> float:
    """Return the standard error of kappa: the jackknife's over items or groups, or that of a share, if larger.

    An annotator who gives one label to all has no error by the jackknife, however few items there are.
    """
    n, k = len(own), own.others.shape[1]
    given = np.eye(k)[own.label]
    names, place = compressed(own.cluster)
    sums = summed_by(place, np.column_stack([np.ones(n), own.hit, given, own.others]), len(names))
    left = sums.sum(axis=0) - sums
    sizes = left[:, 0]
    hit, uses, others = left[:, 1] / sizes, left[:, 2 : 2 + k], left[:, 2 + k :]
    chance = (uses * others).sum(axis=1) / sizes**2
    kept = chance < 1 - 1e-12
    without: Floats = (hit[kept] - chance[kept]) / (1 - chance[kept])
    by_items = jackknife_variance(without) if len(without) > 1 else 0.0
    share = (float(own.hit.sum()) + 1) / (n + 2)
    return sqrt(max(by_items, share * (1 - share) / n / (1 - by_chance) ** 2))


def _against_half(told: _Told, usual: float) -> Spam:
    spam = told.spam
    if spam.kappa is None:
        return spam
    from scipy.special import stdtr

    p_half = float(stdtr(told.degrees, (spam.kappa - HALF * usual) / told.error))
    return replace(spam, p_half=p_half, usual=usual)
