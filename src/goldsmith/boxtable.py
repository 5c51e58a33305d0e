"""Boxes of many answers in columns, and the matching of a hundred thousand pairs of answers at once. Pure.

What one image's answers give here is what `ObjectKind.match` and `distance` give, to the last bit: pairs of boxes that
belong to every best matching are told by a proof, all images together; the few knots that are left are solved as there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goldsmith.compiled import compiled
from goldsmith.geometry import fair_matching
from goldsmith.numerics import Floats, Ints

BLOCK = 1 << 16  # pairs of boxes that are compared at a time: what fits a core's cache
MARGIN = 1e-9  # by how much a pair must outweigh all that stands against it; sums are rounded far below that


@dataclass(frozen=True, slots=True, eq=False)
class BoxTable:
    """Upright boxes, answer by answer. starts: (answers + 1,), answer i has boxes starts[i] to starts[i + 1].

    sides: (4, boxes): left, top, width and height in pixels, the last two above 0. label: (boxes,), places in labels.
    """

    starts: Ints
    sides: Floats
    label: Ints
    labels: tuple[str, ...]

    @property
    def n_each(self) -> Ints:
        """(answers,): how many boxes each answer has."""
        return np.diff(self.starts)

    def contents(self, answer: int) -> list[tuple[tuple[float, ...], str]]:
        """Return what is said of each box of an answer: its shape and its label."""
        at = slice(self.starts[answer], self.starts[answer + 1])
        shapes = map(tuple, self.sides[:, at].T.tolist())
        return [
            (shape, self.labels[label]) for shape, label in zip(shapes, self.label[at].tolist(), strict=True)
        ]


@dataclass(frozen=True, slots=True, eq=False)
class BoxMatches:
    """Matched pairs of boxes, by pair of answers and the first one's boxes.

    of: (matches,), which pair of answers. a, b: places in the answers. iou: how much the two overlap.
    """

    of: Ints
    a: Ints
    b: Ints
    iou: Floats

    def only(self, kept: Any) -> BoxMatches:
        return BoxMatches(self.of[kept], self.a[kept], self.b[kept], self.iou[kept])


def matched_boxes(
    table: BoxTable, a: Ints, b: Ints, *, floor: float = 0.0, same_label: bool = False
) -> BoxMatches:
    """Return for each pair of answers the one-to-one matching with the largest sum of IoU above the floor.

    a, b: (pairs,), places of answers. floor: 0 or more. same_label: whether only boxes of one label may be matched.

    >>> sides = np.array([[0.0, 0, 10, 10], [40, 0, 10, 10], [1, 0, 10, 10]]).T
    >>> table = BoxTable(np.array([0, 2, 3]), sides, np.zeros(3, dtype=np.int64), ("cell",))
    >>> found = matched_boxes(table, np.array([0]), np.array([1]))
    >>> found.a.tolist(), found.b.tolist(), found.iou.round(2).tolist()
    ([0], [0], [0.82])
    """
    kernel = compiled(match_kernel, len(a))
    sure, is_open = (
        _surely(table, a, b, floor, same_label)
        if kernel is None
        else _by_kernel(kernel, table, a, b, floor, same_label)
    )
    return _merged(sure, is_open, table, a, b, floor, same_label) if is_open.any() else sure


def box_distances(table: BoxTable, a: Ints, b: Ints) -> Floats:
    """Return (pairs,): 1 - 2 ΣIoU / (boxes of a + boxes of b) under the best matching of equally labelled boxes.

    Two empty answers are at distance 0.
    """
    found = matched_boxes(table, a, b, same_label=True)
    n = (table.n_each[a] + table.n_each[b]).astype(np.float64)
    total = _exact_sums(found.of, found.iou, len(a))
    return np.where(n > 0, np.maximum(0.0, 1 - 2 * total / np.where(n > 0, n, 1)), 0.0)


def _surely(
    table: BoxTable, a: Ints, b: Ints, floor: float, same_label: bool
) -> tuple[BoxMatches, NDArray[np.bool_]]:
    """Return the pairs of boxes that every best matching holds, and for which pairs of answers that is not all."""
    parts = list(_overlapping(table, a, b, floor, same_label))
    edges = BoxMatches(*(np.concatenate(each) for each in zip(*parts, strict=True)))
    row, column = _places(edges.of, edges.a, table.n_each[a]), _places(edges.of, edges.b, table.n_each[b])
    is_alone = (np.bincount(row)[row] == 1) & (np.bincount(column)[column] == 1)
    left = np.flatnonzero(~is_alone)
    found = [np.flatnonzero(is_alone)]
    while len(left):
        r, c, weight = row[left], column[left], edges.iou[left]
        is_sure = weight > _best_other(r, weight) + _best_other(c, weight) + MARGIN
        if not is_sure.any():
            break
        found.append(left[is_sure])
        left = left[~(np.isin(r, r[is_sure]) | np.isin(c, c[is_sure]))]
    is_open = np.zeros(len(a), dtype=np.bool_)
    is_open[edges.of[left]] = True
    return edges.only(np.sort(np.concatenate(found))), is_open


def _overlapping(
    table: BoxTable, a: Ints, b: Ints, floor: float, same_label: bool
) -> Iterator[tuple[Ints, Ints, Ints, Floats]]:
    """Yield the pairs of boxes whose IoU is above the floor, block by block, in order."""
    left, top, width, height = table.sides
    right, bottom, area = left + width, top + height, width * height
    n_a, n_b = table.n_each[a], table.n_each[b]
    ends = np.concatenate([[0], np.cumsum(n_a * n_b)])
    start = 0
    while start < len(a):
        stop = max(start + 1, int(np.searchsorted(ends, ends[start] + BLOCK, side="right")) - 1)
        n = n_a[start:stop] * n_b[start:stop]
        of = np.repeat(np.arange(start, stop), n)
        place = np.arange(int(n.sum())) - np.repeat(ends[start:stop] - ends[start], n)
        i, j = np.divmod(place, n_b[of])
        one, other = table.starts[a[of]] + i, table.starts[b[of]] + j
        wide = np.minimum(right[one], right[other]) - np.maximum(left[one], left[other])
        kept = np.flatnonzero(wide > 0)
        if same_label:
            kept = kept[table.label[one[kept]] == table.label[other[kept]]]
        one, other, wide = one[kept], other[kept], wide[kept]
        high = np.minimum(bottom[one], bottom[other]) - np.maximum(top[one], top[other])
        shared = np.where(high > 0, wide * high, 0.0)
        iou = np.minimum(1.0, shared / (area[one] + area[other] - shared))
        iou[np.logical_and.reduce([side[one] == side[other] for side in table.sides])] = 1.0
        above = iou > floor
        kept = kept[above]
        yield of[kept], i[kept], j[kept], iou[above]
        start = stop
    if not len(a):
        yield np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)


def _places(of: Ints, at: Ints, n_each: Ints) -> Ints:
    """Return a number for each box of each pair of answers."""
    return (np.cumsum(n_each) - n_each)[of] + at


def _best_other(key: Ints, weight: Floats) -> Floats:
    """Return for each edge the largest weight among the others of its key, 0 where it is the only one."""
    order = np.lexsort((-weight, key))
    sorted_key, sorted_weight = key[order], weight[order]
    is_first = np.concatenate([[True], sorted_key[1:] != sorted_key[:-1]])
    first = np.flatnonzero(is_first)[np.cumsum(is_first) - 1]
    follows = np.append(sorted_weight[1:], 0.0)
    has_next = np.append(~is_first[1:], False)
    best = np.empty(len(key))
    best[order] = np.where(is_first, np.where(has_next, follows, 0.0), sorted_weight[first])
    return best


def _merged(
    sure: BoxMatches,
    is_open: NDArray[np.bool_],
    table: BoxTable,
    a: Ints,
    b: Ints,
    floor: float,
    same_label: bool,
) -> BoxMatches:
    """Return the sure pairs with those pairs of answers solved one by one that are open."""
    places = np.flatnonzero(is_open)
    weights: dict[int, dict[tuple[int, int], float]] = {place: {} for place in places.tolist()}
    for of, i, j, iou in _overlapping(table, a[places], b[places], floor, same_label):
        for place, *edge, weight in zip(
            places[of].tolist(), i.tolist(), j.tolist(), iou.tolist(), strict=True
        ):
            weights[place][edge[0], edge[1]] = weight
    solved = [
        (place, i, j, known[i, j])
        for place, known in weights.items()
        for i, j in fair_matching(table.contents(int(a[place])), table.contents(int(b[place])), known)
    ]
    kept = sure.only(~is_open[sure.of])
    columns = np.array(solved, dtype=np.float64).reshape(-1, 4)
    of = np.concatenate([kept.of, columns[:, 0].astype(np.int64)])
    order = np.argsort(of, kind="stable")
    return BoxMatches(
        of[order],
        np.concatenate([kept.a, columns[:, 1].astype(np.int64)])[order],
        np.concatenate([kept.b, columns[:, 2].astype(np.int64)])[order],
        np.concatenate([kept.iou, columns[:, 3]])[order],
    )


def _exact_sums(of: Ints, values: Floats, n: int) -> Floats:
    """Return (n,): the sum of the values of each code, rounded once; `of` is sorted.

    Source: Neumaier (1974), ZAMM 54(1): what each addition rounds away is summed beside it.
    """
    total, lost = np.zeros(n), np.zeros(n)
    counts = np.bincount(of, minlength=n)
    first = np.cumsum(counts) - counts
    for turn in range(int(counts.max(initial=0))):
        at = np.flatnonzero(counts > turn)
        one, other = total[at], values[first[at] + turn]
        added = one + other
        lost[at] += np.where(one >= other, (one - added) + other, (other - added) + one)
        total[at] = added
    return total + lost


def _by_kernel(
    kernel: Any, table: BoxTable, a: Ints, b: Ints, floor: float, same_label: bool
) -> tuple[BoxMatches, NDArray[np.bool_]]:
    n_a, n_b = table.n_each[a], table.n_each[b]
    room = int(np.minimum(n_a, n_b).sum())
    most = int(n_a.max(initial=0)), int(n_b.max(initial=0))
    of, at_a, at_b = np.empty((3, room), dtype=np.int64)
    found = BoxMatches(of, at_a, at_b, np.empty(room))
    is_open = np.zeros(len(a), dtype=np.bool_)
    n = kernel(
        table.starts, *table.sides, table.label, a, b, floor, same_label, np.empty(most),
        found.of, found.a, found.b, found.iou, is_open,
    )  # fmt: skip
    return found.only(slice(n)), is_open


def match_kernel(
    starts: Any, left: Any, top: Any, width: Any, height: Any, label: Any, a: Any, b: Any,
    floor: float, same_label: bool, weight: Any, of: Any, at_a: Any, at_b: Any, iou: Any, is_open: Any,
) -> int:  # fmt: skip
    """Fill in the surely matched pairs of boxes and which pairs of answers stay open; return how many pairs.

    The loops of `_surely`, pair of answers by pair of answers, for a compiler; weight: room for the largest pair.
    """
    n = 0
    for pair in range(len(a)):
        start_a, start_b = starts[a[pair]], starts[b[pair]]
        n_a, n_b = starts[a[pair] + 1] - start_a, starts[b[pair] + 1] - start_b
        n_edges = 0
        for i in range(n_a):
            one = start_a + i
            for j in range(n_b):
                other = start_b + j
                weight[i, j] = 0.0
                if same_label and label[one] != label[other]:
                    continue
                right = min(left[one] + width[one], left[other] + width[other])
                wide = right - max(left[one], left[other])
                if wide <= 0:
                    continue
                bottom = min(top[one] + height[one], top[other] + height[other])
                high = bottom - max(top[one], top[other])
                if high <= 0:
                    continue
                shared = wide * high
                either = width[one] * height[one] + width[other] * height[other] - shared
                overlap = min(1.0, shared / either)
                is_same = left[one] == left[other] and top[one] == top[other]
                if is_same and width[one] == width[other] and height[one] == height[other]:
                    overlap = 1.0
                if overlap > floor:
                    weight[i, j] = overlap
                    n_edges += 1
        first, moved = n, True
        while n_edges > 0 and moved:
            moved = False
            for i in range(n_a):
                best, second, at = 0.0, 0.0, -1
                for j in range(n_b):
                    if weight[i, j] > best:
                        second, best, at = best, weight[i, j], j
                    elif weight[i, j] > second:
                        second = weight[i, j]
                if at < 0:
                    continue
                rival = 0.0
                for k in range(n_a):
                    if k != i and weight[k, at] > rival:
                        rival = weight[k, at]
                if (second == 0.0 and rival == 0.0) or best > second + rival + MARGIN:
                    of[n], at_a[n], at_b[n], iou[n] = pair, i, at, best
                    n += 1
                    moved = True
                    for j in range(n_b):
                        n_edges -= weight[i, j] > 0.0
                        weight[i, j] = 0.0
                    for k in range(n_a):
                        n_edges -= weight[k, at] > 0.0
                        weight[k, at] = 0.0
        if n_edges > 0:
            is_open[pair] = True
        for place in range(first + 1, n):  # by the first answer's boxes: a few, so each sinks to its place
            i, j, overlap, to = at_a[place], at_b[place], iou[place], place
            while to > first and at_a[to - 1] > i:
                at_a[to], at_b[to], iou[to] = at_a[to - 1], at_b[to - 1], iou[to - 1]
                to -= 1
            at_a[to], at_b[to], iou[to] = i, j, overlap
    return n
