"""SageMaker's manifests: each type as its guide shows it, what is rounded, and lines at fault."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from goldsmith.export import write
from goldsmith.ingest import GivenLabel
from goldsmith.model import Item, Json
from goldsmith.runs import decode, to_array
from tests.unit.formats.conftest import box, slugs
from tests.unit.formats.drawings import question, read, release, written

BOX, MASK = question("box.v1"), question("mask.v1")
JOB = {"human-annotated": "yes", "creation-date": "2018-10-18T22:18:13.527256", "job-name": "labeling-job/a"}


def manifest(folder: Path, *lines: Any) -> Path:
    path = folder / "output.manifest"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def boxes(**more: Any) -> dict[str, Any]:
    return {
        "source-ref": "s3://bucket/folder/a.png",
        "pets": {
            "image_size": [{"width": 80, "height": 60, "depth": 3}],
            "annotations": [
                {"class_id": 1, "left": 10, "top": 20, "width": 30, "height": 15},
                {"class_id": 0, "left": 0, "top": 0, "width": 80, "height": 60},
            ],
            **more,
        },
        "pets-metadata": {
            "objects": [{"confidence": 0.8}, {"confidence": 0.9}],
            "class-map": {"0": "dog", "1": "cat"},
            "type": "groundtruth/object-detection",
            **JOB,
        },
    }


def test_boxes_are_read_as_the_guide_shows_them(cells: Path) -> None:
    rows, faults, _ = read(manifest(cells, boxes()), BOX)
    assert not faults
    value = [box(1, "cat", 10, 20, 30, 15), box(2, "dog", 0, 0, 80, 60)]
    assert rows[0].labels == (GivenLabel(None, value, "box.v1", "pets"),)
    assert rows[0].external_id == "s3://bucket/folder/a.png"


def test_classes_entities_and_failures_are_read_or_told(tmp_path: Path) -> None:
    one = {
        "source": "Lorem ipsum",
        "sort": 0,
        "sort-metadata": {"class-name": "dog", "type": "groundtruth/text-classification", **JOB},
    }
    many = {
        "source": "Dolor",
        "sorts": [1, 0],
        "sorts-metadata": {"class-map": {"0": "dog", "1": "cat"}, **JOB},
    }
    entities: Any = {"entities": [{"label": "dog", "startOffset": 0, "endOffset": 5}], "labels": []}
    named = {
        "source": "Lorem ipsum dolor",
        "names": {"annotations": entities},
        "names-metadata": {"type": "groundtruth/text-span", **JOB},
    }
    failed = {"source": "Sit", "sort": 1, "sort-metadata": {"failure-reason": "InternalError"}}
    rows, faults, reading = read(manifest(tmp_path, one, many, named, failed))
    assert not faults
    span: Any = {"id": "1", "label": "dog", "start": 0, "end": 5}
    assert [row.labels for row in rows] == [
        (GivenLabel(None, "dog", "choice.v1", "sort"),),
        (GivenLabel(None, ["cat", "dog"], "choices.v1", "sorts"),),
        (GivenLabel(None, [span], "span.v1", "names"),),
        (),
    ]
    assert "1 labels are left out: their job failed on them." in reading.notices


@pytest.mark.parametrize("form", ["RGB", "P"])
def test_masks_are_read_by_the_colours_of_their_map(cells: Path, form: str) -> None:
    pixels = np.full((60, 80, 3), 255, dtype=np.uint8)
    pixels[10:20, 30:50] = (0x2A, 0xCA, 0x02)
    picture = Image.fromarray(pixels)
    (picture.quantize(2) if form == "P" else picture).save(cells / "mask.png")
    colours = {
        "0": {"class-name": "BACKGROUND", "confidence": 0.9, "hex-color": "#ffffff"},
        "1": {"class-name": "cat", "confidence": 0.9, "hex-color": "#2aca02"},
    }
    line = {
        "source-ref": "s3://bucket/a.png",
        "scene-ref": "s3://bucket/out/mask.png",
        "scene-ref-metadata": {
            "internal-color-map": colours,
            "type": "groundtruth/semantic-segmentation",
            **JOB,
        },
    }
    rows, faults, _ = read(manifest(cells, line), MASK)
    assert not faults
    (label,) = rows[0].labels
    value: Any = label.value
    (mask,) = value["masks"]
    assert (mask["label"], label.question) == ("cat", "scene")
    assert (to_array(decode(mask["counts"], 4800), 60, 80) == (pixels[:, :, 0] == 0x2A)).all()


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ({"sort": 1, "sort-metadata": {}}, "sagemaker.no_source"),
        ({**boxes(), "source-ref": "s3://bucket/b.png"}, "image.missing"),
        (boxes(image_size=[{"width": 81, "height": 60}]), "image.other_size"),
        (
            boxes(annotations=[{"class_id": 7, "left": 0, "top": 0, "width": 9, "height": 9}]),
            "sagemaker.no_class",
        ),
        (boxes(annotations=[{"class_id": 1, "left": 0, "top": 0, "width": 9}]), "sagemaker.no_box"),
        (boxes(annotations=[{"class_id": 1, "left": 75, "top": 0, "width": 9, "height": 9}]), "box.outside"),
    ],
)
def test_a_line_at_fault_is_reported(cells: Path, line: Any, slug: str) -> None:
    rows, faults, _ = read(manifest(cells, boxes(), line), BOX, format="sagemaker")
    assert slugs(faults) == [slug]
    assert rows[0].labels


def test_boxes_are_rounded_to_whole_pixels_and_it_is_told(tmp_path: Path) -> None:
    drawn = [box(1, "cat", 1.4, 2.6, 3.2, 4), box(2, "dog", 36.6, 0, 0.4, 1), box(3, "dog", 0, 0, 1, 1)]
    data = release(BOX, values=[{"seen": drawn}])
    losses = written("sagemaker.v1", data, tmp_path).losses
    assert "SageMaker's boxes are whole pixels: 2 are rounded." in losses
    rows, _, _ = read(tmp_path / "sagemaker_train.manifest", BOX)
    assert rows[0].labels[0].value == [
        box(1, "cat", 1, 3, 4, 4),
        box(2, "dog", 36, 0, 1, 1),
        box(3, "dog", 0, 0, 1, 1),
    ]


def test_texts_go_out_with_their_classes_and_entities_and_come_back(tmp_path: Path) -> None:
    text = "\U0001f415 barks at Ann"
    asked = (question("choice.v1", "sort"), question("choices.v1", "sorts"), question("span.v1", "names"))
    spans: Json = [{"id": "1", "label": "cat", "start": 11, "end": 14}]
    values: dict[str, Json] = {"sort": "dog", "sorts": ["cat"], "names": spans}
    data = release(*asked, values=[values])
    fields = {"text": {"type": "text", "text": text}}
    row = data.items[0]
    shown = Item(row.item.id, "upload", None, "d" * 64, 0, None, fields)
    write("sagemaker.v1", replace(data, items=(replace(row, item=shown),)), tmp_path)
    rows, faults, _ = read(tmp_path / "sagemaker_train.manifest")
    assert not faults
    assert rows[0].fields == {"text": text}
    assert {label.question: label.value for label in rows[0].labels} == values
