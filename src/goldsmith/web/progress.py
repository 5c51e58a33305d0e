"""The progress page: pace, forecast, fatigue, time sheets and the coverage of the overlap. Not for annotators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from goldsmith.diagnostics import Pace
from goldsmith.diagnostics.fatigue import BREAK, FatigueRow
from goldsmith.diagnostics.measured import Measured
from goldsmith.project import items, progress
from goldsmith.web.schemas import Reply
from goldsmith.web.security import Viewer

router = APIRouter(prefix="/projects/{slug}/progress", tags=["progress"])
Zone = Annotated[str, Query(max_length=64, pattern=r"^[A-Za-z0-9_+/-]*$")]
SHEET_ROWS = 400  # of time sheets on the page; the file has all


class PaceOut(Reply):
    """n_answers: submissions with a value. quartiles_ms: of their active time; None where all were skipped."""

    n_answers: int
    n_skips: int
    n_items: int
    n_people: int
    active_ms: int
    quartiles_ms: tuple[float, float, float] | None


class DayPace(Reply):
    day: str
    pace: PaceOut


class PersonPace(Reply):
    annotator: str
    name: str
    n_days: int
    pace: PaceOut


class ForecastOut(Reply):
    """end, low, high: dates; nine in ten replicates end between low and high. high None: it may never end so."""

    n_left: int
    end: str | None
    low: str | None
    high: str | None
    undefined: str
    n_days: int
    n_working: int
    per_day: float


class MeasuredOut(Reply):
    n: int
    value: float | None
    low: float | None
    high: float | None
    undefined: str


class FatigueOut(Reply):
    """begins, ends: the hour of the day, or the first and last position of the class in a sitting. relative: 1 is as usual."""

    begins: int
    ends: int | None
    n: int
    n_sittings: int
    median_ms: float | None
    relative: MeasuredOut
    skips: MeasuredOut
    checks: MeasuredOut


class SheetRow(Reply):
    day: str
    annotator: str
    name: str
    first: str
    last: str
    active_ms: int
    n_answers: int
    n_skips: int


class ProgressOut(Reply):
    """today: in the zone. sheet: the newest rows of n_sheet, by day and person. break_minutes: what ends a sitting."""

    zone: str
    today: str
    seq: int
    by_day: list[DayPace]
    by_person: list[PersonPace]
    forecast: ForecastOut
    n_sittings: int
    break_minutes: int
    by_hour: list[FatigueOut]
    by_position: list[FatigueOut]
    sheet: list[SheetRow]
    n_sheet: int


class CoverageCell(Reply):
    """wanted None: everyone is asked."""

    wanted: int | None
    have: int
    n_items: int


class LabelCoverage(Reply):
    """n_items: with 0, 1, 2, and 3 or more answers."""

    question: str
    label: str
    n_items: list[int]


class PersonCoverage(Reply):
    annotator: str
    name: str
    kind: str
    n_items: int
    n_shared: int


class CoverageOut(Reply):
    """pairs: items that both answered, in the order of people; on the diagonal, all of one's own."""

    by_have: list[CoverageCell]
    by_label: list[LabelCoverage]
    people: list[PersonCoverage]
    pairs: list[list[int]]


@router.get("")
def read(entry: Viewer, zone: Zone = "UTC") -> ProgressOut:
    """Return pace, forecast, fatigue and time sheets, with days and hours of a time zone."""
    items.need_lead(entry.role)
    found = progress.report(entry.project, zone)
    days_of: dict[int, int] = {}
    for annotator in found.sheet.annotator.tolist():
        days_of[annotator] = days_of.get(annotator, 0) + 1
    return ProgressOut(
        zone=zone,
        today=progress.day_of(found.today).isoformat(),
        seq=entry.project.ledger.seq(),
        by_day=[
            DayPace(day=progress.day_of(day).isoformat(), pace=_pace(found.by_day, at))
            for at, day in enumerate(found.by_day.key.tolist())
        ],
        by_person=[
            PersonPace(
                annotator=found.people[who]["id"],
                name=found.people[who]["name"],
                n_days=days_of.get(who, 0),
                pace=_pace(found.by_person, at),
            )
            for at, who in enumerate(found.by_person.key.tolist())
        ],
        forecast=_forecast(found),
        n_sittings=found.fatigue.n_sittings,
        break_minutes=BREAK // 60,
        by_hour=_fatigue(found.fatigue.by_hour),
        by_position=_fatigue(found.fatigue.by_position),
        sheet=_sheet(found),
        n_sheet=len(found.sheet.day),
    )


