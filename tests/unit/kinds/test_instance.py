from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco

from goldsmith.consensus import plurality
from goldsmith.errors import InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.instance import Instances
from goldsmith.model import Item, Label, Question
from goldsmith.runs import decode, encode, from_array, to_array

kind: Any = get("instance.v1")
HEIGHT, WIDTH = 24, 30
IMAGE = {"type": "image", "media": "a.png", "width": WIDTH, "height": HEIGHT}
ITEM = Item("i1", "s", None, "", 0, None, {"image": IMAGE})


def question(**options: Any) -> Question:
    labels = (Label("cat", "Cat"), Label("dog", "Dog"))
    return Question("q", "instance.v1", "Q?", labels=labels, options=options)


def counts(left: int, top: int, right: int, bottom: int) -> str:
    picture = np.zeros((HEIGHT, WIDTH), dtype=bool)
    picture[top:bottom, left:right] = True
    return encode(from_array(picture), picture.size)


def raw(*rows: tuple[str, int, int, int, int]) -> dict[str, Any]:
    objects = [{"id": f"o{n}", "label": row[0], "counts": counts(*row[1:])} for n, row in enumerate(rows)]
    return {"size": [HEIGHT, WIDTH], "objects": objects}


def drawn(*rows: tuple[str, int, int, int, int]) -> Instances:
    value: Instances = kind.parse(raw(*rows), ITEM, question())
    return value


def pixels(one: Any) -> Any:
    return to_array(decode(one.counts, HEIGHT * WIDTH), HEIGHT, WIDTH)


def test_later_objects_lie_on_top_and_what_they_cover_is_no_longer_kept() -> None:
    below, above = drawn(("cat", 0, 0, 10, 10), ("dog", 5, 0, 15, 10))
    assert pixels(below).sum() == 50
    assert pixels(above).sum() == 100
    assert not (pixels(below) & pixels(above)).any()


def test_an_object_that_nobody_could_see_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        drawn(("cat", 2, 2, 8, 8), ("dog", 0, 0, 10, 10))
    assert caught.value.slug == "instance.hidden"
    assert "Object 1 of 2" in caught.value.what


def test_objects_saved_twice_are_the_same_pixels_with_their_ids_and_order() -> None:
    value = drawn(("cat", 0, 0, 10, 10), ("dog", 5, 0, 15, 10), ("cat", 20, 3, 29, 20))
    again = kind.parse(kind.dump(value), ITEM, question())
    assert kind.dump(again) == kind.dump(value)


def test_equality_is_of_content() -> None:
    one, other = (
        drawn(("cat", 0, 0, 5, 5), ("dog", 9, 9, 15, 15)),
        drawn(("dog", 9, 9, 15, 15), ("cat", 0, 0, 5, 5)),
    )
    assert one == other
    assert hash(one) == hash(other)
    assert [one[0].label, other[0].label] == ["cat", "dog"]


def test_similarity_is_the_iou_that_coco_tools_compute() -> None:
    a, b = drawn(("cat", 0, 0, 10, 10)), drawn(("dog", 3, 2, 12, 11))
    (pair,) = kind.match(a, b, question()).pairs
    sizes = [{"size": [HEIGHT, WIDTH], "counts": value[0].counts.encode()} for value in (a, b)]
    assert pair.similarity == pytest.approx(coco.iou([sizes[0]], [sizes[1]], [0])[0][0])
    assert (pair.label_a, pair.label_b) == ("cat", "dog")


def test_distance_wants_pixels_and_label() -> None:
    a = drawn(("cat", 0, 0, 10, 10), ("dog", 20, 10, 28, 20))
    assert kind.distance(a, drawn(("cat", 0, 0, 10, 10)), question()) == pytest.approx(1 / 3)
    assert kind.distance(drawn(("cat", 0, 0, 10, 10)), drawn(("dog", 0, 0, 10, 10)), question()) == 1


THREE = [
    drawn(("cat", 0, 0, 10, 10), ("dog", 15, 10, 25, 20)),
    drawn(("cat", 15, 10, 25, 21), ("cat", 1, 0, 11, 10)),
    drawn(("cat", 0, 1, 10, 11)),
]


def test_objects_are_clustered_and_voted_on() -> None:
    units = {frozenset(unit.votes): unit.members for unit in kind.align(THREE, question())}
    assert units == {frozenset({"cat"}): (0, 1, 0), frozenset({"dog", "cat", ABSENT}): (1, 0, None)}


