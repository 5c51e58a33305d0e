"""doccano: labels, spans, relations and answers; a file for each annotator; round trips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from goldsmith.export import write
from goldsmith.ingest import ReadOptions, Row, read
from goldsmith.model import Json, Label, Question
from tests.unit.formats import sample
from tests.unit.formats.sample import SPAN


def examples(path: Path, *made: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in made), encoding="utf-8")
    return path


def test_an_empty_list_is_empty_of_what_the_other_examples_hold(tmp_path: Path) -> None:
    path = examples(
        tmp_path / "t.jsonl",
        {"id": 1, "text": "none", "label": []},
        {"id": 2, "text": "Ana", "label": [[0, 3, "person"]]},
        {"id": 3, "text": "none again", "label": []},
    )
    assert [sample.given(row, "span.v1") for row in sample.back(path)] == [
        [],
        [{"start": 0, "end": 3, "label": "person"}],
        [],
    ]


def test_where_no_example_has_a_label_none_is_made_up(tmp_path: Path) -> None:
    path = examples(tmp_path / "t.jsonl", {"id": 1, "text": "a", "label": []})
    with read(path, ReadOptions()) as reading:
        assert [getattr(row, "labels", None) for row in reading.rows] == [()]
    assert reading.notices[-1] == "No example of t.jsonl has a label, so they come without any."


def test_one_label_is_read_as_choices_a_choice_or_a_text(tmp_path: Path) -> None:
    path = examples(tmp_path / "t.jsonl", {"id": 1, "text": "a", "label": ["good"], "Comments": []})
    (row,) = sample.back(path)
    assert [(one.kind, one.value, one.also) for one in row.labels] == [
        ("choices.v1", ["good"], False),
        ("choice.v1", "good", True),
        ("text.v1", "good", True),
    ]


def test_a_folder_has_a_file_for_each_annotator_and_ids_join_them(tmp_path: Path) -> None:
    for name in ("all", "ana", "ben"):
        examples(tmp_path / f"{name}.jsonl", {"id": 4, "text": "a", "label": ["good"]})
    with read(tmp_path, ReadOptions()) as reading:
        rows = [row for row in reading.rows if isinstance(row, Row)]
    assert [(row.external_id, row.labels[0].annotator) for row in rows] == [("4", "ana"), ("4", "ben")]
    assert "all.jsonl is left out: it is no annotator's." in reading.notices


@given(sample.texts_with_spans())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_span_shifts_on_its_way_there_and_back(
    tmp_path: Path, drawn: tuple[str, list[dict[str, Json]]]
) -> None:
    text, spans = drawn
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    (row,) = sample.back(tmp_path / write("doccano.v1", release, tmp_path).files[0])
    assert row.fields["text"] == text
    assert sample.contents(sample.given(row, "span.v1"), text) == sample.contents(spans, text)


def test_relations_and_annotators_come_back(tmp_path: Path) -> None:
    write("doccano.v1", sample.release(SPAN), tmp_path)
    text = sample.AWKWARD + "0"
    rows = [row for row in sample.back(tmp_path / "doccano/train") if row.fields["text"] == text]
    assert [(row.labels[0].annotator, sample.contents(row.labels[0].value, text)) for row in rows] == [
        ("person 1", sample.contents(sample.NESTED, text)),
        ("person 2", sample.contents(sample.NAMES, text)),
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("choice.v1", "person"), ("choices.v1", ["person", "place"]), ("text.v1", 'Say "漢字"')],
)
def test_answers_about_the_whole_text_come_back(kind: str, value: Json, tmp_path: Path) -> None:
    question = Question("sort", kind, "Which?", labels=(Label("person", "Person"), Label("place", "Place")))
    release = sample.release_of(question, [(sample.text_item(0, "Ana"), {"sort": sample.answer(value)})])
    (row,) = sample.back(tmp_path / write("doccano.v1", release, tmp_path).files[0])
    assert sample.given(row, kind) == value


def test_the_file_of_an_annotator_has_a_name_that_is_safe_and_its_own(tmp_path: Path) -> None:
    from dataclasses import replace

    release = sample.release(SPAN)
    names = iter(("../all", "all", "a/b", "a_b"))
    rows = tuple(
        replace(
            row,
            answers={
                key: replace(one, votes=tuple(replace(vote, annotator=next(names)) for vote in one.votes))
                for key, one in row.answers.items()
            },
        )
        for row in release.items[:2]
    )
    (kept, other) = rows
    both = replace(
        kept,
        answers={
            "names": replace(
                kept.answers["names"], votes=kept.answers["names"].votes + other.answers["names"].votes
            )
        },
    )
    files = write("doccano.v1", replace(release, items=(both,)), tmp_path).files
    assert len({name.casefold() for name in files}) == len(files)
    assert all((tmp_path / name).resolve().is_relative_to(tmp_path.resolve()) for name in files)
