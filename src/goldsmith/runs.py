"""Sets of pixels as runs: what masks are compared with, at a cost that grows with their outlines, not their areas.

A pixel's index counts down the columns: `x * height + y`, as in COCO's run lengths. Pure, and numpy alone but for
connected components and outlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import numpy as np

from goldsmith.errors import InvalidValue
from goldsmith.numerics import Ints
from goldsmith.regions import Region, pixels
from goldsmith.regions import bounds as region_bounds

GROUP_BITS = 5
MOST_GROUPS = 7  # of five bits each: enough for every picture there is, and no number leaves 64 bits
NOTHING = -1  # the code of pixels in none of the sets


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Pixels as half-open intervals of indices, sorted and apart: starts[i] <= index < ends[i] < starts[i + 1]."""

    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def area(self) -> int:
        return int((self.ends - self.starts).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A code for every pixel of a picture: codes[i] from edges[i] to edges[i + 1]; edges run from 0 to the end."""

    edges: Ints
    codes: Ints

    @property
    def lengths(self) -> Ints:
        return np.diff(self.edges)


def runs_of(starts: Any, ends: Any) -> Runs:
    """Return sorted intervals as Runs: those that touch are one, empty ones are left out.

    >>> runs = runs_of([2, 4, 9], [4, 5, 9])
    >>> runs.starts.tolist(), runs.ends.tolist()
    ([2], [5])
    """
    first, last = np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64)
    is_some = last > first
    first, last = first[is_some], last[is_some]
    if not len(first):
        return Runs(first, last)
    is_new = np.concatenate([[True], first[1:] > last[:-1]])
    return Runs(first[is_new], last[np.concatenate([is_new[1:], [True]])])


def decode(counts: str, n_pixels: int) -> Runs:
    """Return the pixels that COCO's compressed run lengths name; raise InvalidValue when they are none of that size.

    >>> decode("5221", 12).starts.tolist()
    [5, 9]
    """
    codes = np.frombuffer(counts.encode("latin-1", "replace"), dtype=np.uint8).astype(np.int64) - 48
    if not len(codes) or codes.min() < 0 or codes.max() > 63 or codes[-1] & 32:
        raise _not_counts("It has characters that run lengths do not use, or it breaks off.")
    is_last = (codes & 32) == 0
    ends = np.flatnonzero(is_last)
    begins = np.concatenate([[0], ends[:-1] + 1])
    if int((ends - begins).max()) >= MOST_GROUPS:
        raise _not_counts("One of its runs is longer than any picture.")
    place = np.arange(len(codes)) - np.repeat(begins, ends - begins + 1)
    numbers = np.add.reduceat((codes & 31) << (GROUP_BITS * place), begins)
    numbers -= np.where(codes[ends] & 16, np.int64(1) << (GROUP_BITS * (ends - begins + 1)), 0)
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    if numbers.min() < 0:
        raise _not_counts("One of its runs has a negative length.")
    if int(numbers.sum()) != n_pixels:
        raise _not_counts(f"It tells of {int(numbers.sum()):,} pixels, and the picture has {n_pixels:,}.")
    at = np.concatenate([[0], np.cumsum(numbers)])
    return runs_of(at[1:-1:2], at[2::2])


def encode(runs: Runs, n_pixels: int) -> str:
    """Return the one text of COCO's compressed run lengths for these pixels.

    >>> encode(runs_of([5, 9], [7, 12]), 12)
    '5221'
    """
    at = np.empty(2 * len(runs), dtype=np.int64)
    at[0::2], at[1::2] = runs.starts, runs.ends
    lengths = np.diff(np.concatenate([[0], at, [n_pixels]]))
    if len(lengths) > 1 and lengths[-1] == 0:
        lengths = lengths[:-1]
    numbers = lengths.copy()
    numbers[3:] -= lengths[1:-2]
    folded = np.where(numbers < 0, -numbers - 1, numbers)
    n_groups = np.ones(len(numbers), dtype=np.int64)
    for groups in range(1, MOST_GROUPS):
        n_groups += folded >= 1 << (GROUP_BITS * groups - 1)
    place = np.arange(int(n_groups.sum())) - np.repeat(np.cumsum(n_groups) - n_groups, n_groups)
    codes = (np.repeat(numbers, n_groups) >> (GROUP_BITS * place)) & 31
    codes += np.where(place < np.repeat(n_groups, n_groups) - 1, 32, 0) + 48
    return codes.astype(np.uint8).tobytes().decode("latin-1")


def from_array(array: Any) -> Runs:
    """Return the pixels that are true in an array of shape (height, width)."""
    flat = np.asarray(array, dtype=bool).ravel(order="F")
    at = np.flatnonzero(np.diff(flat, prepend=False, append=False))
    return Runs(at[0::2].astype(np.int64), at[1::2].astype(np.int64))


def from_lengths(lengths: Sequence[int]) -> Runs:
    """Return the pixels of run lengths: how many are outside, inside, outside … in turn.

    >>> from_lengths([5, 2, 2, 3]).ends.tolist()
    [7, 12]
    """
    at = np.cumsum(np.asarray(lengths, dtype=np.int64))
    return runs_of(at[0::2][: len(at) // 2], at[1::2])


def lengths_of(flat: Any) -> list[int]:
    """Return how many truth values in a row are false, true, false … in turn.

    >>> lengths_of([True, True, False])
    [0, 2, 1]
    """
    row = np.asarray(flat, dtype=bool)
    changes = np.flatnonzero(np.diff(row, prepend=False))
    lengths: list[int] = np.diff([0, *changes, len(row)]).tolist()
    return lengths


def by_code(codes: Any) -> dict[int, Runs]:
    """Return the pixels of each code in an array of shape (height, width), in one pass over it."""
    flat = np.asarray(codes).ravel(order="F")
    edges = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1, [len(flat)]])
    found = flat[edges[:-1]].astype(np.int64)
    order = np.argsort(found, kind="stable")
    named, firsts = np.unique(found[order], return_index=True)
    groups = np.split(order, firsts[1:])
    return {
        int(code): Runs(edges[:-1][group], edges[1:][group])
        for code, group in zip(named, groups, strict=True)
    }


def to_codes(sets: Sequence[Runs], height: int, width: int) -> Any:
    """Return an array of shape (height, width): the place of the set that holds a pixel, or NOTHING; sets are apart."""
    each = steps(sets, height * width)
    return np.repeat(each.codes, each.lengths).reshape((height, width), order="F")


def from_region(region: Region, width: int, height: int) -> Runs:
    """Return the pixels of a picture of that size whose centres lie in a region; it costs as much as its box."""
    x, y, wide, high = region_bounds(region)
    left, top = max(0, floor(x)), max(0, floor(y))
    right, bottom = min(width, ceil(x + wide)), min(height, ceil(y + high))
    if right <= left or bottom <= top:
        return runs_of([], [])
    window = pixels(region, right - left, bottom - top, left=left, top=top)
    return moved(from_array(window), bottom - top, height, left, top)


def moved(runs: Runs, height: int, to_height: int, right: int, down: int) -> Runs:
    """Return the same pixels on a picture of another height, further to the right and down; trusts that they fit.

    >>> moved(runs_of([0], [2]), 2, 4, 1, 1).starts.tolist()
    [5]
    """
    columns = by_column(runs, height)
    starts = (columns.starts // height + right) * to_height + columns.starts % height + down
    return runs_of(starts, starts + columns.ends - columns.starts)


def outline(runs: Runs, height: int) -> Region:
    """Return the region that the pixels cover, along their edges: its pixels are exactly these.

    >>> outline(runs_of([5, 9], [7, 11]), 4)
    ((((1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0)),),)
    """
    import shapely

    columns = by_column(runs, height)
    x, top = columns.starts // height, columns.starts % height
    whole = shapely.union_all(shapely.box(x, top, x + 1, top + columns.ends - columns.starts))
    polygons = shapely.get_parts(shapely.normalize(whole).simplify(0))
    return tuple(
        tuple(tuple(ring.coords)[:-1] for ring in (polygon.exterior, *polygon.interiors))
        for polygon in polygons
    )


def to_array(runs: Runs, height: int, width: int) -> Any:
    """Return the pixels as a boolean array of shape (height, width)."""
    flat = np.zeros(height * width + 1, dtype=np.int8)
    flat[runs.starts] += 1
    flat[runs.ends] -= 1
    return (np.cumsum(flat[:-1]) > 0).reshape((height, width), order="F")


def steps(sets: Sequence[Runs], n_pixels: int) -> Steps:
    """Return which of several sets that share no pixel holds each pixel: its place, or NOTHING."""
    starts = np.concatenate([np.empty(0, dtype=np.int64), *(one.starts for one in sets)])
    ends = np.concatenate([np.empty(0, dtype=np.int64), *(one.ends for one in sets)])
    codes = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    order = np.argsort(starts, kind="stable")
    edges = np.empty(2 * len(order) + 2, dtype=np.int64)
    edges[0], edges[1:-1:2], edges[2:-1:2], edges[-1] = 0, starts[order], ends[order], n_pixels
    held = np.full(2 * len(order) + 1, NOTHING, dtype=np.int64)
    held[1::2] = codes[order]
    is_some = np.diff(edges) > 0
    return Steps(np.concatenate([edges[:-1][is_some], [n_pixels]]), held[is_some])


def overlaps(sets: Sequence[Runs]) -> bool:
    """Return whether some pixel is in two of the sets."""
    starts = np.concatenate([np.empty(0, dtype=np.int64), *(one.starts for one in sets)])
    ends = np.concatenate([np.empty(0, dtype=np.int64), *(one.ends for one in sets)])
    order = np.argsort(starts, kind="stable")
    return bool((starts[order][1:] < ends[order][:-1]).any())


def overlaid(layers: Sequence[Steps]) -> tuple[Ints, Ints]:
    """Return the edges at which any layer changes, and each layer's code in between: shape (layers, edges - 1)."""
    edges = np.unique(np.concatenate([layer.edges for layer in layers]))
    codes = [layer.codes[np.searchsorted(layer.edges, edges[:-1], side="right") - 1] for layer in layers]
    return edges, np.stack(codes)


def pixels_shared(a: Steps, b: Steps, n_a: int, n_b: int) -> Ints:
    """Return how many pixels bear each code of a and each of b: shape (n_a + 1, n_b + 1), NOTHING last."""
    edges, (left, right) = overlaid([a, b])
    cell = np.where(left < 0, n_a, left) * (n_b + 1) + np.where(right < 0, n_b, right)
    counts = np.bincount(cell, weights=np.diff(edges).astype(np.float64), minlength=(n_a + 1) * (n_b + 1))
    return counts.astype(np.int64).reshape(n_a + 1, n_b + 1)


def united(sets: Sequence[Runs]) -> Runs:
    """Return the pixels in any of the sets."""
    return _where(sets, lambda n: n > 0)


def shared(sets: Sequence[Runs]) -> Runs:
    """Return the pixels in all of the sets."""
    return _where(sets, lambda n: n == len(sets))


def without(a: Runs, b: Runs) -> Runs:
    """Return the pixels of a that are not in b."""
    if not len(a) or not len(b):
        return a
    end = int(max(a.ends[-1], b.ends[-1]))
    edges, (left, right) = overlaid([steps([a], end), steps([b], end)])
    is_left = (left == 0) & (right != 0)
    return runs_of(edges[:-1][is_left], edges[1:][is_left])


def _where(sets: Sequence[Runs], is_wanted: Any) -> Runs:
    at = np.concatenate(
        [np.empty(0, dtype=np.int64), *(side for one in sets for side in (one.starts, one.ends))]
    )
    by = np.concatenate(
        [np.empty(0, dtype=np.int64), *(np.full(len(one), by) for one in sets for by in (1, -1))]
    )
    if not len(at):
        return Runs(at, at)
    edges, place = np.unique(at, return_inverse=True)
    n = np.cumsum(np.bincount(place, weights=by)).astype(np.int64)[:-1]
    held = is_wanted(n)
    return runs_of(edges[:-1][held], edges[1:][held])


def by_column(runs: Runs, height: int) -> Runs:
    """Return the same pixels in runs that end where their column ends; these may touch."""
    first, last = runs.starts // height, (runs.ends - 1) // height
    n = last - first + 1
    column = np.repeat(first, n) + np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n)
    return Runs(
        np.maximum(np.repeat(runs.starts, n), column * height),
        np.minimum(np.repeat(runs.ends, n), (column + 1) * height),
    )


