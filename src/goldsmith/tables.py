"""Plain tables: CSV, TSV, JSON, JSON Lines and Parquet files as columns of text, and CSV back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import secrets
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from goldsmith.errors import InvalidInput

Texts = list[str | None]
ID_COLUMNS = ("id", "item", "item_id", "key")  # names that are recognised as the id of a row
READABLE = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
MAX_CELL = 64 << 20  # characters; beyond it the file has no cells
ROWS_AT_A_TIME = 500
MOST_NAMED = 12  # rows or columns that an error names


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns; every cell is text, or None where it is blank. lines: the file's line of each row, where the
    rows are not simply one after the other."""

    path: Path
    columns: dict[str, Texts]
    lines: Sequence[int] | None = None

    @property
    def names(self) -> list[str]:
        return list(self.columns)

    @property
    def n_rows(self) -> int:
        return len(next(iter(self.columns.values()), []))

    def column(self, name: str) -> Texts:
        """Return one column's cells, in the rows' order."""
        return self.columns[name]

    def row_name(self, row: int) -> str:
        """Return the place of a row, counted from 0, for errors: `votes.csv line 12`."""
        if self.lines is None:
            return f"{self.path.name} row {row + 1}"
        return f"{self.path.name} line {self.lines[row]}"


def read_table(path: Path) -> Table:
    """Return the table in a file; its ending says which format it has.

    CSV and TSV: UTF-8, the first line names the columns. JSON: a list of objects; JSON Lines: one object a line.
    Values that are no text are written as JSON. Raises InvalidInput for a file that is not there, has no rows, or
    is not what its ending says; the first faulty lines are named.
    """
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        raise InvalidInput(
            "table.unknown_format",
            f"{path.name} is no file of a known format.",
            where=str(path),
            mend=f"Give a file that ends with {', '.join(READABLE)}.",
        )
    if not path.is_file():
        raise InvalidInput(
            "table.missing",
            "There is no such file.",
            where=str(path),
            mend="Check the path and its spelling.",
        )
    try:
        return _read(path, suffix)
    except OSError as error:
        raise InvalidInput(
            "table.not_read",
            f"The file cannot be read: {error.strerror}.",
            where=str(path),
            mend="Check that you may read it, and that the disk is whole.",
        ) from error


def _read(path: Path, suffix: str) -> Table:
    if suffix in (".csv", ".tsv"):
        table = _read_delimited(path, "\t" if suffix == ".tsv" else ",")
    elif suffix == ".parquet":
        table = _read_parquet(path)
    else:
        table = _read_json(path, by_line=suffix != ".json")
    if not table.n_rows:
        raise InvalidInput(
            "table.empty", "The file has no rows.", where=str(path), mend="Give a file with at least one row."
        )
    return table


def find_column(table: Table, asked: str | None, known: Sequence[str], *, what: str, option: str) -> str:
    """Return the name of the column that holds `what`: the one that was asked for, else the first recognised.

    known: recognised names, the best first; case does not count. option: the flag that names a column, `--item`.
    Raises InvalidInput, which lists the file's columns, when there is none.

    >>> find_column(Table(Path("v.csv"), {"Worker": ["a"]}), None, ["annotator", "worker"], what="a", option="-a")
    'Worker'
    """
    found = optional_column(table, asked, known, what=what, option=option)
    if found is None:
        raise InvalidInput(
            "table.no_column",
            f"No column is recognised as the {what}.",
            where=f"{table.path}, columns {', '.join(table.names[:MOST_NAMED])}",
            mend=f"Name the column with {option}, or call it {known[0]}. Does the first line name the columns?",
        )
    return found


def optional_column(
    table: Table, asked: str | None, known: Sequence[str], *, what: str, option: str
) -> str | None:
    """Return the column as `find_column` does, or None where none was asked for and none is recognised."""
    if asked is not None:
        if asked in table.columns:
            return asked
        near = get_close_matches(asked, table.names, n=1)
        raise InvalidInput(
            "table.unknown_column",
            f"There is no column {asked!r} for the {what}.",
            where=f"{table.path}, columns {', '.join(table.names[:MOST_NAMED])}",
            mend=(f"Did you mean {near[0]!r}? " if near else "") + f"Name one of the columns with {option}.",
        )
    lowered = {name.casefold(): name for name in reversed(table.names)}
    return next((lowered[name] for name in known if name in lowered), None)


def refuse_overwriting(inputs: Iterable[Path | None], outputs: Iterable[Path | None]) -> None:
    """Raise InvalidInput where an output is one of the inputs, or two outputs are one file; None is no file."""
    taken = [path.resolve() for path in inputs if path is not None]
    for path in outputs:
        if path is None:
            continue
        if path.resolve() in taken:
            raise InvalidInput(
                "table.overwrites",
                "An output would replace an input or another output.",
                where=str(path),
                mend="Name another file to write to.",
            )
        taken.append(path.resolve())


