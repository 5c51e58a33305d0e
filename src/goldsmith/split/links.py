"""What belongs together: connected components over shared values, and newcomers that would join two parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from goldsmith.split.array_split import Codes


@dataclass(frozen=True, slots=True)
class Linked:
    """group: (n,), from 0. part: (g,), where a group already is, or -1. is_torn: (n,), newcomers between two parts.
    straddling: items, one list for each set of placed items that belong together but are in several parts."""

    group: Codes
    part: Codes
    is_torn: NDArray[np.bool_]
    straddling: tuple[tuple[int, ...], ...] = ()


def components(links: Sequence[Codes], *, n: int) -> Codes:
    """Return the component of each of n items, from 0, each used: shape (n,).

    links: arrays of shape (n,); items with the same value in one of them belong together, -1 links to nothing.

    >>> components([np.array([0, 0, 1, -1]), np.array([-1, 5, 5, -1])], n=4).tolist()
    [0, 0, 0, 1]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    items, nodes, n_nodes = [], [], n
    for codes in links:
        linked = np.flatnonzero(codes >= 0)
        items.append(linked)
        nodes.append(codes[linked] + n_nodes)
        n_nodes += int(codes.max(initial=-1)) + 1
    if not items:
        return np.arange(n)
    row, column = np.concatenate(items), np.concatenate(nodes)
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=(n_nodes, n_nodes))
    found = connected_components(graph, directed=False)[1][:n]
    return _dense(found)


def link(links: Sequence[Codes], *, placed: Codes) -> Linked:
    """Return the groups of items of which some are placed: `placed` is their part, (n,), or -1 for newcomers.

    links: as for `components`. Newcomers that are linked by values which no placed item has, and together touch placed
    items of several parts, are torn: they form a group by themselves and join nothing. Placed items that are linked
    without any newcomer and are in several parts are `straddling`; nothing can be split until that is mended.
    """
    n = len(placed)
    is_old = placed >= 0
    if not is_old.any():
        group = components(links, n=n)
        return Linked(group, np.full(int(group.max(initial=-1)) + 1, -1), np.zeros(n, dtype=np.bool_))
    old = components([np.where(is_old, codes, -1) for codes in links], n=n)
    low, high = _ends(old, placed, is_old)
    straddling = np.flatnonzero(low < high)
    if straddling.size:
        told = tuple(tuple(np.flatnonzero(is_old & (old == group)).tolist()) for group in straddling.tolist())
        return Linked(old, low, np.zeros(n, dtype=np.bool_), told)
    fresh, touched = [], []
    for codes in links:
        known = np.full(int(codes.max(initial=-1)) + 1, -1)
        known[codes[is_old & (codes >= 0)]] = placed[is_old & (codes >= 0)]
        part = np.where(~is_old & (codes >= 0), np.append(known, -1)[codes], -1)
        fresh.append(np.where(is_old | (part >= 0), -1, codes))
        touched.append(part)
    new = components(fresh, n=n)
    first, last = np.full(int(new.max()) + 1, int(placed.max()) + 1), np.full(int(new.max()) + 1, -1)
    for part in touched:
        touching = np.flatnonzero(part >= 0)
        np.minimum.at(first, new[touching], part[touching])
        np.maximum.at(last, new[touching], part[touching])
    is_torn = ~is_old & (first < last)[new]
    whole = components([np.where(is_torn, -1, codes) for codes in links], n=n)
    group = _dense(np.where(is_torn, new + n, whole))
    return Linked(group, _ends(group, placed, is_old)[1], is_torn)


def _ends(group: Codes, placed: Codes, is_old: NDArray[np.bool_]) -> tuple[Codes, Codes]:
    """Return the first and the last part that each group is in; last is -1 where it is in none."""
    n_groups = int(group.max()) + 1
    low, high = np.full(n_groups, int(placed.max()) + 1), np.full(n_groups, -1)
    np.minimum.at(low, group[is_old], placed[is_old])
    np.maximum.at(high, group[is_old], placed[is_old])
    return low, high


def _dense(codes: Codes) -> Codes:
    """Return codes from 0 without gaps, in the order of the values."""
    used = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.bool_)
    used[codes] = True
    dense: Codes = (used.cumsum() - 1)[codes].astype(np.int64)
    return dense
