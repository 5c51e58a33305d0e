"""Drift: whether an annotator's agreement with the rest declines, by a permutation test on its cumulative sum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from goldsmith.diagnostics.measured import Measured, share_over
from goldsmith.diagnostics.rest import Own, Rest
from goldsmith.numerics import Floats, Ints, discovered, summed_by, weighted_counts

FALSE_ALARMS = 0.05  # the chance that any annotator is flagged when none of them declines
BLOCKS = 120  # consecutive stretches of equal size that are permuted, at most
LEAST = 20  # independent items, or groups of them
EDGE = 0.1  # a change is looked for between the first and the last tenth
MANY, STRETCHES = (
    10,
    20,
)  # others from whom the trend of a stretch of time is taken, and how many stretches there are
PERIODS = 10  # in the picture
ENOUGH = 10  # permutations at least as steep after which no more are drawn
FIRST_DRAWS, DRAWS_EACH = 199, 40  # permutations: to begin with, and at most for each annotator tested


@dataclass(frozen=True, slots=True)
class Period:
    """Consecutive votes of one annotator, from begins to ends: places in their order, both included. at: its begin."""

    begins: int
    ends: int
    at: float | None
    agreement: Measured


@dataclass(frozen=True, slots=True)
class Drift:
    """How one annotator's agreement with the rest went over time.

    p: the chance of a decline as steep in an annotator who does not change; None where undefined says why.
    turn: the place in their order from which on it is lowest compared with before; turn_at: when that was, where times
    are known. The values before and after it are chosen to differ, so they overstate a change that is not flagged.
    is_paired: whether half of the others' agreement on the same items was taken off, which needs three votes an item.
    """

    n: int
    p: float | None
    is_flagged: bool
    turn: int | None
    turn_at: float | None
    before: Measured | None
    after: Measured | None
    periods: tuple[Period, ...]
    is_paired: bool
    undefined: str = ""


def drift(rest: Rest, *, rng: np.random.Generator, when: Floats | Ints | None = None) -> list[Drift]:
    """Return for each annotator whether their agreement with the rest declines, in the order of votes.annotators.

    when: (n_votes,), any numbers that grow with time; without it the table's order is the order of time.
    What is watched is how often the others say the same. Where most items have three votes, half of how far the others
    agree with one another there is taken off, which is by how much one other person's decline would show; with two
    votes an item one person's decline pulls down the other's figure as well. Where there are ten others or more, what
    goes for all of them at that time is taken off too, so that items that get harder are no decline of everyone.
    The statistic is the largest standardised fall over all points of change; it is compared with the same stretches
    in random order. Flags keep the false discovery rate at 5 % over all annotators, so that when nobody declines the
    chance of any flag is 5 %. Undefined with fewer than 20 shared items, or groups of them.
    Source: Page (1954), Biometrika 41; Besag and Clifford (1991), Biometrika 78(2), for the number of permutations.

    >>> from numpy.random import default_rng
    >>> from goldsmith.votes import Votes
    >>> rng = default_rng(0)
    >>> truth = rng.integers(2, size=400)
    >>> right = rng.random((3, 400)) < 0.95
    >>> right[0, 200:] = rng.random(200) < 0.6
    >>> said = np.where(right, truth, 1 - truth)
    >>> votes = Votes.from_records(list(range(400)) * 3, ["ann"] * 400 + ["bob"] * 400 + ["cy"] * 400, said.ravel())
    >>> [one.is_flagged for one in drift(Rest(votes), rng=default_rng(1))]
    [True, False, False]
    """
    people = [_in_time(rest.of(who), when) for who in range(rest.votes.n_annotators)]
    found = [
        _one(own, watched, when, len(people), rng)
        for own, watched in zip(people, _without_trend(people, when), strict=True)
    ]
    flags = discovered(np.array([np.nan if one.p is None else one.p for one in found]), FALSE_ALARMS)
    return [replace(one, is_flagged=bool(flag)) for one, flag in zip(found, flags, strict=True)]


def _in_time(own: Own, when: Floats | Ints | None) -> Own:
    return own if when is None else own.chosen(np.argsort(when[own.vote], kind="stable"))


@dataclass(frozen=True, slots=True, eq=False)
class _Watched:
    """place: (m,), places in the annotator's order. values: what is watched there."""

    place: Ints
    values: Floats
    is_paired: bool


def _watched(own: Own) -> _Watched:
    has_rivals = np.flatnonzero(~np.isnan(own.rivals))
    if 2 * len(has_rivals) > len(own):
        return _Watched(has_rivals, own.hit[has_rivals] - own.rivals[has_rivals] / 2, True)
    return _Watched(np.arange(len(own)), own.hit, False)


