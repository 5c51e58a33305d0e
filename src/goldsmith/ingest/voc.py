"""Pascal VOC: an XML file beside each image → boxes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from goldsmith.errors import InvalidInput
from goldsmith.ingest import Picture, ReadOptions
from goldsmith.ingest.boxes import Corners, boxes_of
from goldsmith.ingest.files import Files

MAX_BYTES = 20_000_000
LOST = ("truncated", "difficult", "occluded")
SIDES = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True, slots=True)
class VocFile:
    """One file's objects as they stand there. size: (width, height) in px, zeros where it does not say."""

    name: str
    size: tuple[float, float]
    objects: tuple[Corners, ...]
    n_lost: int  # objects with a mark that boxes do not have: truncated, difficult, occluded


def parse_voc(files: Files, name: str) -> VocFile:
    """Return the objects of a VOC file; raises InvalidInput when it is not one."""
    if files.size(name) > MAX_BYTES:
        raise _fault(
            "voc.too_large", f"The file has {files.size(name)} bytes.", name, "Split it: one for each image."
        )
    with files.open(name) as stream:
        data = stream.read()
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _fault(
            "voc.doctype",
            "The file defines entities, which can blow up in memory.",
            name,
            "Remove its <!DOCTYPE …>.",
        )
    try:
        root = ET.fromstring(data)  # noqa: S314 - no entities, see above
    except (ET.ParseError, ValueError, LookupError) as error:
        raise _fault("voc.malformed", f"This is not XML: {error}.", name, "Write it again.") from error
    if root.tag != "annotation":
        raise _fault(
            "voc.not_voc",
            f"Its root is <{root.tag}>, not <annotation>.",
            name,
            "Give Pascal VOC files, or take the file out of the folder.",
        )
    size = (_number(root.find("size/width"), 0), _number(root.find("size/height"), 0))
    objects = [_corners(one, place, name) for place, one in enumerate(root.iterfind("object"), 1)]
    lost = [
        one for one in root.iterfind("object") if any((one.findtext(m) or "0").strip() != "0" for m in LOST)
    ]
    return VocFile(name, size, tuple(objects), len(lost))


def _corners(one: ET.Element, place: int, name: str) -> Corners:
    where = f"{name}, object {place}"
    label = (one.findtext("name") or "").strip()
    if not label:
        raise _fault("voc.no_name", "The object has no name.", where, "Write its label into <name>.")
    numbers = [_number(one.find(f"bndbox/{side}"), None) for side in SIDES]
    if None in numbers:
        raise _fault(
            "voc.no_box",
            "The object has no whole <bndbox>.",
            where,
            "Give xmin, ymin, xmax and ymax as numbers; other shapes cannot be read.",
        )
    xmin, ymin, xmax, ymax = (float(n or 0) for n in numbers)
    return Corners(where, label, xmin, ymin, xmax, ymax)


def _number(element: ET.Element | None, default: Any) -> Any:
    try:
        number = float(element.text or "") if element is not None else None
    except ValueError:
        return default
    return default if number is None or not abs(number) < 1e9 else number


def origin_of(found: Iterable[VocFile], options: ReadOptions) -> int:
    """Return the number of the first pixel: as the user says, else 0 if a box begins at 0, else 1 as in VOC."""
    if options.voc_origin != "auto":
        return int(options.voc_origin)
    begins_at_0 = any(min(box.left, box.top) == 0 for file in found for box in file.objects)
    return 0 if begins_at_0 else 1


def voc_boxes(
    file: VocFile, picture: Picture, origin: int, options: ReadOptions
) -> tuple[list[dict[str, Any]], list[InvalidInput], int]:
    """Return the boxes as `box.v1` takes them, the faults, and how many were clipped.

    Counted from 1, both corners lie inside the box; counted from 0, the second one lies just outside.
    """
    if all(file.size) and file.size != (picture.width, picture.height):
        width, height = file.size
        fault = _fault(
            "voc.size",
            f"The boxes were drawn on {width:g} × {height:g} px; the image has {picture.width} × {picture.height}.",
            f"{file.name}, {picture.name}",
            "Use the image that was labeled; if EXIF turns it, save it turned.",
        )
        return [], [fault], 0
    shifted = [
        Corners(c.where, c.label, c.left - origin, c.top - origin, c.right, c.bottom) for c in file.objects
    ]
    return boxes_of(shifted, picture, options)


def xml_of(image: str, xmls: Mapping[str, str]) -> str | None:
    """Return the VOC file that belongs to an image: beside it, or in a folder Annotations beside its own folder.

    xmls: small letters of the name without suffix → name.
    """
    stem = posixpath.splitext(image)[0]
    folder, base = posixpath.split(stem)
    places = (
        stem,
        posixpath.join(folder, "Annotations", base),
        posixpath.join(posixpath.dirname(folder), "Annotations", base),
    )
    return next((xmls[place.lower()] for place in places if place.lower() in xmls), None)


def _fault(slug: str, what: str, where: str, mend: str) -> InvalidInput:
    return InvalidInput(slug, what, where=where, mend=mend)
