"""YOLO: what rows are, where images lie, and sets that are not what they claim."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.model import Json
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

BOX, TURNED, POLYGON = question("box.v1"), question("box.v1", rotate=True), question("polygon.v1")
SQUARE = "0.25 0.25 0.75 0.25 0.75 0.75 0.25 0.75"


def dataset(folder: Path, rows: str | None, **said: Any) -> Path:
    """Write a set of one image, 80 × 60, in the part `train`."""
    for name in ("images/train", "labels/train"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "images/train/a.png").write_bytes(png(80, 60))
    if rows is not None:
        (folder / "labels/train/a.txt").write_text(rows)
    whole = {"train": "images/train", "names": ["cat", "dog"], **said}
    (folder / "data.yaml").write_text(yaml.safe_dump(whole))
    return folder


def value_of(folder: Path, asked: Any) -> Any:
    rows, faults, _ = read(folder, asked)
    assert not faults
    assert (rows[0].external_id, rows[0].metadata) == ("images/train/a.png", {"part": "train"})
    (label,) = rows[0].labels
    assert label.kind == asked.kind
    return label.value


@pytest.mark.parametrize(
    "said",
    [
        {"names": {0: "cat", 1: "dog"}},
        {"path": "../datasets/pets"},  # of another machine
        {"path": ".", "train": ["images/train"]},
        {"train": "../images/train"},  # as some tools write it
        {"train": "train.txt"},
    ],
)
def test_boxes_are_found_wherever_the_file_says_the_images_are(tmp_path: Path, said: Any) -> None:
    dataset(tmp_path, "1 0.5 0.5 0.25 0.5\n", **said)
    (tmp_path / "train.txt").write_text("./images/train/a.png\n")
    expected = [box(1, "dog", 30, 15, 20, 30)]
    assert value_of(tmp_path, BOX) == expected
    assert read(tmp_path / "data.yaml", BOX)[0][0].labels[0].value == expected


@pytest.mark.parametrize("rows", [None, "", "\n"])
def test_an_image_without_rows_says_nothing_here(tmp_path: Path, rows: str | None) -> None:
    dataset(tmp_path, rows)
    assert value_of(tmp_path, BOX) == []
    assert any("nothing here" in notice for notice in read(tmp_path, BOX)[2].notices)


def test_rows_of_four_points_are_turned_boxes_where_boxes_may_turn_and_else_outlines(tmp_path: Path) -> None:
    dataset(tmp_path, f"0 {SQUARE}\n")
    outline = [[20, 15], [60, 15], [60, 45], [20, 45]]
    assert value_of(tmp_path, TURNED) == [box(1, "cat", 20, 15, 40, 30)]
    assert value_of(tmp_path, POLYGON) == [
        {"id": "1", "label": "cat", "parts": [{"outline": outline, "holes": []}]}
    ]
    assert "The rows are read as outlines." in read(tmp_path, BOX)[2].notices
    dataset(tmp_path, "0 0.2 0.2 0.75 0.25 0.75 0.75 0.25 0.75\n")
    assert slugs(read(tmp_path, TURNED)[1]) == ["yolo.no_rectangle"]


def test_boxes_and_outlines_in_one_set_are_refused_since_nothing_says_what_it_is(tmp_path: Path) -> None:
    dataset(tmp_path, f"0 0.5 0.5 0.1 0.1\n0 {SQUARE}\n")
    with pytest.raises(InvalidInput, match=r"Some rows are boxes and some are outlines") as caught:
        ingest.read(tmp_path)
    assert caught.value.where == "labels/train/a.txt line 1 and labels/train/a.txt line 2"


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        ("0 0.5 0.5 0.1", "yolo.bad_row"),
        ("0 0.5 0.5 0.1 0.1 0.97", "yolo.bad_row"),  # a prediction with its confidence
        ("cat 0.5 0.5 0.1 0.1", "yolo.bad_row"),
        ("0 nan 0.5 0.1 0.1", "yolo.bad_row"),
        ("2 0.5 0.5 0.1 0.1", "yolo.no_class"),
        ("0.5 0.5 0.5 0.1 0.1", "yolo.no_class"),
        ("0 40 30 20 10", "box.outside"),  # pixels, not shares
        ("0 0.5 0.5 0 0.1", "box.no_area"),
    ],
)
def test_a_row_at_fault_is_reported_with_its_line(tmp_path: Path, row: str, slug: str) -> None:
    dataset(tmp_path, f"0 0.5 0.5 0.5 0.5\n{row}\n")
    _, faults, _ = read(tmp_path, BOX)
    assert (slugs(faults), faults[0].where) == ([slug], "labels/train/a.txt line 2")


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ({"names": None}, "yolo.no_names"),
        ({"names": ["cat"], "kpt_shape": [17, 3]}, "yolo.pose"),
        ({"names": {"cat": 0}}, "yolo.no_names"),
    ],
)
def test_a_set_that_cannot_be_read_is_refused(tmp_path: Path, said: Any, slug: str) -> None:
    dataset(tmp_path, "", **said)
    with pytest.raises(InvalidInput) as caught:
        ingest.read(tmp_path)
    assert caught.value.slug == slug


def test_labels_without_a_file_that_names_the_classes_are_no_texts(tmp_path: Path) -> None:
    dataset(tmp_path, "0 0.5 0.5 0.1 0.1\n")
    (tmp_path / "data.yaml").unlink()
    with pytest.raises(InvalidInput, match="No YAML file names the classes"):
        ingest.read(tmp_path)


def test_a_part_without_images_and_a_listed_image_that_is_not_there_are_faults(tmp_path: Path) -> None:
    dataset(tmp_path, "", val="images/val")
    assert slugs(read(tmp_path, BOX)[1]) == ["yolo.no_images"]
    dataset(tmp_path, "", val="val.txt")
    (tmp_path / "val.txt").write_text("./images/val/b.png\n")
    assert slugs(read(tmp_path, BOX)[1]) == ["image.missing"]


@pytest.mark.parametrize("side", [640, 1333, 4096])
def test_boxes_written_with_six_digits_stay_on_the_image_and_keep_a_pixel(tmp_path: Path, side: int) -> None:
    def row(x: float, width: float) -> str:
        return f"0 {(x + width / 2) / side:.6f} 0.5 {width / side:.6f} 1\n"

    dataset(tmp_path, row(0, 1) + row(side - 1, 1) + row(0, side - 7) + row(side - 301, 301))
    (tmp_path / "images/train/a.png").write_bytes(png(side, 10))
    for found, (x, width) in zip(
        value_of(tmp_path, BOX), ((0, 1), (side - 1, 1), (0, side - 7), (side - 301, 301)), strict=True
    ):
        assert (found["x"], found["width"]) == (pytest.approx(x, abs=0.005), pytest.approx(width, abs=0.005))
        assert found["x"] >= 0
        assert found["x"] + found["width"] <= side + 1e-6


def test_what_is_written_lies_where_ultralytics_looks_for_it(tmp_path: Path) -> None:
    one: dict[str, Json] = {"id": "o", "label": "dog", "x": 0, "y": 0, "width": WIDTH, "height": HEIGHT / 2}
    files = written("yolo.v1", release(BOX, values=[{"seen": [one]}, {"seen": []}, {}]), tmp_path).files
    names = [f"{n:064x}" for n in range(2)]
    assert files == (
        *("yolo.yaml", "yolo_train.txt", "yolo_val.txt"),
        *(f"labels/{name}.txt" for name in names),
    )
    whole = yaml.safe_load((tmp_path / "yolo.yaml").read_text())
    assert whole["names"] == {0: "cat", 1: "dog"}
    assert (tmp_path / whole["train"]).read_text() == f"./images/{names[0]}.png\n"
    assert (tmp_path / f"labels/{names[0]}.txt").read_text() == "1 0.5 0.25 1.0 0.5\n"
    assert (tmp_path / f"labels/{names[1]}.txt").read_text() == ""


def test_instances_are_written_along_their_pixels_and_what_is_lost_is_told(tmp_path: Path) -> None:
    asked = question("polygon.v1", attributes=[{"key": "wet"}])
    parts: Json = [
        {"outline": [[0, 0], [20, 0], [20, 20], [0, 20]], "holes": [[[5, 5], [9, 5], [9, 9]]]},
        {"outline": [[25, 1], [35, 1], [35, 9]], "holes": []},
    ]
    drawn = {"id": "o", "label": "cat", "parts": parts, "attributes": {"wet": True}}
    losses = written("yolo.v1", release(asked, values=[{"seen": [drawn]}]), tmp_path).losses
    assert "YOLO has no holes: those of 1 outlines are filled." in losses
    assert "YOLO has no outlines of several parts: 1 become one object for each part." in losses
    assert "YOLO has no attributes: wet are left out." in losses
    assert "YOLO trains with parts named train and val; this release has train, val." in losses


def test_whole_instances_come_back_to_the_pixel(tmp_path: Path) -> None:
    pixels = np.zeros((HEIGHT, WIDTH), dtype=bool)
    pixels[3:12, 4:30] = True
    pixels[10:20, 20:25] = True
    value: Json = {
        "size": [HEIGHT, WIDTH],
        "objects": [{"id": "o", "label": "dog", "counts": counts(pixels)}],
    }
    (back,) = round_trip("yolo.v1", tmp_path, question("instance.v1"), [value])
    assert back[0].counts == counts(pixels)


def test_two_questions_have_a_folder_each(tmp_path: Path) -> None:
    data = release(BOX, question("polygon.v1", key="outlines"), values=[{"seen": [], "outlines": []}])
    found = written("yolo.v1", data, tmp_path)
    assert {name.split("/")[0] for name in found.files} == {"yolo_seen", "yolo_outlines"}
    assert any("copy or link `images` into each folder" in loss for loss in found.losses)
