from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.box import Box, Boxes
from goldsmith.model import Item, Label, Question

kind = get("box.v1")
ITEM = Item(
    "i1", "s", None, "", 0, None, {"image": {"type": "image", "media": "a.png", "width": 100, "height": 80}}
)


def question(**options: object) -> Question:
    return Question("q", "box.v1", "Q?", labels=(Label("cat", "Cat"), Label("dog", "Dog")), options=options)


def boxes(*rows: tuple[str, float, float, float, float]) -> Boxes:
    return Boxes(tuple(Box(f"b{number}", *row) for number, row in enumerate(rows)))


def raw(**changes: Any) -> dict[str, Any]:
    return {"id": "a", "label": "cat", "x": 10, "y": 10, "width": 20, "height": 20, **changes}


def test_equality_is_of_content_and_the_drawing_order_is_kept() -> None:
    one, other = raw(), raw(id="b", label="dog")
    first, second = (
        kind.parse(both, ITEM, question()) for both in ([one, other], [{**other, "id": "z"}, one])
    )
    assert first == second
    assert hash(first) == hash(second)
    assert [box.label for box in second] == ["dog", "cat"]
    assert first != kind.parse([one], ITEM, question())


def test_all_faulty_boxes_are_reported_together() -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse([raw(x=95), raw(id="b"), raw(id="c", width=0.5)], ITEM, question())
    fault = caught.value
    assert fault.slug == "box.several"
    assert "Box 1 of 3: The box reaches" in fault.what
    assert "Box 3 of 3: The box is 0.5 x 20 px" in fault.what
    assert "Box 2 of 3" not in fault.what


