from __future__ import annotations

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import get
from goldsmith.kinds.choices import CHOSEN, LEFT
from goldsmith.model import Item, Label, Question

choices = get("choices.v1")
ITEM = Item("i1", "s", None, "", 0, None, {"text": {"type": "text", "text": "soup"}})


def question(**options: object) -> Question:
    return Question("q", "choices.v1", "Q?", labels=tuple(Label(key, key) for key in "cab"), options=options)


def test_a_value_is_sorted_whatever_the_order_of_choosing() -> None:
    assert choices.parse(["c", "a"], ITEM, question()) == ("a", "c")


def test_distance_is_jaccards() -> None:
    assert choices.distance(("a", "b"), ("b", "c"), question()) == pytest.approx(2 / 3)
    assert choices.distance((), ("b",), question()) == 1


def test_a_unit_for_each_label_lets_a_majority_decide_label_by_label() -> None:
    values = [("a", "b"), ("a",), ("a", "c")]
    units = choices.align(values, question())
    assert {unit.key: unit.votes for unit in units} == {
        "c": (LEFT, LEFT, CHOSEN),
        "a": (CHOSEN, CHOSEN, CHOSEN),
        "b": (CHOSEN, LEFT, LEFT),
    }
    decided = {"a": CHOSEN, "b": LEFT, "c": LEFT}
    assert choices.assemble(decided, units, values, question()) == ("a",)


def test_majorities_that_leave_too_few_labels_are_no_decision() -> None:
    values = [("a",), ("b",), ("c",)]
    asked = question(min=1)
    units = choices.align(values, asked)
    with pytest.raises(InvalidValue) as caught:
        choices.assemble(dict.fromkeys("abc", LEFT), units, values, asked)
    assert caught.value.slug == "choices.too_few"


def test_merging_two_chosen_labels_leaves_one() -> None:
    assert choices.relabel(("a", "b", "c"), {"a": ("x",), "b": ("x",)}) == ("c", "x")


@pytest.mark.parametrize(
    "options",
    [{"min": 2, "max": 1}, {"max": 4}, {"min": -1}, {"max": 0}, {"min": 1.5}, {"min": True}, {"min": "1"}],
)
def test_limits_that_cannot_be_kept_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(InvalidGuideline) as caught:
        choices.check(question(**options))
    assert caught.value.slug == "choices.bad_limits"
