"""CVAT for images, XML 1.1: boxes, polygons, masks and tags, one file for each part.

Pixels are floats from 0; a box may be turned, by degrees clockwise about its middle. A polygon has one part and no
holes. A mask is runs along the rows of a crop, outside first. What is said of an object besides its label is text.
Source: docs.cvat.ai, "CVAT for image" (format-xml).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from goldsmith import regions
from goldsmith.attributes import OPTION, declared
from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleaseData, ReleaseItem, exporter, write_text
from goldsmith.export.carried import (
    image_of,
    images_of,
    name_of,
    questions_of,
    repeated,
    undecided,
)
from goldsmith.ingest import GivenLabel, Picture, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.drawn import Drawn, Told, between, given
from goldsmith.ingest.files import Files, is_safe
from goldsmith.ingest.images import Beside, check_size, picture
from goldsmith.ingest.xml import number_in, read_xml
from goldsmith.model import Json, Question
from goldsmith.regions import Region
from goldsmith.turned import normal

if TYPE_CHECKING:
    from goldsmith.runs import Runs

DRAWN = frozenset({"box.v1", "polygon.v1", "instance.v1", "mask.v1"})
TAGGED = frozenset({"choice.v1", "choices.v1"})
KINDS = DRAWN | TAGGED
SHAPES = ("box", "polygon", "mask")
NOT_READ = ("polyline", "points", "ellipse", "cuboid", "skeleton")
SIDES = ("xtl", "ytl", "xbr", "ybr")
CROP = ("left", "top", "width", "height")
OCCLUDED = "occluded"
YES, NO = "true", "false"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
ROOT = re.compile(rb"<annotations[\s>]")

# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether an XML file begins as CVAT's do."""
    return name.lower().endswith(".xml") and ROOT.search(head[: 1 << 12]) is not None


@dataclass(slots=True)
class _Source:
    """A CVAT file as it stands. has_shapes, has_tags: whether images without any say "nothing here"."""

    name: str
    images: list[ET.Element]
    has_shapes: bool
    has_tags: bool
    told: Told = field(default_factory=Told)
    left_out: Counter[str] = field(default_factory=Counter)
    n_read: int = 0


