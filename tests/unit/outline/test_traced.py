"""Pixels as polygons: they cover what was found, with few points, and no ring that a polygon may not have."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from goldsmith import regions
from goldsmith.outline.traced import traced


def noisy(seed: int) -> np.ndarray:
    """A ring with a ragged edge, specks round it, and a hole."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:200, 0:260]
    radius = np.hypot(x - 130, y - 100) + rng.normal(0, 2, x.shape)
    mask: np.ndarray = (radius < 80) & (radius > 30)
    return mask


@pytest.mark.parametrize("seed", range(4))
def test_a_polygon_covers_what_was_found_and_is_sound(seed: int) -> None:
    mask = noisy(seed)
    region = traced(((40, 30, 260, 200), mask))
    drawn = regions.pixels(region, 260, 200, left=40, top=30)
    assert (drawn & mask).sum() / (drawn | mask).sum() > 0.93
    assert all(shapely.Polygon(rings[0], rings[1:]).is_valid for rings in region)
    assert not regions.parts_overlap(region)


def test_a_straight_shape_has_its_corners_and_a_disc_few_points() -> None:
    y, x = np.mgrid[0:200, 0:200]
    (square,) = traced(((0, 0, 200, 200), (x >= 50) & (x < 150) & (y >= 60) & (y < 140)))
    assert sorted(square[0]) == [(50, 60), (50, 140), (150, 60), (150, 140)]
    ((disc,),) = traced(((0, 0, 200, 200), np.hypot(x - 99.5, y - 99.5) < 80))
    assert len(disc) < 80


def test_specks_alone_are_no_outline() -> None:
    mask = np.zeros((40, 40), dtype=bool)
    mask[10, 5:30] = True
    assert traced(((0, 0, 40, 40), mask)) == ()
