"""Parquet: the flat table with typed columns; lists and boxes are nested values."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from goldsmith.errors import InvalidInput
from goldsmith.export import ReleaseData, ReleaseItem, exporter, write_text
from goldsmith.export.table import Column, columns
from goldsmith.model import JsonObject

FILE = "items.parquet"
LARGEST_ROW = 1 << 30  # bytes of one item as JSON; duckdb's own limit is 16 MB
TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


def losses(_release: ReleaseData) -> list[str]:
    """Return what a reader of the table must know."""
    return ["items.parquet has no votes, probabilities or rationales; votes.csv and items.jsonl do."]


@exporter("parquet.v1", losses=losses, by_default=True)
def write(release: ReleaseData, folder: Path) -> list[str]:
    """Write items.parquet. Its bytes may differ between versions of duckdb; `content_digest` does not."""
    import duckdb

    made = columns(release)
    with TemporaryDirectory(dir=folder) as place, duckdb.connect() as connection:
        rows = Path(place) / "rows.jsonl"
        write_text(rows, (f"{json.dumps(_row(made, row), ensure_ascii=False)}\n" for row in release.items))
        connection.execute("SET threads = 1")
        table = connection.read_json(
            str(rows),
            format="newline_delimited",
            columns={column.name: sql_type(column.schema) for column in made},
            maximum_object_size=LARGEST_ROW,
        )
        table.write_parquet(str(folder / FILE), compression="zstd")
    return [FILE]


def sql_type(schema: JsonObject) -> str:
    """Return the duckdb type for the values of a JSON Schema, such as a kind gives.

    >>> sql_type({"type": "array", "items": {"type": "object", "properties": {"x": {"type": "number"}}}})
    'STRUCT("x" DOUBLE)[]'
    """
    sort = schema["type"]
    if sort == "array":
        return f"{sql_type(schema['items'])}[]"
    if sort == "object":
        return (
            "STRUCT("
            + ", ".join(f'"{name}" {sql_type(one)}' for name, one in schema["properties"].items())
            + ")"
        )
    return TYPES[sort]


def content_digest(path: Path) -> str:
    """Return the SHA-256 of what a Parquet file says: its columns, their types and its rows, in order."""
    import duckdb

    if not path.is_file():
        raise InvalidInput(
            "parquet.missing", f"There is no file {path.name}.", mend="Name a file that export wrote."
        )
    said = hashlib.sha256()
    with duckdb.connect() as connection:
        result = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        said.update(_line([[column[0], str(column[1])] for column in result.description or ()]))
        while rows := result.fetchmany(1000):
            for row in rows:
                said.update(_line(row))
    return said.hexdigest()


def _row(made: list[Column], row: ReleaseItem) -> dict[str, Any]:
    return {column.name: column.read(row) for column in made}


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
