"""COCO instances: boxes and polygons on images, one file for each part.

Pixels count from 0, `bbox` is x, y, width, height, and category ids start at 1 in the guideline's order, since
several readers take 0 for "no category". Polygons are lists of rings; those with holes, which the format's lists
cannot say, are runs of pixels (uncompressed RLE), a pixel belonging to what its centre lies in. Source: the format's
own page, cocodataset.org, "Data format".
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from goldsmith import regions
from goldsmith.export import ReleaseData, ReleaseItem, exporter, media_path, write_text
from goldsmith.model import Question, canonical
from goldsmith.turned import corners

KINDS = frozenset({"box.v1", "polygon.v1"})


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