def write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV file at once or not at all: UTF-8, lines end with \\n, None is an empty cell.

    A pipe or a device is written to directly.
    """
    target = path.resolve()
    is_special = target.exists() and not target.is_file()
    try:
        part = target if is_special else target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        try:
            with part.open("w" if is_special else "x", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(names)
                writer.writerows(rows)
            if not is_special:
                part.replace(target)
        finally:
            if not is_special:
                part.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise InvalidInput(
            "table.not_written",
            f"The file cannot be written: {getattr(error, 'strerror', None) or error}.",
            where=str(path),
            mend="Name a file in a folder that exists and may be written to.",
        ) from error


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal: a report that names it says what it was made of."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _read_delimited(path: Path, delimiter: str) -> Table:
    text = _decoded(path)
    header = text.partition("\n")[0]
    if (
        delimiter == "," and "," not in header and ";" in header
    ):  # as spreadsheets write where the comma is decimal
        delimiter = ";"
    try:
        return _delimited(path, text, delimiter, csv.QUOTE_MINIMAL)
    except InvalidInput:
        if delimiter != "\t":
            raise
        return _delimited(path, text, delimiter, csv.QUOTE_NONE)  # there a quotation mark is often just one


def _delimited(path: Path, text: str, delimiter: str, quoting: Literal[0, 3]) -> Table:
    csv.field_size_limit(MAX_CELL)  # one for the whole process; its default is far below what a text may have
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=True)
    lines = array("q")
    uneven: list[int] = []
    try:
        names = _checked_names(next(reader, []), path)
        columns: list[Texts] = [[] for _ in names]
        while rows := _next_rows(reader, len(names), lines, uneven):
            for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
                column += _blank_as_none(cells)
    except csv.Error as error:
        raise InvalidInput(
            "table.bad_csv",
            f"The line cannot be read: {error}.",
            where=f"{path} line {reader.line_num}",
            mend="Close every quotation mark, and double those inside a quoted cell.",
        ) from error
    if uneven:
        raise InvalidInput(
            "table.uneven",
            f"{len(uneven)} lines do not have {len(names)} cells like the first.",
            where=f"{path} line {_some(uneven)}",
            mend="Quote cells that contain the delimiter, and give every line all cells.",
        )
    return Table(path, dict(zip(names, columns, strict=True)), lines)


def _next_rows(reader: Any, width: int, lines: array[int], uneven: list[int]) -> list[list[str]]:
    """Return some rows of the right width, and note their lines and those of the others.

    Few at a time: millions of lists that live on would be walked again and again by the garbage collector.
    """
    rows: list[list[str]] = []
    before = reader.line_num
    for row in reader:
        if len(row) == width:
            rows.append(row)
            lines.append(before + 1)
        elif row:
            uneven.append(before + 1)
        before = reader.line_num
        if len(rows) == ROWS_AT_A_TIME:
            break
    return rows


def _blank_as_none(cells: Iterable[str]) -> Texts:
    return [cell if cell.strip() else None for cell in cells]


def _checked_names(header: Sequence[str], path: Path) -> list[str]:
    """Return the columns' names; spreadsheets leave some columns without one, and those are called by their place."""
    names = [name.strip() or f"column {place}" for place, name in enumerate(header, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not any(name.strip() for name in header):
        told = f"names {', '.join(map(repr, twice))} twice" if twice else "names no column"
        raise InvalidInput(
            "table.bad_header",
            f"The first line {told}.",
            where=f"{path} line 1",
            mend="Give every column a name of its own in the first line.",
        )
    return names


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        if b"\0" in raw:
            raise UnicodeDecodeError("utf-8", raw, raw.index(b"\0"), raw.index(b"\0") + 1, "a zero byte")
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "table.not_text",
            "The file is not text in UTF-8.",
            where=f"{path} line {raw.count(bytes([10]), 0, error.start) + 1}",
            mend="Save it as UTF-8. A file of another kind needs the ending of its kind.",
        ) from error


def _read_json(path: Path, *, by_line: bool) -> Table:
    text = _decoded(path)
    records: list[object] = []
    lines: list[int] = []
    bad: list[int] = []
    if by_line:
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    records.append(_checked(json.loads(line)))
                    lines.append(number)
                except (ValueError, RecursionError):
                    bad.append(number)
    else:
        try:
            records = _listed(_checked(json.loads(text)))
        except (ValueError, RecursionError) as error:
            bad.append(getattr(error, "lineno", 1))
    bad += [lines[n] if by_line else n + 1 for n, each in enumerate(records) if not isinstance(each, dict)]
    if bad:
        raise InvalidInput(
            "table.bad_json",
            f"{len(bad)} {'lines are' if by_line else 'places are'} no JSON objects of valid text and numbers.",
            where=f"{path} line {_some(sorted(bad))}",
            mend="Write one object a line in .jsonl, or a list of objects in .json.",
        )
    rows = [each for each in records if isinstance(each, dict)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return Table(
        path, {name: [_as_text(row.get(name)) for row in rows] for name in names}, lines if by_line else None
    )


def _checked(found: object) -> object:
    """Return what was read; raises ValueError for half a surrogate pair, which is no text, and for NaN and infinity."""
    json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    return found


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else [None]


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value if value and value.strip() else None
    return json.dumps(value, ensure_ascii=False)


def _read_parquet(path: Path) -> Table:
    import duckdb

    try:
        with duckdb.connect() as connection:
            found = connection.read_parquet(str(path))
            names = list(found.columns)
            quoted = [f'"{name.replace(chr(34), chr(34) * 2)}"' for name in names]
            cells = [  # NaN is how many programs write what is missing
                f"CASE WHEN isnan({name}) THEN NULL ELSE {name} END"
                if kind.id in ("float", "double")
                else name
                for name, kind in zip(quoted, found.types, strict=True)
            ]
            wanted = ", ".join(f"CAST({cell} AS VARCHAR)" for cell in cells)
            rows = found.project(wanted).fetchall()
    except duckdb.Error as error:
        raise InvalidInput(
            "table.bad_parquet",
            f"The file cannot be read as Parquet: {str(error).splitlines()[0]}",
            where=str(path),
            mend="Write it again, or give CSV or JSON Lines.",
        ) from error
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return Table(
        path, {name: [_as_text(cell) for cell in column] for name, column in zip(names, columns, strict=True)}
    )


def _some(lines: Sequence[int]) -> str:
    more = f" and {len(lines) - MOST_NAMED:,} more" if len(lines) > MOST_NAMED else ""
    return ", ".join(map(str, lines[:MOST_NAMED])) + more
