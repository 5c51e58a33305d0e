"""Polygons: what is refused, who drew the same, and what comes of several."""

from __future__ import annotations

import time
from math import cos, pi, sin
from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.polygon import Polygons
from goldsmith.model import Item, Label, Question

kind: Any = get("polygon.v1")
ITEM = Item(
    "i1", "s", None, "", 0, None, {"picture": {"type": "image", "media": "m", "width": 200, "height": 100}}
)
FLOODED = [{"key": "flooded", "title": "Flooded"}]


def question(**options: Any) -> Question:
    return Question(
        "q", "polygon.v1", "Q?", labels=(Label("wheat", "Wheat"), Label("maize", "Maize")), options=options
    )


def rect(x: float, y: float, width: float, height: float) -> list[list[float]]:
    return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]


def raw(ident: str, label: str, outline: Any, *holes: Any, **more: Any) -> dict[str, Any]:
    return {"id": ident, "label": label, "parts": [{"outline": outline, "holes": list(holes)}], **more}


def answer(*objects: tuple[str, tuple[float, float, float, float]], **more: Any) -> Polygons:
    sent = [raw(f"p{n}", label, rect(*side), **more) for n, (label, side) in enumerate(objects)]
    value: Polygons = kind.parse(sent, ITEM, question(attributes=FLOODED))
    return value


def refused(sent: Any, **options: Any) -> InvalidValue:
    with pytest.raises(InvalidValue) as caught:
        kind.parse(sent, ITEM, question(**options))
    return caught.value


# the door in ---------------------------------------------------------------------------------------------------------


def test_all_faulty_polygons_of_an_answer_are_told_together() -> None:
    fault = refused(
        [
            raw("a", "wheat", [[0, 0], [50, 50], [50, 0], [0, 50]]),
            raw("b", "wheat", rect(0, 0, 20, 20)),
            raw("c", "wheat", rect(190, 0, 20, 20)),
        ]
    )
    assert fault.slug == "polygon.several"
    assert "Polygon 1 of 3: The outline of part 1 crosses or touches itself at (25, 25)." in fault.what
    assert "Polygon 3 of 3: 2 of its points lie beyond the image, first (210, 0)." in fault.what
    assert "The upright image is 200 x 100 px" in fault.mend


def test_one_fault_says_which_polygon_has_it() -> None:
    fault = refused([raw("a", "wheat", rect(0, 0, 9, 9)), raw("b", "wheat", [[0, 0], [1, 1]])])
    assert (fault.slug, fault.where) == ("polygon.bad_ring", 'polygon 2 of 2, item i1, question "q"')


def test_the_least_area_counts_holes_out() -> None:
    ring = raw("a", "wheat", rect(0, 0, 10, 10), rect(1, 1, 8, 8))
    assert kind.parse([ring], ITEM, question(min_area=36))[0].id == "a"
    assert refused([ring], min_area=37).slug == "polygon.too_small"


@pytest.mark.parametrize(
    ("number", "slug"),
    [(float("nan"), "polygon.not_a_number"), (True, "polygon.not_a_number"), (-1, "polygon.outside")],
)
def test_points_are_finite_numbers_inside_the_image(number: float, slug: str) -> None:
    assert refused([raw("a", "wheat", [[0, 0], [50, number], [0, 50]])]).slug == slug


def test_a_polygon_that_ends_at_the_border_is_taken() -> None:
    value = kind.parse([raw("a", "wheat", rect(0, 0, 200, 100))], ITEM, question())
    assert len(value) == 1


def test_rings_are_kept_as_they_were_drawn_and_compared_whichever_way_they_turn() -> None:
    there, back = [raw("a", "wheat", ring) for ring in (rect(1, 2, 9, 9), rect(1, 2, 9, 9)[::-1])]
    one, other = (kind.parse([sent], ITEM, question()) for sent in (there, back))
    assert one == other
    assert kind.dump(other) == [back]


@pytest.mark.parametrize(
    "options",
    [{"min_area": 0}, {"match_iou": 2}, {"edge_iou": "high"}, {"min_size": 3}, {"attributes": ["x"]}],
)
def test_options_that_it_does_not_know_or_cannot_keep_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidGuideline):
        kind.check(question(**options))


