"""Laws of the kind segment on generated answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goldsmith.errors import InvalidValue
from goldsmith.kinds import ABSENT, get
from goldsmith.kinds.segment import Segment, Segments, likeness
from goldsmith.model import Item, Label, Question

LABELS = ("a", "b")
ITEM = Item("i", "s", None, "", 0, None, {"audio": {"type": "audio", "media": "m", "duration_s": 16.0}})
kind = get("segment.v1")


def asked(rule: str = "any") -> Question:
    labels = tuple(Label(key, key) for key in LABELS)
    return Question("q", kind.name, "Q?", labels=labels, options={"transcript": True, "overlap": rule})


# quarters of a second in a short recording: ties, equal segments and chains of overlap are frequent
quarter = st.integers(0, 40)
row = st.tuples(
    st.sampled_from(LABELS), quarter, st.integers(1, 20), st.sampled_from(["", "ha", "hat", "at"])
)
answer = st.lists(row, max_size=5).map(
    lambda rows: Segments(
        tuple(Segment(f"s{n}", label, s / 4, (s + w) / 4, text) for n, (label, s, w, text) in enumerate(rows))
    )
)


def is_legal(value: Segments, question: Question) -> bool:
    try:
        return bool(kind.parse(kind.dump(value), ITEM, question) == value)
    except InvalidValue:
        return False


@given(answer, answer, st.randoms(use_true_random=False))
def test_distance_and_matching_do_not_look_at_order(a: Segments, b: Segments, rng: Any) -> None:
    turned = Segments(tuple(rng.sample(a.objects, len(a))))
    distance = kind.distance(a, b, asked())
    assert 0 <= distance <= 1
    assert distance == kind.distance(b, a, asked()) == kind.distance(turned, b, asked())
    assert (distance == 0) == (a == b)
    seen = [
        sorted((pair.label_a, pair.label_b, pair.similarity) for pair in kind.match(one, b, asked()).pairs)
        for one in (a, turned)
    ]
    assert seen[0] == seen[1]


@settings(max_examples=200)
@given(
    st.lists(answer, min_size=2, max_size=4).flatmap(
        lambda v: st.tuples(st.just(v), st.permutations(range(len(v))))
    )
)
def test_units_do_not_depend_on_the_order_of_the_answers(drawn: tuple[list[Segments], list[int]]) -> None:
    values, order = drawn
    turned = [values[place] for place in order]
    there = [(unit.key, unit.votes) for unit in kind.align(turned, asked())]
    assert there == [
        (unit.key, tuple(unit.votes[place] for place in order)) for unit in kind.align(values, asked())
    ]


@given(st.lists(answer, min_size=1, max_size=4))
def test_every_segment_is_in_one_unit_and_no_answer_twice_in_one(values: list[Segments]) -> None:
    units = kind.align(values, asked())
    for n, value in enumerate(values):
        assert sorted(at for unit in units if (at := unit.members[n]) is not None) == list(range(len(value)))


@pytest.mark.parametrize("rule", ["any", "none", "different_labels"])
@given(values=st.lists(answer, min_size=1, max_size=4))
def test_what_is_assembled_is_a_legal_answer(rule: str, values: list[Segments]) -> None:
    question = asked(rule)
    units = kind.align(values, question)
    decided = {unit.key: next(vote for vote in unit.votes if vote != ABSENT) for unit in units}
    made = kind.assemble(decided, units, values, question)
    assert is_legal(made, question)
    if rule == "any":
        assert len(made) == len(units)


@pytest.mark.parametrize("rule", ["any", "none", "different_labels"])
@given(value=answer)
def test_a_unanimous_legal_answer_comes_back(rule: str, value: Segments) -> None:
    question = asked(rule)
    assume(is_legal(value, question))
    same = [value] * 3
    units = kind.align(same, question)
    decided = {unit.key: unit.votes[0] for unit in units}
    assert kind.assemble(decided, units, same, question) == value
    assert kind.differences(same, question) == []


texts = st.text("abä😀", max_size=12)


@given(texts, texts)
def test_likeness_is_the_share_that_needs_no_edit(a: str, b: str) -> None:
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            now.append(min(before[j] + 1, now[-1] + 1, before[j - 1] + (x != y)))
        before = now
    longest = max(len(a), len(b))
    assert likeness(a, b) == (1 - before[-1] / longest if longest else 1)
    assert likeness(a, b) == likeness(b, a)
