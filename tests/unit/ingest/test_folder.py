"""Folders and zips of images and texts, and boxes beside them."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import Picture, Row, files
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
