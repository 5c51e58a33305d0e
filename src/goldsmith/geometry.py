"""Rectangles and one-to-one matching: pure, and without scipy for as long as few objects overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import fsum
from typing import Any, TypeAlias

Rect: TypeAlias = tuple[float, float, float, float]  # x, y, width, height in pixels; origin top-left
Edge: TypeAlias = tuple[int, int]

SMALL = 4  # up to 2**4 subsets are gone through here; larger knots go to scipy


def iou(a: Rect, b: Rect) -> float:
    """Return intersection over union, in [0, 1]; exactly 1 for equal rectangles and 0 for those that only touch.

    >>> iou((0, 0, 2, 2), (1, 0, 2, 2))
    0.3333333333333333
    """
    if a == b:
        return 1.0
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    either = a[2] * a[3] + b[2] * b[3] - shared
    return min(1.0, shared / either) if either > 0 else 0.0


def mean_rect(rects: Sequence[Rect]) -> Rect:
    """Return the rectangle of the mean edges; the same whatever the order, and equal rectangles give themselves."""
    if all(rect == rects[0] for rect in rects):
        return rects[0]
    x, y, width, height = (fsum(side) / len(rects) for side in zip(*rects, strict=True))
    return x, y, width, height


def best_matching(weights: Mapping[Edge, float]) -> list[Edge]:
    """Return the edges of a one-to-one matching with the largest sum of weights, sorted.

    weights: (place on the left, place on the right) → weight above 0; a pair that is not listed cannot be matched.
    Each connected knot of overlapping objects is solved by itself. Of matchings with equal sums the choice depends
    on the places alone, so number objects by their content where the answer must not depend on their order.
    """
    return sorted(edge for knot in _knots(weights) for edge in _solve(knot))


def fair_matching(ones: Sequence[Any], others: Sequence[Any], weights: Mapping[Edge, float]) -> list[Edge]:
    """Return the best matching of two lists of objects, sorted; neither list's order decides, nor which comes first.

    ones, others: what is said of each object, sortable. weights: (place in ones, place in others) → weight above 0.
    Objects are numbered by content and the smaller list is always the left side, so that of matchings that are equally
    good the same is taken.
    """
    first, second = (sorted(range(len(each)), key=each.__getitem__) for each in (ones, others))
    if [others[j] for j in second] < [ones[i] for i in first]:
        turned = fair_matching(others, ones, {(j, i): weight for (i, j), weight in weights.items()})
        return sorted((i, j) for j, i in turned)
    rank_a = {i: rank for rank, i in enumerate(first)}
    rank_b = {j: rank for rank, j in enumerate(second)}
    numbered = {(rank_a[i], rank_b[j]): weight for (i, j), weight in weights.items()}
    return sorted((first[i], second[j]) for i, j in best_matching(numbered))


def _knots(weights: Mapping[Edge, float]) -> list[dict[Edge, float]]:
    root: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        root.setdefault(node, node)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for a, b in sorted(weights):
        root[find(("b", b))] = find(("a", a))
    knots: dict[tuple[str, int], dict[Edge, float]] = {}
    for a, b in sorted(weights):
        knots.setdefault(find(("a", a)), {})[a, b] = weights[a, b]
    return list(knots.values())


def _solve(weights: Mapping[Edge, float]) -> list[Edge]:
    left = sorted({a for a, _ in weights})
    right = sorted({b for _, b in weights})
    if len(left) == 1 or len(right) == 1:
        return [max(sorted(weights), key=lambda edge: weights[edge])]
    if min(len(left), len(right)) > SMALL:
        return _by_scipy(weights, left, right)
    if len(right) > len(left):
        return [
            (a, b)
            for b, a in _by_subsets({(b, a): weight for (a, b), weight in weights.items()}, right, left)
        ]
    return _by_subsets(weights, left, right)


def _by_subsets(weights: Mapping[Edge, float], left: Sequence[int], right: Sequence[int]) -> list[Edge]:
    """Dynamic programming: the best matching of left[i:], with the right ones in a bit set taken already."""

    @cache
    def best(i: int, taken: int) -> tuple[float, tuple[Edge, ...]]:
        if i == len(left):
            return 0.0, ()
        found = best(i + 1, taken)
        for j, b in enumerate(right):
            weight = weights.get((left[i], b))
            if weight is not None and not taken & 1 << j:
                rest, edges = best(i + 1, taken | 1 << j)
                if rest + weight > found[0]:
                    found = rest + weight, ((left[i], b), *edges)
        return found

    return list(best(0, 0)[1])


def _by_scipy(weights: Mapping[Edge, float], left: Sequence[int], right: Sequence[int]) -> list[Edge]:
    import numpy
    from scipy.optimize import linear_sum_assignment

    table = numpy.zeros((len(left), len(right)))
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            table[i, j] = weights.get((a, b), 0.0)
    rows, columns = linear_sum_assignment(table, maximize=True)
    edges = [(left[i], right[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)]
    return [edge for edge in edges if edge in weights]
