"""The log of work: one row a submission, and its times as a wall clock in some zone shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from goldsmith.numerics import Ints, compressed

Bools = NDArray[np.bool_]
LENGTH = len("2025-01-01T00:00:00.000Z")
DAY, QUARTER = 86_400, 900


@dataclass(frozen=True, slots=True, eq=False)
class WorkLog:
    """Submissions in the order of their arrival, each an (n,) column.

    annotator, item: numbers that name them. at: seconds since 1970, when it arrived. ms: active milliseconds.
    is_skip: it gave no value. is_right: 1 or 0 where the item was a check, -1 where it was none.
    """

    annotator: Ints
    item: Ints
    at: Ints
    ms: Ints
    is_skip: Bools
    is_right: Ints

    def __len__(self) -> int:
        return len(self.at)

    @classmethod
    def of(
        cls,
        annotator: Sequence[int] | Ints,
        item: Sequence[int] | Ints,
        at: Sequence[int] | Ints,
        ms: Sequence[int] | Ints,
        *,
        is_skip: Sequence[bool] | Bools | None = None,
        is_right: Sequence[int] | Ints | None = None,
    ) -> WorkLog:
        """Return the log of some columns; without is_skip nothing was skipped, without is_right nothing checked."""
        return cls(
            np.asarray(annotator, np.int64),
            np.asarray(item, np.int64),
            np.asarray(at, np.int64),
            np.asarray(ms, np.int64),
            np.zeros(len(at), np.bool_) if is_skip is None else np.asarray(is_skip, np.bool_),
            np.full(len(at), -1, np.int64) if is_right is None else np.asarray(is_right, np.int64),
        )

    @classmethod
    def joined(cls, logs: Sequence[WorkLog]) -> WorkLog:
        """Return the logs, one after the other."""
        return cls(*(np.concatenate([getattr(log, name) for log in logs]) for name in cls.__slots__))

    def chosen(self, rows: Ints | Bools) -> WorkLog:
        """Return some rows."""
        return WorkLog(*(getattr(self, name)[rows] for name in self.__slots__))

    def is_first(self) -> Bools:
        """Return (n,): the submission is the annotator's first one with a value to that item."""
        found = np.zeros(len(self), np.bool_)
        valued = np.flatnonzero(~self.is_skip)
        if len(valued):
            keys = self.annotator[valued] * (int(self.item.max()) + 1) + self.item[valued]
            found[valued[np.unique(keys, return_index=True)[1]]] = True
        return found


def epochs(stamps: str) -> Ints:
    """Return the seconds since 1970 of ISO 8601 times in UTC with milliseconds, all joined to one string.

    Milliseconds are cut off. The days come from proleptic Gregorian months, as NumPy counts them.

    >>> epochs("1970-01-02T00:00:01.500Z2025-03-01T12:00:00.000Z").tolist()
    [86401, 1740830400]
    """
    digits = np.frombuffer(stamps.encode("ascii"), np.uint8).reshape(-1, LENGTH).astype(np.int64) - ord("0")

    def number(*places: int) -> Ints:
        total = np.zeros(len(digits), np.int64)
        for place in places:
            total = total * 10 + digits[:, place]
        return total

    months = (number(0, 1, 2, 3) - 1970) * 12 + number(5, 6) - 1
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + number(8, 9) - 1
    return days * DAY + number(11, 12) * 3600 + number(14, 15) * 60 + number(17, 18)


@dataclass(frozen=True, slots=True, eq=False)
class LocalTimes:
    """(n,) each: the day, counted from 1970-01-01, and the hour, 0 to 23, on a wall clock."""

    day: Ints
    hour: Ints


def local_times(at: Ints, zone: tzinfo) -> LocalTimes:
    """Return the day and the hour of each time, seconds since 1970, in a zone.

    Offsets are looked up once for each quarter of an hour that occurs: zones change on quarters.
    """
    if not len(at):
        return LocalTimes(at, at)
    quarters, place = compressed(at // QUARTER)
    offsets = [_offset(quarter * QUARTER, zone) for quarter in quarters.tolist()]
    local = at + np.asarray(offsets, np.int64)[place]
    return LocalTimes(local // DAY, local % DAY // 3600)


def _offset(at: int, zone: tzinfo) -> int:
    offset = datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
