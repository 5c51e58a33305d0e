"""Alpha over the positions of texts and recordings."""

from __future__ import annotations

from dataclasses import replace

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from goldsmith.agreement import Marked, PositionAlpha, position_alpha
from goldsmith.agreement.marked import Stretch
from goldsmith.errors import InvalidInput

LABELS = ("a", "b")
LENGTH = 12
stretches = st.lists(
    st.tuples(st.integers(0, LENGTH - 1), st.integers(1, LENGTH), st.sampled_from(LABELS)).map(
        lambda one: (float(min(one[:2])), float(max(one[0] + 1, one[1])), one[2])
    ),
    max_size=4,
)
crowds = st.lists(st.lists(stretches, min_size=1, max_size=4), min_size=1, max_size=4)


def marked(crowd: list[list[list[Stretch]]]) -> list[Marked]:
    """Return the answers of annotators 0, 1, … to each item of a crowd."""
    return [
        Marked(f"i{item}", f"{who}", tuple(one), LENGTH)
        for item, each in enumerate(crowd)
        for who, one in enumerate(each)
    ]


def alpha(answers: list[Marked], *, step: float | None = 1.0, identified: bool = True) -> PositionAlpha:
    return position_alpha(
        answers, LABELS, rng=default_rng(0), step=step, identified=identified, replicates=50
    )


def bits(one: Marked, label: str) -> list[bool]:
    return [
        any(name == label and start <= at < end for start, end, name in one.stretches)
        for at in range(int(one.length))
    ]


@given(crowds)
def test_with_a_step_it_is_krippendorffs_alpha_of_every_position(crowd: list[list[list[Stretch]]]) -> None:
    answers = marked(crowd)
    most = max(len(each) for each in crowd)
    found = alpha(answers)
    for label in LABELS:
        rows = np.full((most, LENGTH * len(crowd)), np.nan)
        for one in answers:
            item = int(one.item[1:])
            if len(crowd[item]) > 1:
                rows[int(one.annotator), item * LENGTH : (item + 1) * LENGTH] = bits(one, label)
        value = found.per_label[label].value
        if len(np.unique(rows[~np.isnan(rows)])) < 2:
            assert value is None
        else:
            assert value == pytest.approx(krippendorff.alpha(rows, level_of_measurement="nominal"))


@given(crowds, st.floats(0.01, 100))
def test_over_time_it_does_not_depend_on_the_unit_of_time(
    crowd: list[list[list[Stretch]]], factor: float
) -> None:
    answers = marked(crowd)
    scaled = [
        replace(
            one,
            length=one.length * factor,
            stretches=tuple((start * factor, end * factor, label) for start, end, label in one.stretches),
        )
        for one in answers
    ]
    one, other = alpha(answers, step=None).alpha.value, alpha(scaled, step=None).alpha.value
    assert one is None if other is None else one == pytest.approx(other, abs=1e-9)


@given(crowds)
def test_order_of_answers_and_a_stretch_cut_in_two_change_nothing(crowd: list[list[list[Stretch]]]) -> None:
    answers = marked(crowd)
    cut = [
        replace(
            one,
            stretches=tuple(
                piece
                for start, end, label in one.stretches
                for middle in [(start + end) / 2]
                for piece in ((start, middle, label), (middle, end, label))
            ),
        )
        for one in answers
    ]
    value = alpha(answers).alpha.value
    again = alpha(cut[::-1]).alpha.value
    assert again is None if value is None else again == pytest.approx(value, abs=1e-9)


def test_time_weighs_by_hand() -> None:
    ann = Marked("r", "ann", ((0.0, 2.0, "a"),), 10.0)
    bob = Marked("r", "bob", ((0.0, 1.0, "a"), (9.5, 10.0, "a")), 10.0)
    # they differ on 1.5 of 10 s; of 20 s heard 3.5 are marked: 1 - .15 / (2 × .175 × .825)
    assert alpha([ann, bob], step=None).per_label["a"].value == pytest.approx(1 - 0.15 / 0.28875)


def test_whether_anything_is_marked_does_not_mind_how_it_is_called() -> None:
    one = [Marked("i", "ann", ((0, 4, "a"),), 10), Marked("i", "bob", ((0, 4, "b"),), 10)]
    found = alpha(one)
    assert found.marked.value == 1
    assert found.alpha.value is not None
    assert found.alpha.value < 0


def test_a_label_that_is_nowhere_or_everywhere_has_no_value() -> None:
    everywhere = alpha([Marked("i", who, ((0, 10, "a"),), 10) for who in ("ann", "bob")])
    assert everywhere.per_label["a"].undefined is not None
    assert everywhere.per_label["a"].undefined.reason == "no_variation"
    assert everywhere.per_label["b"].undefined is not None
    assert everywhere.per_label["b"].undefined.reason == "unused"


def test_one_annotator_alone_has_no_value() -> None:
    lonely = alpha([Marked("i", "ann", ((0, 4, "a"),), 10)])
    assert lonely.alpha.undefined is not None
    assert lonely.alpha.undefined.reason == "no_overlap"


def test_items_and_people_give_intervals() -> None:
    rng = default_rng(3)
    answers = [
        Marked(f"{item}", who, ((float(rng.integers(0, 3)), 6.0, "a"),), 12.0)
        for item in range(60)
        for who in ("ann", "bob", "cem")
    ]
    found = alpha(answers).alpha
    assert found.value is not None
    assert found.low is not None
    assert found.low_people is not None
    assert found.low_people <= found.low < found.value
    seats = alpha(answers, identified=False).alpha
    assert seats.no_people is not None
    assert seats.no_people.reason == "unidentified"


@pytest.mark.parametrize(
    ("answer", "slug"),
    [
        (Marked("i", "bob", ((0, 11, "a"),), 10), "agreement.outside_item"),
        (Marked("i", "bob", ((3, 3, "a"),), 10), "agreement.outside_item"),
        (Marked("i", "bob", ((0, 3, "z"),), 10), "votes.unknown_label"),
        (Marked("i", "ann", ((0, 3, "a"),), 10), "agreement.same_annotator"),
        (Marked("i", "bob", ((0, 3, "a"),), 11), "agreement.uneven_item"),
    ],
)
def test_what_cannot_be_is_refused(answer: Marked, slug: str) -> None:
    with pytest.raises(InvalidInput) as fault:
        alpha([Marked("i", "ann", (), 10), answer])
    assert fault.value.slug == slug
