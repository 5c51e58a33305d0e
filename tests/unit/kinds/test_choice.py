from __future__ import annotations

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import Unit, get
from goldsmith.model import Item, Label, Question

choice = get("choice.v1")
ITEM = Item("i1", "s", None, "", 0, None, {"text": {"type": "text", "text": "Who ?"}})


def question(*keys: str, **options: object) -> Question:
    return Question("q", "choice.v1", "Q?", labels=tuple(Label(key, key) for key in keys), options=options)


def test_an_unknown_label_names_the_nearest_one() -> None:
    with pytest.raises(InvalidValue) as caught:
        choice.parse("wellformd", ITEM, question("wellformed", "other"))
    assert caught.value.slug == "value.unknown_label"
    assert "Did you mean `wellformed`?" in caught.value.mend
    assert caught.value.where == 'item i1, question "q"'


def test_one_unit_carries_everyones_label_and_the_decided_one_is_the_value() -> None:
    asked = question("a", "b")
    units = choice.align(["a", "b", "a"], asked)
    assert units == [Unit("answer", ("a", "b", "a"))]
    assert choice.assemble({"answer": "b"}, units, ["a", "b", "a"], asked) == "b"


def test_differences_name_the_labels_in_the_order_of_the_answers() -> None:
    assert choice.differences(["b", "a"], question("a", "b")) == [
        {"type": "label", "unit": "answer", "labels": ["b", "a"]}
    ]


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        (question("only"), "guideline.too_few_labels"),
        (question("a", "b", "a"), "guideline.repeated_label"),
        (question("a", " "), "guideline.empty_label"),
        (question("a", "b", max=2), "guideline.unknown_option"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(asked: Question, slug: str) -> None:
    with pytest.raises(InvalidGuideline) as caught:
        choice.check(asked)
    assert caught.value.slug == slug
    assert caught.value.mend
