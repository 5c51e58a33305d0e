"""CSV and TSV: delimiter found, quoting strict, UTF-8 unless another encoding is named."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import BinaryIO

from goldsmith.errors import InvalidInput
from goldsmith.ingest import Reading, ReadOptions, reader
from goldsmith.ingest.columns import Record, Records, character_fault, table
from goldsmith.ingest.files import Files

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE = 1 << 16  # characters
MAX_LINE = 64 << 20  # characters; beyond it the file has no lines
ESCAPED = range(0xDC80, 0xDD00)  # how Python writes down the bytes that it could not decode
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@reader("csv.v1", suffixes=(".csv", ".tsv", ".tab"))
def read_csv(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return the rows of a delimited table. Rows that cannot be read whole are faults; no cell is mended.

    In tab-separated files a quotation mark is a character like any other unless all of the file is well quoted.
    """
    encoding = _encoding(files, name, options)
    with ExitStack() as stack:
        stream = stack.enter_context(files.open(name))
        lines = _lines(stream, encoding, name)
        sample = "".join(islice(lines, 200))[:SAMPLE]
        delimiter = _delimiter(sample, name)
        is_quoted = delimiter != "\t" or _is_well_quoted(files, name, encoding)
        stream.seek(0)
        # the limit is one for the whole process, and its default is far below what a text may have
        csv.field_size_limit(MAX_LINE)
        cells = csv.reader(
            _lines(stream, encoding, name),
            delimiter=delimiter,
            quoting=csv.QUOTE_MINIMAL if is_quoted else csv.QUOTE_NONE,
            strict=True,
        )
        names = _header(cells, name, options)
        reading = table(_records(cells, names, name, encoding), names, files, name, options)
        reading.stack = stack.pop_all()  # open as long as the rows are read
    size = max(files.size(name), 1)
    reading.progress = lambda: 1.0 if stream.closed else stream.tell() / size
    reading.facts |= {
        "delimiter": delimiter,
        "encoding": encoding,
        "is_quoted": is_quoted,
    }
    if delimiter != ("," if name.lower().endswith(".csv") else "\t"):
        reading.notices.insert(0, f"The columns are separated by a {DELIMITERS[delimiter]}.")
    if not is_quoted:
        reading.notices.insert(
            0, "Quotation marks are read as they stand: not all of them are in pairs round a cell."
        )
    return reading


def _encoding(files: Files, name: str, options: ReadOptions) -> str:
    encoding = options.encoding or "utf-8"
    try:
        codec = codecs.lookup(encoding)
    except LookupError as error:
        raise InvalidInput(
            "encoding.unknown",
            f"There is no encoding {encoding!r}.",
            where=name,
            mend="Common ones: utf-8, cp1252 (Western Windows), utf-16, gb18030, shift_jis.",
        ) from error
    with files.open(name) as stream:
        start = stream.read(3)
    if codec.name == "utf-8":
        if start.startswith(UTF_16):
            raise InvalidInput(
                "encoding.utf16",
                "The file is UTF-16, not UTF-8.",
                where=name,
                mend="Add --encoding utf-16, or save it as UTF-8.",
            )
        return "utf-8-sig" if start == codecs.BOM_UTF8 else "utf-8"
    return codec.name


def _lines(stream: BinaryIO, encoding: str, name: str) -> Iterator[str]:
    """Yield lines with their ends. Bytes that do not decode come escaped, so that the row they are in can be named."""
    text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    number = 0
    try:
        while line := text.readline(MAX_LINE):
            number += 1
            if len(line) >= MAX_LINE:
                raise InvalidInput(
                    "csv.long_line",
                    f"The line has more than {MAX_LINE} characters.",
                    where=f"{name} line {number}",
                    mend="Check that the file is a table.",
                )
            yield line
    except UnicodeError as error:
        raise InvalidInput(
            "encoding.wrong",
            f"The file is not {encoding}: {error}.",
            where=f"{name}, after line {number}",
            mend="Name its true encoding with --encoding, or save it as UTF-8.",
        ) from error
    finally:
        if not stream.closed:
            text.detach()  # the stream belongs to the caller


