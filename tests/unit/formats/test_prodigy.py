"""Prodigy: what an answer means, tokens and their ends, several annotators, and round trips."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from goldsmith.errors import InvalidInput
from goldsmith.export import write
from goldsmith.ingest import ReadOptions, Row, read
from goldsmith.model import Json, Label, Question
from tests.unit.formats import recordings, sample
from tests.unit.formats.sample import SPAN

TASK = {
    "text": "🎉 Ana",
    "_input_hash": 7,
    "_task_hash": 8,
    "spans": [{"start": 2, "end": 5, "label": "person"}],
}


def tasks(folder: Path, *made: dict[str, Any]) -> Path:
    path = folder / "t.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in made), encoding="utf-8")
    return path


def test_an_accepted_task_is_an_answer_an_ignored_one_a_skip_and_a_rejected_one_neither(
    tmp_path: Path,
) -> None:
    path = tasks(tmp_path, *({**TASK, "answer": one} for one in ("accept", "reject", "ignore")))
    with read(path, ReadOptions()) as reading:
        rows = [row for row in reading.rows if isinstance(row, Row)]
    accepted, rejected, ignored = (row.labels for row in rows)
    assert [(one.kind, one.skipped) for one in accepted] == [("span.v1", None)]
    assert rejected == ()
    assert [(one.value, one.skipped) for one in ignored] == [(None, "ignored in Prodigy")]
    assert any(notice.startswith("1 rejected tasks") for notice in reading.notices)
    assert any(notice.startswith("1 ignored tasks") for notice in reading.notices)
    assert {row.external_id for row in rows} == {"7"}


def test_annotators_are_told_apart_by_their_id_or_their_session(tmp_path: Path) -> None:
    path = tasks(tmp_path, {**TASK, "_annotator_id": "names-ana"}, {**TASK, "_session_id": "names-ben"})
    assert [row.labels[0].annotator for row in sample.back(path)] == ["names-ana", "names-ben"]


def test_a_span_that_covers_other_words_than_it_says_is_refused(tmp_path: Path) -> None:
    wrong = {**TASK, "spans": [{"start": 3, "end": 6, "label": "person", "text": "Ana"}]}
    with pytest.raises(InvalidInput) as caught:
        sample.back(tasks(tmp_path, wrong))
    assert caught.value.slug == "prodigy.span_text"


def test_one_option_is_a_choice_and_several_are_choices(tmp_path: Path) -> None:
    task = {**TASK, "options": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]}
    del task["spans"]
    one, two = sample.back(tasks(tmp_path, {**task, "accept": ["a"]}, {**task, "accept": ["a", "b"]}))
    assert [(label.kind, label.value) for label in one.labels] == [("choice.v1", "a"), ("choices.v1", ["a"])]
    assert [(label.kind, label.value) for label in two.labels] == [("choices.v1", ["a", "b"])]


def test_a_judged_suggestion_of_several_is_no_answer_to_the_whole(tmp_path: Path) -> None:
    (row,) = sample.back(tasks(tmp_path, {**TASK, "_is_binary": True}))
    assert row.labels == ()


def test_an_embedded_image_has_boxes_and_outlines_and_a_recording_segments(tmp_path: Path) -> None:
    sink = io.BytesIO()
    Image.new("L", (40, 30)).save(sink, "PNG")
    image = "data:image/png;base64," + base64.b64encode(sink.getvalue()).decode()
    box = {"label": "person", "type": "rect", "x": 2.5, "y": 3, "width": 10, "height": 8, "center": [7.5, 7]}
    ring = {"label": "place", "type": "polygon", "points": [[1, 1], [9, 1], [9.5, 9]]}
    (tmp_path / "talk.wav").write_bytes(recordings.SOUND)
    spoken = {"audio": "talk.wav", "audio_spans": [{"start": 0.5, "end": 1.5, "label": "person"}]}
    who = {"_task_hash": 1, "_annotator_id": "ana", "answer": "accept"}
    path = tasks(
        tmp_path,
        {"image": image, "spans": [box], **who},
        {"image": image, "spans": [ring], **who},
        {**spoken, **who},
    )
    boxed, outlined, heard = sample.back(path)
    assert sample.given(boxed, "box.v1", "ana") == [
        {"id": "1", "label": "person", "x": 2.5, "y": 3.0, "width": 10.0, "height": 8.0}
    ]
    (polygon,) = sample.given(outlined, "polygon.v1", "ana")
    assert polygon["parts"] == [{"outline": [[1.0, 1.0], [9.0, 1.0], [9.5, 9.0]], "holes": []}]
    assert sample.given(heard, "segment.v1", "ana") == [
        {"id": "segment-1", "label": "person", "start": 0.5, "end": 1.5}
    ]


@pytest.mark.parametrize(
    ("task", "slug"),
    [
        ({"image": "data:image/png;base64,%%"}, "prodigy.base64"),
        ({"audio": "gone.wav"}, "audio.missing"),
        ({"html": "<b>x</b>"}, "prodigy.nothing"),
        ({"text": "a", "spans": ["x"]}, "prodigy.span"),
        ({"text": "a", "answer": "maybe"}, "prodigy.answer"),
    ],
)
def test_what_cannot_be_read_is_told(task: dict[str, Any], slug: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        sample.back(tasks(tmp_path, {"_task_hash": 1, **task}))
    assert caught.value.slug == slug


def test_tokens_are_kept_and_written_again(tmp_path: Path) -> None:
    tokens = [{"text": "🎉", "start": 0, "end": 1, "id": 0}, {"text": "Ana", "start": 2, "end": 5, "id": 1}]
    (row,) = sample.back(tasks(tmp_path, {**TASK, "tokens": tokens}))
    item = sample.text_item(0, "🎉 Ana", **row.metadata)
    release = sample.release_of(SPAN, [(item, {"names": sample.answer(sample.given(row, "span.v1"))})])
    written = write("prodigy.v1", release, tmp_path)
    task = json.loads((tmp_path / written.files[0]).read_text(encoding="utf-8"))
    assert [(one["text"], one["ws"]) for one in task["tokens"]] == [("🎉", True), ("Ana", False)]
    assert task["spans"] == [{"start": 2, "end": 5, "token_start": 1, "token_end": 1, "label": "person"}]


@given(sample.texts_with_spans())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_span_shifts_on_its_way_there_and_back(
    tmp_path: Path, drawn: tuple[str, list[dict[str, Json]]]
) -> None:
    text, spans = drawn
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    (row,) = sample.back(tmp_path / write("prodigy.v1", release, tmp_path).files[0])
    assert row.fields["text"] == text
    assert sample.contents(sample.given(row, "span.v1"), text) == sample.contents(spans, text)


def test_relations_and_every_annotators_own_answer_come_back(tmp_path: Path) -> None:
    written = write("prodigy.v1", sample.release(SPAN), tmp_path)
    assert "prodigy/train_votes.jsonl" in written.files
    rows = sample.back(tmp_path / "prodigy/train_votes.jsonl")
    text = sample.AWKWARD + "0"
    found = [(row.labels[0].annotator, sample.contents(row.labels[0].value, text)) for row in rows[:2]]
    assert found == [
        ("person 1", sample.contents(sample.NESTED, text)),
        ("person 2", sample.contents(sample.NAMES, text)),
    ]


@pytest.mark.parametrize(("kind", "value"), [("choice.v1", "person"), ("choices.v1", ["person", "place"])])
def test_choices_come_back(kind: str, value: Json, tmp_path: Path) -> None:
    question = Question("sort", kind, "Which?", labels=(Label("person", "Person"), Label("place", "Place")))
    release = sample.release_of(question, [(sample.text_item(0, "Ana"), {"sort": sample.answer(value)})])
    (row,) = sample.back(tmp_path / write("prodigy.v1", release, tmp_path).files[0])
    assert sample.given(row, kind) == value