def test_a_decided_object_has_the_pixels_that_most_gave_it() -> None:
    units = kind.align(THREE, question())
    labels = {unit.key: "cat" if ABSENT not in unit.votes else ABSENT for unit in units}
    (made,) = kind.assemble(labels, units, THREE, question())
    votes = sum(pixels(one).astype(int) for one in (THREE[0][0], THREE[1][1], THREE[2][0]))
    assert (pixels(made) == (votes >= 2)).all()


def test_two_outlines_a_little_apart_meet_half_way() -> None:
    pair = [drawn(("cat", 4, 4, 16, 16)), drawn(("cat", 4, 4, 20, 16))]
    units = kind.align(pair, question())
    (made,) = kind.assemble({units[0].key: "cat"}, units, pair, question())
    assert pixels(made).sum() == pytest.approx(12 * 14, abs=4)  # the corners are rounded


def test_differences_name_what_is_extra_missing_otherwise_named_or_otherwise_drawn() -> None:
    found = kind.differences([THREE[0], THREE[1]], question())
    assert sorted(one["type"] for one in found) == ["label"]
    assert [one["type"] for one in kind.differences([THREE[0], THREE[2]], question(edge_iou=0.9))].count(
        "edges"
    ) == 1
    assert {one["type"] for one in kind.differences(THREE, question(edge_iou=0.6))} == {"missing", "label"}


def test_a_coarser_reading_is_boxes_then_a_mask_then_labels() -> None:
    value = drawn(("cat", 2, 3, 10, 9), ("dog", 15, 10, 25, 20), ("cat", 0, 12, 5, 20))
    coarser = kind.coarsen(value, question())
    box = get("box.v1").parse(coarser["box.v1"], ITEM, question())
    assert next((one.x, one.y, one.width, one.height) for one in box) == (2, 3, 8, 6)
    mask = get("mask.v1").parse(coarser["mask.v1"], ITEM, question())
    assert get("mask.v1").labels_of(mask) == ("cat", "dog")
    assert coarser["choices.v1"] == ["cat", "dog"]


rects = st.tuples(
    st.sampled_from(["cat", "dog"]),
    st.integers(0, 20),
    st.integers(0, 14),
    st.integers(2, 9),
    st.integers(2, 9),
).map(lambda r: (r[0], r[1], r[2], r[1] + r[3], r[2] + r[4]))


def parsed(rows: list[tuple[str, int, int, int, int]]) -> Instances:
    """Return as many of the objects as can be seen beside each other."""
    kept: list[tuple[str, int, int, int, int]] = []
    for row in rows:
        try:
            drawn(*kept, row)
        except InvalidValue:
            continue
        kept.append(row)
    return drawn(*kept)


answers = st.lists(rects, max_size=3).map(parsed)


@given(st.lists(answers, min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_units_do_not_depend_on_the_order_of_answers_and_hold_each_object_once(
    values: list[Instances], rng: Any
) -> None:
    units = kind.align(values, question())
    order = rng.sample(range(len(values)), len(values))
    turned = kind.align([values[place] for place in order], question())
    assert [(unit.key, unit.votes) for unit in turned] == [
        (unit.key, tuple(unit.votes[place] for place in order)) for unit in units
    ]
    for n, value in enumerate(values):
        assert sorted(at for unit in units if (at := unit.members[n]) is not None) == list(range(len(value)))


@given(st.lists(answers, min_size=2, max_size=3))
def test_what_is_decided_is_a_legal_answer_or_a_tie(values: list[Instances]) -> None:
    units = kind.align(values, question())
    labels = {unit.key: plurality(unit.votes) for unit in units}
    if None in labels.values():
        return
    made = assembled(labels, units, values)
    assert made is None or kind.parse(kind.dump(made), ITEM, question()) == made


def assembled(labels: Any, units: Any, values: list[Instances]) -> Instances | None:
    """Return the decision, or None where an object would be hidden: then a person rules."""
    try:
        made: Instances = kind.assemble(labels, units, values, question())
    except InvalidValue:
        return None
    return made


@given(answers, answers)
def test_distance_is_symmetric_and_zero_on_itself_alone(a: Instances, b: Instances) -> None:
    distance = kind.distance(a, b, question())
    assert 0 <= distance <= 1
    assert distance == kind.distance(b, a, question())
    assert kind.distance(a, a, question()) == pytest.approx(0)
