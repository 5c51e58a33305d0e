"""Splits in time: what is after the cut is test, no group is on both sides, and what crosses is told."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.cli.split import split
from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.split import Crossing, SplitItem, group_time_split, time_split, times_of

CROSSINGS: tuple[Crossing, ...] = ("train", "embargo")
RATIOS = {"train": 0.75, "validation": 0.25}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.sampled_from("ab")), min_size=1, max_size=40),
    st.sampled_from(["train", "embargo"]),
)
def test_nothing_that_trains_hangs_together_with_test_or_is_younger_than_it_unless_told(
    rows: list[tuple[int, int, str]], crossing: str
) -> None:
    ids = [f"i{n}" for n in range(len(rows))]
    found = time_split(
        ids,
        times=np.array([float(time) for time, _, _ in rows]),
        cut=5.0,
        ratios=RATIOS,
        links=[[group or None for _, group, _ in rows]],
        labels=[label for _, _, label in rows],
        crossing="train" if crossing == "train" else "embargo",
    )
    parts_of: dict[str, set[str]] = {}
    for group, part in zip(found.rows.groups, found.rows.parts, strict=True):
        parts_of.setdefault(group, set()).add(part)
    assert all(len(parts) == 1 for parts in parts_of.values())
    for (time, _, _), part, group in zip(rows, found.rows.parts, found.rows.groups, strict=True):
        assert part != "test" or time >= 5
        if time >= 5 and part != "test":
            assert group in found.crossing
            assert part == crossing
    assert sum(found.rows.summary.parts.values()) == len(rows)
    assert found.n_after == found.rows.parts.count("test")


def test_what_is_before_the_cut_keeps_its_shares_and_labels() -> None:
    ids = [f"i{n:03}" for n in range(200)]
    labels = ["a" if n % 4 else "b" for n in range(200)]
    found = time_split(ids, times=np.arange(200.0), cut=120.0, ratios=RATIOS, labels=labels, seed=3)
    assert dict(found.rows.summary.parts) == {"train": 90, "validation": 30, "test": 80}
    assert found.rows.summary.labels["b"] == {"train": 23, "validation": 7, "test": 20}


def test_times_are_dates_or_numbers_and_all_bad_rows_are_named() -> None:
    times, cut = times_of(["2024-01-01T00:00:00+02:00", "2024-01-01"], "2024-01-01", where=["1", "2"])
    assert (times < cut).tolist() == [True, False]
    times, cut = times_of(["2019", "2024.5"], "2024", where=["1", "2"])
    assert (times < cut).tolist() == [True, False]
    with pytest.raises(ManyFaults) as refused:
        times_of(["2024-01-01", "yesterday", None], "2024-01-01", where=["row 1", "row 2", "row 3"])
    assert [fault.where for fault in refused.value.faults] == ["row 2", "row 3"]
    with pytest.raises(InvalidInput):
        times_of([], "soon", where=[])


def test_the_part_that_the_cut_makes_is_no_ratio() -> None:
    with pytest.raises(InvalidInput) as refused:
        time_split(["a"], times=np.array([1.0]), cut=2.0, ratios={"train": 0.5, "test": 0.5})
    assert refused.value.slug == "split.cut_ratios"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(split, [str(argument) for argument in arguments])


def test_the_command_cuts_a_file_and_tells_what_crosses(tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    rows = [f"v{n},p{n // 2},{2020 + n // 4}-01-01,{'yes' if n % 3 else 'no'}" for n in range(40)]
    file.write_text("\n".join(["id,patient,day,finding", *rows, "v99,p0,2029-06-01,no"]))
    asked = (file, "--time", "day", "--cut", "2027-01-01", "--group", "patient", "--stratify", "finding")
    out = tmp_path / "splits.csv"
    result = call(*asked, "--ratios", "train=0.8,validation=0.2", "--out", out, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["cut"]["crossing"] == ["v0"]
    assert (told["cut"]["n_after"], told["cut"]["n_crossing"]) == (12, 3)
    with out.open() as written:
        parts = {row["id"]: row["part"] for row in csv.DictReader(written)}
    assert parts["v99"] == parts["v0"] == "train"
    assert {parts[f"v{n}"] for n in range(28, 40)} == {"test"}
    shown = call(*asked, "--ratios", "train=1", "--crossing", "embargo", "--out", tmp_path / "b.csv")
    assert "3 items of 1 group, in embargo, to be left out." in shown.output


def test_time_goes_with_a_cut_and_without_an_earlier_split(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,day\na,2024-01-01\n")
    assert call(file, "--ratios", "train=1", "--time", "day").exit_code == 2


def test_a_cut_places_groups_whole_and_what_is_placed_stays() -> None:
    items = [
        SplitItem("old", group="g", part="train"),
        SplitItem("new", group="g"),
        SplitItem("early", group="h"),
        SplitItem("late", group="h"),
        SplitItem("alone"),
        SplitItem("tested", part="test"),
        *(SplitItem(f"i{n}") for n in range(10)),
    ]
    times = np.array([1.0, 9, 1, 9, 9, 1, *range(10)])
    parts = {
        crossing: group_time_split(
            items, {"train": 0.8, "validation": 0.2}, times=times, cut=5, crossing=crossing, seed=0
        )
        for crossing in CROSSINGS
    }
    for crossing, found in parts.items():
        assert found.keys() == {item.id for item in items}
        assert found["new"] == found["old"] == "train"
        assert found["early"] == found["late"] == crossing
        assert {found[ident] for ident in ("alone", "tested", "i5", "i9")} == {"test"}
        assert {found[f"i{n}"] for n in range(5)} == {"train", "validation"}


def test_the_cut_decides_test_and_no_ratio_does() -> None:
    with pytest.raises(InvalidInput, match="the cut decides"):
        group_time_split([], {"train": 0.8, "test": 0.2}, times=np.zeros(0), cut=1, seed=0)