@reader("cvat.v1", recognises=recognises)
def read_cvat(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each image; one without shapes says "nothing here", unless the file has tags alone.

    Tags answer questions of one choice or of several; `occluded` is an attribute; a subset becomes the part of the
    metadata. Raises InvalidInput for a file of a video's tracks.
    """
    root = read_xml(files, name)
    if root.find("track") is not None:
        raise bad_input(
            "cvat.tracks",
            "The file holds the tracks of a video.",
            name,
            "Export the job as “CVAT for images 1.1”, which has the same boxes frame by frame, with the images.",
        )
    images = root.findall("image")
    has_tags = any(image.find("tag") is not None for image in images)
    has_shapes = any(image.find(shape) is not None for image in images for shape in SHAPES)
    source = _Source(name, images, has_shapes or not has_tags, has_tags)
    reading = Reading(rows=iter(()), facts={"boxes": "cvat"})
    reading.rows = _rows(source, files, options, reading)
    reading.progress = lambda: source.n_read / max(len(source.images), 1)
    return reading


def _rows(source: _Source, files: Files, options: ReadOptions, reading: Reading) -> Rows:
    beside = Beside(files, source.name)
    for image in source.images:
        source.n_read += 1
        where = f"{source.name} image {image.get('id', source.n_read)}"
        try:
            size = number_in(image.get("width")), number_in(image.get("height"))
            shown = picture(files, _found(image, beside, where), options, where=where, size=size)
            check_size(size, shown, where=where)
            shapes = [one for one in image if one.tag in SHAPES]
            shapes.sort(key=lambda one: number_in(one.get("z_order")) or 0)
            drawn = [_drawn(one, at, shown, where) for at, one in enumerate(shapes, 1)]
        except InvalidInput as fault:
            yield fault
            continue
        source.left_out.update(one.tag for one in image if one.tag in NOT_READ)
        are_stacked = len({one.get("z_order", "0") for one in shapes}) > 1
        labels, wrong = (
            given(drawn, shown, options, source.told, are_stacked=are_stacked)
            if source.has_shapes
            else ((), [])
        )
        yield from wrong
        subset = image.get("subset")
        tags = _tags(image, options) if source.has_tags else ()
        yield Row(
            where,
            {"image": shown},
            image.get("name"),
            None,
            {"part": subset} if subset else {},
            (*labels, *tags),
        )
    reading.notices += source.told.sentences()
    if source.left_out:
        told = ", ".join(f"{n} × {tag}" for tag, n in sorted(source.left_out.items()))
        reading.notices.append(f"Shapes that no kind of question has are left out: {told}.")


def _found(image: ET.Element, beside: Beside, where: str) -> str:
    given = image.get("name")
    if given is None or not is_safe(given):
        raise bad_input(
            "cvat.no_file",
            f"{given!r} names no file inside the folder.",
            where,
            "Give the image's name, relative to the file.",
        )
    return beside.find(given, anywhere=True)


def _tags(image: ET.Element, options: ReadOptions) -> Iterator[GivenLabel]:
    labels = [tag.get("label", "") for tag in image.findall("tag")]
    asked = {question.kind for question in options.asked or ()}
    if len(labels) == 1 and "choices.v1" not in asked:
        yield GivenLabel(None, labels[0], "choice.v1")
    else:
        yield GivenLabel(None, labels, "choices.v1")


def _drawn(one: ET.Element, place: int, shown: Picture, where: str) -> Drawn:
    where = f"{where}, {one.tag} {place}"
    label = one.get("label")
    if not label:
        raise bad_input("cvat.no_label", "The shape has no label.", where, "Write it into `label`.")
    said = _attributes(one)
    if one.tag == "polygon":
        return Drawn(where, label, region=_polygon(one, where), attributes=said)
    if one.tag == "mask":
        return Drawn(where, label, runs=_pixels(one, shown, where), attributes=said)
    sides = _numbers(one, SIDES, where)
    angle = normal(number_in(one.get("rotation")) or 0.0)
    return Drawn(where, label, between(sides[0], sides[1], sides[2], sides[3]), angle, attributes=said)


def _attributes(one: ET.Element) -> dict[str, Json]:
    said: dict[str, Json] = {}
    for attribute in one.findall("attribute"):
        text = (attribute.text or "").strip()
        if text and text != NO:
            said[attribute.get("name", "")] = True if text == YES else text
    if one.get(OCCLUDED) == "1":
        said[OCCLUDED] = True
    return said


def _numbers(one: ET.Element, names: Sequence[str], where: str) -> list[float]:
    found = [number for name in names if (number := number_in(one.get(name))) is not None]
    if len(found) < len(names):
        raise bad_input(
            "cvat.no_numbers",
            f"It does not give {', '.join(names)} as numbers.",
            where,
            "Write each as a number of pixels.",
        )
    return found


def _polygon(one: ET.Element, where: str) -> Region:
    numbers = [number_in(part) for part in re.split("[,;]", one.get("points", ""))]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or len(known) < 6 or len(known) % 2:
        raise bad_input(
            "cvat.points",
            "Its points are not x,y;x,y;… for three points or more.",
            where,
            "Write them as pairs of numbers.",
        )
    return ((regions.ring(known),),)


def _pixels(one: ET.Element, shown: Picture, where: str) -> Runs:
    """Return a mask's pixels on the image: its runs go along the rows of its crop."""
    import numpy as np

    from goldsmith.runs import from_array, moved

    left, top, width, height = (int(side) for side in _numbers(one, CROP, where))
    runs = [number_in(part) for part in one.get("rle", "").split(",")]
    lengths = [int(run) for run in runs if run is not None and run >= 0]
    is_inside = min(left, top) >= 0 and left + width <= shown.width and top + height <= shown.height
    if len(lengths) < len(runs) or not is_inside or sum(lengths) != width * height:
        raise bad_input(
            "cvat.mask",
            f"Its runs tell of {sum(lengths):,} pixels; the crop of {width} × {height} at ({left}, {top}) "
            f"{'has ' + format(width * height, ',') if is_inside else 'leaves the image'}.",
            where,
            "Export the mask again.",
        )
    inside = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths).reshape(height, width)
    return moved(from_array(inside), height, shown.height, left, top)


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items are left out, and which outlines are written as masks."""
    told = [*undecided(release, KINDS, "CVAT"), *repeated(release, KINDS, "CVAT")]
    outlines = [
        regions.from_json(one["parts"])
        for question in questions_of(release, {"polygon.v1"})
        for row in images_of(release, question)
        for one in _objects(row, question)
    ]
    n_masks = sum(not _is_simple(region) for region in outlines)
    if n_masks:
        told.append(
            f"CVAT's polygons have one part and no holes: {n_masks} others are masks of the pixels in them."
        )
    return told


@exporter("cvat.v1", kinds=KINDS, losses=losses, shows="image")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write cvat_<part>.xml for each part; with several questions, cvat_<question>_<part>.xml.

    A question that no image is asked of has none. Objects are boxes, polygons and masks, choices are tags; a mask by
    class is one mask for each label.
    """
    files = []
    for question in questions_of(release, KINDS):
        rows = images_of(release, question)
        for part in release.parts if rows else ():
            name = name_of(release, KINDS, "cvat", question, part)
            root = _root([row for row in rows if row.part == part], release, question)
            files.append(
                write_text(folder / f"{name}.xml", [HEAD, ET.tostring(root, encoding="unicode"), "\n"])
            )
    return files


