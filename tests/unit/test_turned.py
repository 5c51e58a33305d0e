"""Turned rectangles: where their corners are, how alike two are, and the mean of several."""

from __future__ import annotations

from itertools import permutations

import pytest

from goldsmith.geometry import iou
from goldsmith.turned import Turned, corners, mean_turned, turned_iou


def test_a_quarter_turn_exchanges_the_sides() -> None:
    assert turned_iou((10, 10, 40, 20, 90), (20, 0, 20, 40, 0)) == pytest.approx(1)
    assert turned_iou((10, 10, 40, 20, 30), (20, 0, 20, 40, -60)) == 1


def test_a_square_turned_by_an_eighth_shares_its_octagon() -> None:
    side = 10.0
    octagon = 2 * (2**0.5 - 1) * side**2  # of a square and itself turned by 45 degrees
    shared = octagon / (2 * side**2 - octagon)
    assert turned_iou((0, 0, side, side, 0), (0, 0, side, side, 45)) == pytest.approx(shared)


def test_upright_boxes_are_compared_as_before() -> None:
    a, b = (0.0, 0.0, 2.0, 2.0), (1.0, 0.0, 2.0, 2.0)
    assert turned_iou((*a, 0), (*b, 0)) == iou(a, b)


def test_it_does_not_matter_which_comes_first_and_what_is_far_shares_nothing() -> None:
    a, b = (3.0, 4.0, 50.0, 21.0, 17.0), (9.0, 1.0, 44.0, 30.0, -33.0)
    assert turned_iou(a, b) == turned_iou(b, a) > 0.3
    assert turned_iou(a, (900, 900, 10, 10, 5)) == 0


def test_corners_go_round_the_middle_clockwise() -> None:
    spots = corners((0, 0, 10, 10, 45))
    assert spots[0] == pytest.approx((5, 5 - 50**0.5))
    assert spots[1] == pytest.approx((5 + 50**0.5, 5))


@pytest.mark.parametrize(
    ("boxes", "mean"),
    [
        ([(0, 0, 4, 2, 10), (2, 0, 4, 2, 20)], (1, 0, 4, 2, 15)),
        ([(0, 0, 4, 2, 80), (0, 0, 4, 2, -80)], (0, 0, 4, 2, 90)),
        ([(0, 0, 4, 2, 40), (1, -1, 2, 4, -50)], (0, 0, 4, 2, 40)),
        ([(0, 0, 4, 2, 0), (2, 2, 4, 2, 0)], (1, 1, 4, 2, 0)),
        ([(0, 0, 4, 2, 0), (0, 0, 4, 2, 10)], (0, 0, 4, 2, 5)),
    ],
)
def test_the_mean_is_that_of_the_boxes_as_they_are_seen(boxes: list[Turned], mean: Turned) -> None:
    for order in permutations(boxes):
        found = mean_turned(order)
        assert turned_iou(found, mean) == pytest.approx(1)


def test_equal_boxes_give_themselves_to_the_last_digit() -> None:
    odd = (0.1234567, 7.7, 3.3333, 9.1, 33.3)
    assert mean_turned([odd] * 3) == odd
