"""Plain records measured without a project."""

from __future__ import annotations

from typing import Any

import pytest

import goldsmith
from goldsmith import kinds
from goldsmith.errors import InvalidGuideline, InvalidInput, ManyFaults
from goldsmith.model import Item

ANN = [{"label": "person", "start": 0, "end": 3}, {"label": "place", "start": 9, "end": 15}]
BOB = [{"label": "person", "start": 0, "end": 3}, {"label": "person", "start": 9, "end": 15}]
TEXT = {"d1": "Ana left Berlin.", "d2": "It rained."}
SPANS = [("d1", "ann", ANN), ("d1", "bob", BOB), ("d2", "ann", []), ("d2", "bob", [])]


def spans(records: list[tuple[str, str, Any]], **more: Any) -> dict[str, Any]:
    return goldsmith.measure(records, kind="span", labels=["person", "place"], **{"text": TEXT, **more})


def test_spans_are_found_named_and_drawn() -> None:
    report = spans(SPANS)
    assert report["found"]["f1_50"]["value"] == 1
    assert report["named"][2]["same_label"]["value"] == pytest.approx(1 / 2)
    assert report["drawn"]["mean_iou"]["value"] == 1
    assert report["n_items"] == 2
    assert report["exclusions"] == []


def _said(item: Item) -> dict[str, Any]:
    """Return what `measure` is to be told of two such items."""
    image, sound = item.image(), item.first("audio")
    if image is not None:
        return {"size": dict.fromkeys(range(2), (image["width"], image["height"]))}
    if sound is not None:
        return {"duration": dict.fromkeys(range(2), sound["duration_s"])}
    return {"text": {key: {name: each["text"] for name, each in item.fields.items()} for key in range(2)}}


@pytest.mark.parametrize("name", sorted(kinds.registry))
def test_every_kind_is_measured_from_plain_values(name: str) -> None:
    good = [example for example in kinds.get(name).examples() if example.good]
    asked, item = good[0].question, good[0].item
    same = [one for one in good if one.question == asked and one.item.fields == item.fields]
    records = [(n, who, one.raw) for n, one in enumerate((same[0], same[-1])) for who in ("ann", "bob")]
    report = goldsmith.measure(
        records, kind=name, labels=asked.label_keys(), options=asked.options, **_said(item)
    )
    assert report["kind"] == name
    if report["units"] == "found":
        assert report["found"]["f1_50"]["value"] == 1
    else:
        assert report["coefficients"]


def test_the_last_answer_of_an_annotator_counts_and_it_is_said() -> None:
    report = spans([("d1", "bob", []), *SPANS])
    assert report["found"] == spans(SPANS)["found"]
    assert report["exclusions"] == ["1 earlier answers of an annotator to the same item"]


def test_groups_are_resampled_together() -> None:
    report = spans(SPANS, groups={"d1": "book", "d2": "book"})
    assert report["found"]["f1_50"]["choices"]["resampling_unit"] == "group"


def test_every_bad_record_is_named() -> None:
    bad = [("d1", "ann", [{"label": "person", "start": 5, "end": 99}]), ("d3", "bob", []), *SPANS]
    with pytest.raises(ManyFaults) as fault:
        spans(bad)
    assert [one.slug for one in fault.value.faults] == ["span.outside", "measure.unknown_item"]
    assert fault.value.faults[1].where == "record 2, item d3, annotator bob"


def test_what_items_are_must_be_said() -> None:
    with pytest.raises(ManyFaults) as fault:
        spans(SPANS, text=None)
    assert fault.value.faults[0].mend == "Say what each item is: text=, size= or duration=."


def test_one_annotator_agrees_with_nobody() -> None:
    with pytest.raises(InvalidInput) as fault:
        spans(SPANS[:1])
    assert fault.value.slug == "measure.no_overlap"


def test_labels_must_be_declared() -> None:
    with pytest.raises(InvalidGuideline):
        goldsmith.measure(SPANS, kind="span", text=TEXT)