def _root(rows: Sequence[ReleaseItem], release: ReleaseData, question: Question) -> ET.Element:
    root = ET.Element("annotations")
    ET.SubElement(root, "version").text = "1.1"
    root.append(_meta(release, question))
    root.extend(_image(number, row, question) for number, row in enumerate(rows))
    ET.indent(root)
    return root


def _meta(release: ReleaseData, question: Question) -> ET.Element:
    meta = ET.Element("meta")
    task = ET.SubElement(meta, "task")
    ET.SubElement(task, "name").text = f"{release.project} {release.name}"
    labels = ET.SubElement(task, "labels")
    for key in question.label_keys():
        label = ET.SubElement(labels, "label")
        ET.SubElement(label, "name").text = key
        attributes = ET.SubElement(label, "attributes")
        for one in declared(question):
            if one.key != OCCLUDED:
                attribute = ET.SubElement(attributes, "attribute")
                ET.SubElement(attribute, "name").text = one.key
                ET.SubElement(attribute, "mutable").text = "False"
                ET.SubElement(attribute, "input_type").text = "select" if one.choices else "checkbox"
                ET.SubElement(attribute, "default_value").text = "" if one.choices else NO
                ET.SubElement(attribute, "values").text = "\n".join(one.choices or (NO, YES))
    return meta


def _image(number: int, row: ReleaseItem, question: Question) -> ET.Element:
    field = image_of(row, question)
    size = {"width": str(field["width"]), "height": str(field["height"])}
    image = ET.Element("image", {"id": str(number), "name": field["media"], **size})
    if question.kind in TAGGED:
        value: Any = row.answers[question.key].value
        for label in [value] if isinstance(value, str) else value:
            ET.SubElement(image, "tag", {"label": label, "source": "manual"})
        return image
    for one in _objects(row, question):
        image.append(_shape(one, field, question))
    return image


def _objects(row: ReleaseItem, question: Question) -> Sequence[Mapping[str, Any]]:
    value: Any = row.answers[question.key].value
    found: Sequence[Mapping[str, Any]] = (
        value.get("objects", value.get("masks")) if isinstance(value, Mapping) else value
    )
    return found


def _shape(one: Mapping[str, Any], image: Mapping[str, Any], question: Question) -> ET.Element:
    said = one.get(OPTION, {})
    tag, place = _place(one, image)
    occluded = str(int(said.get(OCCLUDED) is True))
    shape = ET.Element(
        tag, {"label": one["label"], "source": "manual", OCCLUDED: occluded, **place, "z_order": "0"}
    )
    for attribute in declared(question):
        value = said.get(attribute.key, None if attribute.choices else False)
        is_own = attribute.key == OCCLUDED and not attribute.choices
        if value is not None and not is_own:
            text = value if isinstance(value, str) else YES if value else NO
            ET.SubElement(shape, "attribute", {"name": attribute.key}).text = text
    return shape


def _place(one: Mapping[str, Any], image: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the name of a shape's element, and what says where it lies."""
    from goldsmith.runs import decode, from_region

    width, height = image["width"], image["height"]
    if "counts" in one:
        return "mask", _crop(decode(one["counts"], width * height), height)
    if "parts" in one:
        region = regions.from_json(one["parts"])
        runs = from_region(region, width, height)
        if not _is_simple(region) and len(runs):
            return "mask", _crop(runs, height)
        return "polygon", {"points": ";".join(f"{_text(x)},{_text(y)}" for x, y in region[0][0])}
    sides = one["x"], one["y"], one["x"] + one["width"], one["y"] + one["height"]
    turn = {"rotation": _text(one["angle"] % 360)} if one.get("angle") else {}
    return "box", {**dict(zip(SIDES, map(_text, sides), strict=True)), **turn}


def _is_simple(region: Region) -> bool:
    return len(region) == 1 and len(region[0]) == 1


def _crop(runs: Runs, height: int) -> dict[str, str]:
    from goldsmith.runs import bounds, lengths_of, moved, to_array

    left, top, wide, high = bounds(runs, height)
    lengths = lengths_of(to_array(moved(runs, height, high, -left, -top), high, wide).ravel())
    sides = dict(zip(CROP, map(str, (left, top, wide, high)), strict=True))
    return {"rle": ", ".join(map(str, lengths)), **sides}


def _text(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(float(number))
