"""YOLO as Ultralytics reads it: boxes, turned boxes or outlines in one text file for each image, shares of its sides.

A YAML file names the classes, from 0, and where the images of each part lie; the labels of `images/…/x.png` are in
`labels/…/x.txt`. A row is `class middle-x middle-y width height`, or `class x y x y …` with four corners of a turned
box or the points of an outline. Nothing says which, so a set holds one of them; our own files say it as `task`.
What is read is rounded to a millionth of a pixel, since shares are no round numbers.
Source: docs.ultralytics.com, "Datasets": detect, segment and OBB.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from goldsmith import regions
from goldsmith.errors import InvalidInput, bad_input
from goldsmith.export import ReleaseData, ReleaseItem, exporter, media_path, write_below
from goldsmith.export.carried import (
    image_of,
    images_of,
    questions_of,
    repeated,
    stem_of,
    undecided,
)
from goldsmith.ingest import Picture, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.drawn import DIGITS, Drawn, Told, given
from goldsmith.ingest.files import Files
from goldsmith.ingest.images import SUFFIXES, picture
from goldsmith.ingest.json_table import read_text
from goldsmith.model import Question
from goldsmith.regions import Region, Ring
from goldsmith.turned import between_corners, corners

KINDS = frozenset({"box.v1", "polygon.v1", "instance.v1"})
PARTS = ("train", "val", "test")
FOLDERS = {"valid": "val", "validation": "val"}  # what parts are called elsewhere
SET = re.compile(rb"^names\s*:", re.MULTILINE)
DETECT, SEGMENT, TURNED = "detect", "segment", "obb"
PRECISION = 1e-6  # of a side: what numbers of six digits leave open

Numbers: TypeAlias = tuple[float, ...]

# reading ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a label file: its place, its class, and the shares."""

    where: str
    label: str
    shares: Numbers


@dataclass(slots=True)
class _Source:
    """A set as it stands. parts: by image; lines: by image, of those that have a label file."""

    names: Mapping[int, str]
    task: str | None
    name: str
    parts: dict[str, str | None] = field(default_factory=dict)
    lines: dict[str, list[_Line]] = field(default_factory=dict)
    faults: list[InvalidInput] = field(default_factory=list)
    n_read: int = 0


def recognises(files: Files, name: str, head: bytes) -> bool:
    """Return whether a YAML file names classes, or a folder has text files in `labels` beside `images`."""
    if name:
        return name.lower().endswith((".yaml", ".yml")) and SET.search(head) is not None
    folders = {part for one in files.names() for part in one.split("/")[:-1]}
    has_rows = any("labels/" in one and one.endswith(".txt") for one in files.names())
    return has_rows and {"images", "labels"} <= folders


