from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.guidelines.carry import fits
from goldsmith.kinds import get
from goldsmith.kinds.number import NumberKind
from goldsmith.model import Item, Label, Question

number = NumberKind()
ITEM = Item("i", "s", None, "", 0, None, {})


def question(**options: Any) -> Question:
    return Question("q", "number.v1", "How much?", options=options)


def test_it_is_filed_as_number() -> None:
    assert get("number").name == "number.v1"


@pytest.mark.parametrize(
    "raw", [float("nan"), float("inf"), float("-inf"), 2**53, 1e300, True, "3", None, [3]]
)
def test_what_is_no_finite_number_is_refused(raw: Any) -> None:
    with pytest.raises(InvalidValue):
        number.parse(raw, ITEM, question())


def test_a_whole_number_is_one_answer_however_it_is_written() -> None:
    assert [repr(number.parse(raw, ITEM, question())) for raw in (3, 3.0, -0.0, 0.5)] == [
        "3",
        "3",
        "0",
        "0.5",
    ]
    assert number.align([3, number.parse(3.0, ITEM, question())], question())[0].votes == ("3", "3")


def test_a_step_is_counted_as_it_is_written() -> None:
    tenths = question(step=0.1)
    for raw in (0.1, 0.2, 0.3, 0.7, 12.3, -0.9):
        assert number.parse(raw, ITEM, tenths) == raw
    with pytest.raises(InvalidValue, match=r"not a whole multiple of 0\.1"):
        number.parse(0.15, ITEM, tenths)


def test_distance_is_a_share_of_the_range_or_of_the_scale() -> None:
    assert number.distance(2, 4, question(min=0, max=10)) == pytest.approx(0.2)
    assert number.distance(2, 4, question(min=0, max=10, scale=4)) == pytest.approx(0.5)
    assert number.distance(0, 100, question(scale=4)) == 1


def test_without_a_range_distance_is_relative_to_the_numbers() -> None:
    free = question()
    assert number.distance(99, 101, free) == pytest.approx(0.01)
    assert number.distance(0, 5, free) == number.distance(-1, 1, free) == 1
    assert number.distance(0, 0, free) == 0


def test_the_middle_of_an_odd_number_is_the_median() -> None:
    assert number.middle([1, 100, 3], question()) == 3
    assert number.middle([1, 3, 3, 90], question()) == 3


def test_nobody_stands_in_the_middle_of_two_that_differ() -> None:
    assert number.middle([3, 5], question()) is None
    assert number.middle([1, 3, 5, 9], question()) is None


def test_within_the_tolerance_the_middle_is_the_mean_on_a_step() -> None:
    assert number.middle([1.0, 1.3], question(tolerance=0.5)) == pytest.approx(1.15)
    assert number.middle([3, 5], question(tolerance=2, step=1)) == 4
    assert number.middle([3, 4], question(tolerance=2, step=1)) == 3


def test_numbers_within_the_tolerance_do_not_differ() -> None:
    near = question(tolerance=0.2)
    assert number.differences([0.1, 0.3, 0.2], near) == []
    (one,) = number.differences([0.1, 0.31], near)
    assert (one["type"], one["labels"]) == ("number", ["0.1", "0.31"])


def test_answers_that_break_a_new_limit_must_be_looked_at_again() -> None:
    assert fits(4, number.schema(question(step=2, min=0)))
    assert not fits(5, number.schema(question(step=2)))
    assert not fits(5, number.schema(question(max=4)))
    assert fits(0.3, number.schema(question(step=0.1)))


@pytest.mark.parametrize(
    "options",
    [
        {"min": 5, "max": 5},
        {"min": 9, "max": 1},
        {"step": 0},
        {"step": -1},
        {"scale": 0},
        {"tolerance": -1},
        {"min": "low"},
        {"max": float("inf")},
        {"max": True},
        {"unit": 5},
        {"steps": 1},
    ],
)
def test_bounds_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidGuideline):
        number.check(question(**options))


def test_labels_are_refused() -> None:
    with pytest.raises(InvalidGuideline, match="no labels"):
        number.check(Question("q", "number.v1", "Q?", labels=(Label("x", "X"),)))


def test_a_description_tells_the_range_and_the_middle() -> None:
    assert number.describe([1, 2, 3, 4, 10], question(unit="kg")) == (
        "From 1 to 10 kg; median 3, the middle half from 2 to 4.",
    )
    assert number.describe([2, 4], question()) == ("From 2 to 4; median 3.",)


@pytest.mark.parametrize(
    ("options", "number", "nearest"),
    [
        ({}, 3.14159265, 3.141593),
        ({"step": 0.1}, 0.349, 0.3),
        ({"step": 0.1}, 0.36, 0.4),
        ({"step": 2, "max": 5}, 4.9, 4),
        ({"step": 2, "min": 1}, 0.4, 2),
        ({"min": 0, "max": 1}, -3.0, 0),
        ({"min": 0, "max": 1}, 1.5, 1),
    ],
)
def test_the_nearest_answer_is_one_that_may_be_given(
    options: dict[str, Any], number: float, nearest: float
) -> None:
    question = Question("q", "number.v1", "How many?", options=options)
    kind = NumberKind()
    assert kind.nearest(number, question) == nearest
    assert kind.parse(kind.nearest(number, question), ITEM, question) == nearest


def test_what_counts_as_the_same_is_the_tolerance_or_half_a_step() -> None:
    asked = [
        Question("q", "number.v1", "?", options=each)
        for each in ({"tolerance": 0.5, "step": 1}, {"step": 2}, {})
    ]
    assert [NumberKind().same_within(one) for one in asked] == [pytest.approx(0.5), 1, None]
