"""What goes out in a format comes in again as it was, to the pixel; through one format and through any two."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith import kinds
from goldsmith.model import Item, Json, Question
from goldsmith.regions import part_fault, parts_overlap, ring_fault
from goldsmith.runs import decode, encode, from_region, outline
from tests.unit.formats import drawings
from tests.unit.formats.drawings import item, question, round_trip

BOX, TURNED = question("box.v1"), question("box.v1", rotate=True)
POLYGON, INSTANCE, MASK = question("polygon.v1"), question("instance.v1"), question("mask.v1")

# every format with the questions that it carries whole, and the answers to them that it does
EXACT: list[tuple[str, Question, st.SearchStrategy[Json]]] = [
    ("coco.v1", TURNED, drawings.turned_boxes),
    ("coco.v1", POLYGON, drawings.polygons),
    ("coco.v1", INSTANCE, drawings.instances),
    ("coco.v1", MASK, drawings.masks),
    ("voc.v1", BOX, drawings.boxes),
    ("voc_0_based.v1", BOX, drawings.boxes),
    ("mask_png.v1", MASK, drawings.masks),
    ("mask_png.v1", INSTANCE, drawings.instances),
    ("cvat.v1", TURNED, drawings.turned_boxes),
    ("cvat.v1", POLYGON, drawings.simple_polygons),
    ("cvat.v1", INSTANCE, drawings.instances),
    ("cvat.v1", MASK, drawings.masks),
    ("sagemaker.v1", BOX, drawings.whole_boxes),
    ("sagemaker.v1", MASK, drawings.masks),
    ("yolo.v1", BOX, drawings.boxes),
    ("yolo.v1", TURNED, drawings.turned_boxes),
    ("yolo.v1", POLYGON, drawings.simple_polygons),
]


def named(one: Any) -> str:
    """Return what stands for a test's argument in its name."""
    return one if isinstance(one, str) else getattr(one, "kind", "")


def parsed(value: Json, asked: Question) -> Any:
    return kinds.get(asked.kind).parse(value, Item("i", "", None, "", 0, None, item(0).fields), asked)


def differs(a: Any, b: Any, asked: Question) -> str:
    """Say by how much two answers differ; "" for not a thousandth of a pixel, and for masks not one pixel."""
    if asked.kind in {"instance.v1", "mask.v1"}:
        return "" if a == b else f"{a} is not {b}"
    one, other = (kinds.get(asked.kind).dump(value) for value in (a, b))
    return "" if _rounded(one) == _rounded(other) else f"{one} is not {other}"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items() if key != "id"}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, 3) + 0.0 if isinstance(value, float | int) else value


@pytest.mark.parametrize(("name", "asked", "answers"), EXACT, ids=named)
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_an_answer_comes_back_from_a_file_as_it_was(
    name: str, asked: Question, answers: st.SearchStrategy[Json], data: st.DataObject
) -> None:
    values = data.draw(st.lists(answers, min_size=1, max_size=2))
    with TemporaryDirectory() as folder:
        back = round_trip(name, Path(folder), asked, values)
    for value, found in zip(values, back, strict=True):
        assert not differs(parsed(value, asked), found, asked)


# answers from what the fewest formats carry to what the most do
NARROW = [
    drawings.whole_boxes,
    drawings.boxes,
    drawings.turned_boxes,
    drawings.simple_polygons,
    drawings.polygons,
]
NARROW += [drawings.instances, drawings.masks]
CHAINS = [
    (one[0], other[0], one[1] if one[1] == other[1] else BOX, min(one[2], other[2], key=NARROW.index))
    for one, other in permutations(EXACT, 2)
    if one[0] != other[0] and one[1].kind == other[1].kind
]


@pytest.mark.parametrize(("one", "other", "asked", "answers"), CHAINS, ids=named)
@settings(max_examples=3, deadline=None)
@given(st.data())
def test_an_answer_survives_any_two_formats(
    one: str, other: str, asked: Question, answers: st.SearchStrategy[Json], data: st.DataObject
) -> None:
    value = data.draw(answers)
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        (there,) = round_trip(one, Path(first), asked, [value])
        (back,) = round_trip(other, Path(second), asked, [kinds.get(asked.kind).dump(there)])
    assert not differs(parsed(value, asked), back, asked)


@pytest.mark.parametrize(
    ("name", "asked", "answers"),
    [one for one in EXACT if one[1].kind in {"instance.v1", "mask.v1"}],
    ids=named,
)
@settings(max_examples=4, deadline=None)
@given(st.data())
def test_a_mask_that_is_saved_again_and_again_never_grows_at_its_edge(
    name: str, asked: Question, answers: st.SearchStrategy[Json], data: st.DataObject
) -> None:
    value = first = parsed(data.draw(answers), asked)
    for _ in range(3):
        with TemporaryDirectory() as folder:
            (value,) = round_trip(name, Path(folder), asked, [kinds.get(asked.kind).dump(value)])
    assert value == first


@settings(max_examples=60, deadline=None)
@given(drawings.instances)
def test_pixels_that_are_traced_and_painted_again_are_the_same(value: Any) -> None:
    size = drawings.WIDTH * drawings.HEIGHT
    for one in value["objects"]:
        traced = outline(decode(one["counts"], size), drawings.HEIGHT)
        assert encode(from_region(traced, drawings.WIDTH, drawings.HEIGHT), size) == one["counts"]
        assert not any(ring_fault(ring) for part in traced for ring in part)
        assert not any(map(part_fault, traced))
        assert not parts_overlap(traced)
