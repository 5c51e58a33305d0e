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
]


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


@pytest.mark.parametrize(("name", "asked", "answers"), EXACT, ids=lambda one: getattr(one, "kind", str(one)))
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_an_answer_comes_back_from_a_file_as_it_was(
    name: str, asked: Question, answers: st.SearchStrategy[Json], data: st.DataObject
) -> None:
    values = data.draw(st.lists(answers, min_size=1, max_size=2))
    with TemporaryDirectory() as folder:
        back = round_trip(name, Path(folder), asked, values)
    for value, found in zip(values, back, strict=True):
        assert not differs(parsed(value, asked), found, asked)


CHAINS = [
    (one, other)
    for one, other in permutations(EXACT, 2)
    if one[1].kind == other[1].kind and one[0] != other[0]
]


@pytest.mark.parametrize(
    ("one", "other"), CHAINS, ids=lambda each: f"{each[0].partition('.')[0]}-{each[1].kind}"
)
@settings(max_examples=5, deadline=None)
@given(st.data())
def test_an_answer_survives_any_two_formats(one: Any, other: Any, data: st.DataObject) -> None:
    asked = one[1] if other[1] == one[1] else BOX
    narrow = one if one[1] == asked else other
    value = data.draw(narrow[2])
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        (there,) = round_trip(one[0], Path(first), asked, [value])
        (back,) = round_trip(other[0], Path(second), asked, [kinds.get(asked.kind).dump(there)])
    assert not differs(parsed(value, asked), back, asked)