# several answers -----------------------------------------------------------------------------------------------------

A = answer(("wheat", (0, 0, 40, 40)), ("wheat", (100, 0, 40, 40)))
B = answer(("wheat", (104, 0, 40, 40)), ("maize", (2, 0, 40, 40)))
C = answer(("wheat", (0, 4, 40, 40)))


def test_objects_are_matched_by_overlap_whatever_their_labels() -> None:
    matching = kind.match(A, B, question())
    assert [(pair.a, pair.b, pair.label_a, pair.label_b) for pair in matching.pairs] == [
        (0, 1, "wheat", "maize"),
        (1, 0, "wheat", "wheat"),
    ]
    assert matching.pairs[1].similarity == pytest.approx(36 / 44)


def test_distance_counts_overlap_of_objects_with_the_same_label() -> None:
    assert kind.distance(A, B, question()) == pytest.approx(1 - 2 * (36 / 44) / 4)
    assert kind.distance(answer(), answer(), question()) == 0
    assert kind.distance(A, answer(), question()) == 1


def test_what_annotators_differ_on_is_listed_object_by_object() -> None:
    found = kind.differences([A, B, C], question(edge_iou=0.6))
    assert [(one["type"], one["unit"]) for one in found] == [
        ("label", "object-1"),
        ("missing", "object-2"),
    ]
    edges = kind.differences([A, B, C], question(edge_iou=0.95))
    assert [one["type"] for one in edges] == ["label", "edges", "missing", "edges"]


def test_a_decided_object_is_what_most_of_those_who_named_it_so_cover() -> None:
    units = kind.align([A, B, C], question())
    value = kind.assemble({"object-1": "wheat", "object-2": ABSENT}, units, [A, B, C], question())
    assert [one.label for one in value] == ["wheat"]
    (sent,) = kind.dump(value)  # of A and C alone, who say wheat: two, so their union
    assert sorted(sent["parts"][0]["outline"]) == [[0, 0], [0, 44], [40, 0], [40, 44]]
    assert kind.parse(kind.dump(value), ITEM, question()) == value


def test_attributes_are_a_difference_and_a_vote_but_do_not_part_what_is_matched() -> None:
    wet = answer(("wheat", (0, 0, 40, 40)), attributes={"flooded": True})
    dry = answer(("wheat", (0, 0, 40, 40)))
    assert wet != dry
    assert kind.match(wet, dry, question()).pairs[0].similarity == 1
    assert kind.distance(wet, dry, question()) == 0.5
    assert [one["type"] for one in kind.differences([wet, dry, wet], question())] == ["attributes"]
    units = kind.align([wet, dry, wet], question())
    value = kind.assemble({"object-1": "wheat"}, units, [wet, dry, wet], question())
    assert kind.dump(value)[0]["attributes"] == {"flooded": True}


def test_a_polygon_is_read_as_a_box_and_as_a_choice() -> None:
    coarse = kind.coarsen(B, question())
    assert coarse["choices.v1"] == ["maize", "wheat"]
    assert coarse["box.v1"][0] == {"id": "p0", "label": "wheat", "x": 104, "y": 0, "width": 40, "height": 40}


def test_200_polygons_by_three_people_are_put_together_in_seconds() -> None:
    def drawing(shift: float) -> Polygons:
        sent = [
            raw(
                f"p{n}",
                "wheat",
                [
                    [
                        40 + 95 * (n % 40) + shift + 30 * cos(2 * pi * k / 24),
                        40 + 95 * (n // 40) + 30 * sin(2 * pi * k / 24),
                    ]
                    for k in range(24)
                ],
            )
            for n in range(200)
        ]
        large = Item(
            "i", "s", None, "", 0, None, {"p": {**ITEM.fields["picture"], "width": 4096, "height": 2160}}
        )
        value: Polygons = kind.parse(sent, large, question())
        return value

    start = time.perf_counter()
    values = [drawing(shift) for shift in (0, 3, 5)]
    units = kind.align(values, question())
    value = kind.assemble({unit.key: "wheat" for unit in units}, units, values, question())
    assert len(value) == 200
    assert time.perf_counter() - start < 10  # a tenth of a pair each, where boxes decide that most are apart
