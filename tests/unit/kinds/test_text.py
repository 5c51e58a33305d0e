from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.guidelines.carry import fits
from goldsmith.kinds.text import BY_WORD, TextKind, edits
from goldsmith.model import Item, Label, Question

kind = TextKind()
ITEM = Item("i", "s", None, "", 0, None, {})
few_signs = st.text(alphabet="abé😀 ", max_size=12)


def question(**options: Any) -> Question:
    return Question("q", "text.v1", "What does it say?", options=options)


def by_table(a: str, b: str) -> int:
    """The edit distance as the textbook has it: a table, row by row."""
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (one != other))
    return row[-1]


@given(few_signs, few_signs)
def test_edits_are_those_of_the_textbook(a: str, b: str) -> None:
    assert edits(a, b) == edits(b, a) == by_table(a, b)


@given(
    st.lists(st.sampled_from(["the", "a", "cat"]), max_size=9),
    st.lists(st.sampled_from(["a", "dog"]), max_size=9),
)
def test_edits_of_words_are_those_of_letters_that_stand_for_them(a: list[str], b: list[str]) -> None:
    spelled = ["".join(word[0] for word in words) for words in (a, b)]
    assert edits(a, b) == by_table(*spelled)


@given(few_signs, few_signs)
def test_distance_is_symmetric_in_bounds_and_zero_only_for_the_same_text(a: str, b: str) -> None:
    distance = kind.distance(a, b, question())
    assert 0 <= distance <= 1
    assert distance == kind.distance(b, a, question())
    assert (distance == 0) == (a == b)


def test_an_emoji_is_one_edit_and_composed_letters_are_the_same() -> None:
    assert kind.distance("ab😀", "abc", question()) == pytest.approx(1 / 3)
    assert kind.parse("Cafe\u0301", ITEM, question()) == kind.parse(" Caf\u00e9\r\n", ITEM, question())


def test_long_texts_are_compared_by_words_and_signs() -> None:
    a = "one two " * 200
    b = a.replace("two", "three", 1)
    assert max(len(a), len(b)) >= BY_WORD
    assert kind.distance(a, b, question()) == pytest.approx(1 / 800)
    assert kind.distance(a, a.replace(" ", "  ", 1), question()) > 0


def test_two_pages_are_compared_in_a_blink() -> None:
    a = " ".join(f"word{n % 97}" for n in range(3_000))
    b = " ".join(f"word{n % 89}" for n in range(3_000))
    start = time.perf_counter()
    kind.distance(a, b, question())
    assert time.perf_counter() - start < 2


def test_the_middle_is_the_text_nearest_to_all() -> None:
    assert kind.middle(["color", "colours", "colour"], question()) == "colour"
    assert kind.middle(["a", "b", "a"], question()) == "a"


def test_two_that_are_as_near_are_a_tie() -> None:
    assert kind.middle(["a", "b"], question()) is None
    assert kind.middle(["abc", "xyz", "123"], question()) is None


@pytest.mark.parametrize("raw", ["\ud800", None, 3, ["a"], "", "  ", "a\nb", "x" * 2001])
def test_what_is_no_text_of_the_form_asked_is_refused(raw: Any) -> None:
    with pytest.raises(InvalidValue):
        kind.parse(raw, ITEM, question())


def test_length_counts_code_points() -> None:
    assert kind.parse("😀" * 5, ITEM, question(max_length=5))
    with pytest.raises(InvalidValue, match="6 characters"):
        kind.parse("😀" * 6, ITEM, question(max_length=5))


def test_empty_is_an_answer_only_where_the_guideline_says_so() -> None:
    assert kind.parse("", ITEM, question(empty=True)) == ""
    assert kind.is_empty("")


def test_the_whole_text_has_the_form() -> None:
    year = question(pattern="[0-9]{4}|unknown")
    assert kind.parse("1907", ITEM, year) == "1907"
    for raw in ("19077", "about 1907"):
        with pytest.raises(InvalidValue):
            kind.parse(raw, ITEM, year)


def test_answers_that_break_a_new_limit_must_be_looked_at_again() -> None:
    assert not fits("abc", kind.schema(question(max_length=2)))
    assert not fits("abc", kind.schema(question(pattern="[0-9]+")))
    assert fits("12", kind.schema(question(pattern="[0-9]+")))
    assert not fits("", kind.schema(question()))


@pytest.mark.parametrize(
    "options",
    [
        {"max_length": 0},
        {"max_length": 10**9},
        {"multiline": "yes"},
        {"pattern": "("},
        {"pattern": 5},
        {"min": 1},
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidGuideline):
        kind.check(question(**options))


def test_labels_are_refused() -> None:
    with pytest.raises(InvalidGuideline, match="no labels"):
        kind.check(Question("q", "text.v1", "Q?", labels=(Label("x", "X"),)))
