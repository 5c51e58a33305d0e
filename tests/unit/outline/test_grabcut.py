"""GrabCut on planted shapes: it finds them, says when there is none, and never gives the box back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from goldsmith.errors import InvalidInput
from goldsmith.outline import extreme_points, grabcut

Shape = Callable[[Any, Any], Any]


def ellipse(x: Any, y: Any) -> Any:
    return ((x - 300) / 90) ** 2 + ((y - 220) / 60) ** 2 < 1


def star(x: Any, y: Any) -> Any:
    angle, radius = np.arctan2(y - 220, x - 300), np.hypot(x - 300, y - 220)
    return radius < 60 + 40 * np.cos(5 * angle)


def ring(x: Any, y: Any) -> Any:
    radius = np.hypot(x - 300, y - 220)
    return (radius < 100) & (radius > 50)


def hook(x: Any, y: Any) -> Any:
    stem = (np.abs(x - 250) < 30) & (np.abs(y - 220) < 90)
    foot = (np.abs(y - 280) < 30) & (x > 225) & (x < 390)
    return stem | foot


def plate(x: Any, y: Any) -> Any:
    """It fills its box, which is no reason to refuse it."""
    return (np.abs(x - 300) < 100) & (np.abs(y - 220) < 60)


def planted(shape: Shape, *, scale: float = 1.0, seed: int = 0, ground: Any = None) -> tuple[Any, Any]:
    """Return a noisy picture with the shape on a ground of another colour, and the shape's pixels."""
    rng = np.random.default_rng(seed)
    height, width = round(440 * scale), round(600 * scale)
    y, x = np.mgrid[0:height, 0:width] / scale
    is_shape = shape(x, y)
    picture = np.empty((height, width, 3))
    picture[:] = (70, 120, 60)
    picture += (x / 600 * 30)[..., None]
    picture[is_shape] = (190, 140, 60)
    picture += rng.normal(0, 12, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8), is_shape


def box_round(is_shape: Any, by: int = 3) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(is_shape)
    x, y = int(columns.min()) - by, int(rows.min()) - by
    return x, y, int(columns.max()) + 1 + by - x, int(rows.max()) + 1 + by - y


def outermost(is_shape: Any) -> list[tuple[int, int]]:
    rows, columns = np.nonzero(is_shape)
    places = rows.argmin(), columns.argmin(), rows.argmax(), columns.argmax()
    return [(int(columns[at]), int(rows[at])) for at in places]


def iou(found: tuple[Any, Any], is_shape: Any) -> float:
    (left, top, width, height), mask = found
    whole = np.zeros_like(is_shape)
    whole[top : top + height, left : left + width] = mask
    return float((whole & is_shape).sum() / (whole | is_shape).sum())


@pytest.mark.parametrize("scale", [0.3, 1.0, 2.5], ids=["small", "middle", "large"])
@pytest.mark.parametrize("shape", [ellipse, star, ring, hook])
def test_a_planted_shape_is_found(shape: Shape, scale: float) -> None:
    picture, is_shape = planted(shape, scale=scale)
    assert iou(grabcut(picture, box_round(is_shape)), is_shape) >= 0.9


@pytest.mark.parametrize("scale", [0.3, 1.0, 2.5], ids=["small", "middle", "large"])
@pytest.mark.parametrize("shape", [ellipse, star, ring, hook, plate])
def test_a_planted_shape_is_found_between_its_outermost_points(shape: Shape, scale: float) -> None:
    picture, is_shape = planted(shape, scale=scale)
    assert iou(extreme_points(picture, outermost(is_shape)), is_shape) >= 0.9


def test_the_order_of_the_points_does_not_matter_and_a_hand_may_stray() -> None:
    picture, is_shape = planted(star)
    inward = [(x + (x < 300) * 2 - (x > 300) * 2, y) for x, y in outermost(is_shape)]
    found = extreme_points(picture, inward)
    assert iou(found, is_shape) >= 0.9
    again = extreme_points(picture, inward[::-1])
    assert found[0] == again[0]
    assert (found[1] == again[1]).all()


def test_what_no_point_touches_is_not_the_object_though_it_lies_in_its_box() -> None:
    picture, is_shape = planted(hook)
    picture[150:200, 320:380] = (190, 140, 60)  # the object's colour, in the hook's empty corner
    assert iou(extreme_points(picture, outermost(is_shape)), is_shape) >= 0.9
    assert iou(grabcut(picture, box_round(is_shape)), is_shape) < 0.9  # the box alone takes it too


def test_a_point_outside_of_the_picture_is_refused() -> None:
    picture, _ = planted(star)
    with pytest.raises(InvalidInput) as caught:
        extreme_points(picture, [(300, 120), (200, 220), (300, 320), (600, 220)])
    assert caught.value.slug == "outline.bad_point"


def test_points_round_nothing_give_no_box_back() -> None:
    flat = np.full((200, 200, 3), 120, dtype=np.uint8)
    with pytest.raises(InvalidInput, match="stands out"):
        extreme_points(flat, [(100, 60), (60, 100), (100, 140), (140, 100)])


def test_the_box_may_be_drawn_loosely() -> None:
    picture, is_shape = planted(star)
    assert iou(grabcut(picture, box_round(is_shape, by=20)), is_shape) >= 0.9


def test_the_same_box_gives_the_same_pixels() -> None:
    picture, is_shape = planted(hook)
    one, other = (grabcut(picture, box_round(is_shape)) for _ in range(2))
    assert one[0] == other[0]
    assert (one[1] == other[1]).all()


def test_where_nothing_stands_out_no_box_is_given_back() -> None:
    flat = np.full((200, 200, 3), 120, dtype=np.uint8)
    with pytest.raises(InvalidInput, match="stands out"):
        grabcut(flat, (60, 60, 80, 80))


def test_a_box_without_ground_is_refused() -> None:
    picture, _ = planted(star)
    with pytest.raises(InvalidInput, match="around the box"):
        grabcut(picture, (0, 0, 600, 440))


@pytest.mark.parametrize("box", [(0, 0, 2, 50), (-1, 0, 50, 50), (590, 0, 50, 50)])
def test_a_box_must_lie_inside_and_have_a_size(box: tuple[int, int, int, int]) -> None:
    picture, _ = planted(star)
    with pytest.raises(InvalidInput) as caught:
        grabcut(picture, box)
    assert caught.value.slug == "outline.bad_box"


def test_a_box_of_512_pixels_takes_half_a_second_of_cpu_or_less() -> None:
    picture, is_shape = planted(ellipse, scale=2.7)
    grabcut(picture, box_round(is_shape))  # imports
    spent = []
    for _ in range(3):
        start = time.process_time()
        grabcut(picture, box_round(is_shape))
        spent.append(time.process_time() - start)
    assert min(spent) <= 0.5
