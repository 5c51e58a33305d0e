"""Ability: how often an annotator is right by Dawid-Skene, their own vote left out, refitted inside the interval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, compressed, t_quantile, weighted_counts, wilson
from goldsmith.votes import Votes

BLOCKS = 10  # of items or groups, each left out once
LEAST = 2  # blocks in which an annotator must have votes on shared items, for an interval
LEAST_TOLD = 0.05  # of what a vote can differ by: below it the others do not know the items
TOLERANCE = 1e-5  # of refits: gain in log posterior per item


@dataclass(frozen=True, slots=True)
class Ability:
    """value: the expected share of right votes on the n items that others voted on too; low to high its interval.

    confusion: (true label, given label), rows sum to 1, from all votes. undefined says why something is missing.
    """

    annotator: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    confusion: Floats | None
    undefined: str = ""


def ability(votes: Votes) -> list[Ability]:
    """Return each annotator's ability by Dawid-Skene, in the order of votes.annotators.

    Their own vote is taken out of an item's posterior before they are held against it: else three coin-flippers with
    three votes an item would seem right three times in four. How unsure the others leave an item is allowed for: the
    value is the share of right votes under which so many votes would meet the others' posterior, errors going to all
    other labels alike. The interval is a jackknife over ten blocks of items, or of their groups, with the model
    refitted without each block, and never narrower than Wilson's for a share of so many votes; it speaks of these
    people.
    Where the model is undefined (fewer than three annotators, unnamed ones, no shared items), so is every value.

    >>> votes = Votes.from_records([*range(40)] * 3, ["ann"] * 40 + ["bob"] * 40 + ["cy"] * 40, list("aabb" * 30))
    >>> round(ability(votes)[0].value, 2)
    1.0
    """
    try:
        values, confusions = _fitted(votes)
    except InvalidInput as refused:
        return [Ability(name, 0, None, None, None, None, refused.what) for name in votes.annotators]
    block = _blocks(votes)
    n = _n_shared(votes)
    lefts = [_without(votes, block != left) for left in range(int(block.max()) + 1)]
    found = []
    for who, name in enumerate(votes.annotators):
        without = np.array([left[who] for left in lefts if left is not None and not np.isnan(left[who])])
        found.append(_told(name, int(n[who]), float(values[who]), without, confusions.get(name)))
    return found


def _told(name: str, n: int, value: float, without: Floats, confusion: Floats | None) -> Ability:
    if not n:
        return Ability(name, 0, None, None, None, confusion, "Nobody else voted on the same items.")
    if np.isnan(value):
        return Ability(name, n, None, None, None, confusion, "The others leave it open what is right.")
    m, value = len(without), min(1.0, max(0.0, value))
    if m < LEAST:
        return Ability(name, n, value, None, None, confusion, "There are too few items for an interval.")
    reach = t_quantile(m - 1) * sqrt((m - 1) / m * float(((without - without.mean()) ** 2).sum()))
    least, most = wilson(value * n, n)  # where all votes are right, no block left out changes anything
    low, high = max(0.0, min(least, value - reach)), min(1.0, max(most, value + reach))
    return Ability(name, n, value, low, high, confusion)


def _fitted(votes: Votes, tolerance: float = 1e-6) -> tuple[Floats, dict[str, Floats]]:
    """Return (annotators,), NaN for who shares no item, and annotator → confusion."""
    found = dawid_skene(votes, tolerance=tolerance)
    place = np.cumsum(votes.n_each > 0) - 1  # items without a vote are not in the result
    rows = np.flatnonzero(votes.n_each[votes.item] > 1)
    who, label = votes.annotator[rows], votes.label[rows]
    confusions = {one.annotator: one.confusion for one in found.annotators if one.confusion is not None}
    k = len(votes.labels)
    table = np.stack([confusions.get(name, np.full((k, k), 1 / k)) for name in votes.annotators])
    rest = found.posterior[place[votes.item[rows]]] / np.maximum(table[who, :, label], 1e-12)
    rest /= rest.sum(axis=1, keepdims=True)
    met = _mean_by(votes, who, rest[np.arange(len(rows)), label])
    sure = _mean_by(votes, who, (rest**2).sum(axis=1))
    others = max(1, int((np.bincount(votes.label, minlength=k) > 0).sum()) - 1)
    by_chance = (1 - sure) / others
    told = sure - by_chance
    return np.where(
        told > LEAST_TOLD, (met - by_chance) / np.where(told > LEAST_TOLD, told, 1.0), np.nan
    ), confusions


def _mean_by(votes: Votes, who: Ints, values: Floats) -> Floats:
    """Return (annotators,): the mean over each one's votes on shared items; NaN for who has none."""
    n = _n_shared(votes)
    return np.where(n > 0, weighted_counts(who, values, votes.n_annotators) / np.maximum(n, 1), np.nan)


def _n_shared(votes: Votes) -> Ints:
    return np.bincount(votes.annotator[votes.n_each[votes.item] > 1], minlength=votes.n_annotators)


def _blocks(votes: Votes) -> Ints:
    """Return (n_items,): a block for each item; items of a group are in one block, and neighbours in different ones."""
    cluster = np.arange(len(votes.items)) if votes.group is None else votes.group
    return compressed(compressed(cluster)[1] % BLOCKS)[1]


def _without(votes: Votes, is_kept: NDArray[np.bool_]) -> Floats | None:
    """Return the values without some items, or None where the model is undefined without them."""
    rows = is_kept[votes.item]
    part = replace(votes, item=votes.item[rows], annotator=votes.annotator[rows], label=votes.label[rows])
    try:
        return _fitted(part, TOLERANCE)[0]
    except InvalidInput:
        return None
