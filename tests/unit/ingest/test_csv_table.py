"""CSV and TSV: what is found out, what is refused, with which line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, ReadOptions, csv_table
from tests.unit.ingest.conftest import Png, ReadAll


@pytest.fixture
def at(tmp_path: Path) -> Any:
    def write(content: str | bytes, name: str = "t.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def refusal(path: Path, **options: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        ingest.read(path, ReadOptions(**options))
    return caught.value


@pytest.mark.parametrize(
    ("content", "delimiter", "word"),
    [
        ("text;lang\none, two;en\n", ";", "semicolon"),
        ("text\tlang\none, two; 3\ten\n", "\t", "tab"),
        ("text|lang\none, two|en\n", "|", "bar"),
        ("text,lang\none; two,en\n", ",", "Shown"),
    ],
)
def test_the_delimiter_is_found_and_said(
    at: Any, read_all: ReadAll, content: str, delimiter: str, word: str
) -> None:
    rows, faults, reading = read_all(at(content))
    assert not faults
    assert rows[0].metadata == {"lang": "en"}
    assert reading.facts["delimiter"] == delimiter
    assert word in reading.notices[0]


def test_quoted_cells_hold_delimiters_quotes_and_line_ends_and_lines_are_counted_on(
    at: Any, read_all: ReadAll
) -> None:
    rows, faults, _ = read_all(at('text,n\n"a, ""b""\nc",1\nlast,2\n'))
    assert not faults
    assert [(row.fields["text"], row.where) for row in rows] == [
        ('a, "b"\nc', "t.csv line 2"),
        ("last", "t.csv line 4"),
    ]


def test_a_byte_order_mark_is_not_part_of_the_first_name(at: Any, read_all: ReadAll) -> None:
    rows, _, _ = read_all(at(b"\xef\xbb\xbftext,n\nhello,1\n"))
    assert rows[0].fields == {"text": "hello"}


def test_all_bad_rows_are_reported_and_the_good_ones_read(at: Any, read_all: ReadAll) -> None:
    rows, faults, _ = read_all(
        at(b'text,n\ngood,1\ncaf\xe9,2\none,two,three\nshort\n"a"b,3\nnul\x00,4\n   ,5\n\nfine,6\n')
    )
    assert [row.fields["text"] for row in rows] == ["good", "fine"]
    assert [(fault.slug, fault.where.split(",")[0]) for fault in faults] == [
        ("encoding.wrong", "t.csv line 3"),
        ("csv.columns", "t.csv line 4"),
        ("csv.columns", "t.csv line 5"),
        ("csv.bad_quotes", "t.csv line 6"),
        ("text.nul", "t.csv line 7"),
        ("text.empty", "t.csv line 8"),
    ]
    assert "0xe9" in faults[0].what
    assert "--encoding cp1252" in faults[0].mend


def test_a_named_encoding_is_used(at: Any, read_all: ReadAll) -> None:
    rows, faults, _ = read_all(at("text,n\ncafé “au lait”,1\n".encode("cp1252")), encoding="cp1252")
    assert (rows[0].fields["text"], faults) == ("café “au lait”", [])
    rows, faults, _ = read_all(at("text,n\ncafé,1\n".encode("utf-16")), encoding="utf-16")
    assert (rows[0].fields["text"], faults) == ("café", [])


def test_utf_16_is_recognised_and_unknown_encodings_are_refused(at: Any) -> None:
    assert "--encoding utf-16" in refusal(at("text\nx\n".encode("utf-16"))).mend
    assert refusal(at("text\nx\n"), encoding="klingon").slug == "encoding.unknown"
    assert refusal(at(b"text\nx"), encoding="utf-16").slug in {"encoding.wrong", "table.which_text"}


def test_a_quotation_mark_that_is_never_closed_is_a_fault_with_its_line(at: Any, read_all: ReadAll) -> None:
    rows, faults, _ = read_all(at('text,n\ngood,1\n"open,2\nx,3\n'))
    assert [row.fields["text"] for row in rows] == ["good"]
    assert [(fault.slug, fault.where) for fault in faults] == [("csv.bad_quotes", "t.csv line 3")]


def test_stray_quotation_marks_in_a_tab_file_are_read_as_they_stand(at: Any, read_all: ReadAll) -> None:
    rows, faults, reading = read_all(at('text\tn\n"Hello" she said\t1\n5" disk\t2\n', "t.tsv"))
    assert not faults
    assert [row.fields["text"] for row in rows] == ['"Hello" she said', '5" disk']
    assert "Quotation marks are read as they stand" in reading.notices[0]


def test_a_well_quoted_tab_file_is_unquoted(at: Any, read_all: ReadAll) -> None:
    rows, _, _ = read_all(at('text\tn\n"a\tb"\t1\n', "t.tsv"))
    assert rows[0].fields["text"] == "a\tb"


def test_a_file_without_names_is_refused_and_names_can_be_given(at: Any, read_all: ReadAll) -> None:
    path = at("Who was it ?\t1.0\nIs it so ?\t0.2\n", "q.tsv")
    assert refusal(path).slug == "csv.no_header"
    rows, _, _ = read_all(path, columns=("question", "share"))
    assert [row.metadata["share"] for row in rows] == ["1.0", "0.2"]
    assert rows[0].where == "q.tsv line 1"


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        ("", "table.empty"),
        ("  \n\n", "table.empty"),
        ("text,text\na,b\n", "csv.repeated_column"),
        ('"te"xt,n\na,b\n', "csv.bad_quotes"),
        (b"t\xe9xt,n\na,b\n", "encoding.wrong"),
        ("a,b\n1,2\n", "table.which_text"),
    ],
)
def test_a_file_that_is_no_table_is_refused(at: Any, content: str | bytes, slug: str) -> None:
    assert refusal(at(content)).slug == slug


def test_a_table_of_names_only_has_one_fault(at: Any, read_all: ReadAll) -> None:
    rows, faults, _ = read_all(at("text,n\n"))
    assert (rows, [fault.slug for fault in faults]) == ([], ["table.empty"])


def test_a_column_that_is_not_there_is_answered_with_the_nearest(at: Any) -> None:
    fault = refusal(at("text,lang\na,b\n"), group="lng")
    assert (fault.slug, "Did you mean 'lang'?" in fault.mend) == ("table.no_column", True)


def test_a_long_text_and_a_line_without_end_are_refused(
    at: Any, read_all: ReadAll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "MAX_TEXT", 10)
    rows, faults, _ = read_all(at("text,n\nshort,1\nfar too long,2\n"))
    assert (len(rows), [fault.slug for fault in faults]) == (1, ["text.too_long"])
    monkeypatch.setattr(csv_table, "MAX_LINE", 20)
    assert refusal(at("text,n\n" + "x" * 50)).slug == "csv.long_line"


def test_columns_play_the_parts_that_they_are_given(at: Any, read_all: ReadAll) -> None:
    path = at("id,premise,hypothesis,speaker,who,label,page\n7,P,H,anna,bo,yes,3\n8,P,,anna,,,\n")
    rows, faults, reading = read_all(path, group="speaker", label="label", annotator="who")
    assert not faults
    first, second = rows
    assert first.fields == {"premise": "P", "hypothesis": "H"}
    assert (first.external_id, first.group, first.metadata) == ("7", "anna", {"page": "3"})
    assert first.labels == (GivenLabel("bo", "yes"),)
    assert (second.fields["hypothesis"], second.labels, second.metadata) == ("", (), {})
    assert reading.notices[0] == "Shown to annotators: premise, hypothesis."


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        ("v1,v2\nspam,Win a prize that is worth a lot\nham,See you at the station tonight\n", ["v2"]),
        ("id,words\n1,x\n", ["words"]),
        ("Title,body,lang\nA,B,en\n", ["Title", "body"]),
    ],
)
def test_the_columns_with_text_are_found(at: Any, read_all: ReadAll, content: str, fields: list[str]) -> None:
    rows, _, _ = read_all(at(content))
    assert list(rows[0].fields) == fields


def test_three_columns_may_all_be_fields(at: Any, read_all: ReadAll) -> None:
    rows, _, _ = read_all(at("a,b,c\n1,2,3\n"), text=("a", "b", "c"))
    assert rows[0].fields == {"a": "1", "b": "2", "c": "3"}


def test_ids_can_be_declined_and_must_otherwise_be_there(at: Any, read_all: ReadAll) -> None:
    path = at("id,text\n1,a\n,b\n")
    rows, faults, _ = read_all(path)
    assert (len(rows), faults[0].slug) == (1, "table.no_name")
    rows, faults, _ = read_all(path, id="")
    assert ([row.external_id for row in rows], faults) == ([None, None], [])


def test_images_named_in_a_column_are_fields_and_none_outside_the_folder_is_read(
    at: Any, tmp_path: Path, png: Png, read_all: ReadAll
) -> None:
    (tmp_path / "in/img").mkdir(parents=True)
    (tmp_path / "in/img/a.png").write_bytes(png())
    (tmp_path / "out.png").write_bytes(png())
    path = at("file,caption\nimg/a.png,A\n../out.png,B\n/etc/a.png,C\nimg/b.png,D\n,E\n", "in/t.csv")
    rows, faults, reading = read_all(path)
    assert [row.fields["caption"] for row in rows] == ["A"]
    assert [fault.slug for fault in faults] == ["image.missing"] * 3 + ["image.none"]
    assert reading.facts["columns"]["images"] == ("file",)  # type: ignore[index,call-overload]


def test_an_open_reading_that_is_not_read_to_its_end_closes_its_file(at: Any) -> None:
    with ingest.read(at("text,n\n" + "a,1\n" * 500)) as reading:
        next(reading.rows)
        assert 0 < reading.progress() <= 1
    assert reading.progress() == 1
