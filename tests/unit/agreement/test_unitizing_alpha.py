"""Alpha-U of stretches cut out of a continuum."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from goldsmith.agreement import Marked, UnitizingAlpha, unitizing_alpha

LENGTH = 12
cuts = st.lists(st.integers(0, LENGTH), max_size=6, unique=True).map(sorted)
answers_of_item = st.lists(cuts, min_size=2, max_size=3)


def marked(ends: list[int], item: str, who: int) -> Marked:
    """Return every second stretch between the ends, so that touching ones never come about."""
    pieces = tuple((float(a), float(b), "a") for a, b in list(pairwise(ends))[::2])
    return Marked(item, f"{who}", pieces, LENGTH)


def alpha(answers: list[Marked], *, step: float = 1.0) -> UnitizingAlpha:
    return unitizing_alpha(answers, ["a", "b"], rng=default_rng(0), step=step, replicates=50)


def expected(answers: list[Marked]) -> float:
    """Return what two stretches of one item differ by, laid down at random: over all the places that they may have.

    Krippendorff's closed form, counted out place by place: another stretch lies at every offset at which it overlaps
    one of its own length, and wholly within every gap that takes it; twice, for starts and ends, and for both orders.
    """
    lengths = [int(end - start) for one in answers for start, end, _ in one.stretches]
    gaps = [
        int(start - end)
        for one in answers
        for end, start in zip(
            [0.0, *(end for _, end, _ in one.stretches)],
            [*(start for start, _, _ in one.stretches), one.length],
            strict=True,
        )
    ]
    among = sum(
        offset**2 for length in lengths for _other in lengths[1:] for offset in range(-length + 1, length)
    )
    alone = sum(length**2 for length in lengths for gap in gaps for _place in range(max(gap - length + 1, 0)))
    n = len(answers) * LENGTH
    pairs = n * (n - 1) - sum(length * (length - 1) for length in lengths)
    return 2 / LENGTH * (among + alone) / pairs


@given(answers_of_item)
def test_expected_disagreement_is_counted_out_place_by_place(crowd: list[list[int]]) -> None:
    answers = [marked(ends, "i", who) for who, ends in enumerate(crowd)]
    found = alpha(answers).per_label["a"]
    if found.value is not None:
        assert found.expected is not None
        assert 1 - found.expected == pytest.approx(expected(answers))


@given(answers_of_item, answers_of_item)
def test_order_plays_no_part_and_the_same_answers_agree_fully(
    one: list[list[int]], other: list[list[int]]
) -> None:
    n = min(len(one), len(other))
    answers = [
        marked(ends, item, who)
        for item, crowd in (("i", one), ("j", other))
        for who, ends in enumerate(crowd[:n])
    ]
    value, again = alpha(answers).alpha.value, alpha(answers[::-1]).alpha.value
    assert again is None if value is None else again == pytest.approx(value)
    alike = [replace(answer, stretches=marked(one[0], "i", 0).stretches) for answer in answers]
    value = alpha(alike).alpha.value
    assert value is None or value == pytest.approx(1)


def test_seconds_are_counted_in_steps() -> None:
    ends = [(3, 7), (3, 8)]
    plain = [Marked("i", f"{n}", ((*each, "a"),), 12) for n, each in enumerate(ends)]
    timed = [Marked("i", f"{n}", ((a / 100, b / 100, "a"),), 0.12) for n, (a, b) in enumerate(ends)]
    assert alpha(timed, step=0.01).alpha.value == pytest.approx(alpha(plain).alpha.value)


def test_observed_disagreement_by_hand() -> None:
    # starts 1 and ends 2 apart: 5; a stretch of 2 in a gap: 4; each in both orders, over 2 × 1 × 12²
    one, other = ((0.0, 4.0, "a"), (8.0, 10.0, "a")), ((1.0, 6.0, "a"),)
    found = alpha([Marked("i", "ann", one, 12), Marked("i", "bob", other, 12)]).alpha
    assert found.observed == pytest.approx(1 - 2 * (5 + 4) / (2 * 144))


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([Marked("i", "ann", ((0, 4, "a"),), 12)], "no_overlap"),
        ([Marked("i", who, (), 12) for who in ("ann", "bob")], "unused"),
        ([Marked("i", who, ((0, 4, "a"), (2, 6, "a")), 12) for who in ("ann", "bob")], "overlapping"),
        (
            [Marked("i", who, ((0, 4, "a"),), 12) for who in ("ann", "bob")]
            + [Marked("j", who, ((0, 4, "a"),), 12) for who in ("ann", "cem")],
            "not_all_answered",
        ),
        ([Marked(f"{n}", who, ((0, 4, "a"),), 12) for n in range(1001) for who in "xy"], "too_many_items"),
    ],
)
def test_undefined_says_why(answers: list[Marked], reason: str) -> None:
    found = alpha(answers).alpha
    assert found.undefined is not None
    assert found.undefined.reason == reason


def test_items_give_an_interval() -> None:
    rng = default_rng(5)
    answers = [
        Marked(f"{item}", who, ((float(rng.integers(0, 4)), 8.0, "a"),), 12.0)
        for item in range(60)
        for who in ("ann", "bob", "cem")
    ]
    found = alpha(answers).alpha
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert np.isfinite([found.low, found.high]).all()
    assert found.no_people is not None
    assert found.no_people.reason == "fixed_annotators"
