"""COCO instances: images, and boxes on them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows
from goldsmith.ingest.boxes import Corners, boxes_of
from goldsmith.ingest.files import Files, is_safe
from goldsmith.ingest.images import picture

Id: TypeAlias = int | str | None


def is_coco(value: Any) -> bool:
    """Return whether a JSON value has the shape of a COCO file."""
    return isinstance(value, Mapping) and {"images", "annotations", "categories"} <= set(value)


def read_coco(whole: Mapping[str, Any], files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one row for each image that the file lists; one without annotations says "nothing here".

    Crowd regions are left out and polygons are read as their boxes; how many is told. Raises InvalidInput when the
    lists are not lists of objects.
    """
    images, annotations, categories = (
        _objects(whole, part, name) for part in ("images", "annotations", "categories")
    )
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
        given = () if wrong else (GivenLabel(None, boxes),)
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


def _objects(whole: Mapping[str, Any], part: str, name: str) -> list[Mapping[str, Any]]:
    found = whole[part]
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
