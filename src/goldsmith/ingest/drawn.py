"""What other tools drew on an image, held against the image and read as the kinds that the guideline asks for.

Nothing is changed unless the user says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from goldsmith import regions
from goldsmith.errors import InvalidInput
from goldsmith.geometry import Rect
from goldsmith.ingest import GivenLabel, Picture, ReadOptions
from goldsmith.ingest.described import Lost, described
from goldsmith.model import Json
from goldsmith.regions import Region

if TYPE_CHECKING:  # numpy is imported once there are pixels
    from goldsmith.runs import Runs

TOLERANCE = 1e-6  # px, as in box.v1 and polygon.v1
DIGITS = 6  # of a pixel, to which computed numbers are rounded
OUTLINED = ("polygon.v1", "instance.v1", "mask.v1")  # what only outlines and pixels can be read as

Corners: TypeAlias = tuple[
    float, float, float, float
]  # left, top, right, bottom; the last two lie just outside


@dataclass(frozen=True, slots=True)
class Drawn:
    """One object: float px of the upright image from 0. It has a box, or an outline, or pixels; or a box besides.

    angle: by which the box is turned, as in box.v1. attributes: what else the file says of it, true or a choice.
    """

    where: str
    label: str
    box: Rect | None = None
    angle: float = 0.0
    region: Region | None = None
    runs: Runs | None = None
    attributes: Mapping[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """What became of the objects of a whole file; `sentences` says it once they are read."""

    n_clipped: int = 0
    n_as_boxes: int = 0
    lost: Lost = field(default_factory=Lost)
    n_overlaid: int = 0  # images on which objects lie over each other
    are_stacked: bool = False

    def sentences(self) -> list[str]:
        """Return what there is to tell."""
        top = "the one on top" if self.are_stacked else "the smallest one"
        told = {
            f"{self.n_clipped} objects were cut off at the image's border.": self.n_clipped,
            f"{self.n_as_boxes} outlines are read as their boxes.": self.n_as_boxes,
            **dict.fromkeys(self.lost.sentences(), 1),
            f"On {self.n_overlaid} images objects overlap; there each pixel goes to {top}.": self.n_overlaid,
        }
        return [sentence for sentence, n in told.items() if n]


Read: TypeAlias = Callable[[Sequence[Drawn], Picture, ReadOptions, Told], tuple[Json, list[InvalidInput]]]


def given(
    objects: Sequence[Drawn],
    picture: Picture,
    options: ReadOptions,
    told: Told,
    *,
    are_classes: bool = False,
    are_stacked: bool = False,
) -> tuple[tuple[GivenLabel, ...], list[InvalidInput]]:
    """Return an image's labels, one for each kind that they are read as, and the faults; with faults no labels.

    Kinds are those that the guideline asks for and that every object can be read as; where there are none, the finest
    that they can be, so that its lack is told. Outlines and pixels can be read as any, boxes as boxes alone. Where it
    is not known what is asked, they are boxes and the finest, with all attributes.
    are_classes: each object is a class with all its pixels, which can be read as a mask alone. are_stacked: where
    objects overlap, later ones lie on top; else small ones do.
    """
    told.are_stacked = are_stacked
    kinds = ["mask.v1"] if are_classes else _kinds(objects, options)
    labels: list[GivenLabel] = []
    faults: list[InvalidInput] = []
    for kind in kinds:
        value, wrong = READ[kind](objects, picture, options, told)
        labels.append(GivenLabel(None, value, kind))
        faults += wrong
    if kinds == ["box.v1"]:
        told.n_as_boxes += sum(one.region is not None or one.runs is not None for one in objects)
    return () if faults else tuple(labels), faults


def _kinds(objects: Sequence[Drawn], options: ReadOptions) -> list[str]:
    is_outlined = all(one.region is not None or one.runs is not None for one in objects)
    finest = "instance.v1" if any(one.runs is not None for one in objects) else "polygon.v1"
    if options.asked is None:
        return ["box.v1", *OUTLINED[:2]] if not objects else ["box.v1", finest] if is_outlined else ["box.v1"]
    asked = {question.kind for question in options.asked}
    able = ["box.v1", *OUTLINED] if is_outlined else ["box.v1"]
    return [kind for kind in able if kind in asked] or [finest if is_outlined and objects else "box.v1"]


# boxes --------------------------------------------------------------------------------------------------------------


def between(left: float, top: float, right: float, bottom: float) -> Rect:
    """Return the box between two corners, its size rounded to a millionth of a pixel: what floats add is no drift.

    >>> between(10.03, 0, 11.03, 1)
    (10.03, 0, 1.0, 1)
    """
    return left, top, round(right - left, DIGITS), round(bottom - top, DIGITS)


def _boxes(
    objects: Sequence[Drawn], picture: Picture, options: ReadOptions, told: Told
) -> tuple[Json, list[InvalidInput]]:
    boxes: list[Json] = []
    faults: list[InvalidInput] = []
    for place, one in enumerate(objects, 1):
        whole = _rect(one, picture)
        box = whole if one.angle or not options.clip else _cut(whole, picture)
        told.n_clipped += box != whole
        fault = None if one.angle else _box_fault(box, whole, one.where, picture)
        if fault:
            faults.append(fault)
            continue
        sides: dict[str, Json] = dict(zip(("x", "y", "width", "height"), box, strict=True))
        turn: dict[str, Json] = {"angle": one.angle} if one.angle else {}
        boxes.append({**_said(place, one, "box.v1", options, told), **sides, **turn})
    return boxes, faults


def _rect(one: Drawn, picture: Picture) -> Rect:
    if one.box is not None:
        return one.box
    if one.region is not None:
        return regions.bounds(one.region)
    from goldsmith.runs import bounds

    return bounds(_runs(one, picture), picture.height)


def _cut(box: Rect, picture: Picture) -> Rect:
    x, y, width, height = box
    if x >= 0 and y >= 0 and x + width <= picture.width and y + height <= picture.height:
        return box
    right, bottom = min(x + width, float(picture.width)), min(y + height, float(picture.height))
    return between(max(x, 0.0), max(y, 0.0), right, bottom)


def _box_fault(box: Rect, whole: Rect, where: str, picture: Picture) -> InvalidInput | None:
    x, y, width, height = whole
    told = f"({x:g}, {y:g}) to ({x + width:g}, {y + height:g})"
    if width <= 0 or height <= 0:
        return InvalidInput("box.no_area", f"The box {told} has no area.", where=where, mend="Draw it again.")
    x, y, width, height = box
    if width < 1 or height < 1:
        return InvalidInput(
            "box.too_small",
            f"Of the box {told} less than a pixel lies on the image.",
            where=where,
            mend="Remove it, or check that it belongs to this image.",
        )
    outside = max(-x, -y, x + width - picture.width, y + height - picture.height)
    if outside > TOLERANCE:
        return InvalidInput(
            "box.outside",
            f"The box {told} sticks out of the image ({picture.width} × {picture.height} px) by {outside:g} px.",
            where=where,
            mend="Add --clip to cut boxes off at the border, or mend the file. VOC: check --voc-origin.",
        )
    return None


# outlines and pixels ------------------------------------------------------------------------------------------------


def _polygons(
    objects: Sequence[Drawn], picture: Picture, options: ReadOptions, told: Told
) -> tuple[Json, list[InvalidInput]]:
    polygons: list[Json] = []
    faults: list[InvalidInput] = []
    for place, one in enumerate(objects, 1):
        region = _region(one, picture)
        if options.clip and _sticks_out(region, picture):
            region = regions.clipped(region, picture.width, picture.height)
            told.n_clipped += 1
        if not region:
            faults.append(_no_pixels(one))
            continue
        polygons.append({**_said(place, one, "polygon.v1", options, told), "parts": regions.to_json(region)})
    return polygons, faults


def _region(one: Drawn, picture: Picture) -> Region:
    if one.region is not None:
        return one.region
    from goldsmith.runs import outline

    return outline(_runs(one, picture), picture.height)


def _sticks_out(region: Region, picture: Picture) -> bool:
    x, y, width, height = regions.bounds(region)
    return (
        min(x, y) < -TOLERANCE
        or x + width > picture.width + TOLERANCE
        or y + height > picture.height + TOLERANCE
    )


def _instances(
    objects: Sequence[Drawn], picture: Picture, options: ReadOptions, told: Told
) -> tuple[Json, list[InvalidInput]]:
    from goldsmith.runs import encode

    pixels, faults = _stacked(objects, picture, told)
    n_pixels = picture.width * picture.height
    listed: list[Json] = [
        {**_said(place, one, "instance.v1", options, told), "counts": encode(runs, n_pixels)}
        for place, (one, runs) in enumerate(pixels, 1)
    ]
    return {"size": [picture.height, picture.width], "objects": listed}, faults


def _mask(
    objects: Sequence[Drawn], picture: Picture, options: ReadOptions, told: Told
) -> tuple[Json, list[InvalidInput]]:
    from goldsmith.runs import encode, united, without

    pixels, faults = _stacked(objects, picture, told)
    by_label: dict[str, Runs] = {}
    for one, runs in pixels:
        by_label = {label: without(other, runs) for label, other in by_label.items()} | {
            one.label: united([by_label[one.label], runs]) if one.label in by_label else runs
        }
        _said(0, one, "mask.v1", options, told)
    n_pixels = picture.width * picture.height
    masks: list[Json] = [
        {"label": label, "counts": encode(runs, n_pixels)} for label, runs in by_label.items() if len(runs)
    ]
    return {"size": [picture.height, picture.width], "masks": masks}, faults


def _stacked(
    objects: Sequence[Drawn], picture: Picture, told: Told
) -> tuple[list[tuple[Drawn, Runs]], list[InvalidInput]]:
    """Return the objects that have pixels, each with its own: the lowest first; and the faults of the others."""
    from goldsmith.runs import overlaps

    pixels = [(one, _runs(one, picture)) for one in objects]
    faults = [_no_pixels(one) for one, runs in pixels if not len(runs)]
    if overlaps([runs for _, runs in pixels]):
        told.n_overlaid += 1
        if not told.are_stacked:
            pixels.sort(key=lambda pair: -pair[1].area)
    return pixels, faults


def _runs(one: Drawn, picture: Picture) -> Runs:
    if one.runs is not None:
        return one.runs
    from goldsmith.runs import from_region

    return from_region(one.region or (), picture.width, picture.height)


def _no_pixels(one: Drawn) -> InvalidInput:
    return InvalidInput(
        "drawn.no_pixels",
        "The object covers no pixel of the image.",
        where=one.where,
        mend="Remove it, or check that it belongs to this image.",
    )


def _said(place: int, one: Drawn, kind: str, options: ReadOptions, told: Told) -> dict[str, Json]:
    """Return an object's id, label and, where the question declares them, attributes."""
    return {"id": str(place), "label": one.label, **described(one.attributes, kind, options, told.lost)}


READ: Mapping[str, Read] = {
    "box.v1": _boxes,
    "polygon.v1": _polygons,
    "instance.v1": _instances,
    "mask.v1": _mask,
}
