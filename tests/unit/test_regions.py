"""Regions: what is refused, how alike two are, and what several agree on."""

from __future__ import annotations

from itertools import permutations

import pytest

from goldsmith import regions
from goldsmith.regions import Region, Ring


def rect(x: float, y: float, width: float, height: float) -> Ring:
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def region(*rects: tuple[float, float, float, float]) -> Region:
    return tuple((rect(*each),) for each in rects)


RING = ((rect(0, 0, 10, 10), rect(4, 4, 2, 2)),)  # a square with a hole


@pytest.mark.parametrize(
    ("ring", "fault"),
    [
        (rect(0, 0, 4, 4), None),
        (((0, 0), (4, 0)), "has 2 points; three are the least"),
        (((0, 0),), "has 1 point; three are the least"),
        ((*rect(0, 0, 4, 4), (0, 0)), "says a point twice in a row"),
        (((0, 0), (4, 0), (4, 0), (0, 4)), "says a point twice in a row"),
        (((0, 0), (4, 4), (4, 0), (0, 4)), "crosses or touches itself at (2, 2)"),
        (((0, 0), (2, 2), (4, 4)), "encloses nothing"),
        (((0, 0), (8, 0), (8, 8), (4, 0), (0, 8)), "crosses or touches itself at (4, 0)"),
    ],
)
def test_a_ring_goes_round_once(ring: Ring, fault: str | None) -> None:
    assert regions.ring_fault(ring) == fault


@pytest.mark.parametrize(
    ("hole", "is_sound"),
    [
        (rect(2, 2, 4, 4), True),
        (rect(20, 2, 4, 4), False),
        (rect(8, 8, 4, 4), False),
        (rect(0, 2, 4, 4), False),
    ],
)
def test_a_hole_lies_inside_its_outline(hole: Ring, is_sound: bool) -> None:
    assert (regions.part_fault((rect(0, 0, 10, 10), hole)) is None) == is_sound


def test_holes_lie_apart_from_each_other() -> None:
    outline = rect(0, 0, 10, 10)
    assert regions.part_fault((outline, rect(1, 1, 3, 3), rect(5, 5, 3, 3))) is None
    assert regions.part_fault((outline, rect(1, 1, 5, 5), rect(4, 4, 5, 5))) is not None


def test_parts_may_touch_but_not_overlap() -> None:
    assert not regions.parts_overlap(region((0, 0, 4, 4), (4, 0, 4, 4)))
    assert regions.parts_overlap(region((0, 0, 4, 4), (3, 0, 4, 4)))


def test_holes_take_area_away_and_parts_add_it() -> None:
    assert regions.area(RING) == 96
    assert regions.area(region((0, 0, 4, 4), (10, 0, 4, 4))) == 32
    assert regions.overlap(RING, region((0, 0, 10, 10))) == pytest.approx(0.96)
    assert regions.overlap(RING, region((4, 4, 2, 2))) == 0


def test_regions_that_only_touch_share_nothing() -> None:
    assert regions.overlap(region((0, 0, 4, 4)), region((4, 0, 4, 4))) == 0


def test_a_ring_is_the_same_wherever_it_begins_and_whichever_way_it_turns() -> None:
    ring = rect(0, 0, 4, 6)
    ways = [(*ring[n:], *ring[:n])[::step] for n in range(4) for step in (1, -1)]
    assert len({regions.canonical(((way,),)) for way in ways}) == 1


# what several agree on -----------------------------------------------------------------------------------------------


def test_of_two_regions_the_majority_is_their_union_and_of_three_what_two_cover() -> None:
    a, b, c = (region((x, 0, 10, 10)) for x in (0, 2, 4))
    assert regions.bounds(regions.majority([a, b])) == (0, 0, 12, 10)
    assert regions.bounds(regions.majority([a, b, c])) == (2, 0, 10, 10)


def test_the_majority_does_not_depend_on_the_order() -> None:
    every = [region((x, y, 11, 9)) for x, y in ((0, 0), (2, 1), (1, 3), (4, 2))]
    found = {regions.majority(order) for order in permutations(every)}
    assert len(found) == 1


def test_a_hole_that_most_leave_stays_and_one_that_few_leave_is_filled() -> None:
    whole = region((0, 0, 10, 10))
    assert regions.area(regions.majority([RING, RING, whole])) == 96
    assert regions.area(regions.majority([RING, whole, whole])) == 100


def test_equal_regions_give_themselves_to_the_last_digit() -> None:
    odd = ((((0.123456, 1.1), (7.7, 0.001), (3.3333333, 9.9)),),)
    assert regions.majority([odd] * 3) == odd


def test_shreds_along_the_borders_are_left_out() -> None:
    a, b = region((0, 0, 20, 20)), region((0, 0, 20.04, 20), (40, 40, 0.2, 4))
    assert len(regions.majority([a, b])) == 1


def test_where_nothing_is_covered_twice_the_most_central_region_stands() -> None:
    thin = [region((0, y, 30, 0.9)) for y in (0, 1, 2)]
    assert regions.majority(thin) in thin


def test_what_is_made_is_sound() -> None:
    star = tuple(
        (50 + (40 if n % 2 else 15) * x, 50 + (40 if n % 2 else 15) * y) for n, (x, y) in enumerate(COMPASS)
    )
    made = regions.majority([((star,),), region((20, 20, 50, 50)), region((40, 30, 50, 30))])
    assert all(regions.ring_fault(ring) is None for part in made for ring in part)
    assert all(regions.part_fault(part) is None for part in made)
    assert all(round(x, 2) == x for part in made for ring in part for spot in ring for x in spot)


COMPASS = ((0, -1), (0.7, -0.7), (1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7))