def squares(runs: Runs, height: int, side: int) -> Runs:
    """Return the upper left pixels of all squares of that side that lie in the set."""
    columns = by_column(runs, height)
    held = runs_of(columns.starts, np.maximum(columns.starts, columns.ends - side + 1))
    reach = 1
    while reach < side and len(held):
        step = min(reach, side - reach)
        moved = Runs(held.starts - step * height, held.ends - step * height)
        is_in = moved.starts >= 0
        held = shared([held, Runs(moved.starts[is_in], moved.ends[is_in])])
        held = runs_of(*_same_column(held, height))
        reach += step
    return held


def _same_column(runs: Runs, height: int) -> tuple[Ints, Ints]:
    columns = by_column(runs, height)
    return columns.starts, columns.ends


def components(runs: Runs, height: int) -> list[Runs]:
    """Return the connected parts (pixels that share a side), in the order of their first pixels."""
    if not len(runs):
        return []
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    columns = by_column(runs, height)
    low = np.searchsorted(columns.ends, columns.starts + height, side="right")
    high = np.searchsorted(columns.starts, columns.ends + height, side="left")
    n = np.maximum(high - low, 0)
    left = np.repeat(np.arange(len(columns)), n)
    right = np.repeat(low, n) + np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n)
    joined = coo_matrix((np.ones(len(left)), (left, right)), shape=(len(columns), len(columns)))
    _, part = connected_components(joined, directed=False)
    firsts, first_at = np.unique(part, return_index=True)
    rank = np.empty(len(firsts), dtype=np.int64)
    rank[np.argsort(first_at, kind="stable")] = np.arange(len(firsts))
    order = np.argsort(rank[part], kind="stable")
    bounds = np.searchsorted(rank[part][order], np.arange(len(firsts) + 1))
    return [
        runs_of(columns.starts[order[a:b]], columns.ends[order[a:b]])
        for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]


def bounds(runs: Runs, height: int) -> tuple[int, int, int, int]:
    """Return x, y, width and height of the smallest rectangle round at least one pixel."""
    columns = by_column(runs, height)
    left, right = int(columns.starts[0]) // height, int(columns.starts[-1]) // height
    top, bottom = int((columns.starts % height).min()), int(((columns.ends - 1) % height).max())
    return left, top, right - left + 1, bottom - top + 1


def iou(a: Runs, b: Runs) -> float:
    """Return intersection over union, in [0, 1]; 0 when both are empty."""
    both = shared([a, b]).area
    either = a.area + b.area - both
    return both / either if either else 0.0


def _not_counts(why: str) -> InvalidValue:
    return InvalidValue(
        "mask.bad_counts",
        f"The text of a mask's run lengths cannot be read. {why}",
        mend="Send COCO's compressed run lengths, counted down the columns, of a mask as large as the upright picture.",
    )