@reader("yolo.v1", recognises=recognises)
def read_yolo(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each image of the set; one without a label file, or with an empty one, says "nothing here".

    The image's part (train, val, test) becomes metadata. Raises InvalidInput for a set that names no classes, that
    mixes boxes with outlines or that holds key points.
    """
    source = _source(files, name or _yaml_of(files))
    task = _task(source, options)
    n_empty = sum(not source.lines.get(image) for image in source.parts)
    reading = Reading(rows=iter(()), facts={"boxes": "yolo", "task": task})
    reading.notices.append(f"The rows are read as {SAID[task]}.")
    if n_empty:
        reading.notices.append(f"{n_empty} images without rows count as “nothing here”.")
    reading.rows = _rows(source, task, files, options, reading)
    reading.progress = lambda: source.n_read / max(len(source.parts), 1)
    return reading


SAID = {DETECT: "boxes", SEGMENT: "outlines", TURNED: "turned boxes"}


def _yaml_of(files: Files) -> str:
    found = [one for one in files.names() if one.lower().endswith((".yaml", ".yml"))]
    if len(found) == 1:
        return found[0]
    raise bad_input(
        "yolo.no_names",
        f"{len(found)} YAML files are there to name the classes."
        if found
        else "No YAML file names the classes.",
        files.title,
        "Put one data.yaml with `names:` beside images and labels, or give that file instead of the folder.",
    )


def _source(files: Files, name: str) -> _Source:
    whole = _parsed(files, name)
    if "kpt_shape" in whole:
        raise bad_input(
            "yolo.pose", "The set holds key points.", name, "Export boxes or outlines; poses cannot be read."
        )
    task = whole.get("task")
    source = _Source(_names(whole.get("names"), name), task if task in SAID else None, name)
    root = posixpath.join(posixpath.dirname(name), str(whole.get("path") or ""))
    for part in PARTS:
        places = whole.get(part) or []
        for place in [places] if isinstance(places, str) else places:
            images = _images(files, name, root, str(place))
            if not images:
                source.faults.append(
                    bad_input(
                        "yolo.no_images",
                        f"{part}: there are no images in {place!r}.",
                        name,
                        "Give the folder of the images, or a list of them, relative to this file.",
                    )
                )
            for image in images:
                source.parts.setdefault(image, part)
    if not set(PARTS) & whole.keys():  # as some tools leave it: the folders say what is what
        images = _images(files, name, root, ".")
        source.parts = {image: _part_in(image) for image in images if "/images/" in f"/{image}"}
    for image in source.parts:
        labels = _labels_of(image)
        if files.has(labels):
            source.lines[image] = list(_lines(files, labels, source))
    return source


def _parsed(files: Files, name: str) -> Mapping[str, Any]:
    try:
        whole = yaml.safe_load(read_text(files, name))
    except yaml.YAMLError as error:
        told = str(error).replace("\n", " ")
        raise bad_input("yolo.malformed", f"This is not YAML: {told}.", name, "Write it again.") from error
    if not isinstance(whole, Mapping):
        raise bad_input("yolo.malformed", "The file is no mapping.", name, "Write names, train and val.")
    return whole


def _names(names: Any, where: str) -> Mapping[int, str]:
    listed = dict(enumerate(names)) if isinstance(names, list) else names
    if not isinstance(listed, Mapping) or not all(str(key).isdecimal() for key in listed) or not listed:
        raise bad_input(
            "yolo.no_names",
            "`names` is neither a list of classes nor a mapping of numbers to them.",
            where,
            "Write `names: [cat, dog]`, or `names: {0: cat, 1: dog}`.",
        )
    return {int(key): str(one) for key, one in listed.items()}


def _images(files: Files, name: str, root: str, place: str) -> list[str]:
    """Return the images of a part: those in a folder, or those that a text file lists.

    `path` is often that of another machine, and `train` often begins with `../`: then the place counts from the file.
    """
    here = posixpath.dirname(name)
    climbed = re.sub(r"^(\.\./)+", "", place)
    for at in (posixpath.join(root, place), posixpath.join(here, place), posixpath.join(here, climbed)):
        at = posixpath.normpath(at)
        if at.endswith(".txt") and files.has(at):
            return [
                posixpath.normpath(posixpath.join(posixpath.dirname(at), one)) for one in _text(files, at)
            ]
        within = "" if at == "." else f"{at}/"
        found = [one for one in files.names() if one.startswith(within) and one.lower().endswith(SUFFIXES)]
        if found:
            return found
    return []


def _part_in(image: str) -> str | None:
    """Return the part that a folder on the way to an image is called after, or None."""
    named = [FOLDERS.get(folder, folder) for folder in image.split("/")[:-1]]
    return next((folder for folder in named if folder in PARTS), None)


def _text(files: Files, name: str) -> list[str]:
    return [line.strip() for line in read_text(files, name).splitlines() if line.strip()]


def _labels_of(image: str) -> str:
    """Return the name of an image's label file: the last folder `images` becomes `labels`.

    >>> _labels_of("set/images/train/a.jpg")
    'set/labels/train/a.txt'
    """
    before, images, after = f"/{image}".rpartition("/images/")
    place = f"{before}/labels/{after}" if images else after
    return posixpath.splitext(place)[0].lstrip("/") + ".txt"


def _lines(files: Files, name: str, source: _Source) -> Iterator[_Line]:
    for number, line in enumerate(read_text(files, name).splitlines(), 1):
        if line.strip():
            try:
                yield _line(line.split(), f"{name} line {number}", source.names)
            except InvalidInput as fault:
                source.faults.append(fault)


def _line(words: Sequence[str], where: str, names: Mapping[int, str]) -> _Line:
    try:
        numbers = [float(word) for word in words]
    except ValueError:
        numbers = []
    if len(numbers) < 5 or len(numbers) % 2 == 0 or not all(map(isfinite, numbers)):
        raise bad_input(
            "yolo.bad_row",
            f"{' '.join(words)[:60]!r} is not a class and four shares, or pairs of them for three points or more.",
            where,
            "Write `class x y width height`. Predictions say their confidence too; leave it out.",
        )
    if numbers[0] not in names:
        raise bad_input(
            "yolo.no_class", f"The file names no class {words[0]}.", where, "Name it, or mend the row."
        )
    return _Line(where, names[int(numbers[0])], tuple(numbers[1:]))


def _task(source: _Source, options: ReadOptions) -> str:
    """Return what the rows are: as the file says, else by how many numbers they have and what the guideline asks."""
    by_length: dict[int, _Line] = {}
    for line in (line for lines in source.lines.values() for line in lines):
        by_length.setdefault(len(line.shares), line)
    if 4 in by_length and len(by_length) > 1:
        other = next(line for length, line in by_length.items() if length != 4)
        raise bad_input(
            "yolo.mixed",
            "Some rows are boxes and some are outlines, so that nothing says what the set is.",
            f"{by_length[4].where} and {other.where}",
            "Make two sets of them.",
        )
    if 4 in by_length:
        return DETECT
    if by_length.keys() != {8}:
        return SEGMENT if by_length else source.task or DETECT
    asked = [question for question in options.asked or () if question.kind in KINDS]
    is_turned = bool(asked) and all(question.options.get("rotate") is True for question in asked)
    return source.task or (TURNED if is_turned else SEGMENT)


def _rows(source: _Source, task: str, files: Files, options: ReadOptions, reading: Reading) -> Rows:
    yield from files.faults
    yield from source.faults
    told = Told()
    for image, part in source.parts.items():
        source.n_read += 1
        try:
            shown = picture(files, image, options, where=image)
            drawn = [_drawn(line, task, shown) for line in source.lines.get(image, ())]
        except InvalidInput as fault:
            yield fault
            continue
        labels, wrong = given(drawn, shown, options, told)
        yield from wrong
        metadata = {"part": part} if part else {}
        yield Row(f"{source.name} image {image}", {"image": shown}, image, None, metadata, labels)
    reading.notices += told.sentences()


def _drawn(line: _Line, task: str, shown: Picture) -> Drawn:
    if task == DETECT:
        x, y, width, height = line.shares
        across, down = _side(x, width, shown.width), _side(y, height, shown.height)
        return Drawn(line.where, line.label, (across[0], down[0], across[1], down[1]))
    sides = (shown.width, shown.height)
    ring = regions.ring([_at(share, sides[n % 2]) for n, share in enumerate(line.shares)])
    if task == SEGMENT:
        return Drawn(line.where, line.label, region=((ring,),))
    turned = between_corners(ring, 4 * PRECISION * max(sides)) if len(ring) == 4 else None
    if turned is None:
        raise bad_input(
            "yolo.no_rectangle",
            "Its four points are not the corners of a turned box.",
            line.where,
            "Mend them; if the set holds outlines, ask for polygons, or write `task: segment` into its YAML file.",
        )
    return Drawn(line.where, line.label, turned[:4], turned[4])


def _at(share: float, side: int) -> float:
    """Return a share in px; what lies outside by less than six digits can say is on the border."""
    held = 0.0 if -PRECISION <= share < 0 else 1.0 if 1 < share <= 1 + PRECISION else share
    return round(held * side, DIGITS)


def _side(middle: float, length: float, side: int) -> tuple[float, float]:
    """Return where a box begins along a side, and its length, in px."""
    loose = PRECISION * side
    wide = round(length * side, DIGITS)
    wide = 1.0 if 1 - loose < wide < 1 else min(wide, side) if wide <= side + loose else wide
    left = round(middle * side - wide / 2, DIGITS)
    if side < left + wide <= side + loose:
        left = round(side - wide, DIGITS)
    return (0.0 if -loose <= left < 0 else left), wide


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items and attributes are left out, and which outlines are written as others."""
    told = [*undecided(release, KINDS, "YOLO"), *repeated(release, KINDS, "YOLO")]
    questions = questions_of(release, KINDS)
    if len(questions) > 1:
        told.append(
            "YOLO looks for labels beside the folder of images: copy or link `images` into each folder "
            f"{', '.join(_base(release, question) for question in questions)} to train with it."
        )
    drawn = [
        one
        for question in questions
        for row in images_of(release, question)
        for one in _objects(row, question)
    ]
    found = [_region(one) for one in drawn if "parts" in one or "counts" in one]
    holes = sum(any(len(part) > 1 for part in region) for region in found)
    split = sum(len(region) > 1 for region in found)
    lost = sorted({key for one in drawn for key in one.get("attributes", {})})
    sentences = {
        f"YOLO has no holes: those of {holes} outlines are filled.": holes,
        f"YOLO has no outlines of several parts: {split} become one object for each part.": split,
        f"YOLO has no attributes: {', '.join(lost)} are left out.": len(lost),
    }
    parts = {_part(row.part) for row in release.items}
    if not {"train", "val"} <= parts:
        told.append(
            f"YOLO trains with parts named train and val; this release has {', '.join(release.parts)}."
        )
    return [*told, *(sentence for sentence, n in sentences.items() if n)]


@exporter("yolo.v1", kinds=KINDS, losses=losses, shows="image")
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write yolo.yaml, yolo_<part>.txt with the images of each part, and labels/<image>.txt beside the images.

    Boxes are written as such, those of a question that lets them be turned as four corners; polygons, and instances
    along the edges of their pixels, as outlines. Of several questions each has a folder of its own, yolo_<question>.
    """
    files = []
    for question in questions_of(release, KINDS):
        base = _base(release, question)
        rows = images_of(release, question)
        classes = {key: n for n, key in enumerate(question.label_keys())}
        lists = {
            part: [f"./{media_path(image_of(row, question))}\n" for row in rows if row.part == part]
            for part in release.parts
        }
        lists = {part: lines for part, lines in lists.items() if lines}
        said = {
            **{_part(part): f"yolo_{part}.txt" for part in lists},
            "task": _task_of(question),
            "names": {n: key for key, n in classes.items()},
        }
        files.append(
            write_below(
                folder, f"{base}yolo.yaml", [yaml.safe_dump(said, sort_keys=False, allow_unicode=True)]
            )
        )
        files += [write_below(folder, f"{base}yolo_{part}.txt", lines) for part, lines in lists.items()]
        for row in rows:
            lines = [
                line for one in _objects(row, question) for line in _written(one, row, question, classes)
            ]
            files.append(write_below(folder, f"{base}labels/{stem_of(row, question)}.txt", lines))
    return files


def _base(release: ReleaseData, question: Question) -> str:
    return f"yolo_{question.key}/" if len(questions_of(release, KINDS)) > 1 else ""


def _part(part: str) -> str:
    return FOLDERS.get(part, part)


def _task_of(question: Question) -> str:
    if question.kind != "box.v1":
        return SEGMENT
    return TURNED if question.options.get("rotate") is True else DETECT


def _objects(row: ReleaseItem, question: Question) -> Any:
    value: Any = row.answers[question.key].value
    if not isinstance(value, Mapping):
        return value
    return [{**one, "height": value["size"][0], "width": value["size"][1]} for one in value["objects"]]


def _written(
    one: Mapping[str, Any], row: ReleaseItem, question: Question, classes: Mapping[str, int]
) -> Iterator[str]:
    image = image_of(row, question)
    width, height = image["width"], image["height"]
    task = _task_of(question)
    if task == DETECT:
        middle = (one["x"] + one["width"] / 2) / width, (one["y"] + one["height"] / 2) / height
        rows: list[Sequence[float]] = [(*middle, one["width"] / width, one["height"] / height)]
    else:
        rings: list[Ring] = [part[0] for part in _region(one)]
        rows = [[side for x, y in ring for side in (x / width, y / height)] for ring in rings]
    for shares in rows:
        yield " ".join([str(classes[one["label"]]), *map(repr, map(float, shares))]) + "\n"


def _region(one: Mapping[str, Any]) -> Region:
    """Return the outline of a polygon, an instance or a turned box."""
    if "parts" in one:
        return regions.from_json(one["parts"])
    if "counts" in one:
        from goldsmith.runs import decode, outline

        return outline(decode(one["counts"], one["height"] * one["width"]), one["height"])
    return ((corners((one["x"], one["y"], one["width"], one["height"], one.get("angle", 0.0))),),)
