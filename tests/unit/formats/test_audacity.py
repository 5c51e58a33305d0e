"""Audacity's label tracks: what is a label, what is told, and round trips to the last digit."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidInput
from goldsmith.export import write
from goldsmith.ingest import ReadOptions, Row, read
from goldsmith.model import Json
from tests.unit.formats import recordings, sample


def track(folder: Path, text: str, name: str = "talk") -> Path:
    (folder / f"{name}.wav").write_bytes(recordings.SOUND)
    (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    return folder / f"{name}.txt"


def test_labels_are_read_beside_their_recording_and_points_are_told(tmp_path: Path) -> None:
    path = track(tmp_path, "0.500000\t1,250000\tperson\r\n\\\t100.0\t2000.0\r\n1.5\t1.5\tclick\r\n")
    with read(path, ReadOptions()) as reading:
        (row,) = reading.rows
    assert isinstance(row, Row)
    assert row.external_id == "talk.wav"
    assert sample.given(row, "segment.v1") == [
        {"id": "segment-1", "label": "person", "start": 0.5, "end": 1.25}
    ]
    assert reading.notices[1:] == [
        "1 points in time are left out.",
        "1 ranges of frequencies are left out.",
    ]


def test_a_track_of_points_alone_does_not_say_that_nothing_is_there(tmp_path: Path) -> None:
    (row,) = sample.back(track(tmp_path, "1.5\t1.5\tclick\n"))
    assert row.labels == ()


def test_a_folder_gives_recordings_without_a_track_no_label(tmp_path: Path) -> None:
    track(tmp_path, "0\t1\tperson\n")
    (tmp_path / "other.wav").write_bytes(recordings.SOUND)
    rows = sample.back(tmp_path)
    assert [(row.external_id, len(row.labels)) for row in rows] == [("talk.wav", 1), ("other.wav", 0)]


def test_a_transcript_beside_a_recording_is_no_track(tmp_path: Path) -> None:
    with read(track(tmp_path, "0 1 hello\n"), ReadOptions()) as reading:
        assert "format" not in reading.facts


def test_a_line_that_is_no_label_is_told_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        sample.back(track(tmp_path, "0\t1\tperson\noops\n"), format="audacity")
    assert (caught.value.slug, caught.value.where) == ("audacity.line", "talk.txt line 2")


@given(recordings.segments(st.sampled_from(["", "so: 漢字 🎉", 'say "a"'])))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_segment_and_transcript_comes_back_exactly(
    tmp_path: Path, value: list[dict[str, Json]]
) -> None:
    path = recordings.written("audacity.v1", value, tmp_path)
    (row,) = sample.back(path, format="audacity")
    again = row.labels[-1].value
    assert recordings.contents(again, row) == recordings.contents(value, row)


def test_what_a_line_cannot_hold_is_told(tmp_path: Path) -> None:
    value: list[Json] = [{"id": "a", "label": "person", "start": 0, "end": 1, "text": "one\ntwo"}]
    release = recordings.release_of(value)
    losses = write("audacity.v1", release, tmp_path).losses
    assert "Line breaks, tabs and outer blanks in transcripts become blanks or go, in 1 segments." in losses