def test_one_faulty_box_is_named_by_its_place() -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse([raw(), raw(id="b", label="cow")], ITEM, question())
    assert caught.value.where == 'box 2 of 2, item i1, question "q"'


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400, "1", None, True, [1]])
def test_only_finite_numbers_are_coordinates(number: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse([raw(x=number)], ITEM, question())
    assert caught.value.slug == "box.not_a_number"


@pytest.mark.parametrize("ident", ["", None, 3, ["a"]])
def test_an_id_is_a_text(ident: object) -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse([raw(id=ident)], ITEM, question())
    assert caught.value.slug == "box.bad_id"


def test_a_box_may_touch_the_edge_with_the_rounding_of_floats_and_is_not_clipped() -> None:
    value = kind.parse([raw(x=80 + 5e-7, y=60)], ITEM, question())
    assert value[0].x == 80 + 5e-7
    with pytest.raises(InvalidValue):
        kind.parse([raw(x=80 + 5e-6, y=60)], ITEM, question())


def test_min_size_is_an_option() -> None:
    with pytest.raises(InvalidValue, match="30 px or more"):
        kind.parse([raw()], ITEM, question(min_size=30))


def test_the_image_must_be_among_the_fields_shown() -> None:
    item = Item("i1", "s", None, "", 0, None, {**ITEM.fields, "title": {"type": "text", "text": "t"}})
    asked = Question("q", "box.v1", "Q?", labels=(Label("cat", "Cat"),), show=("title",))
    with pytest.raises(InvalidValue) as caught:
        kind.parse([], item, asked)
    assert caught.value.slug == "box.no_image"


def test_distance_is_one_minus_twice_the_matched_overlap() -> None:
    a = boxes(("cat", 0, 0, 10, 10), ("dog", 50, 50, 10, 10))
    b = boxes(("cat", 5, 0, 10, 10))
    assert kind.distance(a, b, question()) == pytest.approx(1 - 2 * (1 / 3) / 3)
    assert kind.distance(a, boxes(), question()) == 1
    assert kind.distance(boxes(), boxes(), question()) == 0


def test_distance_looks_at_labels_and_matching_does_not() -> None:
    a, b = boxes(("cat", 0, 0, 10, 10)), boxes(("dog", 0, 0, 10, 10))
    assert kind.distance(a, b, question()) == 1
    (pair,) = kind.match(a, b, question()).pairs
    assert (pair.label_a, pair.label_b, pair.similarity) == ("cat", "dog", 1.0)


def test_matching_is_optimal_where_a_greedy_one_is_not() -> None:
    a = boxes(("cat", 0, 0, 10, 10), ("cat", 4, 0, 10, 10))
    b = boxes(("cat", 3, 0, 10, 10), ("cat", 8, 0, 10, 10))
    matching = kind.match(a, b, question())
    assert [(pair.a, pair.b) for pair in matching.pairs] == [(0, 0), (1, 1)]


def test_boxes_that_hardly_overlap_stay_alone() -> None:
    a, b = boxes(("cat", 0, 0, 10, 10)), boxes(("cat", 6, 0, 10, 10))
    assert kind.match(a, b, question()).pairs == ()
    assert kind.match(a, b, question()).only_a == (0,)
    assert len(kind.match(a, b, question(match_iou=0.2)).pairs) == 1


THREE = [
    boxes(("cat", 0, 0, 10, 10), ("dog", 50, 50, 20, 20)),
    boxes(("cat", 50, 50, 20, 22), ("cat", 1, 0, 10, 10)),
    boxes(("cat", 0, 1, 10, 10)),
]


def test_objects_are_clustered_and_voted_on() -> None:
    units = kind.align(THREE, question())
    assert [(unit.key, unit.votes, unit.members) for unit in units] == [
        ("object-1", ("cat", "cat", "cat"), (0, 1, 0)),
        ("object-2", ("dog", "cat", ABSENT), (1, 0, None)),
    ]


def test_a_decided_object_has_the_mean_edges_of_those_who_named_it_so() -> None:
    units = kind.align(THREE, question())
    value = kind.assemble({"object-1": "cat", "object-2": "dog"}, units, THREE, question())
    assert value[0].rect == pytest.approx((1 / 3, 1 / 3, 10, 10))
    assert value[1].rect == (50, 50, 20, 20)
    assert [box.id for box in value] == ["object-1", "object-2"]
    assert len(kind.assemble({"object-1": ABSENT, "object-2": ABSENT}, units, THREE, question())) == 0


def test_one_answer_never_has_two_boxes_in_one_object() -> None:
    twice = boxes(("cat", 0, 0, 10, 10), ("cat", 0, 0, 10, 10))
    units = kind.align([twice, boxes(("cat", 0, 0, 10, 10))], question())
    assert [unit.members for unit in units] == [(0, 0), (1, None)]


def test_differences_name_what_is_extra_missing_otherwise_named_or_otherwise_drawn() -> None:
    found = kind.differences(THREE, question())
    assert [(one["type"], one["unit"], one["objects"]) for one in found] == [
        ("edges", "object-1", ["b0", "b1", "b0"]),
        ("missing", "object-2", ["b1", "b0", None]),
        ("label", "object-2", ["b1", "b0", None]),
    ]
    (extra,) = kind.differences([boxes(), THREE[2]], question())
    assert (extra["type"], extra["labels"]) == ("extra", ["", "cat"])


@pytest.mark.parametrize(
    "options", [{"min_size": 0}, {"match_iou": 2}, {"cluster_iou": "half"}, {"edge_iou": True}]
)
def test_options_out_of_range_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(InvalidGuideline) as caught:
        kind.check(question(**options))
    assert caught.value.slug == "guideline.bad_option"


def turned(*rows: tuple[float, float, float, float, float]) -> Boxes:
    return Boxes(
        tuple(Box(f"b{n}", "cat", x, y, w, h, angle=angle) for n, (x, y, w, h, angle) in enumerate(rows))
    )


def test_turned_boxes_are_matched_by_what_they_share_as_turned() -> None:
    long = turned((0, 40, 100, 10, 0))
    crossed = turned((0, 40, 100, 10, 90))
    assert kind.match(long, crossed, question(rotate=True)).pairs == ()
    assert kind.match(long, turned((0, 40, 100, 10, 2)), question(rotate=True)).pairs[0].similarity > 0.6


def test_a_decided_turned_box_has_the_mean_angle_and_an_upright_one_none() -> None:
    values = [turned((0, 0, 40, 20, 10)), turned((0, 0, 40, 20, 14))]
    units = kind.align(values, question(rotate=True))
    value: Any = kind.assemble({"object-1": "cat"}, units, values, question(rotate=True))
    assert value[0].angle == pytest.approx(12)
    assert kind.dump(value)[0]["angle"] == pytest.approx(12)  # type: ignore[call-overload, index]
    assert "angle" not in kind.dump(turned((0, 0, 40, 20, 0)))[0]  # type: ignore[index, operator]
    assert kind.load(kind.dump(value)) == value


def test_rotate_is_a_truth_value() -> None:
    with pytest.raises(InvalidGuideline, match="rotate"):
        kind.check(question(rotate="yes"))
    kind.check(question(rotate=True))
