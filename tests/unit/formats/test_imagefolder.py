"""metadata.jsonl beside images and recordings: boxes by name, and files without a decision listed with null."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from goldsmith.errors import InvalidInput
from goldsmith.export import write
from tests.unit.export import sample as releases
from tests.unit.formats import sample
from tests.unit.formats.sample import SEGMENT


def picture(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sink = io.BytesIO()
    Image.new("L", (64, 48)).save(sink, "PNG")
    path.write_bytes(sink.getvalue())


def test_boxes_come_back_and_an_undecided_image_has_no_label(tmp_path: Path) -> None:
    release = releases.release(releases.BOX)
    write("imagefolder.v1", release, tmp_path)
    for row in release.items:
        picture(tmp_path / "images" / str(row.item.fields["image"]["media"]))
    rows = sample.back(tmp_path / "images")
    values: list[Any] = [label.value for row in rows for label in row.labels if label.kind == "box.v1"]
    assert [[(one["label"], one["x"], one["width"]) for one in boxes] for boxes in values] == [
        [("b", 1.5, 10.25), ("a", 0.0, 30.0)],
        [],
        [("a", 0.0, 30.0)],
    ]
    assert [sum(label.kind == "box.v1" for label in row.labels) for row in rows] == [1, 1, 1, 0]


def test_numbers_of_categories_have_their_names_from_the_card(tmp_path: Path) -> None:
    line = {"file_name": "a.png", "objects": {"bbox": [[0, 0, 4, 4]], "categories": [1]}}
    (tmp_path / "train").mkdir()
    picture(tmp_path / "train/a.png")
    (tmp_path / "train/metadata.jsonl").write_text(json.dumps(line) + "\n")
    (row,) = sample.back(tmp_path)
    assert sample.given(row, "box.v1")[0]["label"] == "1"
    (tmp_path / "README.md").write_text(
        "---\ndataset_info:\n  features:\n  - name: objects\n    struct:\n    - name: categories\n"
        "      sequence:\n        class_label:\n          names:\n            '0': red\n            '1': white\n---\n"
    )
    (row,) = sample.back(tmp_path)
    assert sample.given(row, "box.v1")[0]["label"] == "white"


def test_boxes_and_categories_of_unlike_number_are_a_fault(tmp_path: Path) -> None:
    line = {"file_name": "a.png", "objects": {"bbox": [[0, 0, 4, 4]], "categories": []}}
    picture(tmp_path / "a.png")
    (tmp_path / "metadata.jsonl").write_text(json.dumps(line) + "\n")
    with pytest.raises(InvalidInput, match="no bbox and categories of the same length"):
        sample.back(tmp_path)


def test_segments_stand_beside_their_recording(tmp_path: Path) -> None:
    write("imagefolder.v1", sample.release(SEGMENT), tmp_path)
    first, *_ = (tmp_path / "audio/metadata.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(first)["turns"][0] == {
        "start": 0.25,
        "end": 1.5,
        "label": "person",
        "text": 'She said "漢字" 🎉.',
    }


def test_their_library_loads_images_with_their_boxes(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    release = releases.release(releases.BOX)
    write("imagefolder.v1", release, tmp_path)
    for row in release.items:
        picture(tmp_path / "images" / str(row.item.fields["image"]["media"]))
    loaded = datasets.load_dataset(
        "imagefolder", data_dir=str(tmp_path / "images"), cache_dir=str(tmp_path / "cache")
    )
    assert loaded["train"][0]["objects"]["categories"] == ["b", "a"]
