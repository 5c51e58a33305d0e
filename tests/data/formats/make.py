"""Write the files beside this one with the libraries whose formats they are: supervision 0.31 and datumaro 1.13.

    pip install supervision datumaro
    python tests/data/formats/make.py

Three images of 80 × 60 px; what is drawn on them is in tests/unit/formats/test_other_tools.py. The libraries are no
dependency, since they bring a hundred megabytes.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import datumaro  # type: ignore[import-not-found, unused-ignore]
import numpy as np
import supervision  # type: ignore[import-not-found, unused-ignore]
from PIL import Image

HERE = Path(__file__).parent
NAMES = ("a.png", "b.png", "empty.png")
CLASSES = ["cat", "dog"]
RING = np.zeros((60, 80), dtype=bool)
RING[10:30, 10:40] = True
RING[15:20, 20:25] = False
SQUARE = np.zeros((60, 80), dtype=bool)
SQUARE[35:55, 50:70] = True


def images() -> Path:
    folder = HERE / "images"
    folder.mkdir(exist_ok=True)
    for name, shade in zip(NAMES, (10, 100, 200), strict=True):
        Image.new("L", (80, 60), shade).save(folder / name)
    return folder


def detections(corners: list[list[float]], classes: list[int], masks: list[Any] | None = None) -> Any:
    return supervision.Detections(
        xyxy=np.array(corners, dtype=float).reshape(-1, 4),
        class_id=np.array(classes, dtype=int),
        mask=None if masks is None else np.stack(masks),
    )


def write_supervision(source: Path) -> None:
    target = HERE / "supervision"
    a, b, empty = (str(source / name) for name in NAMES)
    nothing = supervision.Detections.empty()
    boxes = {
        a: detections([[1.5, 2, 20, 30], [0, 0, 80, 60]], [0, 1]),
        b: detections([[10, 20, 30, 40]], [1]),
        empty: nothing,
    }
    masks = {
        a: detections([[10, 10, 40, 30]], [0], [RING]),
        b: detections([[50, 35, 70, 55]], [1], [SQUARE]),
        empty: nothing,
    }
    for name, drawn in (("", boxes), ("_masks", masks)):
        data = supervision.DetectionDataset(CLASSES, list(drawn), drawn)
        data.as_coco(str(target / f"coco{name}/images"), str(target / f"coco{name}/annotations.json"))
        yolo = target / f"yolo{name}"
        data.as_yolo(
            str(yolo / "train/images"), str(yolo / "train/labels"), data_yaml_path=str(yolo / "data.yaml")
        )
    data = supervision.DetectionDataset(CLASSES, list(boxes), boxes)
    data.as_pascal_voc(str(target / "voc/images"), str(target / "voc/annotations"))


def write_datumaro(source: Path) -> None:
    drawn = {
        "a.png": [
            datumaro.Bbox(1.5, 2, 18.5, 28, label=0, attributes={"occluded": True}),
            datumaro.Bbox(0, 0, 80, 60, label=1),
        ],
        "b.png": [datumaro.Bbox(10, 20, 20, 20, label=1)],
        "empty.png": [],
    }
    shapes = {
        "a.png": [datumaro.Mask(RING, label=0, id=1, group=1)],
        "b.png": [datumaro.Polygon([50, 35, 70, 35, 70, 55, 50, 55], label=1, id=2, group=2)],
        "empty.png": [],
    }
    formats = {"coco_instances": (drawn, shapes), "voc_detection": (drawn,), "cvat": (drawn, shapes)}
    formats |= {"yolo_ultralytics": (drawn,), "voc_segmentation": (shapes,)}
    for name, sets in formats.items():
        for of_image in sets:
            subsets = ("train", "val", "train") if name == "yolo_ultralytics" else ("train",) * 3
            items = [
                datumaro.DatasetItem(
                    Path(each).stem,
                    subset=subset,
                    media=datumaro.Image.from_file(path=str(source / each)),
                    annotations=of_image[each],
                )
                for each, subset in zip(NAMES, subsets, strict=True)
            ]
            folder = HERE / "datumaro" / (f"{name}_masks" if len(sets) > 1 and of_image is shapes else name)
            datumaro.Dataset.from_iterable(items, categories=CLASSES).export(
                str(folder), name, save_media=True
            )


if __name__ == "__main__":
    for name in ("supervision", "datumaro"):
        shutil.rmtree(HERE / name, ignore_errors=True)
    write_supervision(images())
    write_datumaro(HERE / "images")
    shutil.rmtree(HERE / "images")
