"""JSON and JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, Picture, json_table
from tests.unit.ingest.conftest import ReadAll


def test_json_lines_report_every_bad_line(tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "t.jsonl"
    lines = [
        b'{"text": "a", "n": 1}',
        b"",
        b'{"text": "b"',
        b'["c"]',
        b'{"text": "caf\xe9"}',
        b'{"text": "\\ud800"}',
        b'{"text": "x\\u0000"}',
        b'{"text": 5}',
        b'{"text": "d", "text": "e"}',
        b'{"text": "f", "n": NaN}',
        b'{"n": 2}',
        b"[" * 100_000,
        b'{"text": "last", "deep": {"list": ["\\udc00"]}}',
        b'{"text": "good", "n": null, "deep": {"list": [1]}}',
    ]
    path.write_bytes(b"\n".join(lines))
    rows, faults, _ = read_all(path)
    assert [(row.fields["text"], row.where) for row in rows] == [
        ("a", "t.jsonl line 1"),
        ("good", "t.jsonl line 14"),
    ]
    assert rows[1].metadata == {"deep": {"list": [1]}}
    assert [(fault.slug, fault.where.split(",")[0].rpartition(" ")[2]) for fault in faults] == [
        ("json.malformed", "3"),
        ("json.not_an_object", "4"),
        ("encoding.wrong", "5"),
        ("text.surrogate", "6"),
        ("text.nul", "7"),
        ("text.not_text", "8"),
        ("json.malformed", "9"),
        ("json.malformed", "10"),
        ("text.empty", "11"),
        ("json.malformed", "12"),
        ("text.surrogate", "13"),
    ]


def test_a_list_of_objects_is_read_with_the_line_of_each(tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "t.json"
    path.write_text('[\n {"text": "a"},\n\n {"text": "b"}\n]\n')
    rows, faults, _ = read_all(path)
    assert [(row.fields["text"], row.where) for row in rows] == [
        ("a", "t.json line 2"),
        ("b", "t.json line 4"),
    ]
    assert not faults


@pytest.mark.parametrize(
    ("content", "n_rows", "line"),
    [
        ('[{"text": "a"}\n{"text": "b"}]', 1, 2),
        ('[{"text": "a"},\n{"text": ]', 1, 2),
        ('[{"text": "a"}]\nmore', 1, 1),
        ('[{"text": "a"},\n', 1, 2),
    ],
)
def test_a_broken_list_gives_its_rows_and_then_its_fault(
    tmp_path: Path, read_all: ReadAll, content: str, n_rows: int, line: int
) -> None:
    (tmp_path / "t.json").write_text(content)
    rows, faults, _ = read_all(tmp_path / "t.json")
    assert len(rows) == n_rows
    assert [(fault.slug, fault.where) for fault in faults] == [("json.malformed", f"t.json line {line}")]


def test_an_empty_list_has_one_fault(tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / "t.json").write_text("[]")
    assert [fault.slug for fault in read_all(tmp_path / "t.json")[1]] == ["table.empty"]


def test_an_object_of_objects_gives_ids_and_inner_texts_become_columns(
    tmp_path: Path, read_all: ReadAll
) -> None:
    inner = {"text": {"question1": "a?", "question2": "b?"}, "votes": {"x": 1}}
    (tmp_path / "t.json").write_text(json.dumps({"17": inner}))
    rows, _, _ = read_all(tmp_path / "t.json")
    assert rows[0].fields == {"text.question1": "a?", "text.question2": "b?"}
    assert (rows[0].external_id, rows[0].metadata) == ("17", {"votes": {"x": 1}})


def test_json_lines_under_the_name_json_are_read(tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / "t.json").write_text('{"text": "a"}\n{"text": "b"}\n')
    assert len(read_all(tmp_path / "t.json")[0]) == 2


def test_numbers_are_ids_and_labels_keep_their_type(tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / "t.jsonl").write_text(
        '{"id": 3, "text": "a", "label": ["x", "y"]}\n{"id": 1.5, "text": "b"}\n'
    )
    rows, faults, _ = read_all(tmp_path / "t.jsonl", label="label")
    assert (rows[0].external_id, rows[0].labels) == ("3", (GivenLabel(None, ["x", "y"]),))
    assert [fault.slug for fault in faults] == ["table.no_name"]


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b'{"a": 1}', "json.no_rows"),
        (b'"text"', "json.no_rows"),
        (b"", "json.malformed"),
        (b"caf\xe9", "encoding.wrong"),
        (b'{"a": ' * 100_000, "json.malformed"),
    ],
)
def test_json_without_rows_is_refused(tmp_path: Path, content: bytes, slug: str) -> None:
    (tmp_path / "t.json").write_bytes(content)
    with pytest.raises(InvalidInput) as caught:
        ingest.read(tmp_path / "t.json")
    assert caught.value.slug == slug


def test_a_line_without_end_is_passed_over(
    tmp_path: Path, read_all: ReadAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_table, "MAX_LINE", 30)
    (tmp_path / "t.jsonl").write_text('{"text": "' + "x" * 100 + '"}\n{"text": "b"}\n')
    rows, faults, _ = read_all(tmp_path / "t.jsonl")
    assert ([row.fields["text"] for row in rows], [fault.slug for fault in faults]) == (
        ["b"],
        ["json.long_line"],
    )


def write_table(path: Path, sql: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")


def test_parquet_is_read_with_times_and_lists_as_metadata(tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "t.parquet"
    write_table(
        path, "SELECT 'a' || i AS text, i AS id, DATE '2026-01-02' AS day, [1, i] AS l FROM range(2500) t(i)"
    )
    rows, faults, reading = read_all(path)
    assert (len(rows), faults) == (2500, [])
    assert (rows[2].fields, rows[2].external_id, rows[2].where) == ({"text": "a2"}, "2", "t.parquet row 3")
    assert rows[2].metadata == {"day": "2026-01-02", "l": [1, 2]}
    assert reading.progress() == 1


def test_images_inside_parquet_are_fields(tmp_path: Path, png: Any, read_all: ReadAll) -> None:
    data = png().hex()
    image = f"{{'bytes': unhex('{data}'), 'path': 'a.png'}}"
    write_table(tmp_path / "t.parquet", f"SELECT {image} AS image, 'caption' AS text")
    rows, faults, _ = read_all(tmp_path / "t.parquet")
    picture = rows[0].fields["image"]
    assert isinstance(picture, Picture)
    assert (picture.name, picture.width, picture.media.path, faults) == ("a.png", 8, None, [])
    assert picture.media.read() == png()


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(InvalidInput, match="cannot be read as Parquet"):
        ingest.read(tmp_path / "t.parquet")


def test_a_list_of_tokens_is_one_text_with_a_blank_between_each_two(
    tmp_path: Path, read_all: ReadAll
) -> None:
    path = tmp_path / "t.jsonl"
    rows = [["U.N.", "chief", "'s"], ["New York"], ["a", ""], ["a", 1], []]
    path.write_text("\n".join(json.dumps({"tokens": tokens}) for tokens in rows), encoding="utf-8")
    good, faults, _ = read_all(path, text=("tokens",))
    assert [row.fields["tokens"] for row in good] == ["U.N. chief 's"]
    assert [row.metadata for row in good] == [{"tokens": [[0, 4], [5, 10], [11, 13]]}]
    assert [fault.slug for fault in faults] == ["text.not_text"] * 4
