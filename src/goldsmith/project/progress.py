"""Progress: the log of work read once and kept up, and what diagnostics makes of it and of the overlap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from goldsmith import kinds
from goldsmith.diagnostics import (
    Coverage,
    Fatigue,
    Forecast,
    LocalTimes,
    Pace,
    TimeSheet,
    WorkLog,
    coverage,
    epochs,
    fatigue,
    forecast,
    local_times,
    pace_by,
    time_sheets,
)
from goldsmith.errors import InvalidInput
from goldsmith.export.csv_table import lines
from goldsmith.numerics import Ints
from goldsmith.project import clock
from goldsmith.project.answers import Reader
from goldsmith.project.home import figures
from goldsmith.project.project import Project
from goldsmith.project.summary import PERSON
from goldsmith.store import queries

EPOCH = date(1970, 1, 1).toordinal()
EVERYONE = -1  # an overlap without a number
MOST = 3  # answers from which on items stand together, by label


@dataclass(frozen=True, slots=True)
class Report:
    """people: number in the log → row of the annotator. today: the day's number on the reader's clock."""

    people: dict[int, Any]
    zone: str
    today: int
    by_day: Pace
    by_person: Pace
    forecast: Forecast
    fatigue: Fatigue
    sheet: TimeSheet


@dataclass(frozen=True, slots=True)
class Covered:
    """labels: (question, label) of each row of coverage.by_label."""

    people: dict[int, Any]
    labels: list[tuple[str, str]]
    coverage: Coverage


def zone_of(name: str) -> tzinfo:
    """Return the time zone of a name of the IANA data base, "Europe/Berlin" say."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput(
            "progress.zone",
            f"There is no time zone {name!r}.",
            where="zone",
            mend="Name one as the IANA data base does: UTC, Europe/Berlin, Asia/Tokyo.",
        ) from error


def day_of(number: int) -> date:
    """Return the date of a day's number.

    >>> day_of(20_000).isoformat()
    '2024-10-04'
    """
    return date.fromordinal(EPOCH + number)


def report(project: Project, zone: str) -> Report:
    """Return pace, forecast, fatigue and time sheets, with days and hours of a time zone."""
    where = zone_of(zone)
    now = np.array([int(clock.now())])
    today = int(local_times(now, where).day[0])
    key = (project.ledger.seq(), zone, today)
    known = project.computed.get("progress")
    if known is None or known[0] != key:
        known = (key, _report(project, zone, where, today))
        project.computed["progress"] = known
    found: Report = known[1]
    return found


def _report(project: Project, zone: str, where: tzinfo, today: int) -> Report:
    people = _people(project)
    log = work_log(project)
    log = log.chosen(np.isin(log.annotator, list(people)))
    log = _with_checks(project, log)
    times = local_times(log.at, where)
    return Report(
        people,
        zone,
        today,
        pace_by(log, times.day),
        pace_by(log, log.annotator),
        _forecast(project, log, times, today),
        fatigue(log, times),
        time_sheets(log, times),
    )


def _people(project: Project) -> dict[int, Any]:
    return {
        seq: row for seq, row in queries.annotators(project.ledger.reader).items() if row["kind"] == "human"
    }


def work_log(project: Project) -> WorkLog:
    """Return the log of all submissions whose time is known; what was read before is kept and only continued."""
    seq, log = project.computed.get("work log") or (0, WorkLog.of([], [], [], []))
    blocks = []
    for block in queries.work_rows(project.ledger.reader, seq):
        _, annotator, item, at, ms, is_skip = zip(*block, strict=True)
        blocks.append(WorkLog.of(annotator, item, epochs("".join(at)), ms, is_skip=is_skip))
        seq = block[-1][0]
    if blocks:
        log = WorkLog.joined([log, _submissions(WorkLog.joined(blocks))])
        project.computed["work log"] = (seq, log)
    return log


def _submissions(log: WorkLog) -> WorkLog:
    """Return one row a submission of a log of answers: they came together, to one item, at one time."""
    begins = np.ones(len(log), np.bool_)
    begins[1:] = (log.annotator[1:] != log.annotator[:-1]) | (log.item[1:] != log.item[:-1])
    begins[1:] |= (log.at[1:] != log.at[:-1]) | (log.ms[1:] != log.ms[:-1])
    starts = np.flatnonzero(begins)
    skipped = np.logical_and.reduceat(log.is_skip, starts)
    one = log.chosen(starts)
    return WorkLog(one.annotator, one.item, one.at, one.ms, skipped, one.is_right)


