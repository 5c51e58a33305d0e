"""Boxes from other tools, held against the image that they are on. None is changed unless the user says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from goldsmith.errors import InvalidInput
from goldsmith.ingest import Picture, ReadOptions

TOLERANCE = 1e-6  # px, as in box.v1


@dataclass(frozen=True, slots=True)
class Corners:
    """A box: float px of the upright image from 0; right and bottom lie just outside it."""

    where: str
    label: str
    left: float
    top: float
    right: float
    bottom: float


def boxes_of(
    corners: Sequence[Corners], picture: Picture, options: ReadOptions
) -> tuple[list[dict[str, Any]], list[InvalidInput], int]:
    """Return boxes as `box.v1` takes them, the faults of all, and how many were clipped."""
    boxes: list[dict[str, Any]] = []
    faults: list[InvalidInput] = []
    n_clipped = 0
    for place, given in enumerate(corners, 1):
        box = _clipped(given, picture) if options.clip else given
        n_clipped += box != given
        fault = _fault(box, given, picture)
        if fault:
            faults.append(fault)
            continue
        boxes.append(
            {
                "id": str(place),
                "label": box.label,
                "x": box.left,
                "y": box.top,
                "width": box.right - box.left,
                "height": box.bottom - box.top,
            }
        )
    return boxes, faults, n_clipped


def _clipped(box: Corners, picture: Picture) -> Corners:
    return replace(
        box,
        left=max(box.left, 0.0),
        top=max(box.top, 0.0),
        right=min(box.right, float(picture.width)),
        bottom=min(box.bottom, float(picture.height)),
    )


def _fault(box: Corners, given: Corners, picture: Picture) -> InvalidInput | None:
    told = f"({given.left:g}, {given.top:g}) to ({given.right:g}, {given.bottom:g})"
    if given.right <= given.left or given.bottom <= given.top:
        return InvalidInput(
            "box.no_area", f"The box {told} has no area.", where=given.where, mend="Draw it again."
        )
    if box.right - box.left < 1 or box.bottom - box.top < 1:
        return InvalidInput(
            "box.too_small",
            f"Of the box {told} less than a pixel lies on the image.",
            where=given.where,
            mend="Remove it, or check that it belongs to this image.",
        )
    outside = max(-box.left, -box.top, box.right - picture.width, box.bottom - picture.height)
    if outside > TOLERANCE:
        return InvalidInput(
            "box.outside",
            f"The box {told} sticks out of the image ({picture.width} × {picture.height} px) by {outside:g} px.",
            where=given.where,
            mend="Add --clip to cut boxes off at the border, or mend the file. VOC: check --voc-origin.",
        )
    return None
