"""GrabCut in a crop: the object in a box or between its four outermost points, by colours that the ground has not."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from goldsmith.errors import InvalidInput, NotFound

Pixels: TypeAlias = NDArray[np.uint8]  # (height, width, 3)
Mask: TypeAlias = NDArray[np.bool_]  # (height, width)
Box: TypeAlias = tuple[int, int, int, int]  # x, y, width, height in whole pixels
Pixel: TypeAlias = tuple[int, int]  # x, y

MARGIN = 0.2  # of the box, at each side: the colours of the ground are learned there
LEAST_MARGIN = 12
LEAST_SIDE = 4
WORKED_SIDE = 224  # px: the crop is worked on no larger than this
ITERATIONS = 4
FULL = 0.985  # of the box: so much of it is no object found
EMPTY = 0.005
LEAST_GROUND = 0.02  # of the crop outside the box
SLACK = 0.02  # of the box round outermost points, at each side: they are set by hand, inside the edge
LEAST_SLACK = 2
LEAST_PART = 10  # a part of an object is no smaller than its largest, divided by this


def crop_of(box: Box, width: int, height: int) -> Box:
    """Return the part of the picture that is looked at: the box with a margin, inside the picture.

    >>> crop_of((10, 10, 100, 50), 640, 480)
    (0, 0, 130, 72)
    """
    x, y, wide, high = box
    across, down = (max(LEAST_MARGIN, round(side * MARGIN)) for side in (wide, high))
    left, top = max(0, x - across), max(0, y - down)
    return left, top, min(width, x + wide + across) - left, min(height, y + high + down) - top


def box_round(points: Sequence[Pixel], width: int, height: int) -> Box:
    """Return the box round an object's outermost points, a little wider than they are, inside the picture.

    Raises InvalidInput for a point that lies outside of the picture.

    >>> box_round([(50, 10), (10, 60), (60, 110), (110, 50)], 640, 480)
    (8, 8, 105, 105)
    """
    for x, y in points:
        if not (0 <= x < width and 0 <= y < height):
            raise InvalidInput(
                "outline.bad_point",
                f"The point ({x}, {y}) lies outside of the picture of {width} x {height} px.",
                mend="Set each point on the object's edge, inside the picture.",
            )
    (left, right), (top, bottom) = ((min(sides), max(sides) + 1) for sides in zip(*points, strict=True))
    across, down = (max(LEAST_SLACK, round(side * SLACK)) for side in (right - left, bottom - top))
    x, y = max(0, left - across), max(0, top - down)
    return x, y, min(width, right + across) - x, min(height, bottom + down) - y


def extreme_points(image: Pixels, points: Sequence[Pixel]) -> tuple[Box, Mask]:
    """Return the crop that was looked at, and which of its pixels are the object with these outermost points.

    points: the object's top, left, bottom and right, in any order; they belong to it. The rest is as in `grabcut`,
    and so are the refusals; a point outside of the picture is refused too.
    Source of the hint: Papadopoulos, Uijlings, Keller and Ferrari (2017), Extreme clicking for efficient object
    annotation, ICCV.
    """
    height, width = image.shape[:2]
    return grabcut(image, box_round(points, width, height), points=points)


def grabcut(image: Pixels, box: Box, *, points: Sequence[Pixel] = ()) -> tuple[Box, Mask]:
    """Return the crop that was looked at, and which of its pixels are the object in the box.

    image: (height, width, 3). box: where the object lies, all of it inside and none of it cut. points: pixels in the
    box that are the object's for certain. The crop is worked on at a side of 224 pixels or less, and the outline is
    brought back to the picture's own pixels. The same hint gives the same pixels. Raises InvalidInput for a box that
    is too small or has no ground around it, and where the object does not stand out: a box is never given back as an
    outline. Raises NotFound without OpenCV.
    Source: Rother, Kolmogorov and Blake (2004), ACM Transactions on Graphics 23(3).
    """
    height, width = image.shape[:2]
    x, y, wide, high = box
    if min(wide, high) < LEAST_SIDE or x < 0 or y < 0 or x + wide > width or y + high > height:
        raise InvalidInput(
            "outline.bad_box",
            f"The box is {wide} x {high} px at ({x}, {y}).",
            mend=f"Draw it {LEAST_SIDE} px or more each way, inside the picture of {width} x {height} px.",
        )
    left, top, cut_wide, cut_high = crop_of(box, width, height)
    if 1 - wide * high / (cut_wide * cut_high) < LEAST_GROUND:
        raise InvalidInput(
            "outline.no_ground",
            "Nothing of the picture lies around the box, so nothing tells the object from its ground.",
            mend="Draw a tighter box, or paint with the brush.",
        )
    crop = image[top : top + cut_high, left : left + cut_wide]
    inside = (x - left, y - top, wide, high)
    found = _cut(crop, inside, [(px - left, py - top) for px, py in points])
    share = found.sum() / (wide * high)
    if not EMPTY < share < FULL:
        raise InvalidInput(
            "outline.not_found",
            "No object stands out from the ground in this box.",
            mend="Draw the box so that all of the object lies inside, with a little ground around it; or paint it.",
        )
    return (left, top, cut_wide, cut_high), found


def _cut(crop: Pixels, box: Box, points: Sequence[Pixel]) -> Mask:
    cv2 = _opencv()
    height, width = crop.shape[:2]
    scale = min(1.0, WORKED_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA) if scale < 1 else crop.copy()
    across, down = small.shape[1] / width, small.shape[0] / height
    x, y, wide, high = box
    hint = np.full(small.shape[:2], cv2.GC_BGD, dtype=np.uint8)
    rows = slice(round(y * down), max(round((y + high) * down), round(y * down) + 2))
    columns = slice(round(x * across), max(round((x + wide) * across), round(x * across) + 2))
    hint[rows, columns] = cv2.GC_PR_FGD
    for px, py in points:
        hint[min(int(py * down), size[1] - 1), min(int(px * across), size[0] - 1)] = cv2.GC_FGD
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, hint, None, *models, ITERATIONS, cv2.GC_INIT_WITH_MASK)
    is_object = ((hint == cv2.GC_FGD) | (hint == cv2.GC_PR_FGD)).astype(np.float32)
    if scale < 1:
        is_object = cv2.resize(is_object, (width, height), interpolation=cv2.INTER_LINEAR)
    found: Mask = _parts(cv2, is_object > 0.5, points)
    outside = np.ones_like(found)
    outside[y : y + high, x : x + wide] = False
    found[outside] = False
    return found


def _parts(cv2: Any, found: Mask, points: Sequence[Pixel]) -> Mask:
    """Return the parts of the object, their holes as they are: those that a point touches, or else the larger ones."""
    n, named, stats, _ = cv2.connectedComponentsWithStats(found.astype(np.uint8), connectivity=4)
    if n < 2:
        return found
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = np.concatenate([[False], areas >= areas.max() / LEAST_PART])
    touched = {
        int(name)
        for x, y in points
        for name in named[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3].flat
        if name
    }
    if touched:
        kept[:] = False
        kept[list(touched)] = True
    parts: Mask = kept[named]
    return parts


def has_opencv() -> bool:
    """Return whether outlines can be found here."""
    return find_spec("cv2") is not None


def no_opencv() -> NotFound:
    """Return why there are no outlines without OpenCV, for whoever runs the server and whoever asks them."""
    return NotFound(
        "outline.no_opencv",
        "Smart outlines need OpenCV, which is not installed here.",
        mend="Ask whoever runs this Goldsmith for `pip install opencv-python-headless` and a restart; "
        "brush and polygon work without it.",
    )


def _opencv() -> Any:
    if not has_opencv():
        raise no_opencv()
    import cv2

    return cv2
