"""Majority as a consensus with posteriors: the shares of the votes, and annotators measured against the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from goldsmith.consensus.em import concluded, gold_of, kept, used, used_items
from goldsmith.consensus.result import Consensus, Reliability, reliabilities
from goldsmith.numerics import Floats, Ints, compressed, weighted_counts
from goldsmith.votes import Votes, has_repeats


def vote(votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0) -> Consensus:
    """Return the label with more votes than every other; equals are a tie. The posterior is the share of the votes.

    gold: item → label: held there, whatever was voted. min_posterior: the least share that decides, in [0, 1].
    An annotator's accuracy is the share of votes that hit the majority of the *others* on the item; where the others
    are tied, the credit is shared among the tied labels. It is undefined for who never shared an item.
    Raises InvalidInput for no votes and for gold labels outside the label set.

    >>> votes = Votes.from_records(["q1", "q1", "q2", "q2"], ["ann", "bob"] * 2, ["yes", "yes", "yes", "no"])
    >>> vote(votes).decided
    ('yes', None)
    """
    rows = _rows(votes, gold)
    shares = rows.counts / rows.counts.sum(axis=1, keepdims=True)
    is_held = rows.gold >= 0
    shares[is_held] = np.eye(len(votes.labels))[rows.gold[is_held]]
    return concluded(
        "majority",
        rows,
        shares,
        partial(_rated, votes, rows),
        min_posterior=min_posterior,
        trace=(),
        stopped="counted",
        choices={"accuracy": "against the majority of the others, or gold"},
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _CountRows:
    """Items with the same counts and the same gold are one row, as `Rows` has them. counts: (rows, labels)."""

    of_item: Ints
    gold: Ints
    items: Sequence[str]
    labels: tuple[str, ...]
    n_gold_unseen: int
    counts: Ints


def _rows(votes: Votes, gold: Mapping[str, str] | None) -> _CountRows:
    item_used, _ = used_items(votes)
    items = kept(votes.items, item_used)
    held, n_unseen = gold_of(items, votes.labels, gold or {})
    k = len(votes.labels) + 1
    of_item = votes.patterns.of_item[item_used]
    distinct, of_item = compressed(of_item * k + held + 1)
    return _CountRows(
        of_item=of_item,
        gold=distinct % k - 1,
        items=items,
        labels=votes.labels,
        n_gold_unseen=n_unseen,
        counts=votes.patterns.rows[distinct // k],
    )


def _rated(votes: Votes, rows: _CountRows) -> tuple[Reliability, ...]:
    """Return how often each annotator hit the majority of the others, or gold."""
    annotator_used, _ = used(votes.annotator, len(votes.annotators))
    _, place = used_items(votes)
    annotator, row, label, n_same = _casts(votes, rows.of_item[place], place)
    hit, is_compared = against_others(rows.counts, rows.gold, row, label, n_same)
    n_votes, right, compared = (
        weighted_counts(annotator, each, len(votes.annotators))[annotator_used]
        for each in (n_same, hit * n_same, is_compared * n_same)
    )
    return reliabilities(kept(votes.annotators, annotator_used), n_votes, right, compared)


def _casts(votes: Votes, row: Ints, item: Ints) -> tuple[Ints, Ints, Ints, Floats]:
    """Return annotator, row, label and number of equal votes of one annotator on one item."""
    k, n = len(votes.labels), len(votes.annotators)
    key = (item * n + votes.annotator) * k + votes.label
    if not has_repeats(key, item):
        return votes.annotator, row, votes.label, np.ones(len(item))
    _, first, n_same = np.unique(key, return_index=True, return_counts=True)
    return votes.annotator[first], row[first], votes.label[first], n_same.astype(np.float64)


def against_others(
    votes: Ints | Floats, gold: Ints, row: Ints, label: Ints, n_same: Floats
) -> tuple[Floats, Floats]:
    """Return (casts,) twice: the share of a hit on what the others say, and 1 where they, or gold, say something.

    votes: (rows, labels), how many there are. gold: (rows,), the place of its label, or -1. row, label, n_same: of
    each cast, and how many equal votes it stands for.
    """
    counts = votes.astype(np.float64)
    most = counts.max(axis=1)
    is_most = counts == most[:, None]
    n_most = is_most.sum(axis=1)
    second = np.where(is_most, -1.0, counts).max(axis=1)
    n_second = (counts == second[:, None]).sum(axis=1)
    given = counts[row, label]
    is_alone = (given == most[row]) & (n_most[row] == 1)
    rival = np.where(is_alone, second[row], most[row])  # the most votes of the others for another label
    n_rivals = np.where(is_alone, n_second[row], n_most[row] - (given == most[row]))
    own = given - n_same  # the others' votes for the label that was given
    credit = np.where(own > rival, 1.0, np.where(own == rival, 1 / (1 + n_rivals), 0.0))
    is_compared = np.maximum(own, rival) > 0
    held = gold[row]
    credit = np.where(held >= 0, held == label, credit)
    compared = (is_compared | (held >= 0)).astype(np.float64)
    return credit * compared, compared
