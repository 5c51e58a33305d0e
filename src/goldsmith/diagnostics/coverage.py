"""Coverage of the overlap: how many items have how many of the answers wanted, by label, by person and by pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goldsmith.numerics import Ints, compressed


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """by_have: (wanted, have) → items, wanted -1 where everyone is asked. by_label: (labels, most + 1) items that
    bear the label, by their number of answers. annotators: (people,) their numbers; n_items, n_shared: (people,)
    items that each answered, and those of them that others answered too. pairs: (people, people) items that both
    answered; on the diagonal, all of one's own."""

    by_have: Mapping[tuple[int, int], int]
    by_label: Ints
    annotators: Ints
    n_items: Ints
    n_shared: Ints
    pairs: Ints


def coverage(
    annotator: Ints,
    item: Ints,
    *,
    planned: Ints,
    wanted: Ints,
    label: Ints | None = None,
    label_item: Ints | None = None,
    n_labels: int = 0,
    most: int = 3,
) -> Coverage:
    """Return the coverage of a plan.

    annotator, item: (n,) of counted answers, each pair once. planned, wanted: (items,) what was planned, and how many
    answers of each are wanted, -1 for everyone's. label, label_item: (m,) which items bear which label, 0 to
    n_labels - 1. most: items with more answers stand with those that have so many.

    >>> none = np.zeros(0, np.int64)
    >>> found = coverage(np.array([1, 2, 1]), np.array([5, 5, 6]), planned=np.array([5, 6]), wanted=np.array([2, 2]))
    >>> found.by_have, found.pairs.tolist()
    ({(2, 1): 1, (2, 2): 1}, [[2, 1], [1, 1]])
    """
    from scipy.sparse import csr_array

    people, who = compressed(annotator)
    size = 1 + max(
        (int(part.max()) for part in (item, planned, label_item) if part is not None and len(part)), default=0
    )
    n_each = np.bincount(item, minlength=size)
    have = n_each[planned]
    places, columns = compressed(item)
    picks = csr_array((np.ones(len(who), np.int64), (who, columns)), shape=(len(people), len(places)))
    pairs = np.asarray((picks @ picks.T).todense(), np.int64).reshape(len(people), len(people))
    is_shared = n_each[item] > 1
    by_label = np.zeros((n_labels, most + 1), np.int64)
    if label is not None and label_item is not None and len(label):
        np.add.at(by_label, (label, np.minimum(n_each[label_item], most)), 1)
    return Coverage(
        _crossed(wanted, have),
        by_label,
        people,
        np.bincount(who, minlength=len(people)),
        np.bincount(who[is_shared], minlength=len(people)),
        pairs,
    )


def _crossed(wanted: Ints, have: Ints) -> dict[tuple[int, int], int]:
    width = int(have.max(initial=0)) + 1
    keys, place = compressed((wanted + 1) * width + have)
    counts = np.bincount(place, minlength=len(keys))
    return {(key // width - 1, key % width): n for key, n in zip(keys.tolist(), counts.tolist(), strict=True)}
