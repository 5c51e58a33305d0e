"""Mask PNGs: pictures as large as the image whose pixels are numbers of classes, or of objects.

`masks.json` says which number is which label, and its colour. By class: 8 bits with a palette, numbers from 0 in the
guideline's order, 255 where a pixel bears no label; 16 bits and 65535 for more than 255 labels. By object: grey
values from 1, 0 for none, and 16 bits for more than 255 objects. Numbers are never mixed at edges, so they are not read
from JPEG.

Folders in the manner of Pascal VOC are read too: `SegmentationClass` and, for objects, `SegmentationObject`, whose
colours `labelmap.txt` names (lines of `label:red,green,blue:parts:actions`), as CVAT and Datumaro write them.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleaseData, ReleaseItem, exporter, media_path, write_text
from goldsmith.export.carried import (
    folder_of,
    image_of,
    images_of,
    questions_of,
    repeated,
    stem_of,
    undecided,
)
from goldsmith.export.pixels import Colour, colour, write_png
from goldsmith.ingest import Picture, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.drawn import Drawn, Told, given
from goldsmith.ingest.files import Files, is_safe
from goldsmith.ingest.images import SUFFIXES, Beside, picture
from goldsmith.ingest.json_table import parse, read_text
from goldsmith.ingest.pixels import VOC_BORDER, is_mask, numbers_in
from goldsmith.model import Question, canonical

KINDS = frozenset({"mask.v1", "instance.v1"})
NAME = "mask_png"
FIRST_MEMBER = re.compile(rb'\s*{\s*"format"\s*:\s*"mask_png"')
BACKGROUND = "background"
MOST_8_BIT, MOST_16_BIT = 255, 65535

# reading ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mask:
    """One image with its picture of classes and its picture of objects; either may be missing.

    objects: the label of each number in the picture of objects; None: the class that most of its pixels have.
    """

    where: str
    image: str
    classes: str | None = None
    objects: str | None = None
    labels: Mapping[int, str] | None = None
    part: str | None = None


@dataclass(slots=True)
class _Source:
    """What a file or folder lists. labels: by number; colours: by number; nothing: numbers that are no label."""

    labels: Mapping[int, str]
    nothing: frozenset[int]
    masks: list[_Mask]
    colours: Mapping[Colour, int] = field(default_factory=dict)
    faults: list[InvalidInput] = field(default_factory=list)
    n_read: int = 0


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a JSON file begins as ours does, or a folder has a labelmap.txt with masks, and no boxes."""
    if name:
        return name.lower().endswith(".json") and FIRST_MEMBER.match(head) is not None
    names = files.names()
    return (
        any(posixpath.basename(one) == "labelmap.txt" for one in names)
        and any(map(is_mask, names))
        and not any(one.lower().endswith(".xml") for one in names)
    )


