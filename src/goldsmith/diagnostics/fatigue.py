"""Fatigue: time, skips and right answers to checks, by the hour and by the position in a sitting."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

import numpy as np

from goldsmith.diagnostics.measured import Measured, mean_over, share_over
from goldsmith.diagnostics.pace import quartiles_by
from goldsmith.diagnostics.work_log import LocalTimes, WorkLog
from goldsmith.numerics import Floats, Ints, compressed

BREAK = 30 * 60  # seconds without a submission that end a sitting
POSITIONS = (1, 11, 26, 51, 101, 201, 401)  # where each class of positions begins


@dataclass(frozen=True, slots=True)
class FatigueRow:
    """begins, ends: the hour, or the first and the last position of the class, None where it has no end.

    median_ms: of submissions with a value.
    relative: how long these took beside each person's own usual time, 1 is as usual. skips, checks: shares.
    """

    begins: int
    ends: int | None
    n: int
    n_sittings: int
    median_ms: float | None
    relative: Measured
    skips: Measured
    checks: Measured


@dataclass(frozen=True, slots=True)
class Fatigue:
    n_sittings: int
    by_hour: tuple[FatigueRow, ...]
    by_position: tuple[FatigueRow, ...]


def fatigue(work: WorkLog, times: LocalTimes) -> Fatigue:
    """Return how time, skips and checks go with the hour and with the position in a sitting.

    A sitting ends after half an hour without a submission. Time is compared with the person's own usual one, the
    geometric mean of all their submissions, so that it does not matter who works late or long. Intervals take
    sittings, not submissions, as independent; with fewer than three they are undefined. Tired people also stop: late
    positions hold only long sittings, so a class is not a random sample of the one before.
    Source of the errors: Cochran (1977), Sampling Techniques, ch. 6 (ratio of sums over clusters).
    """
    who = compressed(work.annotator)[1]
    order = np.argsort(who.astype(np.int16) if who.max(initial=0) < 1 << 15 else who, kind="stable")
    work = work.chosen(order)
    hours = times.hour[order]
    sitting, position = sittings(work)
    relative = _relative(work)
    place = np.searchsorted(POSITIONS, position, side="right") - 1
    return Fatigue(
        int(sitting[-1]) + 1 if len(work) else 0,
        tuple(_rows(work, hours, np.arange(24), np.arange(24), sitting, relative)),
        tuple(
            _rows(work, place, np.asarray(POSITIONS), np.asarray((*POSITIONS[1:], 0)) - 1, sitting, relative)
        ),
    )


def sittings(work: WorkLog) -> tuple[Ints, Ints]:
    """Return (n,) each: the number of the sitting, from 0, and the position in it, from 1.

    work: ordered by annotator, and by arrival in each.

    >>> found = sittings(WorkLog.of([1, 1, 1, 2], [7, 8, 9, 7], [0, 60, 4000, 4001], [9, 9, 9, 9]))
    >>> found[0].tolist(), found[1].tolist()
    ([0, 0, 1, 2], [1, 2, 1, 1])
    """
    n = len(work)
    begins = np.ones(n, np.bool_)
    begins[1:] = (work.annotator[1:] != work.annotator[:-1]) | (work.at[1:] - work.at[:-1] > BREAK)
    sitting = np.cumsum(begins) - 1
    starts = np.flatnonzero(begins)
    return sitting, np.arange(n) - starts[sitting] + 1 if n else sitting


def _relative(work: WorkLog) -> Floats:
    """Return (n,): log of the time beside the person's own geometric mean; NaN where there is no time to compare."""
    is_timed = ~work.is_skip & (work.ms > 0)
    found = np.full(len(work), np.nan)
    if is_timed.any():
        people, who = compressed(work.annotator[is_timed])
        logs = np.log(work.ms[is_timed])
        usual = np.bincount(who, logs, len(people)) / np.bincount(who, minlength=len(people))
        found[is_timed] = logs - usual[who]
    return found


def _rows(
    work: WorkLog, place: Ints, begins: Ints, last: Ints, sitting: Ints, relative: Floats
) -> list[FatigueRow]:
    n = len(begins)
    sizes = np.bincount(place, minlength=n)
    valued = ~work.is_skip
    medians = quartiles_by(place[valued], work.ms[valued], n)[:, 1]
    n_valued = np.bincount(place[valued], minlength=n)
    order = np.argsort(place.astype(np.int16), kind="stable")
    ends = np.cumsum(sizes)
    rows = []
    for at in np.flatnonzero(sizes).tolist():
        rows_ = order[ends[at] - sizes[at] : ends[at]]
        clusters = sitting[rows_]
        speed = relative[rows_]
        is_timed = ~np.isnan(speed)
        right = work.is_right[rows_]
        is_check = right >= 0
        rows.append(
            FatigueRow(
                int(begins[at]),
                int(last[at]) if last[at] >= 0 else None,
                int(sizes[at]),
                len(compressed(clusters)[0]),
                float(medians[at]) if n_valued[at] else None,
                _times(mean_over(speed[is_timed], clusters[is_timed], "timed answers", unit="sittings")),
                share_over(work.is_skip[rows_], clusters, "submissions", unit="sittings"),
                share_over(right[is_check] == 1, clusters[is_check], "checks", unit="sittings"),
            )
        )
    return rows


def _times(found: Measured) -> Measured:
    """Return the ratio of a difference of logarithms."""
    if found.value is None:
        return found
    low, high = (None if end is None else exp(end) for end in (found.low, found.high))
    return Measured(found.n, exp(found.value), low, high, found.undefined)
