"""brat standoff: fragments, what is left out and told, the text column as a check, and round trips."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from goldsmith.errors import InvalidInput
from goldsmith.export import write
from goldsmith.ingest import ReadOptions, Row, read
from goldsmith.model import Json
from tests.unit.formats import sample
from tests.unit.formats.sample import SPAN

ANN = """T1\tperson 0 8\tAna Vega
T2\tplace 18 21;22 26\tNew York
T3\tplace 0 3;22 26\tAna York
R1\tborn_in Arg1:T1 Arg2:T2
R2\tborn_in Arg1:T1 Arg2:T3\t
A1\tNegated T1
A2\tTone T2 very loud
A3\tTone T3 loud
A4\tTone E1 loud
E1\tplace:T1 Where:T2
#1\tAnnotatorNotes T1\tsure?
N1\tReference T1 Wikidata:Q1\tAna
*\tEquiv T1 T2
"""


def pair(folder: Path, text: str, ann: str) -> Path:
    (folder / "a.txt").write_text(text, encoding="utf-8", newline="")
    (folder / "a.ann").write_text(ann, encoding="utf-8", newline="")
    return folder


def test_fragments_over_a_line_break_are_one_span_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    text = "Ana Vega lives in New\nYork."
    with read(pair(tmp_path, text, ANN), ReadOptions()) as reading:
        (row,) = reading.rows
    assert isinstance(row, Row)
    assert row.external_id == "a"
    assert sample.given(row, "span.v1") == [
        {"id": "T1", "label": "person", "start": 0, "end": 8, "attributes": {"Negated": True}},
        {"id": "T2", "label": "place", "start": 18, "end": 26, "attributes": {"Tone": "very loud"}},
        {"id": "R1", "label": "born_in", "from": "T1", "to": "T2"},
    ]
    assert reading.notices[1:] == [
        "2 attributes of events, relations and discontinuous entities are left out.",
        "1 discontinuous entities are left out.",
        "1 equivalences are left out.",
        "1 events are left out.",
        "1 links to other resources are left out.",
        "1 notes are left out.",
        "1 relations of events and discontinuous entities are left out.",
    ]


def test_offsets_that_miss_the_words_are_refused_with_the_line(tmp_path: Path) -> None:
    pair(tmp_path, "🎉 Ana", "T1\tperson 2 5\tAna\nT2\tperson 3 6\tAna\n")
    with read(tmp_path, ReadOptions()) as reading:
        (fault,) = reading.rows
    assert isinstance(fault, InvalidInput)
    assert (fault.slug, fault.where) == ("brat.text", "a.ann line 2")


def test_a_text_without_annotations_has_no_label_and_an_empty_file_says_nothing_is_there(
    tmp_path: Path,
) -> None:
    pair(tmp_path, "one", "")
    (tmp_path / "b.txt").write_text("two")
    one, two = sample.back(tmp_path)
    assert sample.given(one, "span.v1") == []
    assert two.labels == ()


def test_annotations_without_a_text_are_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("T1\tperson 0 1\ta\n")
    with pytest.raises(InvalidInput) as caught:
        sample.back(tmp_path / "a.ann")
    assert caught.value.slug == "brat.no_text"


@given(sample.texts_with_spans())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_span_shifts_on_its_way_there_and_back(
    tmp_path: Path, drawn: tuple[str, list[dict[str, Json]]]
) -> None:
    text, spans = drawn
    kept = [one for one in spans if not {_at(text, one, "start"), _at(text, one, "end")} & {"\r", "\n"}]
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(kept)})])
    written = write("brat.v1", release, tmp_path)
    (row,) = sample.back(tmp_path / written.files[2])
    assert row.fields["text"] == text
    assert sample.contents(sample.given(row, "span.v1"), text) == sample.contents(kept, text)


def _at(text: str, span: dict[str, Json], end: str) -> str:
    return text[int(str(span[end])) - (end == "end")]


def test_a_text_that_begins_with_a_byte_order_mark_keeps_its_offsets(tmp_path: Path) -> None:
    text = "\ufeffAna"
    spans: list[Json] = [{"id": "a", "label": "person", "start": 1, "end": 4}]
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    (row,) = sample.back(tmp_path / write("brat.v1", release, tmp_path).files[2])
    assert row.fields["text"] == text
    assert sample.contents(sample.given(row, "span.v1"), text) == sample.contents(spans, text)


def test_nested_spans_and_relations_come_back(tmp_path: Path) -> None:
    write("brat.v1", sample.release(SPAN), tmp_path)
    assert (tmp_path / "brat/annotation.conf").read_text().startswith("[entities]\nperson\nplace\n")
    text = sample.AWKWARD + "0"
    (row,) = [row for row in sample.back(tmp_path / "brat") if row.fields["text"] == text]
    assert sample.contents(sample.given(row, "span.v1"), text) == sample.contents(sample.NESTED, text)
