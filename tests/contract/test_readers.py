"""What every reader promises, from the registry: a new one must bring a sample here."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from goldsmith.errors import InvalidInput
from goldsmith.ingest import Reader, ReadOptions, Row, reader_for, registry
from goldsmith.ingest.files import FolderFiles, OneFile
from tests.tones import tones

READERS = [registry.get(name) for name in registry]


def image() -> bytes:
    sink = io.BytesIO()
    Image.new("L", (4, 3)).save(sink, "PNG")
    return sink.getvalue()


def parquet(path: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'a' AS text UNION ALL SELECT 'b') TO '{path}' (FORMAT parquet)")


def coco(folder: Path) -> None:
    (folder / "a.png").write_bytes(image())
    box = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 2, 2]}
    whole = {
        "images": [{"id": 1, "file_name": "a.png", "width": 4, "height": 3}],
        "annotations": [box],
        "categories": [{"id": 1, "name": "red"}],
    }
    (folder / "t.json").write_text(json.dumps(whole))


def cvat(folder: Path) -> None:
    (folder / "a.png").write_bytes(image())
    drawn = '<box label="red" xtl="0" ytl="0" xbr="2" ybr="2"/>'
    (folder / "t.xml").write_text(f'<annotations><image id="0" name="a.png">{drawn}</image></annotations>')


def mask_png(folder: Path) -> None:
    (folder / "a.png").write_bytes(image())
    (folder / "mask.png").write_bytes(image())
    labels = [{"value": 0, "label": "red"}]
    masks = [{"image": "a.png", "mask": "mask.png"}]
    whole = {"format": "mask_png", "labels": labels, "masks": masks, "unlabelled": 255}
    (folder / "t.json").write_text(json.dumps(whole))


def sagemaker(folder: Path) -> None:
    (folder / "a.png").write_bytes(image())
    metadata = {"type": "groundtruth/image-classification", "class-name": "red"}
    line = {"source-ref": "s3://bucket/a.png", "sort": 0, "sort-metadata": metadata}
    (folder / "t.manifest").write_text(json.dumps(line) + "\n")


def voc(folder: Path) -> None:
    (folder / "a.png").write_bytes(image())
    sides = "<xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax>"
    drawn = f"<object><name>red</name><bndbox>{sides}</bndbox></object>"
    (folder / "a.xml").write_text(f"<annotation>{drawn}</annotation>")


def yolo(folder: Path) -> None:
    for name in ("images", "labels"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "images/a.png").write_bytes(image())
    (folder / "labels/a.txt").write_text("0 0.5 0.5 0.5 0.5\n")
    (folder / "t.yaml").write_text("train: images\nnames: [red]\n")


# the name of the file, "" for the folder; its bytes, or what writes it and its neighbours into a folder
SAMPLES: dict[str, tuple[str, bytes | Callable[[Path], None]]] = {
    "audio.v1": ("t.wav", tones(0.1, ((0, 0.1, 440),))),
    "coco.v1": ("t.json", coco),
    "csv.v1": ("t.csv", b"text,n\na,1\nb,2\n"),
    "cvat.v1": ("t.xml", cvat),
    "folder.v1": ("t.txt", b"a"),
    "image.v1": ("t.png", image()),
    "json.v1": ("t.json", b'[{"text": "a"}, {"text": "b"}]'),
    "jsonl.v1": ("t.jsonl", b'{"text": "a"}\n{"text": "b"}\n'),
    "mask_png.v1": ("t.json", mask_png),
    "parquet.v1": ("t.parquet", parquet),
    "sagemaker.v1": ("t.manifest", sagemaker),
    "text.v1": ("t.txt", b"a"),
    "voc.v1": ("", voc),
    "yolo.v1": ("t.yaml", yolo),
}


def sample(reader: Reader, folder: Path) -> str:
    """Write the reader's sample and return its name."""
    name, content = SAMPLES[reader.name]
    if callable(content):
        content(folder if reader.recognises else folder / name)
    else:
        (folder / name).write_bytes(content)
    return name


def read(reader: Reader, folder: Path, name: str) -> list[Row | InvalidInput]:
    with reader.read(FolderFiles(folder), name, ReadOptions()) as reading:
        return list(reading.rows)


def told(rows: list[Row | InvalidInput]) -> list[object]:
    return [
        (row.where, sorted(row.fields), row.external_id, row.labels) if isinstance(row, Row) else str(row)
        for row in rows
    ]


def test_no_two_readers_want_the_same_files() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix == suffix.lower() for suffix in suffixes)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_sample_is_read_without_fault_and_again_the_same(reader: Reader, tmp_path: Path) -> None:
    name = sample(reader, tmp_path)
    rows = read(reader, tmp_path, name)
    assert rows
    assert all(isinstance(row, Row) and row.fields and name in row.where for row in rows)
    assert told(read(reader, tmp_path, name)) == told(rows)


@pytest.mark.parametrize("reader", [one for one in READERS if one.recognises], ids=lambda reader: reader.name)
def test_a_format_is_recognised_in_its_sample_and_in_no_other(reader: Reader, tmp_path: Path) -> None:
    for other in READERS:
        folder = tmp_path / other.name
        folder.mkdir()
        name = sample(other, folder)
        chosen, _ = reader_for(FolderFiles(folder), name, ReadOptions())
        assert (chosen is reader) == (other is reader), other.name


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_progress_ends_at_one(reader: Reader, tmp_path: Path) -> None:
    with reader.read(FolderFiles(tmp_path), sample(reader, tmp_path), ReadOptions()) as reading:
        for _ in reading.rows:
            assert 0 <= reading.progress() <= 1
    assert reading.progress() == 1


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_an_empty_file_is_a_fault_and_never_an_item(reader: Reader, tmp_path: Path) -> None:
    name, _ = SAMPLES[reader.name]
    if not name:
        pytest.skip("a folder is no file")
    (tmp_path / name).write_bytes(b"")
    try:
        rows = read(reader, tmp_path, name)
    except InvalidInput as fault:
        rows = [fault]
    assert rows
    assert all(isinstance(row, InvalidInput) and row.what and row.where and row.mend for row in rows)


@pytest.mark.parametrize("name", ["audio.v1", "csv.v1", "image.v1", "json.v1", "jsonl.v1", "text.v1"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_bytes_are_a_reader_gives_rows_or_says_what_is_wrong(
    name: str, data: st.DataObject
) -> None:
    file, content = SAMPLES[name]
    assert isinstance(content, bytes)
    place = data.draw(st.integers(0, len(content)))
    junk = data.draw(st.binary(max_size=30) | st.text('{}[]",\n\t;\\:0a', max_size=30).map(str.encode))
    damaged = content[:place] + junk + content[place + data.draw(st.integers(0, 10)) :]
    try:
        with registry.get(name).read(OneFile(file, damaged), file, ReadOptions()) as reading:
            rows = list(reading.rows)
    except InvalidInput as fault:
        rows = [fault]
    for row in rows:
        if isinstance(row, InvalidInput):
            assert row.what
            assert row.where
            assert row.mend
        else:
            assert all(text.encode() for text in row.fields.values() if isinstance(text, str) and text)
