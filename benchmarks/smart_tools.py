"""What the smart tools take: on the server beside plain OpenCV, and how much of a planted shape each one finds.

    python benchmarks/smart_tools.py --size 512

size: pixels of the box's side, on a picture of 4096 x 2160. Needs opencv-python-headless. Scissors and superpixels run
in the browser; their tests hold how much work one move may do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from contest import contest

WIDTH, HEIGHT = 4096, 2160


def planted(size: int) -> tuple[Any, Any]:
    """Return a noisy picture with a star whose box has that side, and the star's pixels."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    angle, radius = np.arctan2(y - 1000, x - 2000), np.hypot(x - 2000, y - 1000)
    is_shape = radius < size / 2 * (0.72 + 0.26 * np.cos(5 * angle))
    picture = np.where(is_shape[..., None], (190, 140, 60), (70, 120, 60)).astype(np.float32)
    picture += np.random.default_rng(0).normal(0, 12, picture.shape).astype(np.float32)
    return np.clip(picture, 0, 255).astype(np.uint8), is_shape


def extremes(is_shape: Any) -> list[tuple[int, int]]:
    rows, columns = np.nonzero(is_shape)
    return [
        (int(columns[at]), int(rows[at]))
        for at in (rows.argmin(), columns.argmin(), rows.argmax(), columns.argmax())
    ]


def box(is_shape: Any) -> tuple[int, int, int, int]:
    xs, ys = zip(*extremes(is_shape), strict=True)
    return min(xs) - 3, min(ys) - 3, max(xs) - min(xs) + 7, max(ys) - min(ys) + 7


def told(found: tuple[Any, Any], is_shape: Any) -> Callable[[], str]:
    def iou() -> str:
        (left, top, width, height), mask = found
        whole = np.zeros_like(is_shape)
        whole[top : top + height, left : left + width] = mask
        return f"IoU {(whole & is_shape).sum() / (whole | is_shape).sum():.3f}"

    return iou


def in_box(picture: Any, is_shape: Any) -> Callable[[], str]:
    from goldsmith.outline import grabcut

    return told(grabcut(picture, box(is_shape)), is_shape)


def between_points(picture: Any, is_shape: Any) -> Callable[[], str]:
    from goldsmith.outline import extreme_points

    return told(extreme_points(picture, extremes(is_shape)), is_shape)


def as_polygon(picture: Any, is_shape: Any) -> Callable[[], str]:
    from goldsmith import regions
    from goldsmith.outline import extreme_points
    from goldsmith.outline.traced import traced

    region = traced(extreme_points(picture, extremes(is_shape)))
    n_points = sum(len(ring) for part in region for ring in part)

    def found() -> str:
        whole = ((0, 0, WIDTH, HEIGHT), regions.pixels(region, WIDTH, HEIGHT))
        return f"{told(whole, is_shape)()}, {n_points} points"

    return found


def plain_opencv(picture: Any, is_shape: Any) -> Callable[[], str]:
    import cv2

    x, y, width, height = box(is_shape)
    left, top = x - width // 5, y - height // 5
    crop = np.ascontiguousarray(picture[top : y + height + height // 5, left : x + width + width // 5])
    hint = np.zeros(crop.shape[:2], dtype=np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(crop, hint, (x - left, y - top, width, height), *models, 4, cv2.GC_INIT_WITH_RECT)
    mask = (hint == cv2.GC_FGD) | (hint == cv2.GC_PR_FGD)
    return told(((left, top, crop.shape[1], crop.shape[0]), mask), is_shape)


CONTESTANTS: Mapping[str, Callable[..., Any]] = {
    "Goldsmith, a box": in_box,
    "Goldsmith, four points": between_points,
    "Goldsmith, four points, as a polygon": as_polygon,
    "OpenCV's grabCut on the same crop": plain_opencv,
}

if __name__ == "__main__":
    contest(__doc__, CONTESTANTS, planted, size=512)
