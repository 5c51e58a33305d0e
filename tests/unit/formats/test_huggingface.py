"""Hugging Face data sets: files of their own library, features in both places, annotators, round trips."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from goldsmith.errors import InvalidInput
from goldsmith.export import write
from goldsmith.ingest import ReadOptions, read
from goldsmith.model import Json, Label, Question
from tests.unit.formats import sample
from tests.unit.formats.sample import SPAN

DATA = Path(__file__).parents[2] / "data" / "formats"


def test_tags_of_tokens_are_spans_and_the_tokens_are_kept() -> None:
    one, two = sample.back(DATA / "huggingface_tokens.parquet")
    text = "🎉 Ana Vega met צפת ."
    assert one.fields["text"] == text
    assert one.metadata["tokens"][1:3] == [[2, 5], [6, 10]]
    spans = sample.given(one, "span.v1")
    assert [(span["label"], text[span["start"] : span["end"]]) for span in spans] == [
        ("person", "Ana Vega"),
        ("place", "צפת"),
    ]
    assert sample.given(two, "span.v1") == []


def test_numbers_are_read_by_their_names_and_minus_one_is_no_label() -> None:
    rows = sample.back(DATA / "huggingface_texts.parquet")
    assert [[(one.question, one.kind, one.value) for one in row.labels] for row in rows] == [
        [
            ("label", "choice.v1", "good"),
            ("label", "choices.v1", ["good"]),
            ("topics", "choices.v1", ["price", "taste"]),
        ],
        [("label", "choice.v1", "bad"), ("label", "choices.v1", ["bad"]), ("topics", "choices.v1", [])],
        [("topics", "choices.v1", ["taste"])],
    ]


def test_who_names_a_column_has_the_numbers_of_the_table() -> None:
    (first, *_) = sample.back(DATA / "huggingface_texts.parquet", label="label")
    assert [(one.kind, one.value) for one in first.labels] == [(None, 1)]


def test_a_number_without_a_name_is_a_fault(tmp_path: Path) -> None:
    said = json.dumps({"info": {"features": {"label": {"names": ["a"], "_type": "ClassLabel"}}}})
    path = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT 'x' AS text, 3 AS label) TO '{path}' "
            f"(FORMAT parquet, KV_METADATA {{huggingface: '{said}'}})"
        )
    with read(path, ReadOptions()) as reading:
        (fault,) = reading.rows
    assert isinstance(fault, InvalidInput)
    assert fault.slug == "huggingface.no_name"


@given(sample.texts_with_spans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_span_shifts_on_its_way_there_and_back(
    tmp_path: Path, drawn: tuple[str, list[dict[str, Json]]]
) -> None:
    text, spans = drawn
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    (row,) = sample.back(tmp_path / write("huggingface.v1", release, tmp_path).files[0])
    assert row.fields["text"] == text
    assert sample.contents(sample.given(row, "span.v1"), text) == sample.contents(spans, text)


@pytest.mark.parametrize(
    ("kind", "value", "other"), [("choice.v1", "place", "person"), ("choices.v1", ["person", "place"], [])]
)
def test_labels_and_every_annotators_come_back(kind: str, value: Json, other: Json, tmp_path: Path) -> None:
    question = Question("sort", kind, "Which?", labels=(Label("person", "Person"), Label("place", "Place")))
    release = sample.release_of(
        question, [(sample.text_item(0, "Ana"), {"sort": sample.answer(value, other)})]
    )
    (row,) = sample.back(tmp_path / write("huggingface.v1", release, tmp_path).files[0])
    assert [(one.annotator, one.value) for one in row.labels if one.kind == kind] == [
        (None, value),
        ("person 1", value),
        ("person 2", other),
    ]


def front_matter(path: Path) -> dict[str, Any]:
    front: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    return front


def test_the_card_names_files_splits_and_labels_in_their_order(tmp_path: Path) -> None:
    write("huggingface.v1", sample.release(SPAN), tmp_path)
    front = front_matter(tmp_path / "huggingface/README.md")
    (config,) = front["configs"]
    assert config["config_name"] == "names"
    assert [one["path"] for one in config["data_files"]] == ["names/train.parquet", "names/test.parquet"]
    features = {one["name"]: one for one in front["dataset_info"][0]["features"]}
    assert list(features["ner_tags"]["sequence"]["class_label"]["names"].values()) == [
        "O",
        "B-person",
        "I-person",
        "B-place",
        "I-place",
    ]


def test_their_library_loads_what_is_written(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    write("huggingface.v1", sample.release(SPAN), tmp_path)
    loaded = datasets.load_dataset(str(tmp_path / "huggingface"), "names", cache_dir=str(tmp_path / "cache"))
    assert loaded["train"].features["ner_tags"].feature.names[1] == "B-person"
    assert loaded["train"][0]["text"] == sample.AWKWARD + "0"
