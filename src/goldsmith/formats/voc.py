"""Pascal VOC: a folder of images with an XML file of boxes for each.

The number of the first pixel differs from tool to tool, and a box that passes through two of them may move by one.
Counted from 1, as by VOC's own devkit, both corners lie inside the box; counted from 0, the second lies just outside.
`voc.v1` writes the first, `voc_0_based.v1` the second, and each file says which in `<pixel_origin>`, an element of
our own that other readers pass over. Source: the development kit of the PASCAL VOC challenge 2012, section 3.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from goldsmith.attributes import declared
from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import MEDIA_FOLDERS, ReleaseData, ReleaseItem, exporter, write_below
from goldsmith.export.carried import (
    folder_of,
    image_of,
    images_of,
    questions_of,
    repeated,
    stem_of,
    undecided,
)
from goldsmith.ingest import Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.drawn import Drawn, Told, between, given
from goldsmith.ingest.files import Files
from goldsmith.ingest.folder import ignored
from goldsmith.ingest.images import SUFFIXES, check_size, picture
from goldsmith.ingest.pixels import is_mask
from goldsmith.ingest.xml import number, read_xml
from goldsmith.model import Json, Question
from goldsmith.regions import bounds
from goldsmith.turned import corners

KINDS = frozenset({"box.v1"})
MARKS = ("truncated", "difficult", "occluded")  # 0 or 1
POSE, NO_POSE = "pose", "Unspecified"
SIDES = ("xmin", "ymin", "xmax", "ymax")
ROOT = re.compile(rb"<annotation[\s>]")  # CVAT's is <annotations>
MOST_BYTES = 20_000_000  # of one image's file

# reading ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Source:
    """The files of a folder: images, the XML file of each image that has one, parts by the stem of the image."""

    images: list[str]
    xmls: dict[str, str]
    parts: dict[str, str]
    used: set[str] = field(default_factory=set)  # all files that are read
    roots: dict[str, ET.Element] = field(default_factory=dict)  # by image
    faults: list[InvalidInput] = field(default_factory=list)
    n_read: int = 0


def recognises(files: Files, name: str, _head: bytes) -> bool:
    """Return whether a folder has XML files of VOC's look, or of the names of its images.

    Without an image each of them is at fault: else the lists in ImageSets would be taken for texts.
    """
    if name:
        return False
    images, xmls = _images(files), _xmls(files)
    return bool(_paired(images, xmls)) or any(_is_voc(files, one) for one in xmls.values())


@reader("voc.v1", recognises=recognises)
def read_voc(files: Files, _name: str, options: ReadOptions) -> Reading:
    """Return one row for each image of the folder; one without an XML file comes without labels."""
    source = _source(files)
    origin, is_guessed = _origin(source.roots.values(), options)
    reading = Reading(rows=iter(()), facts={"boxes": "voc", "voc_origin": origin})
    reading.notices.append(
        f"Boxes come from {len(source.roots)} Pascal VOC files; pixels are counted from {origin}"
        + (" (no box begins at 0; --voc-origin 0 if that is chance)." if is_guessed else ".")
    )
    others = {one for one in files.names() if "ImageSets/" not in one and one not in source.used}
    reading.notices += ignored(files, others)
    reading.rows = _rows(source, files, origin, options, reading)
    reading.progress = lambda: source.n_read / max(len(source.images), 1)
    return reading


def _source(files: Files) -> _Source:
    images, xmls = _images(files), _xmls(files)
    source = _Source(images, _paired(images, xmls), _parts(files), faults=[*files.faults])
    alone = [one for one in sorted(set(xmls.values()) - set(source.xmls.values())) if _is_voc(files, one)]
    source.used = {*images, *source.xmls.values(), *alone}
    for image, name in source.xmls.items():
        try:
            source.roots[image] = _root(files, name)
        except InvalidInput as fault:
            source.faults.append(fault)
    source.faults += [
        bad_input(
            "voc.no_image",
            "There is no image that this file belongs to.",
            name,
            "Put the image beside it under the same name, or take the file out.",
        )
        for name in alone
    ]
    return source


def _images(files: Files) -> list[str]:
    return [one for one in files.names() if one.lower().endswith(SUFFIXES) and not is_mask(one)]


def _xmls(files: Files) -> dict[str, str]:
    """Return the XML files by their names without suffix, in small letters."""
    return {posixpath.splitext(one)[0].lower(): one for one in files.names() if one.lower().endswith(".xml")}


def _is_voc(files: Files, name: str) -> bool:
    with files.open(name) as stream:
        return ROOT.search(stream.read(1 << 12)) is not None


def _paired(images: Sequence[str], xmls: Mapping[str, str]) -> dict[str, str]:
    """Return the XML file of each image that has one: beside it, in a folder Annotations beside its own, or elsewhere.

    xmls: small letters of the name without suffix → name. Elsewhere counts where no other file has that name.
    """
    elsewhere: dict[str, list[str]] = {}
    for place, name in xmls.items():
        elsewhere.setdefault(posixpath.basename(place), []).append(name)
    found = {}
    for image in images:
        folder, base = posixpath.split(posixpath.splitext(image)[0].lower())
        places = (folder, posixpath.join(folder, "annotations"), f"{posixpath.dirname(folder)}/annotations")
        near = [xmls[at] for place in places if (at := posixpath.join(place, base).lstrip("/")) in xmls]
        far = elsewhere.get(base, [])
        if near or len(far) == 1:
            found[image] = near[0] if near else far[0]
    return found


def _parts(files: Files) -> dict[str, str]:
    """Return the part of each image that ImageSets/Main lists: train.txt, val.txt …; not trainval or single labels."""
    parts: dict[str, str] = {}
    for name in files.names():
        part, suffix = posixpath.splitext(posixpath.basename(name))
        if suffix == ".txt" and posixpath.dirname(name).endswith("ImageSets/Main") and part != "trainval":
            with files.open(name) as stream:
                lines = stream.read().decode("utf-8", "replace").split("\n")
            parts |= {line.strip(): part for line in lines if len(line.split()) == 1}
    return parts


def _root(files: Files, name: str) -> ET.Element:
    root = read_xml(files, name, most=MOST_BYTES)
    if root.tag != "annotation":
        raise bad_input(
            "voc.not_voc",
            f"Its root is <{root.tag}>, not <annotation>.",
            name,
            "Give Pascal VOC files, or take the file out of the folder.",
        )
    return root


def _origin(roots: Iterable[ET.Element], options: ReadOptions) -> tuple[int, bool]:
    """Return the number of the first pixel, and whether it is a guess.

    It is what the user or a file says, else 0 if a box begins at 0, which proves it, else 1 as VOC's own are counted.
    """
    if options.voc_origin != "auto":
        return int(options.voc_origin), False
    firsts: set[float | None] = set()
    for root in roots:
        said = root.findtext("pixel_origin", "").strip()
        if said in {"0", "1"}:
            return int(said), False
        firsts |= {number(each) for side in SIDES[:2] for each in root.iterfind(f"object/bndbox/{side}")}
    return (0, False) if 0 in firsts else (1, True)


def _rows(source: _Source, files: Files, origin: int, options: ReadOptions, reading: Reading) -> Rows:
    yield from source.faults
    told = Told()
    for name in source.images:
        source.n_read += 1
        folder, stem = posixpath.split(posixpath.splitext(name)[0])
        metadata = ({"folder": folder} if folder else {}) | (
            {"part": source.parts[stem]} if stem in source.parts else {}
        )
        try:
            shown = picture(files, name, options, where=name)
        except InvalidInput as fault:
            yield fault
            continue
        if name not in source.roots:
            yield Row(name, {"image": shown}, name, None, metadata)
            continue
        try:
            root, xml = source.roots[name], source.xmls[name]
            size = number(root.find("size/width")) or 0, number(root.find("size/height")) or 0
            check_size(size, shown, where=f"{xml}, {name}")
            drawn = [_drawn(one, at, xml, origin) for at, one in enumerate(root.iterfind("object"), 1)]
            labels, wrong = given(drawn, shown, options, told)
        except InvalidInput as fault:
            labels, wrong = (), [fault]
        yield from wrong
        yield Row(name, {"image": shown}, name, None, metadata, labels)
    reading.notices += told.sentences()


def _drawn(one: ET.Element, place: int, name: str, origin: int) -> Drawn:
    where = f"{name}, object {place}"
    label = (one.findtext("name") or "").strip()
    if not label:
        raise bad_input("voc.no_name", "The object has no name.", where, "Write its label into <name>.")
    sides = [found for side in SIDES if (found := number(one.find(f"bndbox/{side}"))) is not None]
    if len(sides) < len(SIDES):
        raise bad_input(
            "voc.no_box",
            "The object has no whole <bndbox>.",
            where,
            "Give xmin, ymin, xmax and ymax as numbers; other shapes cannot be read.",
        )
    left, top, right, bottom = sides
    said: dict[str, Json] = {mark: True for mark in MARKS if (one.findtext(mark) or "0").strip() != "0"}
    pose = (one.findtext(POSE) or NO_POSE).strip()
    if pose != NO_POSE:
        said[POSE] = pose
    return Drawn(where, label, between(left - origin, top - origin, right, bottom), attributes=said)


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items and attributes are left out, and which boxes are written as others."""
    boxes = [
        box
        for question in questions_of(release, KINDS)
        for row in images_of(release, question)
        for box in _boxes(row, question)
    ]
    turned = sum(bool(box.get("angle")) for box in boxes)
    broken = sum(any(side != round(side) for side in _corners(box, 0)) for box in boxes)
    lost = sorted({key for box in boxes for key in box.get("attributes", {})} - {*MARKS, POSE})
    told = {
        f"Of turned boxes, {turned} in all, VOC has the upright box round them.": turned,
        f"{broken} boxes have fractions of a pixel, which some readers of VOC cut off.": broken,
        f"VOC has no place for the attributes {', '.join(lost)}.": len(lost),
    }
    return [
        *undecided(release, KINDS, "VOC"),
        *repeated(release, KINDS, "VOC"),
        *(sentence for sentence, n in told.items() if n),
    ]


