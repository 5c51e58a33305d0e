"""Pace: how many submissions there were, and how long they took, for each day or each person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.diagnostics.work_log import WorkLog
from goldsmith.numerics import Floats, Ints, compressed

SHARES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True, eq=False)
class Pace:
    """For each group, in ascending order of its key; (groups,) each, quartiles_ms (groups, 3).

    n: submissions with a value; n_skips: without one. n_people: who gave them. quartiles_ms: of the active time of
    those with a value; a group that only skipped has none, its row is 0 and n tells it.
    """

    key: Ints
    n: Ints
    n_skips: Ints
    n_people: Ints
    n_items: Ints
    active_ms: Ints
    quartiles_ms: Floats


def pace_by(log: WorkLog, key: Ints) -> Pace:
    """Return the pace of each group of submissions. key: (n,), the group of each: a day, or an annotator.

    >>> log = WorkLog.of([1, 1, 1], [7, 8, 9], [0, 10, 20], [1000, 2000, 4000])
    >>> pace_by(log, log.annotator).quartiles_ms.tolist()
    [[1500.0, 2000.0, 3000.0]]
    """
    keys, place = compressed(key)
    n = len(keys)
    valued = ~log.is_skip
    return Pace(
        keys,
        np.bincount(place[valued], minlength=n),
        np.bincount(place[log.is_skip], minlength=n),
        _distinct(place, log.annotator, n),
        _distinct(place[valued], log.item[valued], n),
        np.bincount(place, log.ms, n).astype(np.int64),
        quartiles_by(place[valued], log.ms[valued], n),
    )


def _distinct(place: Ints, values: Ints, n: int) -> Ints:
    """Return (n,): how many different values each group has."""
    names, code = compressed(values)
    keys = np.sort(place * max(len(names), 1) + code)
    is_new = np.ones(len(keys), np.bool_)
    is_new[1:] = keys[1:] != keys[:-1]
    return np.bincount(keys[is_new] // max(len(names), 1), minlength=n)


def quartiles_by(place: Ints, values: Ints, n: int) -> Floats:
    """Return (n, 3): the quartiles of each group's values, linear between neighbours; 0 for an empty group.

    values: whole and not negative.
    """
    width = int(values.max(initial=0)) + 1
    ranked = np.sort(
        place * width + values
    )  # one sort of one column: groups in order, values in order in each
    sizes = np.bincount(place, minlength=n)
    starts = np.cumsum(sizes) - sizes
    found = np.zeros((n, len(SHARES)))
    full = sizes > 0
    for column, share in enumerate(SHARES):
        at = share * (sizes[full] - 1)
        low = np.floor(at).astype(np.int64)
        high = np.minimum(low + 1, sizes[full] - 1)
        below, above = ranked[starts[full] + low] % width, ranked[starts[full] + high] % width
        found[full, column] = below + (at - low) * (above - below)
    return found