def _with_checks(project: Project, log: WorkLog) -> WorkLog:
    """Return the log with what became of hidden checks: whether the answer is the ruling that stands."""
    marks = {(w, i, at): is_right for w, i, at, is_right in _checks(project)}
    if not marks:
        return log
    right = log.is_right.copy()
    asked = np.flatnonzero(np.isin(log.item, [item for _, item, _ in marks]))
    for row in asked.tolist():
        key = (int(log.annotator[row]), int(log.item[row]), int(log.at[row]))
        right[row] = marks.get(key, -1)
    return WorkLog(log.annotator, log.item, log.at, log.ms, log.is_skip, right)


def _checks(project: Project) -> Iterator[tuple[int, int, int, int]]:
    """Yield annotator, item, time and 1 or 0 of answers to checks whose item has a ruling."""
    sql, reader, guideline = project.ledger.reader, Reader(project), project.guideline()
    for row in queries.answers_for(sql, "check"):
        question = guideline.question(row["question"]) if guideline else None
        golds = [
            g
            for g in queries.golds(sql, row["item"])
            if g["method"] == PERSON and g["question"] == row["question"]
        ]
        if question is None or not golds or golds[-1]["value"] is None:
            continue
        gold, _ = reader.carried(golds[-1]["value"], question.key, reader.versions[golds[-1]["guideline"]])
        value, _ = reader.carried(row["value"], question.key, reader.versions[row["guideline"]])
        if gold is not None and value is not None:
            is_right = not kinds.get(question.kind).differences([gold, value], question)
            yield row["annotator"], row["item"], int(epochs(row["at"])[0]), int(is_right)


def _forecast(project: Project, log: WorkLog, times: LocalTimes, today: int) -> Forecast:
    found = figures(project)
    if found.n_wanted is None:
        why = "Everyone is asked for every item, so no number of answers is wanted."
        return Forecast(0, undefined=why if found.n_planned else "No work is planned yet.")
    days = times.day[log.is_first()]
    days = days[days < today]
    per_day = np.bincount(days - days.min(), minlength=today - int(days.min())) if len(days) else days
    return forecast(per_day, found.n_wanted - found.n_answers, rng=np.random.default_rng(0))


def cover(project: Project) -> Covered:
    """Return how the overlap is covered: of planned items that are not withdrawn, by counted answers."""
    seq = project.ledger.seq()
    known = project.computed.get("coverage")
    if known is None or known[0] != seq:
        known = (seq, _cover(project))
        project.computed["coverage"] = known
    found: Covered = known[1]
    return found


def _cover(project: Project) -> Covered:
    sql = project.ledger.reader
    counted = [(row["annotator"], _numbers(row["items"])) for row in queries.counted_items(sql)]
    planned = [(row["overlap"], _numbers(row["items"])) for row in queries.planned_items(sql)]
    used = [(row["question"], row["label"], _numbers(row["items"])) for row in queries.labelled_items(sql)]
    found = coverage(
        _repeated([who for who, _ in counted], [items for _, items in counted]),
        _joined([items for _, items in counted]),
        planned=_joined([items for _, items in planned]),
        wanted=_repeated(
            [EVERYONE if overlap is None else overlap for overlap, _ in planned],
            [items for _, items in planned],
        ),
        label=_repeated(list(range(len(used))), [items for *_, items in used]),
        label_item=_joined([items for *_, items in used]),
        n_labels=len(used),
        most=MOST,
    )
    people = queries.annotators(sql)
    return Covered(people, [(question, label) for question, label, _ in used], found)


def _numbers(text: str) -> Ints:
    return np.fromstring(text, np.int64, sep=",")


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts])


def _repeated(values: list[int], parts: list[Ints]) -> Ints:
    return np.repeat(np.asarray(values, np.int64), [len(part) for part in parts])


# time sheets as a file ------------------------------------------------------------------------------------------------

COLUMNS = ("day", "person", "annotator", "first", "last", "active_seconds", "answers", "skips", "zone")


def sheet_csv(found: Report) -> str:
    """Return the time sheets as a CSV table, by day; first and last bear the zone's offset."""
    where, sheet = zone_of(found.zone), found.sheet
    rows = (
        [
            day_of(int(sheet.day[at])).isoformat(),
            found.people[int(sheet.annotator[at])]["name"],
            found.people[int(sheet.annotator[at])]["id"],
            wall_clock(int(sheet.first[at]), where),
            wall_clock(int(sheet.last[at]), where),
            str(round(int(sheet.active_ms[at]) / 1000)),
            str(int(sheet.n[at])),
            str(int(sheet.n_skips[at])),
            found.zone,
        ]
        for at in range(len(sheet.day))
    )
    return "".join(lines(COLUMNS, rows))


def wall_clock(at: int, zone: tzinfo) -> str:
    """Return an ISO time with the zone's offset."""
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")