def _without_trend(people: list[Own], when: Floats | Ints | None) -> list[_Watched]:
    """Return what is watched of each annotator, less what goes for all others in the same stretch of time."""
    watched = [_watched(own) for own in people]
    if sum(len(one.values) > 0 for one in watched) <= MANY:
        return watched
    votes = [own.vote[one.place] for own, one in zip(people, watched, strict=True)]
    moment = np.concatenate(votes) if when is None else when[np.concatenate(votes)]
    rank = np.argsort(np.argsort(moment, kind="stable"), kind="stable")
    stretch = np.split(rank * STRETCHES // len(rank), np.cumsum([len(one) for one in votes])[:-1])
    own_sums = np.array([_by(at, one.values) for at, one in zip(stretch, watched, strict=True)])
    own_sizes = np.array([_by(at, np.ones(len(at))) for at in stretch])
    others = (own_sums.sum(axis=0) - own_sums) / np.maximum(own_sizes.sum(axis=0) - own_sizes, 1)
    return [replace(one, values=one.values - others[who][stretch[who]]) for who, one in enumerate(watched)]


def _by(stretch: Ints, values: Floats) -> Floats:
    return weighted_counts(stretch, values, STRETCHES)


def _one(
    own: Own, watched: _Watched, when: Floats | Ints | None, n_people: int, rng: np.random.Generator
) -> Drift:
    at = None if when is None else when[own.vote]
    n, periods = len(own), _periods(own, at)
    blocks = _blocks(watched.values, own.cluster[watched.place])

    def untested(why: str) -> Drift:
        return Drift(n, None, False, None, None, None, None, periods, watched.is_paired, why)

    if len(blocks.sizes) < LEAST:
        return untested(
            f"Drift takes {LEAST} shared items, or groups of them; there are {len(blocks.sizes)}."
        )
    if np.ptp(blocks.sums / blocks.sizes) == 0:
        return untested("Every vote agrees with the rest alike, so there is no change to test.")
    fall, block = _steepest(blocks.sums[None], blocks.sizes[None])
    p = _chance(blocks, float(fall[0]), DRAWS_EACH * n_people, rng)
    turn = int(watched.place[blocks.firsts[block[0] + 1]])
    turn_at = None if at is None else float(at[turn])
    before, after = _level(own, 0, turn), _level(own, turn, n)
    return Drift(n, p, False, turn, turn_at, before, after, periods, watched.is_paired)


def _level(own: Own, start: int, stop: int) -> Measured:
    return share_over(own.hit[start:stop], own.cluster[start:stop], "votes on shared items")


def _periods(own: Own, at: Floats | Ints | None) -> tuple[Period, ...]:
    cuts = np.linspace(0, len(own), min(PERIODS, max(1, len(own) // 5)) + 1).astype(np.int64).tolist()
    spans = [(a, b) for a, b in pairwise(cuts) if b > a]
    return tuple(Period(a, b - 1, None if at is None else float(at[a]), _level(own, a, b)) for a, b in spans)


@dataclass(frozen=True, slots=True, eq=False)
class _Blocks:
    """Consecutive stretches of whole items or groups; (blocks,) each. firsts: the place of each one's first vote."""

    sums: Floats
    sizes: Floats
    firsts: Ints


def _blocks(values: Floats, cluster: Ints) -> _Blocks:
    """Return the values by stretch: items of a group stand where its first item stands, and are never torn apart."""
    _, first, of_vote = np.unique(cluster, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    n = min(len(order), BLOCKS)
    block = rank[of_vote.ravel()] * n // max(len(order), 1)
    sums = summed_by(block, np.column_stack([values, np.ones(len(values))]), n)
    starts = first[order][np.searchsorted(np.arange(len(order)) * n // max(len(order), 1), np.arange(n))]
    return _Blocks(sums[:, 0], sums[:, 1], starts)


def _steepest(sums: Floats, sizes: Floats) -> tuple[Floats, Ints]:
    """Return (rows,) twice: the largest standardised fall, and the block after which it comes.

    sums, sizes: (rows, blocks). The spread of single votes is left out: it is the same in every order.
    """
    total = sizes.sum(axis=1, keepdims=True)
    before = np.cumsum(sizes, axis=1)[:, :-1]
    excess = np.cumsum(sums - sizes * (sums.sum(axis=1, keepdims=True) / total), axis=1)[:, :-1]
    falls = excess / np.sqrt(before * (total - before) / total)
    falls[(before < EDGE * total) | (before > (1 - EDGE) * total)] = -np.inf
    at = falls.argmax(axis=1)
    return falls[np.arange(len(falls)), at], at


def _chance(blocks: _Blocks, fall: float, most: int, rng: np.random.Generator) -> float:
    """Return the share of random orders with a fall as steep; drawing ends early where it is plainly not small."""
    drawn = as_steep = 0
    step = FIRST_DRAWS
    while as_steep < ENOUGH and drawn < max(most, FIRST_DRAWS):
        order = rng.permuted(np.tile(np.arange(len(blocks.sizes)), (step, 1)), axis=1)
        falls, _ = _steepest(blocks.sums[order], blocks.sizes[order])
        as_steep += int((falls >= fall - 1e-12).sum())
        drawn += step
        step = min(drawn, 5_000, max(max(most, FIRST_DRAWS) - drawn, 1))
    return (as_steep + 1) / (drawn + 1)
