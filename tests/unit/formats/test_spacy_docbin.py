"""spaCy's DocBin: written and read by spaCy itself; no span shifts, whatever the blanks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from spacy.tokens import Doc, DocBin, Span

from goldsmith.errors import InvalidInput, Unavailable
from goldsmith.export import registry, write
from goldsmith.ingest import ReadOptions, read
from goldsmith.model import Json, Label, Question
from tests.unit.formats import sample
from tests.unit.formats.sample import SPAN


def docs_of(path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab))


def test_spacy_loads_flat_spans_as_entities_and_nothing_here_as_no_entity(tmp_path: Path) -> None:
    text = sample.AWKWARD
    items = [
        (sample.text_item(0, text), {"names": sample.answer(sample.NAMES)}),
        (sample.text_item(1, "None here."), {"names": sample.answer([])}),
    ]
    write("spacy.v1", sample.release_of(SPAN, items), tmp_path)
    one, two = docs_of(tmp_path / "spacy/train.spacy")
    assert one.text == text
    assert [(ent.label_, ent.text) for ent in one.ents] == [
        ("person", "Ana\u0301 Vega"),
        ("place", "צפת"),
        ("place", "New York"),
    ]
    assert two.has_annotation("ENT_IOB")
    assert not two.ents


def test_spans_that_overlap_anywhere_make_groups_everywhere(tmp_path: Path) -> None:
    losses = write("spacy.v1", sample.release(SPAN), tmp_path).losses
    one, two = docs_of(tmp_path / "spacy/train.spacy")
    assert len(one.spans["sc"]) == 4
    assert len(two.spans["sc"]) == 0
    assert "Relations are left out of spaCy's files, 2 in all." in losses


@given(sample.texts_with_spans())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_span_shifts_on_its_way_there_and_back(
    tmp_path: Path, drawn: tuple[str, list[dict[str, Json]]]
) -> None:
    text, spans = drawn
    release = sample.release_of(SPAN, [(sample.text_item(0, text), {"names": sample.answer(spans)})])
    (row,) = sample.back(tmp_path / write("spacy.v1", release, tmp_path).files[0])
    assert row.fields["text"] == text
    assert sample.contents(sample.given(row, "span.v1"), text) == sample.contents(spans, text)


def test_given_tokens_come_back(tmp_path: Path) -> None:
    item = sample.text_item(0, "don't  go", tokens=[[0, 2], [2, 5], [7, 9]])
    write("spacy.v1", sample.release_of(SPAN, [(item, {"names": sample.answer([])})]), tmp_path)
    (row,) = sample.back(tmp_path / "spacy/train.spacy")
    assert row.metadata["tokens"] == item.metadata["tokens"]


def test_what_spacy_writes_is_read_and_entities_beside_a_group_are_told(tmp_path: Path) -> None:
    language = spacy.blank("en")
    doc = language("🎉 Ana Vega went to New York.")
    doc.ents = [Span(doc, 1, 3, label="person")]
    doc.spans["sc"] = [Span(doc, 5, 7, label="place"), Span(doc, 6, 7, label="place")]
    doc.cats = {"good": 0.9, "bad": 0.1}
    DocBin(docs=[doc, language("Bare.")]).to_disk(tmp_path / "t.spacy")
    with read(tmp_path / "t.spacy", ReadOptions()) as reading:
        one, two = reading.rows
    assert not isinstance(one, InvalidInput)
    assert not isinstance(two, InvalidInput)
    assert [(label.kind, label.value) for label in one.labels] == [
        ("span.v1", [{"start": 19, "end": 27, "label": "place"}, {"start": 23, "end": 27, "label": "place"}]),
        ("choices.v1", ["good"]),
        ("choice.v1", "good"),
    ]
    assert two.labels == ()
    assert "1 entities are left out, which the group of spans has not." in reading.notices


@pytest.mark.parametrize(("kind", "value"), [("choice.v1", "person"), ("choices.v1", [])])
def test_categories_come_back(kind: str, value: Json, tmp_path: Path) -> None:
    question = Question("sort", kind, "Which?", labels=(Label("person", "Person"), Label("place", "Place")))
    release = sample.release_of(question, [(sample.text_item(0, "Ana"), {"sort": sample.answer(value)})])
    (row,) = sample.back(tmp_path / write("spacy.v1", release, tmp_path).files[0])
    assert sample.given(row, kind) == value


def test_without_spacy_the_mend_is_told_and_no_release_offers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert registry.get("spacy.v1").is_ready()
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(Unavailable, match=r"goldsmith\[spacy\]"):
        write("spacy.v1", sample.release(SPAN), tmp_path)
    monkeypatch.setattr("goldsmith.export.find_spec", lambda name: None)
    assert not registry.get("spacy.v1").is_ready()
