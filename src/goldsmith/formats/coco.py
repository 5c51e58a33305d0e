"""COCO instances: boxes, polygons, instances and masks on images, one file for each part.

Pixels count from 0, `bbox` is x, y, width, height, and category ids start at 1 in the guideline's order, since
several readers take 0 for "no category". Outlines are lists of rings; those with holes, which the lists cannot say,
and masks are runs of pixels (RLE), a pixel belonging to what its centre lies in. Two members of our own keep what
that would lose, and other tools pass over them: `turned` is a turned box, `parts` an outline with holes; they are
read where they still say what the standard members say. Source: cocodataset.org, "Data format".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from goldsmith import regions
from goldsmith.attributes import declared
from goldsmith.errors import InvalidInput, InvalidValue, bad_input
from goldsmith.export import ReleaseData, ReleaseItem, exporter, media_path, write_text
from goldsmith.export.carried import name_of, questions_of, undecided
from goldsmith.export.facts import decided
from goldsmith.geometry import Rect
from goldsmith.ingest import Picture, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.drawn import Drawn, Told, given
from goldsmith.ingest.files import Files, is_safe
from goldsmith.ingest.images import Beside, check_size, picture
from goldsmith.ingest.json_table import parse, read_text
from goldsmith.model import Json, Question, canonical
from goldsmith.regions import Region
from goldsmith.turned import Turned, corners

if TYPE_CHECKING:
    from goldsmith.runs import Runs

KINDS = frozenset({"box.v1", "polygon.v1", "instance.v1", "mask.v1"})
FIRST_MEMBER = re.compile(rb'\s*{\s*"(info|licenses|images|annotations|categories)"\s*:\s*[\[{]')
LISTS = ("images", "annotations", "categories")
CROWD = "iscrowd"  # the attribute that lets crowd regions in
DIGITS = 4  # of a pixel, to which members of our own must agree with the standard ones

Id: TypeAlias = int | str | None
Annotation: TypeAlias = Mapping[str, Any]

# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether a JSON file begins as a COCO file does."""
    return (
        name.lower().endswith(".json") and FIRST_MEMBER.match(head.removeprefix(b"\xef\xbb\xbf")) is not None
    )


@dataclass(slots=True)
class _Source:
    """A COCO file as it stands, and what became of its objects."""

    name: str
    images: Sequence[Mapping[str, Any]]
    by_image: dict[Id, list[Annotation]]
    labels: dict[Id, str]
    are_classes: bool  # rather than objects: what is not countable, and our masks by class
    faults: list[InvalidInput]
    told: Told = field(default_factory=Told)
    n_crowds: int = 0
    n_read: int = 0


