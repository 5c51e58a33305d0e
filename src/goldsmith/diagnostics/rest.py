"""Each vote beside what the others said of the same item: the ground of all that is said of an annotator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from goldsmith.diagnostics.measured import Measured, share_over
from goldsmith.numerics import Floats, Ints

if TYPE_CHECKING:
    from goldsmith.votes import Votes


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """One annotator's votes on shared items, in their order in the table; (n,) each, `others` (n, labels).

    vote: the place in the table. cluster: the item's group, or the item. hit: the share of the others' votes with the
    same label. rivals: how far the others agree with one another there, NaN where there is only one.
    others: the shares of the others' votes for each label.
    """

    vote: Ints
    label: Ints
    cluster: Ints
    hit: Floats
    rivals: Floats
    others: Floats

    def __len__(self) -> int:
        return len(self.vote)

    def chosen(self, rows: Ints) -> Own:
        """Return some of the votes, in that order."""
        return Own(*(getattr(self, name)[rows] for name in self.__slots__))


class Rest:
    """Votes beside the others' votes on the same items; an item with one vote says nothing and is left out.

    An annotator's own vote never counts among the rest: with three votes an item, three coin-flippers meet the
    majority that they are part of three times in four, and each other one time in two.

    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records([1, 1, 1, 2], ["ann", "bob", "cy", "ann"], ["yes", "yes", "no", "no"])
    >>> own = Rest(votes).of(0)
    >>> own.hit.tolist(), own.rivals.tolist(), own.others.tolist()
    ([0.5], [0.0], [[0.5, 0.5]])
    """

    def __init__(self, votes: Votes) -> None:
        self.votes = votes
        self._counts = votes.counts()
        shared = np.flatnonzero(votes.n_each[votes.item] > 1)
        order = np.argsort(votes.annotator[shared], kind="stable")
        self._rows = shared[order]
        self._starts = np.searchsorted(votes.annotator[self._rows], np.arange(votes.n_annotators + 1))
        self._pairs_same = (self._counts * (self._counts - 1)).sum(axis=1)

    def of(self, annotator: int) -> Own:
        """Return the votes of one annotator, by place in votes.annotators."""
        rows = self._rows[self._starts[annotator] : self._starts[annotator + 1]]
        item, label = self.votes.item[rows], self.votes.label[rows]
        counts = self._counts[item].astype(np.float64)
        counts[np.arange(len(rows)), label] -= 1
        n_others = self.votes.n_each[item] - 1
        same = counts[np.arange(len(rows)), label]
        rival_pairs = n_others * (n_others - 1)
        rivals = np.full(len(rows), np.nan)
        np.divide(self._pairs_same[item] - 2 * same, rival_pairs, out=rivals, where=rival_pairs > 0)
        return Own(rows, label, self._cluster[item], same / n_others, rivals, counts / n_others[:, None])

    @cached_property
    def _cluster(self) -> Ints:
        """(n_items,): the resampling unit of each item."""
        return np.arange(len(self.votes.items)) if self.votes.group is None else self.votes.group


def with_the_rest(own: Own) -> Measured:
    """Return how often one of the others, drawn at random, said the same; items or their groups are independent.

    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["ann"] * 4 + ["bob"] * 4, list("yynnynnn"))
    >>> with_the_rest(Rest(votes).of(0)).value
    0.75
    """
    return share_over(own.hit, own.cluster, "votes on items that others voted on")