def _delimiter(sample: str, name: str) -> str:
    """Return the delimiter that makes most of the first records as wide as the first one; ties go to the wider."""
    if not sample.strip():
        raise InvalidInput(
            "table.empty", "The file is empty.", where=name, mend="Check that it is the right file."
        )
    best, best_score = "\t" if name.lower().endswith((".tsv", ".tab")) else ",", (0, 0)
    whole = sample.rpartition("\n")[0] or sample
    for delimiter in DELIMITERS:
        records = [r for r in csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter) if r]
        width = len(records[0]) if records else 0
        score = (sum(len(record) == width for record in records), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _is_well_quoted(files: Files, name: str, encoding: str) -> bool:
    with files.open(name) as stream:
        try:
            for _ in csv.reader(_lines(stream, encoding, name), delimiter="\t", strict=True):
                pass
        except csv.Error:
            return False
    return True


def _header(cells: Iterator[list[str]], name: str, options: ReadOptions) -> list[str]:
    """Return the names of the columns; one without a name is called by its number."""
    if options.columns:
        return list(options.columns)
    try:
        first = next((record for record in cells if record), [])
    except csv.Error as error:
        raise InvalidInput(
            "csv.bad_quotes",
            f"The first line cannot be read: {error}.",
            where=f"{name} line 1",
            mend="Give the columns plain names.",
        ) from error
    names = [cell.strip() or f"column_{place}" for place, cell in enumerate(first, 1)]
    where = f"{name} line 1"
    repeated = sorted({one for one in names if names.count(one) > 1})
    if repeated:
        raise InvalidInput(
            "csv.repeated_column",
            f"Several columns are named {repeated[0]!r}.",
            where=where,
            mend="Give each column a name of its own.",
        )
    fault = _undecoded(names, names, where, "utf-8") or character_fault("".join(names), where)
    if fault:
        raise fault
    asked = {*options.text, options.id, options.group, options.label, options.annotator}
    number = next((one for one in names if _is_number(one)), None)
    if number and not asked & set(names):
        raise InvalidInput(
            "csv.no_header",
            f"The first line looks like data, not like names of columns: {number} is a number.",
            where=where,
            mend="Put a line of names above it, or name the columns: --columns text,score.",
        )
    return names


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _records(cells: Iterator[list[str]], names: Sequence[str], name: str, encoding: str) -> Records:
    width = len(names)
    while True:
        line = cells.line_num + 1  # type: ignore[attr-defined] # a csv.reader, which counts lines
        where = f"{name} line {line}"
        try:
            record = next(cells)
        except StopIteration:
            return
        except csv.Error as error:
            yield _unreadable(where, error)
            continue
        if len(record) != width:
            if record:
                yield _wrong_width(where, record, names)
            continue
        joined = "".join(record)
        if not joined.isascii() or "\0" in joined:
            fault = _undecoded(record, names, where, encoding) or character_fault(joined, where)
            if fault:
                yield fault
                continue
        yield where, _record(names, record)


def _record(names: Sequence[str], cells: Sequence[str]) -> Record:
    return dict(zip(names, cells, strict=True))


def _unreadable(where: str, error: csv.Error) -> InvalidInput:
    what = str(error)
    if "unexpected end of data" in what or "field larger" in what:
        what = "a quotation mark opens here, or further up, and is never closed"
    return InvalidInput(
        "csv.bad_quotes",
        f"The row cannot be read: {what}.",
        where=where,
        mend="Put quotation marks round the whole cell and write those inside it twice.",
    )


def _wrong_width(where: str, record: Sequence[str], names: Sequence[str]) -> InvalidInput:
    return InvalidInput(
        "csv.columns",
        f"The row has {len(record)} cells; there are {len(names)} columns.",
        where=where,
        mend="Put quotation marks round cells that hold the separator, or fill up the row.",
    )


def _undecoded(cells: Sequence[str], names: Sequence[str], where: str, encoding: str) -> InvalidInput | None:
    for cell, column in zip(cells, names, strict=True):
        byte = next((ord(char) - 0xDC00 for char in cell if ord(char) in ESCAPED), None)
        if byte is not None:
            try_this = "cp1252" if encoding.startswith("utf-8") else "utf-8"
            return InvalidInput(
                "encoding.wrong",
                f"Byte 0x{byte:02x} is not {encoding.removesuffix('-sig').upper()}.",
                where=f"{where}, column {column}",
                mend=f"Save the file as UTF-8, or name its encoding: --encoding {try_this} say.",
            )
    return None
