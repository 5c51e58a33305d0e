"""What the log of work tells: worked by hand, and held against slow and plain computations."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.diagnostics import (
    WorkLog,
    coverage,
    epochs,
    fatigue,
    forecast,
    local_times,
    pace_by,
    time_sheets,
)
from goldsmith.diagnostics.fatigue import BREAK, sittings
from goldsmith.diagnostics.measured import share_over

DAY = 86_400
columns = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(1, 6), st.integers(0, 40 * DAY), st.integers(0, 90_000), st.booleans()
    ),
    min_size=1,
    max_size=60,
)


def log_of(rows: list[tuple[int, int, int, int, bool]]) -> WorkLog:
    annotator, item, at, ms, is_skip = zip(*sorted(rows, key=lambda row: row[2]), strict=True)
    return WorkLog.of(annotator, item, at, ms, is_skip=is_skip)


@given(st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), min_size=1, max_size=5))  # noqa: DTZ001
def test_times_are_read_as_the_standard_library_reads_them(moments: list[datetime]) -> None:
    stamps = [
        moment.replace(tzinfo=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for moment in moments
    ]
    expected = [int(moment.replace(tzinfo=UTC, microsecond=0).timestamp()) for moment in moments]
    assert epochs("".join(stamps)).tolist() == expected


def test_days_are_cut_on_the_wall_clock_also_when_it_changes() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    ends_of_winter_time = datetime(2025, 3, 30, 0, 30, tzinfo=UTC)  # 01:30, and half an hour later 03:00
    at = np.array([int(ends_of_winter_time.timestamp()), int(ends_of_winter_time.timestamp()) + 1800])
    assert local_times(at, berlin).hour.tolist() == [1, 3]
    late = np.array([int(datetime(2025, 6, 1, 22, 30, tzinfo=UTC).timestamp())])
    assert (local_times(late, berlin).day - late // DAY).tolist() == [1]


@given(columns)
def test_pace_is_what_a_plain_count_says(rows: list[tuple[int, int, int, int, bool]]) -> None:
    log = log_of(rows)
    found = pace_by(log, log.annotator)
    for place, annotator in enumerate(found.key.tolist()):
        own = [row for row in rows if row[0] == annotator]
        times = [row[3] for row in own if not row[4]]
        assert found.n[place] == len(times)
        assert found.n_skips[place] == len(own) - len(times)
        assert found.n_items[place] == len({row[1] for row in own if not row[4]})
        assert found.active_ms[place] == sum(row[3] for row in own)
        if times:
            assert found.quartiles_ms[place] == pytest.approx(np.quantile(times, [0.25, 0.5, 0.75]))


@given(columns)
def test_time_sheets_leave_nothing_out(rows: list[tuple[int, int, int, int, bool]]) -> None:
    log = log_of(rows)
    sheet = time_sheets(log, local_times(log.at, UTC))
    assert int(sheet.n.sum() + sheet.n_skips.sum()) == len(rows)
    assert int(sheet.active_ms.sum()) == sum(row[3] for row in rows)
    for place in range(len(sheet.day)):
        own = [
            row[2] for row in rows if (row[0], row[2] // DAY) == (sheet.annotator[place], sheet.day[place])
        ]
        assert (sheet.first[place], sheet.last[place]) == (min(own), max(own))


@given(columns)
def test_a_first_answer_is_counted_once_for_each_person_and_item(
    rows: list[tuple[int, int, int, int, bool]],
) -> None:
    assert int(log_of(rows).is_first().sum()) == len({row[:2] for row in rows if not row[4]})


# forecast -------------------------------------------------------------------------------------------------------------


def test_the_forecast_of_an_even_pace_is_certain() -> None:
    found = forecast(np.full(28, 40), 81, rng=np.random.default_rng(1))
    assert (found.low, found.days, found.high, found.per_day) == (3, 3, 3, 40.0)


def test_an_uneven_pace_has_a_range_round_the_plain_division() -> None:
    week = np.array([100, 120, 80, 90, 110, 0, 0] * 4)
    found = forecast(week, 2_000, rng=np.random.default_rng(1))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 2_000 / week.mean() < found.high
    assert found.n_working == 20


@given(st.lists(st.integers(0, 50), max_size=40), st.integers(1, 500))
def test_more_answers_never_take_fewer_days(per_day: list[int], n_left: int) -> None:
    few, many = (forecast(np.array(per_day), n, rng=np.random.default_rng(3)) for n in (n_left, 2 * n_left))
    assert bool(few.undefined) == (sum(day > 0 for day in per_day[-28:]) < 3)
    if few.days is not None and many.days is not None:
        assert few.days <= many.days


@pytest.mark.parametrize(
    ("per_day", "n_left", "why"),
    [
        ([10, 10, 10], 0, "No answer is wanted"),
        ([10, 10], 5, "It takes 3 whole days"),
        ([], 5, "there are 0"),
    ],
)
def test_a_forecast_says_why_there_is_none(per_day: list[int], n_left: int, why: str) -> None:
    found = forecast(np.array(per_day), n_left, rng=np.random.default_rng(0))
    assert found.days is None
    assert why in found.undefined


def test_a_pace_that_would_take_decades_is_no_forecast() -> None:
    found = forecast(np.array([1, 0, 0, 1, 0, 0, 1]), 1_000_000, rng=np.random.default_rng(0))
    assert "more than ten years" in found.undefined


# coverage -------------------------------------------------------------------------------------------------------------


@given(st.sets(st.tuples(st.integers(1, 5), st.integers(1, 8)), max_size=30), st.integers(1, 3))
def test_coverage_is_what_a_plain_count_says(answered: set[tuple[int, int]], wanted: int) -> None:
    pairs = sorted(answered)
    annotator, item = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    planned = np.arange(1, 9)
    found = coverage(annotator, item, planned=planned, wanted=np.full(8, wanted))
    assert sum(found.by_have.values()) == 8
    assert found.by_have.get((wanted, 0), 0) == 8 - len({i for _, i in pairs})
    for a, one in enumerate(found.annotators.tolist()):
        for b, other in enumerate(found.annotators.tolist()):
            both = {i for w, i in pairs if w == one} & {i for w, i in pairs if w == other}
            assert found.pairs[a, b] == len(both)
    assert found.n_items.tolist() == found.pairs.diagonal().tolist()


# fatigue --------------------------------------------------------------------------------------------------------------


def test_a_sitting_ends_after_half_an_hour_without_a_submission() -> None:
    log = WorkLog.of([1, 1, 1], [1, 2, 3], [0, BREAK, 2 * BREAK + 1], [1, 1, 1])
    assert [part.tolist() for part in sittings(log)] == [[0, 0, 1], [1, 2, 1]]


def test_who_gets_slower_in_a_sitting_is_seen_whatever_their_own_speed() -> None:
    """Ten sittings of two people, one ten times slower; both take twice as long from the eleventh item on."""
    rows = [
        (
            1 + sitting % 2,
            n,
            sitting * DAY + n * 60,
            (1000 if sitting % 2 else 10_000) * (2 if n >= 10 else 1),
            False,
        )
        for sitting in range(10)
        for n in range(20)
    ]
    log = log_of(rows)
    early, late = fatigue(log, local_times(log.at, UTC)).by_position
    assert (early.begins, late.begins, early.n_sittings) == (1, 11, 10)
    assert early.relative.value is not None
    assert late.relative.value is not None
    assert late.relative.value / early.relative.value == pytest.approx(2)


def test_without_checks_their_share_says_so_and_few_sittings_have_no_interval() -> None:
    log = WorkLog.of([1, 1], [1, 2], [0, 10], [1000, 1000], is_skip=[False, True])
    (row,) = fatigue(log, local_times(log.at, UTC)).by_hour
    assert row.checks.undefined == "There are no checks here."
    assert (row.skips.value, row.skips.low) == (0.5, None)
    assert "3 sittings; there are 1" in row.skips.undefined


def test_right_checks_are_a_share_of_the_checks() -> None:
    sitting = np.arange(8) // 2
    log = WorkLog.of(
        np.ones(8, np.int64),
        np.arange(8),
        sitting * DAY + np.arange(8),
        np.full(8, 500),
        is_right=[1, -1, 0, -1, 1, 1, -1, 1],
    )
    (row,) = fatigue(log, local_times(log.at, UTC)).by_position
    assert (row.checks.n, row.checks.value) == (5, 0.8)


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 6))
def test_an_interval_of_a_share_holds_it_and_stays_between_0_and_1(is_so: list[bool], size: int) -> None:
    found = share_over(np.array(is_so), np.arange(len(is_so)) // size, "answers")
    assert found.value == pytest.approx(sum(is_so) / len(is_so))
    if found.value is not None and found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_an_interval_over_sittings_holds_the_truth_about_as_often_as_it_says() -> None:
    """Sittings differ in their own rates, so an interval over single answers would be far too narrow."""
    rng = np.random.default_rng(5)
    cluster = np.repeat(np.arange(40), 25)
    hits = 0
    for _ in range(300):
        rates = rng.beta(2, 6, 40)
        found = share_over(rng.random(1000) < rates[cluster], cluster, "answers")
        hits += found.low is not None and found.high is not None and found.low <= 0.25 <= found.high
    assert 0.91 <= hits / 300 <= 0.98
