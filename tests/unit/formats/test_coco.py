"""COCO: boxes, outlines and masks, against pycocotools both ways; crowds, attributes, and files at fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel
from goldsmith.model import Json
from goldsmith.runs import decode, to_array
from tests.unit.formats.conftest import box, slugs
from tests.unit.formats.drawings import (
    HEIGHT,
    WIDTH,
    counts,
    png,
    question,
    read,
    release,
    round_trip,
    written,
)


def coco(**more: Any) -> dict[str, Any]:
    return {
        "images": [{"id": 1, "file_name": "a.png", "width": 80, "height": 60}],
        "categories": [{"id": 3, "name": "red"}],
        "annotations": [{"id": 7, "image_id": 1, "category_id": 3, "bbox": [1.5, 2, 10, 20]}],
    } | more


def write_coco(folder: Path, **more: Any) -> None:
    (folder / "boxes.json").write_text(json.dumps(coco(**more)))


@pytest.mark.parametrize("place", ["a.png", "images/a.png"])
def test_coco_boxes_are_read_from_a_folder_or_beside_the_file(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_bytes(png(80, 60))
    write_coco(tmp_path)
    for path in (tmp_path, tmp_path / "boxes.json"):
        rows, faults, reading = read(path)
        assert not faults
        assert rows[0].labels == (GivenLabel(None, [box(1, "red", 1.5, 2, 10, 20)], "box.v1"),)
        assert (rows[0].external_id, reading.facts["boxes"], reading.progress()) == ("a.png", "coco", 1)


def test_an_image_without_coco_annotations_says_nothing_here_and_losses_are_told(cells: Path) -> None:
    crowd = {
        "id": 8,
        "image_id": 1,
        "category_id": 3,
        "bbox": [0, 0, 9, 9],
        "iscrowd": 1,
        "segmentation": {"a": 1},
    }
    write_coco(cells, annotations=[crowd])
    rows, _, reading = read(cells, question("box.v1"))
    assert rows[0].labels == (GivenLabel(None, [], "box.v1"),)
    assert any("1 crowd regions" in notice for notice in reading.notices)
    write_coco(cells, annotations=[])
    assert any("nothing here" in notice for notice in read(cells)[2].notices)


@pytest.mark.parametrize(
    ("more", "slug"),
    [
        (
            {"annotations": [{"id": 1, "image_id": 9, "category_id": 3, "bbox": [0, 0, 1, 1]}]},
            "coco.no_image",
        ),
        (
            {"annotations": [{"id": 1, "image_id": 1, "category_id": 9, "bbox": [0, 0, 1, 1]}]},
            "coco.no_category",
        ),
        ({"annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 1]}]}, "coco.no_box"),
        ({"annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [75, 0, 9, 9]}]}, "box.outside"),
        ({"annotations": [{"image_id": [1], "category_id": {}, "bbox": [0, 0, 1, 1]}]}, "coco.no_image"),
        ({"images": [{"id": 1, "file_name": "../a.png"}]}, "coco.no_file"),
        ({"images": [{"id": 1, "file_name": "b.png"}]}, "image.missing"),
        ({"images": [{"id": 1, "file_name": "a.png", "width": 60, "height": 80}]}, "image.other_size"),
    ],
)
def test_a_coco_fault_is_reported(cells: Path, more: dict[str, Any], slug: str) -> None:
    write_coco(cells, **more)
    assert slugs(read(cells)[1]) == [slug]


def test_two_images_of_one_coco_id_are_a_fault(cells: Path) -> None:
    write_coco(cells, images=[{"id": 1, "file_name": "a.png"}, {"id": 1, "file_name": "a.png"}])
    assert slugs(read(cells)[1]) == ["coco.repeated_image"]


def test_coco_lists_that_are_no_lists_are_refused(cells: Path) -> None:
    write_coco(cells, images={})
    with pytest.raises(InvalidInput, match="images is not a list"):
        ingest.read(cells)


# outlines and masks -------------------------------------------------------------------------------------------------

SQUARE = [4, 4, 24, 4, 24, 20, 4, 20]
PARTS = [{"outline": [[4, 4], [24, 4], [24, 20], [4, 20]], "holes": []}]
RING = np.zeros((60, 80), dtype=np.uint8)
RING[10:30, 10:40] = 1
RING[15:20, 20:25] = 0  # a hole


def drawn(**more: Any) -> dict[str, Any]:
    return {"id": 7, "image_id": 1, "category_id": 3, "bbox": [4, 4, 20, 16], **more}


def value_of(folder: Path, kind: str, **options: Any) -> Any:
    rows, faults, _ = read(folder, question(kind, **options))
    assert not faults
    (label,) = rows[0].labels
    assert label.kind == kind
    return label.value


def test_an_outline_is_read_as_what_the_guideline_asks_for(cells: Path) -> None:
    write_coco(cells, annotations=[drawn(segmentation=[SQUARE])])
    assert value_of(cells, "box.v1") == [box(1, "red", 4, 4, 20, 16)]
    assert value_of(cells, "polygon.v1") == [{"id": "1", "label": "red", "parts": PARTS}]
    for kind, member in (("instance.v1", "objects"), ("mask.v1", "masks")):
        (one,) = value_of(cells, kind)[member]
        pixels = to_array(decode(one["counts"], 4800), 60, 80)
        assert (pixels.sum(), pixels[4:20, 4:24].all()) == (320, True)
    assert "1 outlines are read as their boxes." in read(cells, question("box.v1"))[2].notices


def test_boxes_are_never_read_as_outlines(cells: Path) -> None:
    write_coco(cells, annotations=[drawn(), drawn(id=8, segmentation=[SQUARE])])
    rows, _, _ = read(cells, question("polygon.v1"))
    assert [label.kind for label in rows[0].labels] == ["box.v1"]  # which the project then refuses


@pytest.mark.parametrize("is_compressed", [True, False])
def test_masks_of_pycocotools_come_in_to_the_pixel(cells: Path, is_compressed: bool) -> None:
    rle = coco_mask.encode(np.asfortranarray(RING))
    rle["counts"] = rle["counts"].decode()
    if not is_compressed:
        flat = RING.ravel(order="F")
        rle["counts"] = np.diff([0, *np.flatnonzero(np.diff(flat)) + 1, len(flat)]).tolist()
    write_coco(cells, annotations=[drawn(segmentation=rle)])
    (one,) = value_of(cells, "instance.v1")["objects"]
    assert (to_array(decode(one["counts"], 4800), 60, 80) == RING).all()
    (polygon,) = value_of(cells, "polygon.v1")  # along the pixels' edges
    assert len(polygon["parts"][0]["holes"]) == 1
    assert value_of(cells, "box.v1") == [box(1, "red", 4, 4, 20, 16)]


def test_where_objects_overlap_the_smallest_lies_on_top_and_it_is_told(cells: Path) -> None:
    small = drawn(id=8, segmentation=[[6, 6, 9, 6, 9, 9, 6, 9]], bbox=[6, 6, 3, 3])
    write_coco(cells, annotations=[small, drawn(segmentation=[SQUARE])])
    under, over = value_of(cells, "instance.v1")["objects"]
    assert [decode(one["counts"], 4800).area for one in (under, over)] == [320, 9]
    (mask,) = value_of(cells, "mask.v1")["masks"]
    assert decode(mask["counts"], 4800).area == 320
    assert any("overlap" in notice for notice in read(cells, question("mask.v1"))[2].notices)


def test_where_nothing_is_asked_yet_boxes_and_the_finest_reading_come_with_all_attributes(
    cells: Path,
) -> None:
    outlined = drawn(segmentation=[SQUARE], attributes={"wet": True, "size": 2, "dry": False})
    write_coco(cells, annotations=[outlined])
    boxes, polygons = read(cells)[0][0].labels
    assert (boxes.kind, polygons.kind) == ("box.v1", "polygon.v1")
    assert polygons.value[0]["attributes"] == {"wet": True, "size": "2"}  # type: ignore[index, call-overload]
    write_coco(cells, annotations=[])
    assert [label.kind for label in read(cells)[0][0].labels] == ["box.v1", "polygon.v1", "instance.v1"]


def test_crowds_come_in_where_the_guideline_can_say_so(cells: Path) -> None:
    write_coco(cells, annotations=[drawn(iscrowd=1)])
    assert value_of(cells, "box.v1") == []
    (crowd,) = value_of(cells, "box.v1", attributes=[{"key": "iscrowd"}])
    assert crowd["attributes"] == {"iscrowd": True}
    rows, _, reading = read(cells, question("box.v1"), crowds=True)
    assert rows[0].labels[0].value == [box(1, "red", 4, 4, 20, 16)]
    assert not [notice for notice in reading.notices if "crowd" in notice]


@pytest.mark.parametrize(
    ("segmentation", "slug"),
    [
        ([[1, 1, 5, 5]], "coco.segmentation"),
        ([[1, 1, 5, 5, 9]], "coco.segmentation"),
        ({"size": [60, 80], "counts": [4801]}, "coco.counts"),
        ({"size": [60, 80], "counts": [-1, 4801]}, "coco.segmentation"),
        ({"size": [60, 80], "counts": "]["}, "coco.counts"),
        ({"size": [80, 60], "counts": [4800]}, "image.other_size"),
        ("SQUARE", "coco.segmentation"),
    ],
)
def test_a_segmentation_at_fault_is_reported(cells: Path, segmentation: Any, slug: str) -> None:
    write_coco(cells, annotations=[drawn(segmentation=segmentation)])
    assert slugs(read(cells, question("instance.v1"))[1]) == [slug]


def test_a_mask_without_pixels_is_a_fault_and_never_an_object(cells: Path) -> None:
    write_coco(cells, annotations=[drawn(segmentation={"size": [60, 80], "counts": [4800]})])
    assert slugs(read(cells, question("mask.v1"))[1]) == ["drawn.no_pixels"]


@pytest.mark.parametrize(("kind", "member"), [("instance.v1", "objects"), ("mask.v1", "masks")])
@pytest.mark.filterwarnings("ignore:__array__ implementation")  # pycocotools under numpy 2
def test_pycocotools_reads_the_masks_to_the_pixel(
    tmp_path: Path, kind: str, member: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = RING[:HEIGHT, :WIDTH].astype(bool)
    one: dict[str, Json] = {"label": "dog", "counts": counts(pixels)}
    told = {"id": "x", **one} if kind == "instance.v1" else one
    written(
        "coco.v1",
        release(question(kind), values=[{"seen": {"size": [HEIGHT, WIDTH], member: [told]}}]),
        tmp_path,
    )
    coco = COCO(tmp_path / "instances_train.json")
    capsys.readouterr()
    (found,) = coco.loadAnns(coco.getAnnIds())
    assert (coco.annToMask(found) == pixels).all()
    assert (found["area"], found["bbox"], found["iscrowd"]) == (pixels.sum(), [10, 10, 27, 13], 0)
    assert coco.cats[found["category_id"]]["name"] == "dog"


def test_members_of_our_own_count_only_while_they_say_what_the_file_says(tmp_path: Path) -> None:
    turned: Json = [{"id": "o", "label": "cat", "x": 9, "y": 8, "width": 12, "height": 6, "angle": 30}]
    asked = question("box.v1", rotate=True)
    round_trip("coco.v1", tmp_path, asked, [turned])
    path = tmp_path / "instances_train.json"
    whole = json.loads(path.read_text())
    whole["annotations"][0]["bbox"][0] += 1  # another tool moved it
    path.write_text(json.dumps(whole))
    assert "angle" not in str(read(path, asked)[0][0].labels[0].value)
