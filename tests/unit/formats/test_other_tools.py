"""Files that other tools' own libraries wrote, read here; and ours read there, where the library is installed.

tests/data/formats/make.py writes them: three images of 80 × 60 px, one of them empty.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goldsmith.model import Question
from goldsmith.runs import decode, to_array
from tests.unit.formats.conftest import box
from tests.unit.formats.drawings import HEIGHT, WIDTH, counts, question, read, release, written

DATA = Path(__file__).parents[2] / "data/formats"
BOX, POLYGON, INSTANCE, MASK = (question(f"{name}.v1") for name in ("box", "polygon", "instance", "mask"))
RING = np.zeros((60, 80), dtype=bool)
RING[10:30, 10:40] = True
RING[15:20, 20:25] = False
SQUARE = np.zeros((60, 80), dtype=bool)
SQUARE[35:55, 50:70] = True
BOXES = {
    "a.png": [box(1, "cat", 1.5, 2, 18.5, 28), box(2, "dog", 0, 0, 80, 60)],
    "b.png": [box(1, "dog", 10, 20, 20, 20)],
    "empty.png": [],
}


def values(source: str, asked: Question, **options: Any) -> dict[str, Any]:
    """Return the values of the kind that is asked for, by image; None for an image without labels."""
    rows, faults, _ = read(DATA / source, asked, **options)
    assert not faults, [str(fault) for fault in faults]
    assert {label.kind for row in rows for label in row.labels} == {asked.kind}
    return {
        Path(str(row.external_id)).stem + ".png": row.labels[0].value if row.labels else None for row in rows
    }


def pixels(value: Any) -> Any:
    (one,) = value.get("objects", value.get("masks"))
    return to_array(decode(one["counts"], 4800), 60, 80)


@pytest.mark.parametrize(
    "source",
    [
        "supervision/coco/annotations.json",
        "supervision/yolo",
        "datumaro/coco_instances",
        "datumaro/yolo_ultralytics",
        "datumaro/cvat/train.xml",
        "datumaro/cvat",
    ],
)
def test_boxes_of_other_tools_are_read(source: str) -> None:
    found = values(source, BOX)
    assert found.keys() == BOXES.keys()
    for name, drawn in BOXES.items():
        assert [one["label"] for one in found[name]] == [one["label"] for one in drawn]
        for one, meant in zip(found[name], drawn, strict=True):
            assert [one[side] for side in ("x", "y", "width", "height")] == pytest.approx(
                [meant[side] for side in ("x", "y", "width", "height")], abs=0.01
            )


def test_a_part_is_what_the_other_tool_says() -> None:
    for source, part in (("supervision/yolo", {"train"}), ("datumaro/yolo_ultralytics", {"train", "val"})):
        assert {row.metadata["part"] for row in read(DATA / source, BOX)[0]} == part


def test_voc_is_counted_from_one_by_supervision_and_from_zero_by_datumaro() -> None:
    found = values("supervision/voc", BOX)
    assert [found["b.png"], found["a.png"][1], found["empty.png"]] == [BOXES["b.png"], BOXES["a.png"][1], []]
    assert found["a.png"][0]["x"] == pytest.approx(1.5, abs=0.5)  # it writes whole pixels
    found = values("datumaro/voc_detection", BOX)
    assert (found["a.png"], found["b.png"], found["empty.png"]) == (BOXES["a.png"], BOXES["b.png"], None)


@pytest.mark.parametrize("asked", [INSTANCE, MASK], ids=lambda one: one.kind)
@pytest.mark.parametrize(
    "source", ["datumaro/coco_instances_masks", "datumaro/cvat_masks", "datumaro/voc_segmentation"]
)
def test_masks_of_datumaro_are_read_to_the_pixel(source: str, asked: Question) -> None:
    found = values(source, asked, crowds=True)
    assert (pixels(found["a.png"]) == RING).all()
    assert "b.png" not in found or (pixels(found["b.png"]) == SQUARE).all()  # VOC's come from masks alone


def test_outlines_of_supervision_are_read_and_its_masks_with_holes_are_told_as_crowds() -> None:
    rows, _, reading = read(DATA / "supervision/coco_masks/annotations.json", INSTANCE)
    assert any(notice.startswith("1 crowd regions are left out") for notice in reading.notices)
    found: Any = rows[1].labels[0].value
    assert np.abs(pixels(found).astype(int) - SQUARE).sum() <= 39  # it takes the last pixel for the edge
    taken = values("supervision/coco_masks/annotations.json", INSTANCE, crowds=True)
    assert (pixels(taken["a.png"]) == RING).all()
    outlined = values("supervision/yolo_masks", INSTANCE)
    assert np.abs(pixels(outlined["b.png"]).astype(int) - SQUARE).sum() <= 39


# ours, read there ---------------------------------------------------------------------------------------------------

DRAWN = [box(1, "dog", 3, 4.5, 10, 6), box(2, "cat", 0, 0, WIDTH, HEIGHT)]
CORNERS = [[3, 4.5, 13, 10.5], [0, 0, WIDTH, HEIGHT]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = release(BOX, values=[{"seen": DRAWN}, {"seen": []}])
    for name in ("coco.v1", "yolo.v1", "voc.v1", "cvat.v1"):
        written(name, data, tmp_path)
    return tmp_path


@pytest.mark.parametrize("form", ["coco", "yolo", "voc"])
def test_supervision_reads_our_boxes(folder: Path, form: str) -> None:
    supervision = pytest.importorskip("supervision")
    images = str(folder / "images")
    data = {
        "coco": lambda: supervision.DetectionDataset.from_coco(
            str(folder), str(folder / "instances_train.json")
        ),
        "yolo": lambda: supervision.DetectionDataset.from_yolo(
            images, str(folder / "labels"), str(folder / "yolo.yaml")
        ),
        "voc": lambda: supervision.DetectionDataset.from_pascal_voc(images, str(folder / "voc/Annotations")),
    }[form]()
    assert data.classes == ["cat", "dog"]
    drawn = {Path(path).stem: detections for path, _, detections in data}
    assert drawn[f"{0:064x}"].xyxy == pytest.approx(np.array(CORNERS), abs=1e-5)
    assert drawn[f"{0:064x}"].class_id.tolist() == [1, 0]


def test_datumaro_reads_our_cvat_file(folder: Path) -> None:
    datumaro = pytest.importorskip("datumaro")
    (item,) = datumaro.Dataset.import_from(str(folder / "cvat_train.xml"), "cvat")
    assert [(one.label, one.points) for one in item.annotations] == [(1, CORNERS[0]), (0, CORNERS[1])]


def test_datumaro_reads_our_masks_to_the_pixel(tmp_path: Path) -> None:
    datumaro = pytest.importorskip("datumaro")
    drawn = RING[:HEIGHT, :WIDTH]
    value: Any = {"size": [HEIGHT, WIDTH], "objects": [{"id": "o", "label": "dog", "counts": counts(drawn)}]}
    written("cvat.v1", release(INSTANCE, values=[{"seen": value}]), tmp_path)
    (item,) = datumaro.Dataset.import_from(str(tmp_path / "cvat_train.xml"), "cvat")
    assert (item.annotations[0].image == drawn).all()
