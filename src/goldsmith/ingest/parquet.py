"""Parquet, with images inside it as Hugging Face writes them: {"bytes", "path"}."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from goldsmith.errors import InvalidInput
from goldsmith.ingest import Reading, ReadOptions, reader
from goldsmith.ingest.columns import Records, table
from goldsmith.ingest.files import Files

BATCH = 1000  # rows


@reader("parquet.v1", suffixes=(".parquet",))
def read_parquet(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return the rows of a Parquet file, a batch at a time. Rows are counted from 1."""
    return read_records(files, name, lambda records, names: table(records, names, files, name, options))


def read_records(files: Files, name: str, reading_of: Callable[[Records, Sequence[str]], Reading]) -> Reading:
    """Return the reading made of a Parquet file's records and names of columns, open as long as its rows are read."""
    import duckdb

    with ExitStack() as stack:
        path = files.path(name) or _unpacked(files, name, stack)
        connection = stack.enter_context(duckdb.connect(config={"autoinstall_known_extensions": "false"}))
        try:
            total = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()[0][0]
            cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        except duckdb.Error as error:
            raise _unreadable(error, name) from error
        names = [column[0] for column in cursor.description or ()]
        done = [0]

        def records() -> Records:
            while True:
                try:
                    batch = cursor.fetchmany(BATCH)
                except duckdb.Error as error:
                    raise _unreadable(error, name) from error
                if not batch:
                    return
                for cells in batch:
                    done[0] += 1
                    yield f"{name} row {done[0]}", dict(zip(names, cells, strict=True))

        reading = reading_of(records(), names)
        reading.stack = stack.pop_all()  # open as long as the rows are read
    reading.progress = lambda: done[0] / max(total, 1)
    return reading


def _unpacked(files: Files, name: str, stack: ExitStack) -> Path:
    """Return a file of its own for a table in a zip: Parquet is read from both ends."""
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    path = Path(folder, "table.parquet")
    with files.open(name) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


def _unreadable(error: Exception, name: str) -> InvalidInput:
    return InvalidInput(
        "parquet.unreadable",
        f"The file cannot be read as Parquet: {str(error).splitlines()[0]}.",
        where=name,
        mend="Write it again, or export it as CSV.",
    )
