"""Attributes of objects: how they are declared, what is refused, and how they compare."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.attributes import (
    agreed_attributes,
    alike,
    attributes_schema,
    check_attributes,
    declared,
    dump_attributes,
    load_attributes,
    parse_attributes,
)
from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.model import Item, Question

ITEM = Item("i1", "s", None, "", 0, None, {})
HIDDEN: dict[str, Any] = {"key": "hidden", "title": "Hidden"}
POSE: dict[str, Any] = {
    "key": "pose",
    "title": "Pose",
    "choices": ["sits", {"key": "stands", "title": "Stands up"}],
}


def asking(*attributes: Any) -> Question:
    return Question("q", "box.v1", "Q?", options={"attributes": list(attributes)})


def test_a_question_declares_flags_and_lists_of_choices() -> None:
    hidden, pose = declared(asking(HIDDEN, POSE))
    assert (hidden.title, hidden.choices) == ("Hidden", ())
    assert pose.choices == ("sits", "stands")
    assert declared(Question("q", "box.v1", "Q?")) == ()


@pytest.mark.parametrize(
    "bad",
    [
        "hidden",
        {"title": "Hidden"},
        {**HIDDEN, "values": ["a", "b"]},
        {**HIDDEN, "key": " "},
        {**HIDDEN, "title": 4},
        {**POSE, "choices": ["sits"]},
        {**POSE, "choices": []},
        {**POSE, "choices": "sits"},
        {**POSE, "choices": ["sits", "sits"]},
        {**POSE, "choices": [True, False]},
        {**POSE, "choices": ["sits", {"key": "stands"}]},
    ],
)
def test_a_declaration_that_cannot_be_asked_is_refused_with_its_question(bad: Any) -> None:
    with pytest.raises(InvalidGuideline) as caught:
        check_attributes(asking(bad))
    assert (caught.value.slug, caught.value.where) == ("guideline.bad_attributes", 'question "q"')


def test_two_attributes_of_one_key_are_refused() -> None:
    with pytest.raises(InvalidGuideline, match="same key: hidden"):
        check_attributes(asking(HIDDEN, POSE, HIDDEN))
    check_attributes(asking(HIDDEN, POSE))


def test_what_is_said_comes_back_and_a_flag_that_is_not_set_is_not_said() -> None:
    question = asking(HIDDEN, POSE)
    said = parse_attributes({"pose": "stands", "hidden": True}, ITEM, question)
    assert dump_attributes(said) == {"attributes": {"hidden": True, "pose": "stands"}}
    assert load_attributes({"hidden": True, "pose": "stands"}) == said
    assert parse_attributes({"hidden": False}, ITEM, question) == parse_attributes({}, ITEM, question) == ()
    assert dump_attributes(()) == {}


@pytest.mark.parametrize(
    "raw",
    [None, ["hidden"], {"seen": True}, {"hidden": 1}, {"hidden": "yes"}, {"pose": True}, {"pose": "lies"}],
)
def test_what_the_question_does_not_ask_is_refused(raw: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        parse_attributes(raw, ITEM, asking(HIDDEN, POSE))
    assert caught.value.slug == "value.bad_attribute"
    assert "hidden, pose" in caught.value.mend


def test_a_question_without_attributes_takes_none() -> None:
    with pytest.raises(InvalidValue, match="not an attribute"):
        parse_attributes({"hidden": True}, ITEM, Question("q", "box.v1", "Q?"))


def test_the_schema_says_which_values_there_are() -> None:
    assert attributes_schema(asking(HIDDEN, POSE))["properties"] == {
        "hidden": {"type": "boolean"},
        "pose": {"type": "string", "enum": ["sits", "stands"]},
    }


def test_attributes_are_compared_one_by_one() -> None:
    hidden, sits, stands = ("hidden", ""), ("pose", "sits"), ("pose", "stands")
    assert alike((), ()) == 1
    assert alike((hidden,), ()) == 0
    assert alike((hidden, sits), (hidden, stands)) == 0.5


def test_consensus_says_what_more_than_half_say() -> None:
    hidden, sits, stands = ("hidden", ""), ("pose", "sits"), ("pose", "stands")
    assert agreed_attributes([(hidden, sits), (hidden, stands), (sits,)]) == (hidden, sits)
    assert agreed_attributes([(hidden,), ()]) == ()
    assert agreed_attributes([]) == ()
