"""Pascal VOC: where pixels start, marks of boxes, and files that are not what they claim."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from goldsmith.ingest import GivenLabel
from goldsmith.model import Json
from tests.unit.formats.conftest import box, slugs
from tests.unit.formats.drawings import png, question, read, release, round_trip, written


def voc(*boxes: tuple[str, int, int, int, int], size: tuple[int, int] = (80, 60), more: str = "") -> str:
    objects = "".join(
        f"<object><name>{name}</name>{more}<bndbox><xmin>{a}</xmin><ymin>{b}</ymin><xmax>{c}</xmax>"
        f"<ymax>{d}</ymax></bndbox></object>"
        for name, a, b, c, d in boxes
    )
    width, height = size
    return f"<annotation><size><width>{width}</width><height>{height}</height></size>{objects}</annotation>"


def test_voc_boxes_counted_from_one_take_in_both_corners(cells: Path) -> None:
    (cells / "a.xml").write_text(
        voc(("red", 1, 1, 80, 60), ("white", 11, 21, 20, 30), more="<difficult>1</difficult>")
    )
    rows, faults, reading = read(cells, question("box.v1"))
    assert not faults
    assert rows[0].labels == (
        GivenLabel(None, [box(1, "red", 0, 0, 80, 60), box(2, "white", 10, 20, 10, 10)], "box.v1"),
    )
    assert reading.facts["voc_origin"] == 1
    assert "2 objects lose attributes that no question declares: difficult." in reading.notices


def test_a_box_that_begins_at_zero_proves_that_the_folder_counts_from_zero(cells: Path) -> None:
    (cells / "b.png").write_bytes(png(80, 60))
    (cells / "a.xml").write_text(voc(("red", 10, 20, 30, 40)))
    (cells / "b.xml").write_text(voc(("red", 0, 0, 80, 60)))
    rows, _, reading = read(cells)
    assert [row.labels[0].value for row in rows] == [
        [box(1, "red", 10, 20, 20, 20)],
        [box(1, "red", 0, 0, 80, 60)],
    ]
    assert reading.facts["voc_origin"] == 0
    assert read(cells, voc_origin="1")[1][0].slug == "box.outside"


def test_a_voc_file_in_the_folder_annotations_belongs_to_its_image_and_no_object_says_nothing_here(
    tmp_path: Path,
) -> None:
    for folder in ("JPEGImages", "Annotations"):
        (tmp_path / folder).mkdir()
    (tmp_path / "JPEGImages/a.png").write_bytes(png(80, 60))
    (tmp_path / "Annotations/a.xml").write_text(voc())
    assert read(tmp_path, question("box.v1"))[0][0].labels == (GivenLabel(None, [], "box.v1"),)


def test_a_box_that_sticks_out_is_a_fault_and_is_cut_off_only_when_asked(cells: Path) -> None:
    (cells / "a.xml").write_text(voc(("red", 70, 50, 90, 60), ("white", 2, 2, 9, 9)))
    rows, faults, _ = read(cells)
    assert (rows[0].labels, slugs(faults), faults[0].where) == ((), ["box.outside"], "a.xml, object 1")
    assert "by 10 px" in faults[0].what
    rows, faults, reading = read(cells, clip=True)
    assert not faults
    assert rows[0].labels[0].value == [box(1, "red", 69, 49, 11, 11), box(2, "white", 1, 1, 8, 8)]
    assert "1 objects were cut off at the image's border." in reading.notices


@pytest.mark.parametrize(
    ("xml", "slug"),
    [
        ("<annotation>", "xml.malformed"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><annotation/>", "xml.doctype"),
        ("<html/>", "voc.not_voc"),
        (voc(("", 1, 1, 5, 5)), "voc.no_name"),
        ("<annotation><object><name>a</name></object></annotation>", "voc.no_box"),
        (voc(("a", 9, 1, 5, 5)), "box.no_area"),
        (voc(("a", 200, 200, 210, 210)), "box.outside"),
        (voc(("a", 1, 1, 5, 5), size=(60, 80)), "image.other_size"),
    ],
)
def test_a_bad_voc_file_is_reported_and_its_image_read(cells: Path, xml: str, slug: str) -> None:
    (cells / "a.xml").write_text(xml)
    rows, faults, _ = read(cells)
    assert (slugs(faults), rows[0].labels) == ([slug], ())


def test_a_voc_file_without_image_and_a_box_off_the_image_are_reported(cells: Path) -> None:
    (cells / "other.xml").write_text(voc())
    assert slugs(read(cells)[1]) == ["voc.no_image"]
    (cells / "other.xml").rename(cells / "a.xml")
    (cells / "a.xml").write_text(voc(("a", 200, 200, 210, 210)))
    assert slugs(read(cells, clip=True)[1]) == ["box.too_small"]


FLAGS: list[Json] = [{"key": key} for key in ("truncated", "occluded", "wet")]
SAID = question("box.v1", attributes=[*FLAGS, {"key": "pose", "choices": ["Left", "Right"]}])
ONE: dict[str, Json] = {"id": "o", "label": "cat", "x": 3, "y": 4.5, "width": 10, "height": 6}


def test_marks_and_pose_are_attributes_both_ways_where_the_guideline_declares_them(tmp_path: Path) -> None:
    attributes: Json = {"truncated": True, "pose": "Left"}
    (back,) = round_trip("voc.v1", tmp_path, SAID, [[{**ONE, "attributes": attributes}]])
    assert back[0].attributes == (("pose", "Left"), ("truncated", ""))
    rows, _, reading = read(tmp_path, question("box.v1"), format="voc")
    assert rows[0].labels[0].value == [box(1, "cat", 3, 4.5, 10, 6)]
    assert "1 objects lose attributes that no question declares: pose, truncated." in reading.notices


def test_both_origins_are_written_as_they_say_and_read_back_alike(tmp_path: Path) -> None:
    asked = question("box.v1")
    found = {}
    for name in ("voc", "voc_0_based"):
        folder = tmp_path / name
        folder.mkdir()
        files = written(f"{name}.v1", release(asked, values=[{"seen": [ONE]}]), folder).files
        assert files == (f"{name}/Annotations/{0:064x}.xml", f"{name}/ImageSets/Main/train.txt")
        bndbox = ET.parse(folder / files[0]).find("object/bndbox")
        assert bndbox is not None
        found[name] = [side.text for side in bndbox]
        rows, _, reading = read(folder, asked)
        assert rows[0].labels[0].value == [box(1, "cat", 3, 4.5, 10, 6)]
        assert rows[0].metadata == {"folder": "images", "part": "train"}
        assert reading.facts["voc_origin"] == int(name == "voc")
    assert found == {"voc": ["4", "5.5", "13", "10.5"], "voc_0_based": ["3", "4.5", "13", "10.5"]}


def test_what_voc_cannot_say_is_told(tmp_path: Path) -> None:
    asked = question("box.v1", rotate=True, attributes=FLAGS)
    turned = {**ONE, "angle": 30, "attributes": {"wet": True}}
    losses = written("voc.v1", release(asked, values=[{"seen": [turned]}, {}]), tmp_path).losses
    assert "Of turned boxes, 1 in all, VOC has the upright box round them." in losses
    assert "1 boxes have fractions of a pixel, which some readers of VOC cut off." in losses
    assert "VOC has no place for the attributes wet." in losses
    assert any('to "seen" are left out of VOC, 1 in all' in loss for loss in losses)


def test_an_image_without_an_xml_file_comes_without_labels(cells: Path) -> None:
    (cells / "b.png").write_bytes(png(80, 60, 3))
    (cells / "a.xml").write_text(voc(("red", 1, 1, 9, 9)))
    assert [len(row.labels) for row in read(cells)[0]] == [1, 0]


def test_xml_files_of_other_sorts_are_left_out_and_told(cells: Path) -> None:
    (cells / "a.xml").write_text(voc(("red", 1, 1, 9, 9)))
    (cells / "aaa.xml").write_text("<annotations><image name='a.png'/></annotations>")
    rows, faults, reading = read(cells)
    assert (len(rows[0].labels), faults) == (1, [])
    assert "1 files of other types are left out: 1 × .xml." in reading.notices


def test_an_entity_is_refused_in_any_encoding(cells: Path) -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'b'>]><annotation>&a;</annotation>"
    (cells / "a.xml").write_bytes(f"<?xml version='1.0' encoding='utf-16'?>{bomb}".encode("utf-16"))
    assert slugs(read(cells)[1]) == ["xml.doctype"]


def test_the_annotations_of_a_release_without_its_images_are_at_fault_and_their_lists_are_no_texts(
    tmp_path: Path,
) -> None:
    asked = question("box.v1")
    written("voc.v1", release(asked, values=[{"seen": [box(1, "cat", 1, 2, 3, 4)]}]), tmp_path)
    rows, faults, _ = read(tmp_path / "voc")
    assert not rows
    assert slugs(faults) == ["voc.no_image"]