@reader("coco.v1", recognises=recognises)
def read_coco(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each image that the file lists; one without annotations says "nothing here".

    Crowd regions are left out and told, unless the options say that they are objects, or a question declares the
    attribute `iscrowd` or asks for masks by class. Raises InvalidInput when the lists are not lists of objects.
    """
    source = _source(files, name)
    reading = Reading(rows=iter(()), facts={"columns": {"images": ["image"]}, "boxes": "coco"})
    empty = sum(not source.by_image[_id(one)] for one in source.images)
    if empty:
        reading.notices.append(f"{empty} images without annotations count as “nothing here”.")
    reading.rows = _rows(source, files, options, reading)
    reading.progress = lambda: source.n_read / max(len(source.images), 1)
    return reading


def _source(files: Files, name: str) -> _Source:
    whole = parse(read_text(files, name), name)
    images, annotations, categories = (_listed(whole, part, name) for part in LISTS)
    labels = {_id(one): one["name"] for one in categories if isinstance(one.get("name"), str)}
    are_classes = bool(categories) and all(one.get("isthing") == 0 for one in categories)
    faults = [*_repeated(images, name)]
    source = _Source(name, images, {_id(one): [] for one in images}, labels, are_classes, faults)
    for one in annotations:
        if _id(one, "image_id") not in source.by_image:
            source.faults.append(
                bad_input(
                    "coco.no_image",
                    "It belongs to no image of the file.",
                    _place(one, name),
                    "Mend its image_id.",
                )
            )
        elif _id(one, "category_id") not in labels:
            source.faults.append(
                bad_input(
                    "coco.no_category",
                    "It has no category of the file.",
                    _place(one, name),
                    "Mend its category_id, or list the category.",
                )
            )
        else:
            source.by_image[_id(one, "image_id")].append(one)
    return source


def _rows(source: _Source, files: Files, options: ReadOptions, reading: Reading) -> Rows:
    yield from source.faults
    beside = Beside(files, source.name)
    for image in source.images:
        source.n_read += 1
        where = f"{source.name} image {image.get('id')}"
        try:
            size = image.get("width"), image.get("height")
            shown = picture(files, _found(image, beside, where), options, where=where, size=size)
            check_size(size, shown, where=where)
            drawn = list(_objects_of(image, source, shown, options))
        except InvalidInput as fault:
            yield fault
            continue
        labels, wrong = given(drawn, shown, options, source.told, are_classes=source.are_classes)
        yield from wrong
        metadata = {
            key: image[key] for key in ("license", "date_captured") if isinstance(image.get(key), str | int)
        }
        yield Row(where, {"image": shown}, str(image["file_name"]), None, metadata, labels)
    reading.notices += source.told.sentences()
    if source.n_crowds:
        reading.notices.append(
            f"{source.n_crowds} crowd regions are left out: they are not single objects. Where they are, since some "
            "tools mark every mask so, add --crowds."
        )


def _objects_of(
    image: Mapping[str, Any], source: _Source, shown: Picture, options: ReadOptions
) -> Iterator[Drawn]:
    asked = [question for question in options.asked or () if question.kind in KINDS]
    says_crowd = [CROWD in {one.key for one in declared(question)} for question in asked]
    takes_crowds = options.crowds or (
        bool(asked)
        and all(question.kind == "mask.v1" or says for question, says in zip(asked, says_crowd, strict=True))
    )
    for one in source.by_image[_id(image)]:
        if one.get("iscrowd") and not takes_crowds:
            source.n_crowds += 1
        else:
            yield _drawn(one, source, shown, says_crowd=any(says_crowd))


def _drawn(one: Annotation, source: _Source, shown: Picture, *, says_crowd: bool) -> Drawn:
    where = _place(one, source.name)
    said = one.get("attributes")
    attributes: dict[str, Json] = dict(said) if isinstance(said, Mapping) else {}
    if one.get("iscrowd") and says_crowd:
        attributes[CROWD] = True
    label = source.labels[_id(one, "category_id")]
    box = _box_of(one)
    turned = _turned_of(one, box)
    if turned:
        x, y, width, height, angle = turned
        return Drawn(where, label, (x, y, width, height), angle, attributes=attributes)
    region, runs = _outline_of(one, shown, where)
    if box is None and region is None and runs is None:
        raise bad_input(
            "coco.no_box",
            "It has no bbox of four numbers.",
            where,
            "Write bbox as [x, y, width, height], or a segmentation.",
        )
    return Drawn(where, label, box, region=region, runs=runs, attributes=attributes)


def _box_of(one: Annotation) -> Rect | None:
    box = _numbers(one.get("bbox"), 4)
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if box else None


def _turned_of(one: Annotation, box: Rect | None) -> Turned | None:
    """Return the turned box that we wrote, where the upright one round it is still what the file says."""
    said = _numbers(one.get("turned"), 5)
    if not said or box is None:
        return None
    x, y, width, height, angle = (float(n) for n in said)
    turned = x, y, width, height, angle
    return turned if _rounded(regions.bounds(((corners(turned),),))) == _rounded(box) else None


def _rounded(numbers: Sequence[float]) -> list[float]:
    return [round(n, DIGITS) for n in numbers]


def _numbers(raw: Any, n: int | None = None) -> list[float]:
    """Return a list of n numbers, of any where n is None; [] for everything else."""
    if not isinstance(raw, list) or n not in {None, len(raw)}:
        return []
    is_sound = all(
        isinstance(one, int | float) and not isinstance(one, bool) and abs(one) < 1e9 for one in raw
    )
    return raw if is_sound else []


def _outline_of(one: Annotation, shown: Picture, where: str) -> tuple[Region | None, Runs | None]:
    """Return the segmentation as rings or, where it is RLE, as pixels; neither where there is none."""
    drawn = one.get("segmentation")
    if not drawn:
        return None, None
    if isinstance(drawn, list) and all(len(_numbers(ring)) >= 6 and len(ring) % 2 == 0 for ring in drawn):
        return tuple((regions.ring(ring),) for ring in drawn), None
    runs = _runs_of(drawn, shown, where) if isinstance(drawn, Mapping) else None
    if runs is None:
        raise bad_input(
            "coco.segmentation",
            "Its segmentation is neither lists of x, y, x, y, … for three points or more nor RLE.",
            where,
            'Write [[x, y, …], …], or {"size": [height, width], "counts": numbers or text}.',
        )
    region = _parts_of(one, runs, shown)
    return (region, None) if region else (None, runs)


def _runs_of(drawn: Mapping[str, Any], shown: Picture, where: str) -> Runs | None:
    from goldsmith.runs import decode, from_lengths

    size, counts = _numbers(drawn.get("size"), 2), drawn.get("counts")
    if not size:
        return None
    check_size((size[1], size[0]), shown, where=where)
    n_pixels = shown.width * shown.height
    if isinstance(counts, str):
        try:
            return decode(counts, n_pixels)
        except InvalidValue as fault:
            raise bad_input("coco.counts", fault.what, where, fault.mend) from fault
    lengths = [int(n) for n in _numbers(counts) if n >= 0 and n == int(n)]
    if not lengths or len(lengths) != len(counts or ()):
        return None
    if sum(lengths) != n_pixels:
        raise bad_input(
            "coco.counts",
            f"Its run lengths tell of {sum(lengths):,} pixels, and the image has {n_pixels:,}.",
            where,
            "Write the mask again, as large as the image.",
        )
    return from_lengths(lengths)


def _parts_of(one: Annotation, runs: Runs, shown: Picture) -> Region | None:
    """Return the outline with holes that we wrote, where its pixels are still those of the RLE."""
    from goldsmith.runs import encode, from_region

    parts = one.get("parts")
    if not isinstance(parts, list):
        return None
    try:
        region = regions.from_json(parts)
        own = from_region(region, shown.width, shown.height)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    n_pixels = shown.width * shown.height
    return region if encode(own, n_pixels) == encode(runs, n_pixels) else None


def _place(one: Annotation, name: str) -> str:
    return f"{name} annotation {one.get('id')}"


def _id(one: Mapping[str, Any], name: str = "id") -> Id:
    """Return the number or text that names something, or None."""
    value = one.get(name)
    return value if isinstance(value, int | str) else None


def _repeated(images: Sequence[Mapping[str, Any]], name: str) -> Iterator[InvalidInput]:
    for ident, n in Counter(_id(one) for one in images).items():
        if ident is None or n > 1:
            what = f"{n} images have the id {ident!r}." if ident is not None else f"{n} images have no id."
            yield bad_input("coco.repeated_image", what, name, "Give each image an id of its own.")


def _listed(whole: Any, part: str, name: str) -> list[Mapping[str, Any]]:
    found = whole.get(part) if isinstance(whole, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise bad_input(
            "coco.malformed",
            f"{part} is not a list of objects.",
            name,
            "Write the file again as COCO instances.",
        )
    return found


def _found(image: Mapping[str, Any], beside: Beside, where: str) -> str:
    """Return the image's name among the files."""
    given = image.get("file_name")
    if not isinstance(given, str) or not is_safe(given):
        raise bad_input(
            "coco.no_file",
            f"{given!r} names no file inside the folder.",
            where,
            "Give file_name, relative to the COCO file.",
        )
    return beside.find(given)


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items are left out, and what the files do not say."""
    told = ["COCO has no votes, rationales or groups; items.jsonl does.", *undecided(release, KINDS, "COCO")]
    if any(question.kind == "mask.v1" for question in questions_of(release, KINDS)):
        told.append(
            "Masks by class are one annotation for each label in COCO, with `isthing` 0: it has no image-wide labels."
        )
    linked = sum(1 for row in release.items if (row.item.image() or {}).get("linked"))
    if linked:
        told.append(
            f"Linked images, {linked} in all, have as `file_name` their path on the machine that made the release."
        )
    return told


@exporter("coco.v1", kinds=KINDS, losses=losses, shows="image", by_default=True)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write instances_<part>.json for each part; with several questions, instances_<question>_<part>.json.

    Image and annotation ids are numbered through all parts, so that the files can be joined.
    """
    files = []
    for question in questions_of(release, KINDS):
        for part, whole in _parts(release, question).items():
            name = name_of(release, KINDS, "instances", question, part)
            files.append(write_text(folder / f"{name}.json", [canonical(whole), "\n"]))
    return files


def _parts(release: ReleaseData, question: Question) -> dict[str, Any]:
    ids = {key: number for number, key in enumerate(question.label_keys(), 1)}
    thing = {"isthing": 0} if question.kind == "mask.v1" else {}
    categories = [
        {"id": ids[label.key], "name": label.key, "supercategory": question.key, **thing}
        for label in question.labels
    ]
    wholes: dict[str, Any] = {
        part: {
            "info": {
                "description": release.project,
                "version": release.name,
                "date_created": release.generated_at,
            },
            "licenses": [],
            "images": [],
            "annotations": [],
            "categories": categories,
        }
        for part in release.parts
    }
    n_objects = 0
    for number, row in enumerate(decided(release, question), 1):
        whole = wholes[row.part]
        image = _image(number, row, question)
        whole["images"].append(image)
        value = row.answers[question.key].value
        for drawn in _objects(value):
            n_objects += 1
            whole["annotations"].append(_annotation(n_objects, image, drawn, ids))
    return wholes


def _objects(value: Any) -> Sequence[Mapping[str, Any]]:
    """Return the objects of an answer: listed ones, a mask's labels or the instances."""
    found: Sequence[Mapping[str, Any]] = (
        value.get("objects", value.get("masks")) if isinstance(value, Mapping) else value
    )
    return found


def _image(number: int, row: ReleaseItem, question: Question) -> dict[str, Any]:
    image = row.item.image(question.show) or {}
    return {
        "id": number,
        "file_name": media_path(image),
        "width": image["width"],
        "height": image["height"],
        "item_id": row.item.id,
        "original_name": image.get("name", ""),
    }


def _annotation(
    number: int, image: Mapping[str, Any], drawn: Mapping[str, Any], ids: Mapping[str, int]
) -> dict[str, Any]:
    if "parts" in drawn:
        shape = _region(drawn["parts"], image)
    else:
        shape = _pixels(drawn["counts"], image) if "counts" in drawn else _box(drawn)
    said = {"attributes": drawn["attributes"]} if "attributes" in drawn else {}
    is_crowd = int(bool(drawn.get("attributes", {}).get(CROWD)))
    return {
        "id": number,
        "image_id": image["id"],
        "category_id": ids[drawn["label"]],
        "iscrowd": is_crowd,
        **shape,
        **said,
    }


def _box(box: Mapping[str, Any]) -> dict[str, Any]:
    """Return a box's members; a turned one has the upright box round it, and its corners as the segmentation."""
    sides = box["x"], box["y"], box["width"], box["height"]
    area = box["width"] * box["height"]
    if not box.get("angle"):
        return {"bbox": list(sides), "area": area, "segmentation": []}
    turned = (*sides, box["angle"])
    ring = corners(turned)
    return {
        "bbox": list(regions.bounds(((ring,),))),
        "area": area,
        "segmentation": [[number for spot in ring for number in spot]],
        "turned": list(turned),
    }


def _region(parts: Any, image: Mapping[str, Any]) -> dict[str, Any]:
    region = regions.from_json(parts)
    said = {"bbox": list(regions.bounds(region)), "area": regions.area(region)}
    if all(len(part) == 1 for part in region):
        return {**said, "segmentation": [[number for spot in part[0] for number in spot] for part in region]}
    from goldsmith.runs import encode, from_region

    size = [image["height"], image["width"]]
    counts = encode(from_region(region, image["width"], image["height"]), size[0] * size[1])
    return {**said, "segmentation": {"counts": counts, "size": size}, "parts": parts}


def _pixels(counts: str, image: Mapping[str, Any]) -> dict[str, Any]:
    from goldsmith.runs import bounds, decode

    size = [image["height"], image["width"]]
    runs = decode(counts, size[0] * size[1])
    return {
        "bbox": list(bounds(runs, size[0])),
        "area": runs.area,
        "segmentation": {"counts": counts, "size": size},
    }
