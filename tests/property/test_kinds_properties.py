"""Laws of the kinds on generated answers."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidValue
from goldsmith.kinds import ABSENT, Unit, get, registry
from goldsmith.kinds.box import Box, Boxes
from goldsmith.model import Item, Label, Question

LABELS = ("a", "b", "c")
ITEM = Item(
    "i",
    "s",
    None,
    "",
    0,
    None,
    {
        "image": {"type": "image", "media": "m", "width": 64, "height": 48},
        "audio": {"type": "audio", "media": "m", "duration_s": 20.0},
    },
)
QUESTIONS = {
    name: Question("q", name, "Q?", labels=tuple(Label(key, key) for key in LABELS)) for name in registry
}
kind = get("box.v1")
QUESTIONS["box.v1"] = question = Question(
    "q", "box.v1", "Q?", labels=QUESTIONS["box.v1"].labels, options={"rotate": True}
)

# whole and quarter pixels in a small image: ties, equal boxes and chains of overlap are frequent
edge = st.integers(0, 15)
side = st.integers(4, 64).map(lambda n: n / 4)
turn = st.sampled_from((0, 0, 0, 30, -45, 89.5, 90))
box = st.tuples(st.sampled_from(LABELS), edge, edge, side, side, turn)
answer = st.lists(box, max_size=5).map(
    lambda rows: Boxes(tuple(Box(f"b{n}", *row) for n, row in enumerate(rows)))
)


def members(units: list[Unit], values: list[Boxes], order: list[int]) -> list[tuple[str, dict[int, Any]]]:
    """Return each unit's key and what each of the original answers drew in it."""
    return [
        (
            unit.key,
            {order[n]: values[order[n]][at].content for n, at in enumerate(unit.members) if at is not None},
        )
        for unit in units
    ]


@given(answer, answer)
def test_box_distance_is_symmetric_and_between_zero_and_one(a: Boxes, b: Boxes) -> None:
    distance = kind.distance(a, b, question)
    assert 0 <= distance <= 1
    assert distance == kind.distance(b, a, question)
    assert kind.distance(a, a, question) == 0


@given(answer, answer, st.randoms(use_true_random=False))
def test_box_distance_and_matching_do_not_look_at_the_order_of_drawing(a: Boxes, b: Boxes, rng: Any) -> None:
    turned = Boxes(tuple(rng.sample(a.objects, len(a))))
    assert turned == a
    assert kind.distance(turned, b, question) == kind.distance(a, b, question)
    seen = [
        sorted((pair.label_a, pair.label_b, pair.similarity) for pair in kind.match(one, b, question).pairs)
        for one in (a, turned)
    ]
    assert seen[0] == seen[1]


@given(answer, answer)
def test_box_matching_is_the_same_from_either_side(a: Boxes, b: Boxes) -> None:
    there = [(p.label_a, p.label_b, p.similarity) for p in kind.match(a, b, question).pairs]
    back = [(p.label_b, p.label_a, p.similarity) for p in kind.match(b, a, question).pairs]
    assert sorted(there) == sorted(back)


@settings(max_examples=200)
@given(
    st.lists(answer, min_size=2, max_size=4).flatmap(
        lambda v: st.tuples(st.just(v), st.permutations(range(len(v))))
    )
)
def test_box_units_do_not_depend_on_the_order_of_the_answers(drawn: tuple[list[Boxes], list[int]]) -> None:
    values, order = drawn
    turned = [values[place] for place in order]
    assert members(kind.align(turned, question), values, order) == members(
        kind.align(values, question), values, list(range(len(values)))
    )


@given(st.lists(answer, min_size=1, max_size=4))
def test_every_box_is_in_one_unit_and_no_answer_twice_in_one(values: list[Boxes]) -> None:
    units = kind.align(values, question)
    for n, value in enumerate(values):
        assert sorted(at for unit in units if (at := unit.members[n]) is not None) == list(range(len(value)))


