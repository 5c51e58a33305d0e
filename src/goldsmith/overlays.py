"""What several masks of one picture agree and differ on, region by region: the units of masks. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.numerics import Ints
from goldsmith.runs import NOTHING, Runs, Steps, components, overlaid, runs_of, squares, steps, united

OPEN = -2  # the code of a pixel that is still to be settled


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Pixels that every mask codes alike: codes[i] is what mask i says of each of them.

    is_line: no square of the tolerance fits into it, so that it is a difference of drawing.
    """

    codes: tuple[int, ...]
    runs: Runs
    is_line: bool = False

    @property
    def first(self) -> int:
        return int(self.runs.starts[0])

    @property
    def is_agreed(self) -> bool:
        return len(set(self.codes)) == 1

    def leaders(self) -> tuple[int, ...]:
        """Return the codes with the most votes: more than one is a tie."""
        votes = Counter(self.codes)
        most = max(votes.values())
        return tuple(sorted(code for code, n in votes.items() if n == most))


def regions(layers: Sequence[Steps], *, height: int, tolerance: int) -> list[Region]:
    """Return the regions of a picture in the order of their first pixels; together they are the picture.

    What all agree on is one region for each code. Where codes differ, each connected part into which a square of
    `tolerance` + 1 pixels fits is a region; the lines beside them are one region for each combination of codes.
    """
    found: list[Region] = []
    for codes, runs in _patterns(layers):
        if len(set(codes)) == 1:
            found.append(Region(codes, runs))
        else:
            found += _differing(codes, runs, height, tolerance)
    return sorted(found, key=lambda region: region.first)


def _patterns(layers: Sequence[Steps]) -> Iterator[tuple[tuple[int, ...], Runs]]:
    edges, codes = overlaid(layers)
    kinds, place = np.unique(codes, axis=1, return_inverse=True)
    place = place.ravel()
    order = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[order], np.arange(kinds.shape[1] + 1))
    for number in range(kinds.shape[1]):
        at = order[cuts[number] : cuts[number + 1]]
        yield tuple(kinds[:, number].tolist()), runs_of(edges[at], edges[at + 1])


def _differing(codes: tuple[int, ...], runs: Runs, height: int, tolerance: int) -> list[Region]:
    cores = squares(runs, height, tolerance + 1).starts
    if not len(cores):
        return [Region(codes, runs, is_line=True)]
    found: list[Region] = []
    lines: list[Region] = []
    for part in components(runs, height):
        at = np.searchsorted(part.starts, cores, side="right") - 1
        is_thick = bool(((at >= 0) & (cores < part.ends[at])).any())
        (found if is_thick else lines).append(Region(codes, part))
    rest = [Region(codes, united([line.runs for line in lines]), is_line=True)] if lines else []
    return found + rest


def painted(
    decided: Sequence[tuple[int, Runs]],
    tied: Sequence[Region],
    *,
    height: int,
    width: int,
    order: Mapping[int, int],
) -> Steps:
    """Return the decided regions as one mask, in which tied lines are split where their two sides meet.

    Every pixel of a tied line takes a leading code of a pixel beside it, from both sides inward, one pixel a turn:
    an outline that two drew a little apart comes to lie half-way. order: code → rank, for a pixel that two codes
    reach at once. Pixels of no region stay open and count as NOTHING.
    """
    parts = [runs for _, runs in decided]
    whole = steps(parts, height * width)
    codes = np.array([code for code, _ in decided] + [NOTHING], dtype=np.int64)
    if not tied:
        return Steps(whole.edges, codes[whole.codes])
    flat = np.repeat(codes[whole.codes], whole.lengths)
    for region in tied:
        flat[_indices(region.runs)] = OPEN
    _settle(flat, tied, height, order)
    cuts = np.flatnonzero(np.diff(flat)) + 1
    edges = np.concatenate([[0], cuts, [len(flat)]])
    return Steps(edges, np.where(flat[edges[:-1]] == OPEN, NOTHING, flat[edges[:-1]]))


def _settle(flat: Ints, tied: Sequence[Region], height: int, order: Mapping[int, int]) -> None:
    waiting = [(_indices(region.runs), sorted(region.leaders(), key=lambda c: order[c])) for region in tied]
    while waiting:
        turn, left = [], []
        for at, leaders in waiting:
            code = np.full(len(at), OPEN)
            beside = _beside(flat, at, height)
            for leader in reversed(leaders):
                code = np.where((beside == leader).any(axis=0), leader, code)
            is_set = code != OPEN
            turn.append((at[is_set], code[is_set]))
            left.append((at[~is_set], leaders))
        for at, code in turn:
            flat[at] = code
        if not any(len(at) for at, _ in turn):
            for at, leaders in left:
                flat[at] = leaders[0]
            return
        waiting = [(at, leaders) for at, leaders in left if len(at)]


def _beside(flat: Ints, at: Ints, height: int) -> Ints:
    """Return the codes of the pixels above, below, left and right: shape (4, n)."""
    row, n = at % height, len(flat)
    codes: Ints = np.stack(
        [
            np.where(row > 0, flat[np.maximum(at - 1, 0)], OPEN),
            np.where(row < height - 1, flat[np.minimum(at + 1, n - 1)], OPEN),
            np.where(at >= height, flat[np.maximum(at - height, 0)], OPEN),
            np.where(at < n - height, flat[np.minimum(at + height, n - 1)], OPEN),
        ]
    )
    return codes


def _indices(runs: Runs) -> Ints:
    n = runs.ends - runs.starts
    at: Ints = np.repeat(runs.starts, n) + np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n)
    return at
