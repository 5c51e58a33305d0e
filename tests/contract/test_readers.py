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


def brat(folder: Path) -> None:
    (folder / "t.txt").write_text("Ana Vega")
    (folder / "t.ann").write_text("T1\tperson 0 8\tAna Vega\n")


def audacity(folder: Path) -> None:
    (folder / "t.wav").write_bytes(tones(0.1, ((0, 0.1, 440),)))
    (folder / "t.txt").write_text("0\t0.05\tperson\n")


def textgrid(folder: Path) -> None:
    (folder / "t.wav").write_bytes(tones(0.1, ((0, 0.1, 440),)))
    tier = '"IntervalTier" "turns" 0 0.1 1 0 0.1 "person"'
    (folder / "t.TextGrid").write_text(f'"ooTextFile" "TextGrid" 0 0.1 <exists> 1 {tier}\n')


def docbin(folder: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    DocBin(docs=[spacy.blank("xx")("Ana Vega")]).to_disk(folder / "t.spacy")


def huggingface(folder: Path) -> None:
    import duckdb

    said = '{"info": {"features": {"label": {"names": ["bad", "good"], "_type": "ClassLabel"}}}}'
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT 'a' AS text, 1 AS label) TO '{folder / 't.parquet'}' "
            f"(FORMAT parquet, KV_METADATA {{huggingface: '{said}'}})"
        )


def imagefolder(folder: Path) -> None:
    (folder / "a.png").write_bytes(image())
    objects = {"bbox": [[0, 0, 2, 2]], "categories": ["red"]}
    (folder / "metadata.jsonl").write_text(json.dumps({"file_name": "a.png", "objects": objects}) + "\n")


WEBANNO = (
    b"#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Name|value\n\n\n#Text=Ana Vega\n"
    b"1-1\t0-3\tAna\tperson[1]\t\n1-2\t4-8\tVega\tperson[1]\t\n"
)
XMI = (
    b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore">'
    b'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="Ana"/></xmi:XMI>'
)


def label_studio(folder: Path) -> None:
    marked = {"start": 0, "end": 1, "labels": ["red"]}
    result = [{"id": "r", "from_name": "q", "to_name": "text", "type": "labels", "value": marked}]
    task = {"id": 1, "data": {"text": "a b"}, "annotations": [{"completed_by": 1, "result": result}]}
    (folder / "t.json").write_text(json.dumps([task]))


# the name of the file, "" for the folder; its bytes, or what writes it and its neighbours into a folder
SAMPLES: dict[str, tuple[str, bytes | Callable[[Path], None]]] = {
    "audio.v1": ("t.wav", tones(0.1, ((0, 0.1, 440),))),
    "audacity.v1": ("t.txt", audacity),
    "brat.v1": ("t.ann", brat),
    "coco.v1": ("t.json", coco),
    "conll.v1": ("t.txt", b"Ana B-person\nVega I-person\n"),
    "csv.v1": ("t.csv", b"text,n\na,1\nb,2\n"),
    "cvat.v1": ("t.xml", cvat),
    "doccano.v1": ("t.jsonl", b'{"id": 1, "text": "Ana", "label": [[0, 3, "person"]]}\n'),
    "folder.v1": ("t.txt", b"a"),
    "huggingface.v1": ("t.parquet", huggingface),
    "imagefolder.v1": ("metadata.jsonl", imagefolder),
    "image.v1": ("t.png", image()),
    "json.v1": ("t.json", b'[{"text": "a"}, {"text": "b"}]'),
    "jsonl.v1": ("t.jsonl", b'{"text": "a"}\n{"text": "b"}\n'),
    "mask_png.v1": ("t.json", mask_png),
    "prodigy.v1": (
        "t.jsonl",
        b'{"text": "Ana", "spans": [{"start": 0, "end": 3, "label": "person"}], "answer": "accept"}\n',
    ),
    "label_studio.v1": ("t.json", label_studio),
    "parquet.v1": ("t.parquet", parquet),
    "sagemaker.v1": ("t.manifest", sagemaker),
    "textgrid.v1": ("t.TextGrid", textgrid),
    "spacy.v1": ("t.spacy", docbin),
    "uima_cas.v1": ("t.xmi", XMI),
    "webanno.v1": ("t.tsv", WEBANNO),
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


BYTES = [name for name, (_, content) in SAMPLES.items() if isinstance(content, bytes)]


@pytest.mark.parametrize("name", BYTES)
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
