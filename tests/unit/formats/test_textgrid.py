"""TextGrid: both text forms and both encodings, tiers that are labels or hold them, and round trips."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import textgrid
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidInput
from goldsmith.ingest import ReadOptions, read
from goldsmith.ingest.plan import stored_fields
from goldsmith.model import Guideline, Json
from goldsmith.project.given_labels import answers_of
from tests.unit.formats import recordings, sample
from tests.unit.formats.sample import SEGMENT

SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
2
<exists>
3
"IntervalTier"
"person"
0
2
2
0
0.5
""
0.5
2
"she said ""漢字"" 🎉"
"TextTier"
"clicks"
0
2
1
0.75
"click"
"IntervalTier"
"place"
0
2
1
0
2
""
"""


def grid(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "talk.wav").write_bytes(recordings.SOUND)
    (folder / "talk.TextGrid").write_text(text, encoding=encoding, newline="")
    return folder / "talk.TextGrid"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_short_form_is_read_in_every_encoding_of_praats(encoding: str, tmp_path: Path) -> None:
    with read(grid(tmp_path, SHORT, encoding), ReadOptions()) as reading:
        (row,) = reading.rows
    assert not isinstance(row, InvalidInput)
    assert "1 points in time are left out." in reading.notices
    text = 'she said "漢字" 🎉'
    assert [one.value for one in row.labels] == [
        [{"id": "segment-1", "label": text, "start": 0.5, "end": 2.0}],
        [{"id": "segment-1", "label": "person", "start": 0.5, "end": 2.0, "text": text}],
        [{"id": "segment-1", "label": "person", "start": 0.5, "end": 2.0}],
    ]


def test_the_guideline_decides_whether_tiers_are_labels_or_hold_them(tmp_path: Path) -> None:
    (row,) = sample.back(grid(tmp_path, SHORT))
    for has_text, found in ((True, 'she said "漢字" 🎉'), (False, None)):
        question = replace(SEGMENT, options={"transcript": has_text})
        guideline = Guideline("g", 1, "", "", (question,))
        answers, unasked = answers_of(row.labels, stored_fields(row), guideline, None, where="t")
        (answer,) = answers
        assert (answer.question, unasked) == ("turns", [])
        assert answer.value == [
            {"id": "segment-1", "label": "person", "start": 0.5, "end": 2.0}
            | ({"text": found} if found else {})
        ]


def test_one_tier_can_be_named_and_a_tier_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = grid(tmp_path, SHORT)
    (row,) = sample.back(path, format="textgrid", label="place")
    assert row.labels[0].value == []
    with pytest.raises(InvalidInput, match="no tier 'words'"):
        sample.back(path, format="textgrid", label="words")


def test_a_grid_of_points_alone_does_not_say_that_nothing_is_there(tmp_path: Path) -> None:
    head = '"ooTextFile" "TextGrid" 0 2 <exists> 1 "TextTier" "clicks" 0 2 1 0.5 "click"'
    (row,) = sample.back(grid(tmp_path, head))
    assert row.labels == ()


def test_a_file_that_breaks_off_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        sample.back(grid(tmp_path, SHORT[:120]))
    assert caught.value.slug == "textgrid.malformed"
    assert caught.value.where.startswith("talk.TextGrid line 1")


@given(recordings.segments(sample.TEXTS | st.just("")))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_segment_and_transcript_comes_back_exactly(
    tmp_path: Path, value: list[dict[str, Json]]
) -> None:
    (row,) = sample.back(recordings.written("textgrid.v1", value, tmp_path))
    assert recordings.contents(row.labels[0].value, row) == recordings.contents(value, row)


def test_the_library_reads_what_is_written(tmp_path: Path) -> None:
    path = recordings.written("textgrid.v1", sample.TURNS, tmp_path)
    found = textgrid.TextGrid.fromFile(str(path))
    assert [tier.name for tier in found] == ["turns", "turns transcript"]
    assert [(one.minTime, one.maxTime, one.mark) for one in found[0]] == [
        (0, 0.25, ""),
        (0.25, 1.5, "person"),
        (1.5, 2.0, "place"),
    ]
    assert [one.mark for one in found[1]] == ["", 'She said "漢字" 🎉.', ""]


def test_what_the_library_writes_is_read(tmp_path: Path) -> None:
    tier = textgrid.IntervalTier("turns", 0, 2)
    tier.add(0.25, 1.5, 'so "漢字" 🎉')
    made = textgrid.TextGrid("talk", 0, 2)
    made.append(tier)
    (tmp_path / "talk.wav").write_bytes(recordings.SOUND)
    made.write(str(tmp_path / "talk.TextGrid"))
    (row,) = sample.back(tmp_path)
    assert row.labels[0].value == [{"id": "segment-1", "label": 'so "漢字" 🎉', "start": 0.25, "end": 1.5}]
