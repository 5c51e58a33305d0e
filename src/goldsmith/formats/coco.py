"""COCO instances: boxes and polygons on images, one file for each part.

Pixels count from 0, `bbox` is x, y, width, height, and category ids start at 1 in the guideline's order, since
several readers take 0 for "no category". Polygons are lists of rings; those with holes, which the format's lists
cannot say, are runs of pixels (uncompressed RLE), a pixel belonging to what its centre lies in. Source: the format's
own page, cocodataset.org, "Data format".
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from goldsmith import regions
from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, exporter, media_path, write_text
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows, reader
from goldsmith.ingest.boxes import Corners, boxes_of
from goldsmith.ingest.files import Files, is_safe
from goldsmith.ingest.images import picture
from goldsmith.ingest.json_table import parse, read_text
from goldsmith.model import Question, canonical
from goldsmith.turned import corners

KINDS = frozenset({"box.v1", "polygon.v1"})
FIRST_MEMBER = re.compile(rb'\s*{\s*"(info|licenses|images|annotations|categories)"\s*:\s*[\[{]')
LISTS = ("images", "annotations", "categories")

Id: TypeAlias = int | str | None

# reading ------------------------------------------------------------------------------------------------------------


def recognises(_files: Files, name: str, head: bytes) -> bool:
    """Return whether a JSON file begins as a COCO file does."""
    return (
        name.lower().endswith(".json") and FIRST_MEMBER.match(head.removeprefix(b"\xef\xbb\xbf")) is not None
    )


@reader("coco.v1", recognises=recognises)
def read_coco(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each image that the file lists; one without annotations says "nothing here".

    Crowd regions are left out and polygons are read as their boxes; how many is told. Raises InvalidInput when the
    lists are not lists of objects.
    """
    whole = parse(read_text(files, name), name)
    images, annotations, categories = (_listed(whole, part, name) for part in LISTS)
    labels = {_id(one): one["name"] for one in categories if isinstance(one.get("name"), str)}
    faults = [*_repeated(images, name)]
    by_image: dict[Id, list[Mapping[str, Any]]] = {_id(one): [] for one in images}
    for one in annotations:
        where = f"{name} annotation {one.get('id')}"
        if _id(one, "image_id") not in by_image:
            faults.append(
                _fault("coco.no_image", "It belongs to no image of the file.", where, "Mend its image_id.")
            )
        elif _id(one, "category_id") not in labels:
            faults.append(
                _fault(
                    "coco.no_category",
                    "It has no category of the file.",
                    where,
                    "Mend its category_id, or list the category.",
                )
            )
        else:
            by_image[_id(one, "image_id")].append(one)
    reading = Reading(rows=iter(()), facts={"columns": {"images": ["image"]}, "boxes": "coco"})
    reading.notices += _losses(annotations, images, by_image)
    done = [0]
    reading.rows = _rows(images, by_image, labels, faults, files, name, options, reading, done)
    reading.progress = lambda: done[0] / max(len(images), 1)
    return reading


def _rows(
    images: Sequence[Mapping[str, Any]],
    by_image: Mapping[Id, list[Mapping[str, Any]]],
    labels: Mapping[Id, str],
    faults: list[InvalidInput],
    files: Files,
    name: str,
    options: ReadOptions,
    reading: Reading,
    done: list[int],
) -> Rows:
    yield from faults
    clipped = 0
    for image in images:
        done[0] += 1
        where = f"{name} image {image.get('id')}"
        try:
            field = picture(files, _found(image, files, name, where), options, where=where)
            _check_size(image, field.width, field.height, where)
            corners = [_corners(one, labels, name) for one in by_image[_id(image)] if not one.get("iscrowd")]
        except InvalidInput as fault:
            yield fault
            continue
        boxes, wrong, n_clipped = boxes_of(corners, field, options)
        clipped += n_clipped
        yield from wrong
        given = () if wrong else (GivenLabel(None, boxes, "box.v1"),)
        metadata = {
            key: image[key] for key in ("license", "date_captured") if isinstance(image.get(key), str | int)
        }
        yield Row(where, {"image": field}, str(image["file_name"]), None, metadata, given)
    if clipped:
        reading.notices.append(f"{clipped} boxes were cut off at the image's border.")