@router.get("/coverage")
def coverage(entry: Viewer) -> CoverageOut:
    """Return how many items have how many of the answers wanted, by label, by person and by pair of people."""
    items.need_lead(entry.role)
    found = progress.cover(entry.project)
    held = found.coverage
    return CoverageOut(
        by_have=[
            CoverageCell(wanted=None if wanted < 0 else wanted, have=have, n_items=n)
            for (wanted, have), n in held.by_have.items()
        ],
        by_label=[
            LabelCoverage(question=question, label=label, n_items=held.by_label[at].tolist())
            for at, (question, label) in enumerate(found.labels)
        ],
        people=[
            PersonCoverage(
                annotator=found.people[who]["id"],
                name=found.people[who]["name"],
                kind=found.people[who]["kind"],
                n_items=int(held.n_items[at]),
                n_shared=int(held.n_shared[at]),
            )
            for at, who in enumerate(held.annotators.tolist())
        ],
        pairs=held.pairs.tolist(),
    )


@router.get("/time-sheets.csv", response_class=Response)
def time_sheets(entry: Viewer, zone: Zone = "UTC") -> Response:
    """Return all time sheets as a CSV table: for each day and person first, last, active seconds, answers, skips."""
    items.need_lead(entry.role)
    text = progress.sheet_csv(progress.report(entry.project, zone))
    name = f"{entry.project.slug}-time-sheets.csv"
    return Response(
        text,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _pace(pace: Pace, at: int) -> PaceOut:
    low, middle, high = pace.quartiles_ms[at].tolist()
    return PaceOut(
        n_answers=int(pace.n[at]),
        n_skips=int(pace.n_skips[at]),
        n_items=int(pace.n_items[at]),
        n_people=int(pace.n_people[at]),
        active_ms=int(pace.active_ms[at]),
        quartiles_ms=(low, middle, high) if pace.n[at] else None,
    )


def _forecast(found: progress.Report) -> ForecastOut:
    held = found.forecast

    def day(after: int | None) -> str | None:
        return None if after is None else progress.day_of(found.today + after).isoformat()

    return ForecastOut(
        n_left=held.n_left,
        end=day(held.days),
        low=day(held.low),
        high=day(held.high),
        undefined=held.undefined,
        n_days=held.n_days,
        n_working=held.n_working,
        per_day=held.per_day,
    )


def _fatigue(rows: Sequence[FatigueRow]) -> list[FatigueOut]:
    return [
        FatigueOut(
            begins=row.begins,
            ends=row.ends,
            n=row.n,
            n_sittings=row.n_sittings,
            median_ms=row.median_ms,
            relative=_measured(row.relative),
            skips=_measured(row.skips),
            checks=_measured(row.checks),
        )
        for row in rows
    ]


def _measured(found: Measured) -> MeasuredOut:
    return MeasuredOut(
        n=found.n, value=found.value, low=found.low, high=found.high, undefined=found.undefined
    )


def _sheet(found: progress.Report) -> list[SheetRow]:
    sheet, zone = found.sheet, progress.zone_of(found.zone)
    newest = range(len(sheet.day) - 1, max(-1, len(sheet.day) - 1 - SHEET_ROWS), -1)
    return [
        SheetRow(
            day=progress.day_of(int(sheet.day[at])).isoformat(),
            annotator=found.people[int(sheet.annotator[at])]["id"],
            name=found.people[int(sheet.annotator[at])]["name"],
            first=progress.wall_clock(int(sheet.first[at]), zone),
            last=progress.wall_clock(int(sheet.last[at]), zone),
            active_ms=int(sheet.active_ms[at]),
            n_answers=int(sheet.n[at]),
            n_skips=int(sheet.n_skips[at]),
        )
        for at in newest
    ]
