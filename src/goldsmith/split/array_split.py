"""The split of `group_split.py` on integer arrays: a million items in a fraction of a second."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

METHOD = "group_split.v2"

Codes: TypeAlias = NDArray[np.int64]
Hashes: TypeAlias = NDArray[np.uint64]

_ONE_BY_ONE = (
    4096  # so many of the largest groups are placed one at a time; smaller ones are drawn by stratum
)
_MOST_MOVES = 1000  # of large groups that are moved once all are placed; a few dozen are usual
_ID_BYTES = 40  # a longer id is replaced by its digest


def array_split(
    groups: Codes,
    *,
    labels: Codes,
    ratios: NDArray[np.float64],
    ranks: Hashes,
    placed: Codes | None = None,
) -> Codes:
    """Return the part of each group, shape (g,).

    groups: (n,), the group of each item, 0 to g-1, each used. labels: (n,), from 0, in an order that the items' order
    does not decide. ratios: (k,), above 0, sum 1. ranks: (g,), a hash per group, see `group_ranks`. placed: (g,), the
    part where a group already is, or -1.

    What is placed stays. The largest groups go one at a time where they add least to the chi-square between the labels'
    counts and what the ratios want; further groups of several items are drawn systematically in hash order within
    dominant label and size; then large groups move while that lowers the chi-square, and groups of one label while it
    has too many in one part and too few in another. Single items fill what each label lacks, so that without groups
    every part is within one item.

    >>> groups = np.arange(10)
    >>> ranks = group_ranks("abcdefghij", groups)
    >>> parts = array_split(groups, labels=groups % 2, ratios=np.array([0.8, 0.2]), ranks=ranks)
    >>> np.bincount(parts).tolist()
    [8, 2]
    """
    if not len(groups):
        return np.zeros(0, dtype=np.int64)
    counts = _Counts(groups, labels, ratios, ranks, placed)
    free = np.flatnonzero(counts.part < 0)
    several = free[counts.sizes[free] > 1]
    several = several[np.lexsort((ranks[several], -counts.sizes[several]))]
    for group in several[:_ONE_BY_ONE].tolist():
        counts.place_best(group)
    counts.draw(several[_ONE_BY_ONE:])
    counts.improve(several[:_ONE_BY_ONE])
    counts.repair(several)
    counts.fill(free[counts.sizes[free] == 1])
    return counts.part


def group_ranks(ids: Sequence[str], groups: Codes, *, seed: int = 0) -> Hashes:
    """Return a hash for each group, shape (g,): the least hash of its items' ids.

    Seed and ids alone decide it: neither the items' order, the machine nor the other groups do.
    """
    ranks = np.full(int(groups.max(initial=-1)) + 1, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(ranks, groups, _id_hashes(ids, seed))
    return ranks


def _id_hashes(ids: Sequence[str], seed: int) -> Hashes:
    is_short = "".join(ids).isascii() and max(map(len, ids), default=0) <= _ID_BYTES
    cells = np.array(
        list(ids) if is_short else [_short(ident.encode()) for ident in ids], dtype=f"S{_ID_BYTES}"
    )
    start = int.from_bytes(hashlib.blake2b(str(seed).encode(), digest_size=8).digest(), "little")
    state = np.full(len(ids), start, dtype=np.uint64)
    for word in cells.view("<u8").reshape(len(ids), _ID_BYTES // 8).T:
        state = _mix(state ^ word)
    return state


def _short(ident: bytes) -> bytes:
    return ident if len(ident) <= _ID_BYTES else hashlib.blake2b(ident, digest_size=_ID_BYTES).digest()


def _mix(x: Hashes) -> Hashes:
    """Return splitmix64 of each number (Steele, Lea, Flood 2014); overflow is meant."""
    z = x + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Hashes = z ^ (z >> np.uint64(31))
    return mixed


def _table(groups: Codes, labels: Codes, n_groups: int) -> csr_array:
    """Return how many items of each label each group has."""
    from scipy.sparse import csr_array

    shape = (n_groups, int(labels.max(initial=0)) + 1)
    table = csr_array((np.ones(len(groups), dtype=np.int64), (groups, labels)), shape=shape)
    table.sum_duplicates()
    return table


class _Counts:
    """Where each group is, and how many items of each label each part has and wants: (k, labels)."""

    def __init__(
        self,
        groups: Codes,
        labels: Codes,
        ratios: NDArray[np.float64],
        ranks: Hashes,
        placed: Codes | None,
    ) -> None:
        table = _table(groups, labels, len(ranks))
        alone = np.bincount(table.indices) == 1
        if alone.sum() > 1:  # labels that one group has alone cannot be balanced; together they balance sizes
            labels = np.where(alone, 0, np.where(alone, 0, 1).cumsum())[labels]
            table = _table(groups, labels, len(ranks))
        self.table = table
        self.starts, self.cell_label, self.cell_n = table.indptr, table.indices.astype(np.int64), table.data
        self.n_cells = np.diff(self.starts)
        self.sizes = np.bincount(groups, minlength=len(ranks))
        self.ranks = ranks
        self.ratios = ratios
        self.total = np.bincount(labels, minlength=table.shape[1])
        self.want = np.outer(ratios, self.total)
        # a label that is rare beside its groups weighs little: it cannot be balanced, and sizes can
        holders = np.maximum(np.bincount(table.indices, minlength=table.shape[1]), 1)
        self.weight = 1 / np.maximum(self.want + self.total / holders, 1)
        self.whole = ratios * len(groups)
        self.part = np.full(len(ranks), -1) if placed is None else placed.astype(np.int64)
        self.have = np.zeros(self.want.shape, dtype=np.int64)
        self._count(self.part >= 0)

    def _count(self, chosen: NDArray[np.bool_]) -> None:
        """Add the chosen groups, which have a part, to what their parts have."""
        cells = np.repeat(chosen, self.n_cells)
        part = np.repeat(self.part, self.n_cells)[cells]
        np.add.at(self.have, (part, self.cell_label[cells]), self.cell_n[cells])

    def place_best(self, group: int) -> None:
        """Place a group where it adds least to the chi-square; the first such part at a tie."""
        cells = slice(self.starts[group], self.starts[group + 1])
        labels, n = self.cell_label[cells], self.cell_n[cells]
        off, size = self.have[:, labels] - self.want[:, labels], self.sizes[group]
        cost = ((2 * off + n) * n * self.weight[:, labels]).sum(axis=1)
        cost += (2 * (self.have.sum(axis=1) - self.whole) + size) * size / self.whole
        self.part[group] = best = int(cost.argmin())
        self.have[best, labels] += n

    def draw(self, groups: Codes) -> None:
        """Place groups by systematic sampling in hash order within (dominant label, size)."""
        if not groups.size:
            return
        most = np.maximum.reduceat(self.cell_n, self.starts[:-1])
        other = np.where(self.cell_n == np.repeat(most, self.n_cells), self.cell_label, len(self.total))
        dominant = np.minimum.reduceat(other, self.starts[:-1])[groups]
        order = np.lexsort((self.ranks[groups], self.sizes[groups], dominant))
        groups, label = groups[order], dominant[order]
        size = self.sizes[groups]
        first = np.flatnonzero(np.r_[True, (size[1:] != size[:-1]) | (label[1:] != label[:-1])])
        length = np.diff(np.r_[first, groups.size])
        offset = _mix(self.ranks[groups[first]]) / 2.0**64
        place = (np.arange(groups.size) - np.repeat(first - offset, length)) / np.repeat(length, length)
        lack = np.maximum(self.want - self.have, 0)
        lack = np.where(lack.sum(axis=0) > 0, lack, self.ratios[:, None])
        edges = (lack / lack.sum(axis=0)).cumsum(axis=0)[:-1, label]
        self.part[groups] = (place >= edges).sum(axis=0)
        chosen = np.zeros(self.part.size, dtype=np.bool_)
        chosen[groups] = True
        self._count(chosen)

    def improve(self, groups: Codes) -> None:
        """Move one group after another where that lowers the chi-square most, until none does."""
        table = self.table[groups].astype(np.float64)
        size = self.sizes[groups][:, None]
        square = table.power(2) @ self.weight.T + size**2 / self.whole
        row = np.arange(len(groups))
        for _ in range(_MOST_MOVES if len(groups) and len(self.ratios) > 1 else 0):
            part = self.part[groups]
            slope = 2 * (table @ ((self.have - self.want) * self.weight).T)
            slope += 2 * size * (self.have.sum(axis=1) / self.whole - 1)
            change = slope - slope[row, part][:, None] + square + square[row, part][:, None]
            change[row, part] = 0
            best = int(change.argmin())
            group, to = groups[best // len(self.ratios)], best % len(self.ratios)
            if change.flat[best] > -1e-9:
                return
            self._move(int(group), to)

    def _move(self, group: int, to: int) -> None:
        cells = slice(self.starts[group], self.starts[group + 1])
        self.have[self.part[group], self.cell_label[cells]] -= self.cell_n[cells]
        self.have[to, self.cell_label[cells]] += self.cell_n[cells]
        self.part[group] = to

    def repair(self, groups: Codes) -> None:
        """Move groups of one label, small ones first, from where the label has too many to where it has too few."""
        pure = groups[self.n_cells[groups] == 1]
        label = self.cell_label[self.starts[pure]]
        for rare in np.flatnonzero(((self.have - self.want) > 1).any(axis=0)).tolist():
            pool = pure[label == rare]
            pool = pool[np.lexsort((self.ranks[pool], self.sizes[pool]))]
            off = self.have[:, rare] - self.want[:, rare]
            for giver in np.argsort(-off, kind="stable").tolist():
                for taker in np.argsort(off, kind="stable").tolist():
                    need = min(off[giver], -off[taker])
                    there = pool[self.part[pool] == giver]
                    moved = there[self.sizes[there].cumsum() <= need]
                    n = self.sizes[moved].sum()
                    self.part[moved] = taker
                    self.have[giver, rare] -= n
                    self.have[taker, rare] += n
                    off[giver], off[taker] = off[giver] - n, off[taker] + n

    def fill(self, singles: Codes) -> None:
        """Place single items, in hash order within their label, where the label lacks most."""
        label = self.cell_label[self.starts[singles]]
        singles = singles[np.lexsort((self.ranks[singles], label))]
        n = np.bincount(label, minlength=len(self.total))
        quotas = self._quotas(n)
        parts = np.tile(np.arange(len(self.ratios)), len(n))
        self.part[singles] = np.repeat(parts, quotas.ravel())
        self.have += quotas.T

    def _quotas(self, n: Codes) -> Codes:
        """Return how many of a label's n single items each part gets: (labels, k).

        A label's share is rounded down; a label that could be everywhere gets one where it has none; what is left over
        goes by the parts' room, rare labels first and each part once before any twice: the construction of Gale and
        Ryser, which meets the parts' room wherever it can be met.
        """
        lack = np.maximum(self.want - self.have, 0).T
        whole = lack.sum(axis=1, keepdims=True)
        exact = np.divide(lack * n[:, None], whole, out=np.zeros_like(lack), where=whole > 0)
        quotas: Codes = np.floor(exact + 1e-9).astype(np.int64)
        for label in np.flatnonzero((n > 0) & (self.total >= len(self.ratios))).tolist():
            _cover(quotas[label], self.have[:, label], int(n[label]))
        room = self.whole - self.have.sum(axis=1) - quotas.sum(axis=0)
        for label in np.argsort(n, kind="stable").tolist():
            for rest in range(int(n[label] - quotas[label].sum()), 0, -len(room)):
                chosen = np.argsort(-room, kind="stable")[:rest]
                quotas[label, chosen] += 1
                room[chosen] -= 1
        _even_out(quotas, room)
        return quotas


def _cover(quota: Codes, have: Codes, n: int) -> None:
    """Give each part without a label one of its n single items, out of the rest or from the part that gets most."""
    for part in np.flatnonzero(quota + have == 0).tolist():
        if quota.sum() < n:
            quota[part] = 1
            continue
        giver = int(quota.argmax())
        if quota[giver] + have[giver] > 1 and quota[giver]:
            quota[giver] -= 1
            quota[part] = 1


def _even_out(quotas: Codes, room: NDArray[np.float64]) -> None:
    """Give back what rare labels' places everywhere cost: while a part is an item or more off, common ones move."""
    while quotas.size:
        giver, taker = int(room.argmin()), int(room.argmax())
        label = int(quotas[:, giver].argmax())
        off = max(room[taker], -room[giver])
        if off < 1 - 1e-9 or room[taker] - room[giver] <= 1 or quotas[label, giver] < 2:
            return
        quotas[label, giver] -= 1
        quotas[label, taker] += 1
        room[giver] += 1
        room[taker] -= 1
