"""Time sheets: for each person and day the first and the last submission, the active time and the counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.diagnostics.work_log import LocalTimes, WorkLog
from goldsmith.numerics import Ints, compressed


@dataclass(frozen=True, slots=True, eq=False)
class TimeSheet:
    """(rows,) each, by day and then by annotator. first, last: seconds since 1970, of the first and the last arrival.

    active_ms: sum of the active times, as the pages measure them, idle time left out. n: submissions with a value.
    """

    day: Ints
    annotator: Ints
    first: Ints
    last: Ints
    active_ms: Ints
    n: Ints
    n_skips: Ints


def time_sheets(log: WorkLog, times: LocalTimes) -> TimeSheet:
    """Return one row for each person and day with a submission. times: of the log, in the reader's zone.

    >>> log = WorkLog.of([1, 1], [7, 8], [60, 120], [1000, 500], is_skip=[False, True])
    >>> sheet = time_sheets(log, LocalTimes(np.array([0, 0]), np.array([0, 0])))
    >>> sheet.active_ms.tolist(), sheet.n.tolist(), sheet.n_skips.tolist()
    ([1500], [1], [1])
    """
    people, who = compressed(log.annotator)
    width = max(len(people), 1)
    keys, place = compressed(times.day * width + who)
    n = len(keys)
    first, last = np.full(n, np.iinfo(np.int64).max), np.full(n, np.iinfo(np.int64).min)
    np.minimum.at(first, place, log.at)
    np.maximum.at(last, place, log.at)
    return TimeSheet(
        keys // width,
        people[keys % width],
        first,
        last,
        np.bincount(place, log.ms, n).astype(np.int64),
        np.bincount(place[~log.is_skip], minlength=n),
        np.bincount(place[log.is_skip], minlength=n),
    )
