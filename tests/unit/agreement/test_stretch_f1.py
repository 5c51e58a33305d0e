"""Exact and overlap F1 of stretches."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from goldsmith.agreement import Marked, StretchF1, stretch_f1
from goldsmith.agreement.marked import Stretch

LABELS = ("a", "b")
one_stretch = st.tuples(st.integers(0, 8), st.integers(1, 4), st.sampled_from(LABELS)).map(
    lambda one: (float(one[0]), float(one[0] + one[1]), one[2])
)
answer = st.lists(one_stretch, max_size=5, unique=True)


def f1(*answers: list[Stretch], tolerance: float = 0) -> StretchF1:
    """Return F1 of answers of as many annotators to one item."""
    given_by = [Marked("i", f"{who}", tuple(one), 12) for who, one in enumerate(answers)]
    return stretch_f1(given_by, LABELS, rng=default_rng(0), tolerance=tolerance, replicates=50)


@given(answer, answer)
def test_of_two_exact_f1_is_what_precision_and_recall_give(one: list[Stretch], other: list[Stretch]) -> None:
    both = sum((Counter(one) & Counter(other)).values())
    found = f1(one, other)
    if not one and not other:
        assert found.exact.undefined is not None
        assert found.exact.undefined.reason == "all_empty"
    elif not both:
        assert found.exact.value == 0
    else:
        precision, recall = both / len(one), both / len(other)
        assert found.exact.value == pytest.approx(2 * precision * recall / (precision + recall))


@given(answer, answer, answer)
def test_exact_is_never_more_than_overlap_and_order_plays_no_part(
    one: list[Stretch], other: list[Stretch], third: list[Stretch]
) -> None:
    found, again = f1(one, other, third), f1(third[::-1], one, other)
    if found.exact.value is None:
        assert again.exact.value is None
        return
    assert found.overlap.value is not None
    assert found.exact.value <= found.overlap.value + 1e-12
    assert again.exact.value == pytest.approx(found.exact.value)
    assert again.overlap.value == pytest.approx(found.overlap.value)


def test_one_long_stretch_is_not_taken_for_several() -> None:
    assert f1([(0, 12, "a")], [(0, 3, "a"), (4, 8, "a"), (9, 12, "a")]).overlap.value == pytest.approx(2 / 4)


def test_as_many_are_matched_as_can_be() -> None:
    # the long one must leave the short one its only partner
    assert f1([(0, 10, "a"), (0, 2, "a")], [(1, 3, "a"), (8, 10, "a")]).overlap.value == 1


def test_touching_is_no_overlap_and_another_label_is_none_either() -> None:
    assert f1([(0, 4, "a")], [(4, 8, "a")]).overlap.value == 0
    assert f1([(0, 4, "a")], [(0, 4, "b")]).overlap.value == 0


def test_ends_may_be_off_by_the_tolerance() -> None:
    one, other = [(1.0, 2.0, "a")], [(1.2, 1.9, "a")]
    assert f1(one, other).exact.value == 0
    assert f1(one, other, tolerance=0.25).exact.value == 1


def test_of_three_it_is_the_mean_over_pairs() -> None:
    # two of the three pairs share nothing, each pair has two stretches
    found = f1([(0, 4, "a")], [(0, 4, "a")], [(6, 9, "a")])
    assert found.exact.value == pytest.approx(1 / 3)
    assert found.exact_per_label["a"].value == pytest.approx(1 / 3)
    assert found.exact_per_label["b"].undefined is not None


def test_one_annotator_alone_has_no_value() -> None:
    lonely = f1([(0, 4, "a")])
    assert lonely.exact.undefined is not None
    assert lonely.exact.undefined.reason == "no_overlap"


def test_items_and_people_give_intervals() -> None:
    rng = default_rng(5)
    answers = [
        Marked(f"{item}", who, ((float(rng.integers(0, 2)), 6.0, "a"),), 12.0)
        for item in range(60)
        for who in ("ann", "bob", "cem")
    ]
    found = stretch_f1(answers, LABELS, rng=default_rng(0)).exact
    assert found.value is not None
    assert found.low is not None
    assert found.low_people is not None
    assert 0 <= found.low_people <= found.low < found.value
