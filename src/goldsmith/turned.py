"""Turned rectangles: their corners, how alike two are, and the mean of several. Pure.

x, y, width and height are those before turning; the angle is in degrees, clockwise about the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, degrees, dist, fsum, radians, sin
from typing import TypeAlias

from goldsmith import regions
from goldsmith.geometry import iou, mean_rect
from goldsmith.regions import Ring

Turned: TypeAlias = tuple[float, float, float, float, float]  # x, y, width, height, angle


def corners(box: Turned) -> Ring:
    """Return the four corners, from the one that is top left before turning.

    >>> [(round(x, 6), round(y, 6)) for x, y in corners((0, 0, 4, 2, 90))]
    [(3.0, -1.0), (3.0, 3.0), (1.0, 3.0), (1.0, -1.0)]
    """
    x, y, width, height, angle = box
    middle_x, middle_y = x + width / 2, y + height / 2
    along, across = cos(radians(angle)), sin(radians(angle))
    return tuple(
        (middle_x + dx * along - dy * across, middle_y + dx * across + dy * along)
        for dx, dy in (
            (-width / 2, -height / 2),
            (width / 2, -height / 2),
            (width / 2, height / 2),
            (-width / 2, height / 2),
        )
    )


def between_corners(ring: Ring, tolerance: float) -> Turned | None:
    """Return the box with these four corners, whichever way they run, to a millionth; None where it is no rectangle.

    tolerance: px by which a corner may lie elsewhere.

    >>> between_corners(corners((10, 20, 4, 2, 30)), 1e-6)
    (10.0, 20.0, 4.0, 2.0, 30.0)
    """
    a, b, _, d = ring
    if (b[0] - a[0]) * (d[1] - a[1]) < (b[1] - a[1]) * (d[0] - a[0]):  # anticlockwise
        ring = (ring[0], *reversed(ring[1:]))
    (x, y), (to_x, to_y) = ring[:2]
    width, height = dist(ring[0], ring[1]), dist(ring[1], ring[2])
    left, top = (
        fsum(spot[0] for spot in ring) / 4 - width / 2,
        fsum(spot[1] for spot in ring) / 4 - height / 2,
    )
    angle = degrees(atan2(to_y - y, to_x - x))
    there = corners((left, top, width, height, angle))
    if max(dist(spot, meant) for spot, meant in zip(ring, there, strict=True)) > tolerance:
        return None
    return round(left, 6), round(top, 6), round(width, 6), round(height, 6), normal(round(angle, 6))


def turned_iou(a: Turned, b: Turned) -> float:
    """Return intersection over union, in [0, 1], exactly: turned ones are clipped against each other.

    >>> turned_iou((0, 0, 4, 2, 0), (1, -1, 2, 4, 90))
    1.0
    """
    if a[4] == b[4] == 0:
        return iou(a[:4], b[:4])
    if a == b:
        return 1.0
    reach = (a[2] + a[3] + b[2] + b[3]) / 2  # half diagonals are shorter than this
    if abs(a[0] + a[2] / 2 - b[0] - b[2] / 2) > reach or abs(a[1] + a[3] / 2 - b[1] - b[3] / 2) > reach:
        return 0.0
    shared = regions.overlap(((corners(a),),), ((corners(b),),))
    return 1.0 if shared > 1 - 1e-12 else shared


def mean_turned(boxes: Sequence[Turned]) -> Turned:
    """Return the box of the mean middle, size and angle; equal boxes give themselves, upright ones their mean edges.

    A box is the same after a quarter turn with its sides exchanged: each is first said in the way that comes nearest
    to the angle of the least one. So the mean of 80 and -80 degrees is 90. The order of the boxes plays no part.
    """
    if all(box[4] == 0 for box in boxes):
        return *mean_rect([box[:4] for box in boxes]), 0.0
    if all(box == boxes[0] for box in boxes):
        return boxes[0]
    every = sorted(boxes)
    said = [_said_near(box, every[0][4]) for box in every]
    middle_x, middle_y, width, height, angle = (fsum(each) / len(said) for each in zip(*said, strict=True))
    angle = normal(angle)
    return middle_x - width / 2, middle_y - height / 2, width, height, angle


def _said_near(box: Turned, angle: float) -> tuple[float, float, float, float, float]:
    """Return middle, width, height and angle of the same box in the way whose angle is nearest to this one."""
    x, y, width, height, own = box
    ways = [
        (own + turn, *((height, width) if turn % 180 else (width, height)))
        for turn in (-180, -90, 0, 90, 180)
    ]
    near, wide, high = min(ways, key=lambda way: (abs(way[0] - angle), way))
    return x + width / 2, y + height / 2, wide, high, near


def normal(angle: float) -> float:
    """Return the angle of the same box, more than -90 and up to 90.

    >>> normal(300), normal(-90)
    (-60, 90)
    """
    turned = angle % 180
    return turned - 180 if turned > 90 else turned
