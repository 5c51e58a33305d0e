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


def test_spans_are_compared_along_the_text() -> None:
    along = spans(SPANS)["along"]
    assert along["f1"]["exact"]["value"] == pytest.approx(1 / 2)
    # of 2 × 26 code points 12 are a person's, and on 6 of 26 they differ
    assert along["alpha"]["per_label"]["person"]["value"] == pytest.approx(
        1 - 6 / 26 / (2 * 12 * 40 / 52 / 51)
    )
    assert along["alpha"]["marked"]["value"] == 1
    assert along["unitizing"]["per_label"]["place"]["value"] < 1


def test_segments_are_weighed_by_time() -> None:
    one = [{"label": "host", "start": 0, "end": 2}]
    other = [{"label": "host", "start": 0, "end": 1}, {"label": "host", "start": 9.5, "end": 10}]
    report = goldsmith.measure(
        [("r", "ann", one), ("r", "bob", other)], kind="segment", labels=["host"], duration={"r": 10}
    )
    assert report["along"]["alpha"]["alpha"]["value"] == pytest.approx(1 - 0.15 / 0.28875)
    assert report["along"]["f1"]["overlap"]["value"] == pytest.approx(2 / 3)


def test_objects_need_no_ids() -> None:
    box = {"label": "cell", "x": 1, "y": 1, "width": 9, "height": 9}
    mask = {"size": [2, 2], "objects": [{"label": "cell", "counts": "13"}]}
    for kind, raw, size in (("box", [box], (20, 20)), ("instance", mask, (2, 2))):
        report = goldsmith.measure(
            [("i", who, raw) for who in ("ann", "bob")], kind=kind, labels=["cell"], size={"i": size}
        )
        assert report["found"]["f1_75"]["value"] == 1


def test_what_has_no_length_has_nothing_along_it() -> None:
    report = goldsmith.measure([("i", "ann", "yes"), ("i", "bob", "no")], kind="choice", labels=["yes", "no"])
    assert "along" not in report


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
