"""Attributes of spans, segments and instances: formats that carry them give them back, the others tell of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goldsmith import ingest
from goldsmith.export import registry, write
from goldsmith.ingest.described import Lost, described
from goldsmith.model import Json, Question
from goldsmith.runs import encode, from_array
from tests.unit.formats import drawings, sample

ASKED: list[Json] = [{"key": "doubtful"}, {"key": "tone", "choices": ["calm", "very_loud"]}]
SAID: dict[str, Json] = {"doubtful": True, "tone": "very_loud"}
SPANS = Question("names", "span.v1", "Which names?", sample.LABELS, options={"attributes": ASKED})
TURNS = Question("turns", "segment.v1", "Who speaks?", sample.LABELS, options={"attributes": ASKED})
CELLS = drawings.question("instance.v1", attributes=ASKED)


def spans_with_attributes() -> Any:
    first, second, *_ = sample.NAMES
    value = [{**first, "attributes": SAID}, second]
    return sample.release_of(SPANS, [(sample.text_item(1, sample.AWKWARD), {"names": sample.answer(value)})])


@pytest.mark.parametrize(("name", "place"), [("brat", "brat/train"), ("prodigy", "prodigy/train.jsonl")])
def test_attributes_of_spans_come_back(name: str, place: str, tmp_path: Path) -> None:
    data = spans_with_attributes()
    write(name, data, tmp_path)
    (row,) = sample.back(tmp_path / place, format=name, asked=(SPANS,))
    value = data.items[0].answers["names"].value
    assert sample.contents(sample.given(row, "span.v1"), sample.AWKWARD, SPANS) == sample.contents(
        value, sample.AWKWARD, SPANS
    )


def test_what_no_question_declares_is_left_out_and_told(tmp_path: Path) -> None:
    write("brat", spans_with_attributes(), tmp_path)
    plain = Question("names", "span.v1", "Which names?", sample.LABELS, options={"attributes": ASKED[:1]})
    with ingest.read(tmp_path / "brat/train", ingest.ReadOptions(asked=(plain,))) as reading:
        (row,) = reading.rows
    assert isinstance(row, ingest.Row)
    assert [one.get("attributes") for one in sample.given(row, "span.v1")] == [{"doubtful": True}, None]
    assert "1 objects lose attributes that no question declares: tone." in reading.notices


def test_brats_configuration_lists_attributes_with_their_values(tmp_path: Path) -> None:
    write("brat", spans_with_attributes(), tmp_path)
    _, _, listed = (tmp_path / "brat/annotation.conf").read_text().partition("[attributes]\n")
    assert listed == "doubtful\tArg:<ENTITY>\ntone\tArg:<ENTITY>, Value:calm|very_loud\n"


@pytest.mark.parametrize("name", ["coco.v1", "cvat.v1"])
def test_attributes_of_instances_come_back(name: str, tmp_path: Path) -> None:
    pixels = np.zeros((drawings.HEIGHT, drawings.WIDTH), dtype=bool)
    pixels[3:9, 4:20] = True
    one: dict[str, Json] = {"id": "1", "label": "cat", "counts": encode(from_array(pixels), pixels.size)}
    size = [drawings.HEIGHT, drawings.WIDTH]
    (back,) = drawings.round_trip(
        name, tmp_path, CELLS, [{"size": size, "objects": [{**one, "attributes": SAID}]}]
    )
    assert back[0].attributes == (("doubtful", ""), ("tone", "very_loud"))


@pytest.mark.parametrize("name", ["conll.v1", "spacy.v1", "doccano.v1", "huggingface.v1"])
def test_formats_of_texts_without_attributes_say_so(name: str) -> None:
    told = " ".join(registry.get(name).losses(spans_with_attributes()))
    assert "attributes of objects: those of 1 are left out" in told


@pytest.mark.parametrize("name", ["audacity.v1", "textgrid.v1"])
def test_formats_of_recordings_say_so_too(name: str) -> None:
    value = [{**sample.TURNS[1], "attributes": SAID}]
    data = sample.release_of(TURNS, [(sample.recording_item(1), {"turns": sample.answer(value)})])
    told = " ".join(registry.get(name).losses(data))
    assert "attributes of objects: those of 1 are left out" in told


def test_where_it_is_not_known_what_is_asked_all_is_kept() -> None:
    lost = Lost()
    said = described({"a": True, "b": False, "c": 2, "d": ""}, "span.v1", ingest.ReadOptions(), lost)
    assert said == {"attributes": {"a": True, "c": "2"}}
    assert lost.sentences() == []
