"""CVAT for images: the layout that its page describes, what is told as left out, and files at fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel
from goldsmith.model import Json
from goldsmith.runs import decode, to_array
from tests.unit.formats.conftest import box, slugs
from tests.unit.formats.drawings import question, read, release, round_trip, written

BOX, POLYGON, INSTANCE = question("box.v1"), question("polygon.v1"), question("instance.v1")
MASK = '<mask label="cat" rle="1, 2, 3" left="5" top="7" width="3" height="2"/>'


def write_xml(folder: Path, shapes: str, *, width: int = 80, more: str = "") -> Path:
    """Write a file of one image, a.png."""
    image = f'<image id="0" name="a.png" subset="Train" width="{width}" height="60">{shapes}</image>'
    path = folder / "annotations.xml"
    path.write_text(f"<annotations><version>1.1</version><meta/>{image}{more}</annotations>")
    return path


def value_of(path: Path, asked: Any) -> Any:
    rows, faults, _ = read(path, asked)
    assert not faults, [str(fault) for fault in faults]
    assert rows[0].metadata == {"part": "Train"}
    (label,) = rows[0].labels
    assert label.kind == asked.kind
    return label.value


def test_the_layout_that_the_format_describes_is_read(cells: Path) -> None:
    shapes = """
      <box label="cat" source="manual" occluded="1" xtl="10.50" ytl="20.00" xbr="30.50" ybr="40.25" z_order="0">
        <attribute name="age">old</attribute><attribute name="wet">true</attribute>
        <attribute name="note"></attribute>
      </box>
      <box label="dog" occluded="0" xtl="1" ytl="2" xbr="21" ybr="12" rotation="330.00" z_order="0"/>"""
    asked = question(
        "box.v1",
        rotate=True,
        attributes=[{"key": "occluded"}, {"key": "wet"}, {"key": "age", "choices": ["old", "young"]}],
    )
    said = {"age": "old", "wet": True, "occluded": True}
    assert value_of(write_xml(cells, shapes), asked) == [
        {**box(1, "cat", 10.5, 20, 20, 20.25), "attributes": said},
        {**box(2, "dog", 1, 2, 20, 10), "angle": -30},
    ]
    notices = read(cells / "annotations.xml", question("box.v1", rotate=True))[2].notices
    assert "1 objects lose attributes that no question declares: age, occluded, wet." in notices


def test_runs_of_a_mask_go_along_the_rows_of_its_crop(cells: Path) -> None:
    (one,) = value_of(write_xml(cells, MASK), INSTANCE)["objects"]
    pixels = to_array(decode(one["counts"], 4800), 60, 80)
    assert pixels[7:9, 5:8].astype(int).tolist() == [[0, 1, 1], [0, 0, 0]]
    assert pixels.sum() == 2


def test_the_mask_on_top_has_the_pixels_that_two_share(cells: Path) -> None:
    def square(left: int, side: int, z: int) -> str:
        points = f"{left},0;{left + side},0;{left + side},{side};{left},{side}"
        return f'<polygon label="cat" points="{points}" z_order="{z}"/>'

    on_top = value_of(write_xml(cells, square(0, 20, 2) + square(10, 15, 1)), INSTANCE)["objects"]
    assert [decode(one["counts"], 4800).area for one in on_top] == [225, 400]
    assert any("goes to the one on top" in one for one in read(cells, INSTANCE)[2].notices)
    level = value_of(write_xml(cells, square(0, 20, 0) + square(10, 15, 0)), INSTANCE)["objects"]
    assert [decode(one["counts"], 4800).area for one in level] == [400, 225]


def test_tags_answer_choices_and_alone_say_nothing_of_shapes(cells: Path) -> None:
    path = write_xml(cells, '<tag label="cat"/>')
    assert read(path, question("choice.v1"))[0][0].labels == (GivenLabel(None, "cat", "choice.v1"),)
    assert read(path, question("choices.v1"))[0][0].labels == (GivenLabel(None, ["cat"], "choices.v1"),)
    path = write_xml(cells, '<tag label="cat"/><tag label="dog"/>')
    assert read(path, question("choice.v1"))[0][0].labels == (GivenLabel(None, ["cat", "dog"], "choices.v1"),)


def test_shapes_that_no_kind_has_are_told(cells: Path) -> None:
    shapes = '<polyline label="cat" points="1,1;2,2"/><points label="cat" points="1,1"/>'
    path = write_xml(cells, shapes)
    assert value_of(path, BOX) == []
    assert (
        "Shapes that no kind of question has are left out: 1 × points, 1 × polyline."
        in read(path, BOX)[2].notices
    )


def test_the_tracks_of_a_video_are_refused_with_what_to_do(cells: Path) -> None:
    path = write_xml(cells, "", more='<track id="0" label="cat"/>')
    with pytest.raises(InvalidInput, match=r"CVAT for images 1\.1"):
        ingest.read(path)


def test_an_entity_is_refused(cells: Path) -> None:
    path = cells / "annotations.xml"
    path.write_text('<!DOCTYPE x [<!ENTITY a "b">]><annotations><image name="&a;"/></annotations>')
    with pytest.raises(InvalidInput, match="entities"):
        ingest.read(path)


@pytest.mark.parametrize(
    ("shapes", "slug"),
    [
        ('<box label="cat" xtl="1" ytl="2" xbr="x" ybr="4"/>', "cvat.no_numbers"),
        ('<box xtl="1" ytl="2" xbr="5" ybr="4"/>', "cvat.no_label"),
        ('<polygon label="cat" points="1,1;2,2"/>', "cvat.points"),
        ('<polygon label="cat" points="1,1;2,2;3"/>', "cvat.points"),
        (MASK.replace("1, 2, 3", "1, 2, 4"), "cvat.mask"),
        (MASK.replace("1, 2, 3", "7, -1"), "cvat.mask"),
        (MASK.replace('left="5"', 'left="78"'), "cvat.mask"),
        (MASK.replace("1, 2, 3", "6"), "drawn.no_pixels"),
    ],
)
def test_a_shape_at_fault_is_reported(cells: Path, shapes: str, slug: str) -> None:
    assert slugs(read(write_xml(cells, shapes), INSTANCE)[1]) in ([slug], [slug] * 2)


def test_an_image_of_another_size_or_outside_the_folder_is_refused(cells: Path) -> None:
    assert slugs(read(write_xml(cells, "", width=81), BOX)[1]) == ["image.other_size"]
    path = write_xml(cells, "")
    path.write_text(path.read_text().replace("a.png", "../a.png"))
    assert slugs(read(path, BOX)[1]) == ["cvat.no_file"]


def test_outlines_with_holes_are_masks_of_their_pixels_and_it_is_told(tmp_path: Path) -> None:
    hole = [[4, 4], [4, 8], [8, 8], [8, 4]]
    parts: Json = [{"outline": [[1, 1], [20, 1], [20, 20], [1, 20]], "holes": [hole]}]
    value: Json = [{"id": "o", "label": "cat", "parts": parts}]
    losses = written("cvat.v1", release(POLYGON, values=[{"seen": value}]), tmp_path).losses
    assert any("1 others are masks of the pixels in them" in loss for loss in losses)
    (mask,) = ET.parse(tmp_path / "cvat_train.xml").getroot().iter("mask")
    assert (mask.get("left"), mask.get("width")) == ("1", "19")


def test_attributes_choices_and_tags_come_back(tmp_path: Path) -> None:
    declared: list[Json] = [{"key": "occluded"}, {"key": "wet"}, {"key": "age", "choices": ["old", "young"]}]
    asked = question("box.v1", attributes=declared)
    one = {**box(1, "cat", 1, 2, 3, 4), "attributes": {"occluded": True, "age": "old"}}
    (back,) = round_trip("cvat.v1", tmp_path, asked, [[one]])
    assert back[0].attributes == (("age", "old"), ("occluded", ""))
    for kind, value in (("choice.v1", "dog"), ("choices.v1", ["cat", "dog"])):
        folder = tmp_path / kind
        folder.mkdir()
        data = release(question(kind), values=[{"seen": value}])
        written("cvat.v1", data, folder)
        assert read(folder / "cvat_train.xml", question(kind))[0][0].labels == (
            GivenLabel(None, value, kind),
        )