@exporter("voc.v1", kinds=KINDS, losses=losses, shows="image")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write voc/Annotations/<image>.xml and voc/ImageSets/Main/<part>.txt, pixels counted from 1.

    Of several questions each has a folder of its own, voc_<question>. The images are those of the release.
    """
    return _write(release, folder, "voc", 1)


@exporter("voc_0_based.v1", kinds=KINDS, losses=losses, shows="image")
def write_0_based(release: ReleaseData, folder: Path) -> list[str]:
    """Write the same into voc_0_based/, pixels counted from 0 and second corners just outside the box."""
    return _write(release, folder, "voc_0_based", 0)


def _write(release: ReleaseData, folder: Path, name: str, origin: int) -> list[str]:
    files = []
    for question in questions_of(release, KINDS):
        within = folder_of(release, KINDS, name, question)
        rows = images_of(release, question)
        for row in rows:
            text = _xml(row, question, release, origin)
            files.append(
                write_below(folder, f"{within}/Annotations/{stem_of(row, question)}.xml", [text, "\n"])
            )
        for part in release.parts:
            stems = [f"{stem_of(row, question)}\n" for row in rows if row.part == part]
            if stems:
                files.append(write_below(folder, f"{within}/ImageSets/Main/{part}.txt", stems))
    return files


def _xml(row: ReleaseItem, question: Question, release: ReleaseData, origin: int) -> str:
    image = image_of(row, question)
    root = ET.Element("annotation")
    _put(root, "folder", MEDIA_FOLDERS["image"])
    _put(root, "filename", image["media"])
    _put(ET.SubElement(root, "source"), "database", f"{release.project} {release.name}")
    size = ET.SubElement(root, "size")
    for side, said in (("width", image["width"]), ("height", image["height"]), ("depth", 3)):
        _put(size, side, said)
    _put(root, "segmented", 0)
    _put(root, "pixel_origin", origin)
    asked = {one.key for one in declared(question)}
    for box in _boxes(row, question):
        drawn, said = ET.SubElement(root, "object"), box.get("attributes", {})
        _put(drawn, "name", box["label"])
        _put(drawn, POSE, said.get(POSE, NO_POSE))
        for mark in MARKS:
            if mark in asked or mark != "occluded":
                _put(drawn, mark, int(said.get(mark) is True))
        bndbox = ET.SubElement(drawn, "bndbox")
        for side, at in zip(SIDES, _corners(box, origin), strict=True):
            _put(bndbox, side, f"{at:g}" if at == round(at) else repr(at))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def _put(parent: ET.Element, tag: str, text: object) -> None:
    ET.SubElement(parent, tag).text = str(text)


def _boxes(row: ReleaseItem, question: Question) -> Any:
    return row.answers[question.key].value


def _corners(box: Mapping[str, Any], origin: int) -> tuple[float, float, float, float]:
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    if box.get("angle"):
        x, y, width, height = bounds(((corners((x, y, width, height, box["angle"])),),))
    return x + origin, y + origin, x + width, y + height