@given(st.lists(answer, min_size=1, max_size=4))
def test_what_is_assembled_is_a_legal_answer(values: list[Boxes]) -> None:
    units = kind.align(values, question)
    decided = {unit.key: next(vote for vote in unit.votes if vote != ABSENT) for unit in units}
    made = kind.assemble(decided, units, values, question)
    assert len(made) == len(units)
    assert kind.parse(kind.dump(made), ITEM, question) == made


@given(answer)
def test_a_unanimous_drawing_comes_back(value: Boxes) -> None:
    same = [value] * 3
    units = kind.align(same, question)
    decided = {unit.key: unit.votes[0] for unit in units}
    assert kind.assemble(decided, units, same, question) == value
    assert kind.differences(same, question) == []


@given(answer)
def test_a_drawing_survives_dump_and_parse_with_its_ids_and_order(value: Boxes) -> None:
    again = kind.parse(kind.dump(value), ITEM, question)
    assert again == value
    assert [one.id for one in again] == [one.id for one in value]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(LABELS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "label", "x", "y", "width", "height", "angle"]), inner)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(registry)), json_values)
def test_any_json_is_either_a_value_that_round_trips_or_refused(name: str, raw: Any) -> None:
    one = get(name)
    try:
        value = one.parse(raw, ITEM, QUESTIONS[name])
    except InvalidValue as refusal:
        fault: InvalidValue | None = refusal
    else:
        fault = None
        assert one.parse(one.dump(value), ITEM, QUESTIONS[name]) == value
    assert fault is None or (fault.what and fault.mend and fault.where)


@given(st.lists(st.sets(st.sampled_from(LABELS)), min_size=1, max_size=5))
def test_choices_units_say_who_chose_what(sets: list[set[str]]) -> None:
    choices = get("choices.v1")
    values = [tuple(sorted(one)) for one in sets]
    units = choices.align(values, QUESTIONS["choices.v1"])
    for n, value in enumerate(values):
        decided = {unit.key: unit.votes[n] for unit in units}
        assert choices.assemble(decided, units, values, QUESTIONS["choices.v1"]) == value


# polygons: the corners of small triangles, where ties, touching and nesting are frequent
polygon_kind: Any = get("polygon.v1")
polygon_question = QUESTIONS["polygon.v1"]
spot = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(list)
outline = st.lists(spot, min_size=3, max_size=3, unique_by=tuple).filter(
    lambda p: (p[1][0] - p[0][0]) * (p[2][1] - p[0][1]) - (p[1][1] - p[0][1]) * (p[2][0] - p[0][0]) != 0
)
polygons = st.lists(st.tuples(st.sampled_from(LABELS), outline), max_size=3).map(
    lambda rows: polygon_kind.parse(
        [
            {"id": f"p{n}", "label": label, "parts": [{"outline": ring, "holes": []}]}
            for n, (label, ring) in enumerate(rows)
        ],
        ITEM,
        Question("q", "polygon.v1", "Q?", labels=polygon_question.labels, options={"min_area": 0.5}),
    )
)


@given(polygons, polygons)
def test_polygon_distance_is_symmetric_and_between_zero_and_one(a: Any, b: Any) -> None:
    distance = polygon_kind.distance(a, b, polygon_question)
    assert 0 <= distance <= 1
    assert distance == polygon_kind.distance(b, a, polygon_question)
    assert polygon_kind.distance(a, a, polygon_question) == 0


@settings(max_examples=60)
@given(st.lists(polygons, min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_polygons_are_put_together_alike_in_any_order_and_into_a_legal_answer(
    values: list[Any], rng: Any
) -> None:
    asked = Question("q", "polygon.v1", "Q?", labels=polygon_question.labels, options={"min_area": 0.5})
    made = []
    for order in (values, rng.sample(values, len(values))):
        units = polygon_kind.align(order, asked)
        decided = {unit.key: min(vote for vote in unit.votes if vote != ABSENT) for unit in units}
        made.append(polygon_kind.assemble(decided, units, order, asked))
    assert made[0] == made[1]
    assert polygon_kind.parse(polygon_kind.dump(made[0]), ITEM, asked) == made[0]