def _id(one: Mapping[str, Any], name: str = "id") -> Id:
    """Return the number or text that names something, or None."""
    value = one.get(name)
    return value if isinstance(value, int | str) else None


def _repeated(images: Sequence[Mapping[str, Any]], name: str) -> Iterator[InvalidInput]:
    for ident, n in Counter(_id(one) for one in images).items():
        if ident is None or n > 1:
            what = f"{n} images have the id {ident!r}." if ident is not None else f"{n} images have no id."
            yield _fault("coco.repeated_image", what, name, "Give each image an id of its own.")


def _listed(whole: Any, part: str, name: str) -> list[Mapping[str, Any]]:
    found = whole.get(part) if isinstance(whole, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise _fault(
            "coco.malformed",
            f"{part} is not a list of objects.",
            name,
            "Write the file again as COCO instances.",
        )
    return found


def _found(image: Mapping[str, Any], files: Files, name: str, where: str) -> str:
    """Return the image's name among the files: beside the COCO file, at the root, or in a folder `images`."""
    given = image.get("file_name")
    if not isinstance(given, str) or not is_safe(given):
        raise _fault(
            "coco.no_file",
            f"{given!r} names no file inside the folder.",
            where,
            "Give file_name, relative to the COCO file.",
        )
    folder = posixpath.dirname(name)
    up = posixpath.dirname(folder)
    places = [
        posixpath.join(at, given)
        for at in (
            folder,
            "",
            f"{folder}/images" if folder else "images",
            "images",
            up,
            posixpath.join(up, "images"),
        )
    ]
    return next((at for at in places if files.has(at)), given)


def _check_size(image: Mapping[str, Any], width: int, height: int, where: str) -> None:
    given = (image.get("width"), image.get("height"))
    if all(isinstance(side, int | float) and side > 0 for side in given) and given != (width, height):
        raise _fault(
            "coco.size",
            f"The boxes were drawn on {given[0]} × {given[1]} px; the image has {width} × {height}.",
            where,
            "Use the image that was labeled; if EXIF turns it, save it turned.",
        )


def _corners(one: Mapping[str, Any], labels: Mapping[Id, str], name: str) -> Corners:
    where = f"{name} annotation {one.get('id')}"
    box = one.get("bbox")
    if not (
        isinstance(box, list)
        and len(box) == 4
        and all(isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < 1e9 for n in box)
    ):
        raise _fault(
            "coco.no_box", "It has no bbox of four numbers.", where, "Write bbox as [x, y, width, height]."
        )
    x, y, width, height = (float(n) for n in box)
    return Corners(where, labels[_id(one, "category_id")], x, y, x + width, y + height)


def _losses(
    annotations: Sequence[Mapping[str, Any]],
    images: Sequence[Mapping[str, Any]],
    by_image: Mapping[Id, Sequence[Mapping[str, Any]]],
) -> list[str]:
    crowds = sum(bool(one.get("iscrowd")) for one in annotations)
    shapes = sum(bool(one.get("segmentation")) for one in annotations)
    empty = sum(not by_image[_id(one)] for one in images)
    told = {
        f"{crowds} crowd regions are left out: they are not single objects.": crowds,
        f"{shapes} outlines are read as their boxes.": shapes,
        f"{empty} images without annotations count as “nothing here”.": empty,
    }
    return [sentence for sentence, n in told.items() if n]


def _fault(slug: str, what: str, where: str, mend: str) -> InvalidInput:
    return InvalidInput(slug, what, where=where, mend=mend)


# writing ------------------------------------------------------------------------------------------------------------


def losses(release: ReleaseData) -> list[str]:
    """Return which items are left out, and what the files do not say."""
    told = ["COCO has no votes, rationales or groups; items.jsonl does."]
    for question in _questions(release):
        undecided = sum(1 for row in release.items if not _decided(row, question))
        if undecided:
            told.append(
                f'Items without a decided answer to "{question.key}" are left out of COCO, {undecided} in all: '
                "listed without objects they would say that nothing is there."
            )
    linked = sum(1 for row in release.items if (row.item.image() or {}).get("linked"))
    if linked:
        told.append(
            f"Linked images, {linked} in all, have as `file_name` their path on the machine that made the release."
        )
    return told


@exporter("coco.v1", kinds=KINDS, losses=losses)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write instances_<part>.json for each part; with several questions, instances_<question>_<part>.json.

    Image and annotation ids are numbered through all parts, so that the files can be joined.
    """
    questions = _questions(release)
    files = []
    for question in questions:
        middle = f"{question.key}_" if len(questions) > 1 else ""
        for part, whole in _parts(release, question).items():
            files.append(write_text(folder / f"instances_{middle}{part}.json", [canonical(whole), "\n"]))
    return files


def _parts(release: ReleaseData, question: Question) -> dict[str, Any]:
    ids = {key: number for number, key in enumerate(question.label_keys(), 1)}
    categories = [
        {"id": ids[label.key], "name": label.key, "supercategory": question.key} for label in question.labels
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
    for number, row in enumerate((row for row in release.items if _decided(row, question)), 1):
        whole = wholes[row.part]
        image = _image(number, row, question)
        whole["images"].append(image)
        for drawn in _objects(row, question):
            n_objects += 1
            whole["annotations"].append(_annotation(n_objects, image, drawn, ids))
    return wholes


def _questions(release: ReleaseData) -> list[Question]:
    return [question for question in release.guideline.questions if question.kind in KINDS]


def _decided(row: ReleaseItem, question: Question) -> bool:
    answer = row.answers.get(question.key)
    return answer is not None and answer.value is not None


def _objects(row: ReleaseItem, question: Question) -> Any:
    return row.answers[question.key].value


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
    shape = _region(drawn["parts"], image) if "parts" in drawn else _box(drawn)
    said = {"attributes": drawn["attributes"]} if "attributes" in drawn else {}
    return {
        "id": number,
        "image_id": image["id"],
        "category_id": ids[drawn["label"]],
        "iscrowd": 0,
        **shape,
        **said,
    }


def _box(box: Mapping[str, Any]) -> dict[str, Any]:
    """Return a box's members; a turned one has the upright box round it, and its corners as the segmentation."""
    sides = box["x"], box["y"], box["width"], box["height"]
    turned = corners((*sides, box["angle"])) if box.get("angle") else None
    return {
        "bbox": list(regions.bounds(((turned,),)) if turned else sides),
        "area": box["width"] * box["height"],
        "segmentation": [[number for spot in turned for number in spot]] if turned else [],
    }


def _region(parts: Any, image: Mapping[str, Any]) -> dict[str, Any]:
    region = regions.from_json(parts)
    has_holes = any(len(part) > 1 for part in region)
    size = [image["height"], image["width"]]
    return {
        "bbox": list(regions.bounds(region)),
        "area": regions.area(region),
        "segmentation": {
            "counts": _runs(regions.pixels(region, image["width"], image["height"])),
            "size": size,
        }
        if has_holes
        else [[number for spot in part[0] for number in spot] for part in region],
    }


def _runs(inside: Any) -> list[int]:
    """Return how many pixels follow each other outside, inside, outside … down the columns."""
    import numpy as np

    flat = inside.ravel(order="F")
    ends = np.flatnonzero(np.diff(flat)) + 1
    lengths: list[int] = np.diff([0, *ends.tolist(), len(flat)]).tolist()
    return [0, *lengths] if flat[0] else lengths
