"""Folders and zips of images and texts, and boxes beside them."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, Picture, Row, files
from tests.unit.ingest.conftest import Png, ReadAll


def slugs(faults: list[InvalidInput]) -> list[str]:
    return [fault.slug for fault in faults]


def picture(row: Row) -> Picture:
    found = row.fields["image"]
    assert isinstance(found, Picture)
    return found


def test_a_folder_gives_its_images_and_texts_by_name_and_says_what_it_left_out(
    tmp_path: Path, png: Png, read_all: ReadAll
) -> None:
    for name in ("b/2.png", "a.txt", "b/1.jpg", ".hidden/x.png", "Thumbs.db", "notes.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(png(form="JPEG") if name.endswith("jpg") else png())
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\n")
    rows, faults, reading = read_all(tmp_path)
    assert not faults
    assert [row.external_id for row in rows] == ["a.txt", "b/1.jpg", "b/2.png"]
    assert rows[0].fields == {"text": "café\n"}
    assert (picture(rows[1]).suffix, picture(rows[2]).suffix, rows[2].metadata) == (
        ".jpg",
        ".png",
        {"folder": "b"},
    )
    assert picture(rows[2]).media.path == tmp_path / "b/2.png"
    assert picture(rows[2]).media.read() == png()
    assert reading.notices == [
        "1 files of other types are left out: 1 × .pdf.",
        "1 hidden or system files are left out.",
    ]


def test_every_bad_file_of_a_folder_is_reported(tmp_path: Path, png: Png, read_all: ReadAll) -> None:
    contents = {
        "empty.png": b"",
        "cut.jpg": png(400, 300, form="JPEG")[:-200],
        "cut.png": png(400, 300)[:-30],
        "not.gif": b"hello",
        "active.svg": b"<svg/>",
        "scan.tif": b"II*",
        "blank.txt": b" \n",
        "latin.txt": b"first\ncaf\xe9",
        "nul.txt": b"a\0b",
        "wide.png": png(20, 1),
        "good.webp": png(form="WEBP"),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    rows, faults, _ = read_all(tmp_path, max_side_px=400)
    assert [row.external_id for row in rows] == ["good.webp", "wide.png"]
    assert {fault.where: fault.slug for fault in faults} == {
        "empty.png": "image.empty",
        "cut.jpg": "image.unreadable",
        "cut.png": "image.unreadable",
        "not.gif": "image.unreadable",
        "active.svg": "image.active_content",
        "scan.tif": "image.not_for_browsers",
        "blank.txt": "text.empty",
        "latin.txt line 2": "encoding.wrong",
        "nul.txt": "text.nul",
    }


def test_an_image_of_fifty_thousand_pixels_is_refused_by_its_header(
    tmp_path: Path, png: Png, read_all: ReadAll
) -> None:
    data = bytearray(png())
    data[16:24] = (50_000).to_bytes(4, "big") * 2
    import zlib

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    (tmp_path / "huge.png").write_bytes(data)
    (tmp_path / "long.png").write_bytes(png(30, 2))
    rows, faults, _ = read_all(tmp_path, max_side_px=20)
    assert (rows, slugs(faults)) == ([], ["image.too_large", "image.too_large"])


def test_exif_orientation_is_recorded_and_the_size_is_upright(
    tmp_path: Path, png: Png, read_all: ReadAll
) -> None:
    from PIL import Image

    for orientation in (1, 3, 6, 99):
        exif = Image.Exif()
        exif[0x0112] = orientation
        (tmp_path / f"{orientation}.jpg").write_bytes(png(40, 20, form="JPEG", exif=exif))
    rows, _, _ = read_all(tmp_path)
    found = {row.external_id: (p.width, p.height, p.exif_orientation) for row in rows for p in [picture(row)]}
    assert found == {"1.jpg": (40, 20, 1), "3.jpg": (40, 20, 3), "6.jpg": (20, 40, 6), "99.jpg": (40, 20, 1)}


def test_one_image_or_one_text_is_one_item(tmp_path: Path, png: Png, read_all: ReadAll) -> None:
    (tmp_path / "a.png").write_bytes(png())
    (tmp_path / "b.md").write_text("words")
    assert picture(read_all(tmp_path / "a.png")[0][0]).width == 8
    assert read_all(tmp_path / "b.md")[0][0].fields == {"text": "words"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [("x.svg", "image.active_content"), ("x.docx", "ingest.unknown_format"), ("nothing", "ingest.no_file")],
)
def test_a_file_that_no_reader_takes_is_refused(tmp_path: Path, name: str, slug: str) -> None:
    if name != "nothing":
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(InvalidInput) as caught:
        ingest.read(tmp_path / name)
    assert caught.value.slug == slug


def test_an_empty_folder_and_one_with_many_tables_are_refused(tmp_path: Path, read_all: ReadAll) -> None:
    assert slugs(read_all(tmp_path)[1]) == ["folder.nothing"]
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("text\nx\n")
    with pytest.raises(InvalidInput, match="2 tables"):
        ingest.read(tmp_path)


# zips ---------------------------------------------------------------------------------------------------------------


def test_a_zip_is_read_like_a_folder(tmp_path: Path, png: Png, read_all: ReadAll) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/meta.csv", "image,caption\nimg/a.png,A\n")
        archive.writestr("data/img/a.png", png())
        archive.writestr("__MACOSX/data/._a.png", b"x")
    rows, faults, reading = read_all(tmp_path / "t.zip")
    assert not faults
    assert rows[0].fields["caption"] == "A"
    assert picture(rows[0]).name == "data/img/a.png"
    assert reading.notices[0] == "The rows come from data/meta.csv."


def test_parquet_in_a_zip_is_read(tmp_path: Path, read_all: ReadAll) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'a' AS text) TO '{tmp_path / 't.parquet'}' (FORMAT parquet)")
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.write(tmp_path / "t.parquet", "t.parquet")
    assert len(read_all(tmp_path / "t.zip")[0]) == 1


def test_names_that_lead_outside_links_and_doubles_are_reported_and_never_read(
    tmp_path: Path, png: Png, read_all: ReadAll
) -> None:
    link = zipfile.ZipInfo("link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        for name in ("../up.png", "/abs.png", "a/../../b.png", "C:\\c.png", "good.png", "twice.png"):
            archive.writestr(name, png())
        archive.writestr(link, "/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("twice.png", png())
    rows, faults, _ = read_all(tmp_path / "t.zip")
    assert [row.external_id for row in rows] == ["good.png"]
    assert sorted(slugs(faults)) == ["zip.link", *["zip.outside"] * 4, "zip.twice"]


def test_a_zip_bomb_is_refused_before_anything_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 2_000_000)
    monkeypatch.setattr(files, "SMALL", 1_000_000)
    with pytest.raises(InvalidInput) as caught:
        ingest.read(tmp_path / "t.zip")
    assert caught.value.slug == "zip.bomb"
    monkeypatch.setattr(files, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(InvalidInput) as caught:
        ingest.read(tmp_path / "t.zip")
    assert caught.value.slug == "zip.too_large"


def test_a_damaged_zip_is_refused_and_a_damaged_member_reported(
    tmp_path: Path, png: Png, read_all: ReadAll
) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    with pytest.raises(InvalidInput, match="cannot be opened"):
        ingest.read(tmp_path / "no.zip")
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a.png", png())
        archive.writestr("b.png", png())
    data = bytearray((tmp_path / "t.zip").read_bytes())
    at = data.index(b"IDAT")
    data[at + 6] ^= 0xFF
    (tmp_path / "t.zip").write_bytes(data)
    rows, faults, _ = read_all(tmp_path / "t.zip")
    assert ([row.external_id for row in rows], slugs(faults)) == (["b.png"], ["zip.damaged"])


# boxes --------------------------------------------------------------------------------------------------------------


def voc(*boxes: tuple[str, int, int, int, int], size: tuple[int, int] = (80, 60), more: str = "") -> str:
    objects = "".join(
        f"<object><name>{name}</name>{more}<bndbox><xmin>{a}</xmin><ymin>{b}</ymin><xmax>{c}</xmax>"
        f"<ymax>{d}</ymax></bndbox></object>"
        for name, a, b, c, d in boxes
    )
    width, height = size
    return f"<annotation><size><width>{width}</width><height>{height}</height></size>{objects}</annotation>"


def box(place: int, label: str, x: float, y: float, width: float, height: float) -> dict[str, Any]:
    return {"id": str(place), "label": label, "x": x, "y": y, "width": width, "height": height}


@pytest.fixture
def cells(tmp_path: Path, png: Png) -> Path:
    (tmp_path / "a.png").write_bytes(png(80, 60))
    return tmp_path


def test_voc_boxes_counted_from_one_take_in_both_corners(cells: Path, read_all: ReadAll) -> None:
    (cells / "a.xml").write_text(
        voc(("red", 1, 1, 80, 60), ("white", 11, 21, 20, 30), more="<difficult>1</difficult>")
    )
    rows, faults, reading = read_all(cells)
    assert not faults
    assert rows[0].labels == (
        GivenLabel(None, [box(1, "red", 0, 0, 80, 60), box(2, "white", 10, 20, 10, 10)], "box.v1"),
    )
    assert reading.facts["voc_origin"] == 1
    assert "2 boxes lose the mark truncated, difficult or occluded." in reading.notices


def test_a_box_that_begins_at_zero_proves_that_the_folder_counts_from_zero(
    cells: Path, png: Png, read_all: ReadAll
) -> None:
    (cells / "b.png").write_bytes(png(80, 60))
    (cells / "a.xml").write_text(voc(("red", 10, 20, 30, 40)))
    (cells / "b.xml").write_text(voc(("red", 0, 0, 80, 60)))
    rows, _, reading = read_all(cells)
    assert [row.labels[0].value for row in rows] == [
        [box(1, "red", 10, 20, 20, 20)],
        [box(1, "red", 0, 0, 80, 60)],
    ]
    assert reading.facts["voc_origin"] == 0
    assert read_all(cells, voc_origin="1")[1][0].slug == "box.outside"


def test_a_voc_file_in_the_folder_annotations_belongs_to_its_image_and_no_object_says_nothing_here(
    tmp_path: Path, png: Png, read_all: ReadAll
) -> None:
    for folder in ("JPEGImages", "Annotations"):
        (tmp_path / folder).mkdir()
    (tmp_path / "JPEGImages/a.png").write_bytes(png(80, 60))
    (tmp_path / "Annotations/a.xml").write_text(voc())
    assert read_all(tmp_path)[0][0].labels == (GivenLabel(None, [], "box.v1"),)


def test_a_box_that_sticks_out_is_a_fault_and_is_cut_off_only_when_asked(
    cells: Path, read_all: ReadAll
) -> None:
    (cells / "a.xml").write_text(voc(("red", 70, 50, 90, 60), ("white", 2, 2, 9, 9)))
    rows, faults, _ = read_all(cells)
    assert (rows[0].labels, slugs(faults), faults[0].where) == ((), ["box.outside"], "a.xml, object 1")
    assert "by 10 px" in faults[0].what
    rows, faults, reading = read_all(cells, clip=True)
    assert not faults
    assert rows[0].labels[0].value == [box(1, "red", 69, 49, 11, 11), box(2, "white", 1, 1, 8, 8)]
    assert "1 boxes were cut off at the image's border." in reading.notices


@pytest.mark.parametrize(
    ("xml", "slug"),
    [
        ("<annotation>", "voc.malformed"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><annotation/>", "voc.doctype"),
        ("<html/>", "voc.not_voc"),
        (voc(("", 1, 1, 5, 5)), "voc.no_name"),
        ("<annotation><object><name>a</name></object></annotation>", "voc.no_box"),
        (voc(("a", 9, 1, 5, 5)), "box.no_area"),
        (voc(("a", 200, 200, 210, 210)), "box.outside"),
        (voc(("a", 1, 1, 5, 5), size=(60, 80)), "voc.size"),
    ],
)
def test_a_bad_voc_file_is_reported_and_its_image_read(
    cells: Path, read_all: ReadAll, xml: str, slug: str
) -> None:
    (cells / "a.xml").write_text(xml)
    rows, faults, _ = read_all(cells)
    assert (slugs(faults), rows[0].labels) == ([slug], ())


def test_a_voc_file_without_image_and_a_box_off_the_image_are_reported(
    cells: Path, read_all: ReadAll
) -> None:
    (cells / "other.xml").write_text(voc())
    assert slugs(read_all(cells)[1]) == ["voc.no_image"]
    (cells / "other.xml").rename(cells / "a.xml")
    (cells / "a.xml").write_text(voc(("a", 200, 200, 210, 210)))
    assert slugs(read_all(cells, clip=True)[1]) == ["box.too_small"]


def coco(**more: Any) -> dict[str, Any]:
    return {
        "images": [{"id": 1, "file_name": "a.png", "width": 80, "height": 60}],
        "categories": [{"id": 3, "name": "red"}],
        "annotations": [{"id": 7, "image_id": 1, "category_id": 3, "bbox": [1.5, 2, 10, 20]}],
    } | more


def write_coco(folder: Path, **more: Any) -> None:
    (folder / "boxes.json").write_text(json.dumps(coco(**more)))


@pytest.mark.parametrize("place", ["a.png", "images/a.png"])
def test_coco_boxes_are_read_from_a_folder_or_beside_the_file(
    tmp_path: Path, png: Png, read_all: ReadAll, place: str
) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_bytes(png(80, 60))
    write_coco(tmp_path)
    for path in (tmp_path, tmp_path / "boxes.json"):
        rows, faults, reading = read_all(path)
        assert not faults
        assert rows[0].labels == (GivenLabel(None, [box(1, "red", 1.5, 2, 10, 20)], "box.v1"),)
        assert (rows[0].external_id, reading.facts["boxes"], reading.progress()) == ("a.png", "coco", 1)


def test_an_image_without_coco_annotations_says_nothing_here_and_losses_are_told(
    cells: Path, read_all: ReadAll
) -> None:
    crowd = {
        "id": 8,
        "image_id": 1,
        "category_id": 3,
        "bbox": [0, 0, 9, 9],
        "iscrowd": 1,
        "segmentation": {"a": 1},
    }
    write_coco(cells, annotations=[crowd])
    rows, _, reading = read_all(cells)
    assert rows[0].labels == (GivenLabel(None, [], "box.v1"),)
    assert any("1 crowd regions" in notice for notice in reading.notices)
    write_coco(cells, annotations=[])
    assert any("nothing here" in notice for notice in read_all(cells)[2].notices)


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
        ({"images": [{"id": 1, "file_name": "a.png", "width": 60, "height": 80}]}, "coco.size"),
    ],
)
def test_a_coco_fault_is_reported(cells: Path, read_all: ReadAll, more: dict[str, Any], slug: str) -> None:
    write_coco(cells, **more)
    assert slugs(read_all(cells)[1]) == [slug]


def test_two_images_of_one_coco_id_are_a_fault(cells: Path, read_all: ReadAll) -> None:
    write_coco(cells, images=[{"id": 1, "file_name": "a.png"}, {"id": 1, "file_name": "a.png"}])
    assert slugs(read_all(cells)[1]) == ["coco.repeated_image"]


def test_coco_lists_that_are_no_lists_are_refused(cells: Path) -> None:
    write_coco(cells, images={})
    with pytest.raises(InvalidInput, match="images is not a list"):
        ingest.read(cells)