@reader("mask_png.v1", recognises=recognises)
def read_masks(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each image that has a mask; a pixel without a label stays without one.

    Raises InvalidInput when the numbers of labels cannot be read.
    """
    source = _listed(files, name) if name else _found(files)
    reading = Reading(rows=iter(()), facts={"masks": NAME})
    reading.rows = _rows(source, files, options, reading)
    reading.progress = lambda: source.n_read / max(len(source.masks), 1)
    return reading


def _listed(files: Files, name: str) -> _Source:
    """Return what masks.json lists."""
    whole = parse(read_text(files, name), name)
    labels, masks, rest = whole.get("labels"), whole.get("masks"), whole.get("unlabelled")
    are_sound = (
        isinstance(labels, list)
        and isinstance(masks, list)
        and all(isinstance(one, Mapping) for one in (*labels, *masks))
        and isinstance(rest, int)
    )
    if not are_sound or not all(
        isinstance(one.get("value"), int) and isinstance(one.get("label"), str) for one in labels
    ):
        raise bad_input(
            "mask_png.malformed",
            "The file does not list labels, masks and the number of pixels without a label.",
            name,
            'Write {"format": "mask_png", "labels": [{"value", "label"}], "masks": [{"image", "mask"}], "unlabelled"}.',
        )
    colours = {
        (one["color"][0], one["color"][1], one["color"][2]): one["value"]
        for one in labels
        if isinstance(one.get("color"), list) and len(one["color"]) == 3
    }
    if colours:
        colours.setdefault(colour(0), rest)
    source = _Source({one["value"]: one["label"] for one in labels}, frozenset({rest}), [], colours)
    beside = Beside(files, name)
    for number, one in enumerate(masks, 1):
        try:
            source.masks.append(_entry(one, beside, f"{name} mask {number}"))
        except InvalidInput as fault:
            source.faults.append(fault)
    return source


def _entry(one: Mapping[str, Any], beside: Beside, where: str) -> _Mask:
    image, mask, objects, part = (one.get(member) for member in ("image", "mask", "objects", "part"))
    if not all(isinstance(file, str) and is_safe(file) for file in (image, mask)):
        raise bad_input(
            "mask_png.no_file",
            "It names no image and mask inside the folder.",
            where,
            "Give both, relative to the file.",
        )
    part = part if isinstance(part, str) else None
    shown, drawn = beside.find(str(image)), beside.find(str(mask))
    if objects is None:
        return _Mask(where, shown, classes=drawn, part=part)
    labels = {
        each["value"]: each["label"]
        for each in objects
        if isinstance(each, Mapping) and isinstance(each.get("value"), int) and "label" in each
    }
    return _Mask(where, shown, objects=drawn, labels=labels, part=part)


def _found(files: Files) -> _Source:
    """Return what a folder in VOC's manner holds."""
    names = files.names()
    map_name = next(one for one in names if posixpath.basename(one) == "labelmap.txt")
    labels: dict[int, str] = {}
    colours: dict[Colour, int] = {}
    for line in read_text(files, map_name).splitlines():
        label, _, rest = line.partition(":")
        if line.strip() and not line.startswith("#"):
            red, green, blue = _colour(rest.partition(":")[0], len(labels), f"{map_name}, {line[:60]!r}")
            colours[red, green, blue] = len(labels)
            labels[len(labels)] = label.strip()
    nothing = {n for n, label in labels.items() if label == BACKGROUND} | {MOST_8_BIT}
    colours.setdefault(VOC_BORDER, MOST_8_BIT)
    pictures = [one for one in names if one.lower().endswith(SUFFIXES) and not is_mask(one)]
    images = {posixpath.splitext(posixpath.basename(one))[0]: one for one in pictures}
    source = _Source(labels, frozenset(nothing), [], colours)
    objects = {posixpath.basename(one): one for one in names if "SegmentationObject/" in one}
    for one in names:
        if "SegmentationClass/" in one:
            base = posixpath.basename(one)
            image = images.get(posixpath.splitext(base)[0])
            if image is None:
                source.faults.append(
                    bad_input(
                        "mask_png.no_image",
                        "No image has this mask's name.",
                        one,
                        "Put the images into JPEGImages.",
                    )
                )
            else:
                source.masks.append(_Mask(one, image, one, objects.get(base)))
    return source


def _colour(text: str, place: int, where: str) -> Colour:
    """Return the colour that a line of labelmap.txt gives; without one it is VOC's for that place."""
    numbers = [int(number) for number in text.split(",") if number.strip().isdecimal()]
    if not text.strip():
        return colour(place)
    if len(numbers) != 3:
        raise bad_input(
            "mask_png.labelmap", f"{text!r} is no colour.", where, "Write lines of label:red,green,blue::"
        )
    return numbers[0], numbers[1], numbers[2]


def _rows(source: _Source, files: Files, options: ReadOptions, reading: Reading) -> Rows:
    yield from files.faults
    yield from source.faults
    told = Told()
    by_objects = options.asked is not None and not any(one.kind == "mask.v1" for one in options.asked)
    for mask in source.masks:
        source.n_read += 1
        is_by_class = mask.classes is not None and (mask.objects is None or not by_objects)
        try:
            shown = picture(files, mask.image, options, where=mask.where)
            drawn = list(
                _classes(mask, source, files, shown) if is_by_class else _objects(mask, source, files, shown)
            )
        except InvalidInput as fault:
            yield fault
            continue
        labels, wrong = given(drawn, shown, options, told, are_classes=is_by_class)
        yield from wrong
        metadata = {"part": mask.part} if mask.part else {}
        yield Row(mask.where, {"image": shown}, mask.image, None, metadata, labels)
    reading.notices += told.sentences()


def _classes(mask: _Mask, source: _Source, files: Files, shown: Picture) -> Iterator[Drawn]:
    from goldsmith.runs import by_code

    found = by_code(numbers_in(mask.classes or "", files, shown, source.colours))
    strange = {number: runs for number, runs in found.items() if number not in source.labels}
    strange = {number: runs for number, runs in strange.items() if number not in source.nothing}
    if strange:
        number, runs = next(iter(strange.items()))
        what = f"the number {number}" if number >= 0 else "a colour"
        raise bad_input(
            "mask_png.no_label",
            f"{runs.area:,} pixels have {what} that no label has.",
            f"{mask.where}, {mask.classes}",
            "Name it among the labels. If edges were smoothed, export the mask again without that.",
        )
    for number, runs in found.items():
        if number not in source.nothing:
            yield Drawn(f"{mask.where}, number {number}", source.labels[number], runs=runs)


def _objects(mask: _Mask, source: _Source, files: Files, shown: Picture) -> Iterator[Drawn]:
    import numpy as np

    from goldsmith.runs import by_code

    numbers = numbers_in(mask.objects or "", files, shown, None)
    classes = (
        None if mask.labels is not None else numbers_in(mask.classes or "", files, shown, source.colours)
    )
    for number, runs in by_code(numbers).items():
        if number == 0 or (classes is not None and number == MOST_8_BIT):
            continue
        where = f"{mask.where}, object {number}"
        label = (mask.labels or {}).get(number)
        if classes is not None:
            most = int(np.bincount(classes[numbers == number].clip(0)).argmax())
            label = source.labels.get(most)
        if label is None:
            raise bad_input(
                "mask_png.no_object",
                f"No label is given for object {number}.",
                where,
                "List it with its label.",
            )
        yield Drawn(where, label, runs=runs)


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items and attributes are left out."""
    told = [*undecided(release, KINDS, "mask PNGs"), *repeated(release, KINDS, "a mask PNG")]
    if any(
        "attributes" in one
        for question in questions_of(release, KINDS)
        for row in images_of(release, question)
        for one in _parts(row, question)
    ):
        told.append("Mask PNGs have no attributes of objects; items.jsonl does.")
    return told


@exporter("mask_png.v1", kinds=KINDS, losses=losses, shows="image")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write masks.json and masks/<image>.png; of several questions each has its own, masks_<question>.

    Colours are those of Pascal VOC from its second; where a pixel bears no label it is black.
    """
    files = []
    for question in questions_of(release, KINDS):
        within = folder_of(release, KINDS, "masks", question)
        rows = images_of(release, question)
        masks = []
        for row in rows:
            name = f"{within}/{stem_of(row, question)}.png"
            files.append(_picture(folder, name, row, question))
            masks.append(_told(name, row, question))
        said = {
            "format": NAME,
            "kind": question.kind,
            "labels": [
                {"value": n, "label": one.key, "title": one.title, "color": list(colour(n % MOST_8_BIT + 1))}
                for n, one in enumerate(question.labels)
            ],
            "masks": masks,
            "unlabelled": _rest(question),
        }
        files.append(write_text(folder / f"{within}.json", [canonical(said), "\n"]))
    return files


def _picture(folder: Path, name: str, row: ReleaseItem, question: Question) -> str:
    from goldsmith.runs import decode, runs_of

    value: Any = row.answers[question.key].value
    height, width = value["size"]
    parts = _parts(row, question)
    if question.kind == "instance.v1":
        sets = [decode(one["counts"], height * width) for one in parts]
        return write_png(folder, name, sets, height=height, width=width, first=1, rest=0)
    counts = {one["label"]: one["counts"] for one in parts}
    sets = [
        decode(counts[key], height * width) if key in counts else runs_of([], [])
        for key in question.label_keys()
    ]
    palette = [*(colour(n + 1) for n in range(MOST_8_BIT)), colour(0)]
    rest = _rest(question)
    return write_png(folder, name, sets, height=height, width=width, first=0, rest=rest, palette=palette)


def _told(name: str, row: ReleaseItem, question: Question) -> dict[str, Any]:
    listed = [{"value": n, "label": one["label"]} for n, one in enumerate(_parts(row, question), 1)]
    objects = {"objects": listed} if question.kind == "instance.v1" else {}
    return {"image": media_path(image_of(row, question)), "mask": name, "part": row.part, **objects}


def _rest(question: Question) -> int:
    """Return the number of pixels that bear no label."""
    if question.kind == "instance.v1":
        return 0
    return MOST_8_BIT if len(question.labels) <= MOST_8_BIT else MOST_16_BIT


def _parts(row: ReleaseItem, question: Question) -> Sequence[Mapping[str, Any]]:
    value: Any = row.answers[question.key].value
    found: Sequence[Mapping[str, Any]] = value["objects" if question.kind == "instance.v1" else "masks"]
    return found
