"""Plain tables: what is read, where faults are, and that nothing is half written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from goldsmith.errors import InvalidInput
from goldsmith.tables import Table, find_column, read_table, refuse_overwriting, write_csv


def _file(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", 'id,text\n1,"a, b"\n2,\n'),
        ("t.tsv", "id\ttext\r\n1\ta, b\r\n2\t\r\n"),
        ("semicolons.csv", "id;text\n1;a, b\n2;\n"),
        ("bom.csv", '\ufeffid,text\n1,"a, b"\n2,\n'),
        ("t.jsonl", '{"id": 1, "text": "a, b"}\n\n{"id": "2"}\n'),
        ("t.json", '[{"id": 1, "text": "a, b"}, {"id": 2, "text": null}]'),
    ],
)
def test_every_format_gives_the_same_columns_of_text(tmp_path: Path, name: str, text: str) -> None:
    assert read_table(_file(tmp_path, name, text)).columns == {"id": ["1", "2"], "text": ["a, b", None]}


def test_parquet_gives_text_and_its_quotes_in_names_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(f'COPY (SELECT 1 AS id, \'x\' AS "a ""b""") TO \'{path}\' (FORMAT parquet)')
    assert read_table(path).columns == {"id": ["1"], 'a "b"': ["x"]}


def test_a_cell_may_hold_line_breaks_of_every_sort_and_the_next_row_keeps_its_line(tmp_path: Path) -> None:
    table = read_table(_file(tmp_path, "t.csv", 'id,text\n1,"a\nb\u2028c"\n2,d\n'))
    assert table.column("text") == ["a\nb\u2028c", "d"]
    assert table.row_name(1) == "t.csv line 4"


def test_columns_without_a_name_are_called_by_their_place(tmp_path: Path) -> None:
    table = read_table(_file(tmp_path, "t.csv", "v1,v2,\nham,Ok,\n"))
    assert table.columns == {"v1": ["ham"], "v2": ["Ok"], "column 3": [None]}


def test_in_tab_separated_files_a_quotation_mark_may_be_just_one(tmp_path: Path) -> None:
    table = read_table(_file(tmp_path, "t.tsv", 'id\ttext\n1\t"so\n2\tshe" said\n'))
    assert table.column("text") == ['"so', 'she" said']


def test_a_cell_of_a_million_characters_is_read(tmp_path: Path) -> None:
    table = read_table(_file(tmp_path, "t.csv", "id,text\n1," + "x" * 1_000_000 + "\n"))
    assert len(table.column("text")[0] or "") == 1_000_000


@pytest.mark.parametrize(
    ("name", "text", "slug", "where"),
    [
        ("t.csv", "a,b\n1,2\n1\n3,4\n5\n", "table.uneven", "line 3, 5"),
        ("t.csv", "a,a\n1,2\n", "table.bad_header", "line 1"),
        ("t.csv", ",\n1,2\n", "table.bad_header", "line 1"),
        ("t.csv", 'a,b\n1,"2\n', "table.bad_csv", "line 2"),
        ("t.csv", b"a,b\n1,\xff\n", "table.not_text", "line 2"),
        ("t.csv", b"a,b\n1,\x00\n", "table.not_text", "line 2"),
        ("t.csv", "a,b\n", "table.empty", "t.csv"),
        ("t.csv", "", "table.bad_header", "line 1"),
        ("t.jsonl", '{"a": 1}\n[1]\n{"a"\n', "table.bad_json", "line 2, 3"),
        ("t.json", '{"a": 1}', "table.bad_json", "line 1"),
        ("t.parquet", b"PAR1 no", "table.bad_parquet", "t.parquet"),
        ("t.xlsx", "", "table.unknown_format", "t.xlsx"),
    ],
)
def test_bad_files_are_refused_with_their_place(
    tmp_path: Path, name: str, text: str | bytes, slug: str, where: str
) -> None:
    with pytest.raises(InvalidInput) as fault:
        read_table(_file(tmp_path, name, text))
    assert fault.value.slug == slug
    assert where in fault.value.where
    assert fault.value.mend


def test_a_missing_file_is_told() -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        read_table(Path("nowhere.csv"))


def test_columns_are_recognised_by_the_first_known_name_and_errors_list_the_columns() -> None:
    table = Table(Path("v.csv"), {"Task": ["1"], "worker": ["a"]})
    assert find_column(table, None, ["item", "task"], what="item", option="--item") == "Task"
    with pytest.raises(InvalidInput, match="Task, worker"):
        find_column(table, None, ["label"], what="label", option="--label")
    with pytest.raises(InvalidInput, match="Did you mean 'worker'"):
        find_column(table, "workr", [], what="annotator", option="--annotator")


def test_a_file_that_fails_half_way_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_csv(path, ["a", "b"], [(1, None)])

    def rows() -> Iterator[tuple[int, int]]:
        yield 2, 2
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_csv(path, ["a", "b"], rows())
    assert path.read_bytes() == b"a,b\n1,\n"
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_csv(tmp_path / "none" / "out.csv", ["a"], [])


def test_text_and_numbers_that_are_none_are_named_by_line(tmp_path: Path) -> None:
    lines = ['{"a": "\\ud800"}', '{"a": NaN}', "[" * 100_000, '{"a": 1}']
    with pytest.raises(InvalidInput) as fault:
        read_table(_file(tmp_path, "t.jsonl", "\n".join(lines)))
    assert "line 1, 2, 3" in fault.value.where


def test_a_missing_number_in_parquet_is_blank(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'nan'::DOUBLE AS a, 1.5 AS b) TO '{path}' (FORMAT parquet)")
    assert read_table(path).columns == {"a": [None], "b": ["1.5"]}


def test_an_output_never_replaces_an_input_or_another_output(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    refuse_overwriting([one, None], [other, None])
    for inputs, outputs in (([one], [tmp_path / "x" / ".." / "one.csv"]), ([one], [other, other])):
        with pytest.raises(InvalidInput, match="would replace"):
            refuse_overwriting(inputs, outputs)


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    link, real = tmp_path / "link.csv", tmp_path / "real.csv"
    real.write_text("old")
    link.symlink_to(real)
    write_csv(link, ["a"], [(1,)])
    assert link.is_symlink()
    assert real.read_text() == "a\n1\n"


@pytest.mark.parametrize("place", ["", "."])
def test_a_folder_is_no_file_to_write(tmp_path: Path, place: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be written"):
        write_csv(tmp_path / place, ["a"], [])
