"""JSON and JSON Lines: objects whose members are columns; an inner object of texts becomes columns `outer.inner`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, BinaryIO, NoReturn

from goldsmith.errors import InvalidInput
from goldsmith.ingest import Reading, ReadOptions, reader
from goldsmith.ingest.columns import Record, Records, character_fault, line_of, table
from goldsmith.ingest.files import Files

MAX_BYTES = 2 << 30  # of a .json file, which is read whole
MAX_LINE = 64 << 20  # bytes of one line of JSON Lines
BLANK = " \t\r\n"


class _Repeated(ValueError):
    """A member that an object has twice; JSON does not say which counts."""


@reader("jsonl.v1", suffixes=(".jsonl", ".ndjson"))
def read_jsonl(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return the rows of a file with one JSON object on each line."""
    return read_lines(files, name, lambda records: table(records, None, files, name, options))


def read_lines(files: Files, name: str, reading_of: Callable[[Records], Reading]) -> Reading:
    """Return the reading made of the objects of JSON Lines, open as long as its rows are read."""
    with ExitStack() as stack:
        stream = stack.enter_context(files.open(name))
        reading = reading_of(_lines(stream, name))
        reading.stack = stack.pop_all()
    size = max(files.size(name), 1)
    reading.progress = lambda: 1.0 if stream.closed else stream.tell() / size
    return reading


def first_object(head: bytes) -> Mapping[str, Any] | None:
    """Return the object on the first line of JSON Lines, of which the first bytes are given; None if there is none.

    >>> first_object(b'{"a": 1}\\n{"a"'), first_object(b"[")
    ({'a': 1}, None)
    """
    try:
        found = json.loads(head.removeprefix(b"\xef\xbb\xbf").strip().split(b"\n", 1)[0])
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


@reader("json.v1", suffixes=(".json",))
def read_json(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return the rows of a JSON list of objects, of or of an object of objects by id.

    JSON Lines under the name .json are read as such.
    """
    text = read_text(files, name)
    if text.lstrip(BLANK).startswith("["):
        at = [0]
        reading = table(_elements(text, name, at), None, files, name, options)
        reading.progress = lambda: at[0] / len(text)
        return reading
    if _is_lines(text):
        return read_jsonl(files, name, options)
    whole = parse(text, name)
    if isinstance(whole, Mapping) and whole and all(isinstance(one, Mapping) for one in whole.values()):
        entries = ((f"{name} entry {key!r}", {"id": key, **_flat(one)}) for key, one in whole.items())
        reading = table(_sound(entries), None, files, name, options)
        reading.progress = lambda: 1.0  # all of it has been parsed
        return reading
    raise InvalidInput(
        "json.no_rows",
        "The file holds no list of objects.",
        where=name,
        mend='Write [{"text": …}, …], one object for each item; or JSON Lines, with one object on each line.',
    )


def _is_lines(text: str) -> bool:
    """Return whether the first line is a whole object and more follows."""
    first, _, rest = text.lstrip(BLANK).partition("\n")
    if not rest.strip(BLANK) or not first.rstrip(BLANK).endswith("}"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def read_text(files: Files, name: str) -> str:
    """Return the text of a JSON file; raises InvalidInput when it is too large or not UTF-8."""
    if files.size(name) > MAX_BYTES:
        raise InvalidInput(
            "json.too_large",
            f"The file has {files.size(name)} bytes.",
            where=name,
            mend="Write it as JSON Lines (.jsonl), which has no limit.",
        )
    with files.open(name) as stream:
        data = stream.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(error, f"{name} line {line_of(data, error.start)}") from error


def parse(text: str, name: str) -> Any:
    """Return the value of a JSON text; raises InvalidInput with the line."""
    try:
        return _decoder().decode(text)
    except (ValueError, RecursionError) as error:
        raise _bad_json(error, name, 1) from error


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Repeated(
            f"an object has several members named {next(n for n in names if names.count(n) > 1)!r}"
        )
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _lines(stream: BinaryIO, name: str) -> Records:
    decoder = _decoder()
    number = 0
    while line := stream.readline(MAX_LINE):
        number += 1
        where = f"{name} line {number}"
        if len(line) >= MAX_LINE:
            yield _long_line(where)
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip(BLANK)
            if text:
                yield from _sound([(where, decoder.decode(text))])
        except UnicodeDecodeError as error:
            yield _not_utf8(error, where)
        except (ValueError, RecursionError) as error:
            yield _bad_json(error, name, number)


def _elements(text: str, name: str, progress: list[int]) -> Records:
    """Yield the objects of a list one by one, so that not all of them are held at once.

    progress: its only member is kept at the number of characters read.
    """
    decoder = _decoder()
    at, line, seen = text.index("[") + 1, 1, 0
    is_first = True
    while True:
        at = _after_blanks(text, at)
        if text[at : at + 1] == "]" and is_first:
            break
        line, seen = line + text.count("\n", seen, at), at
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield _bad_json(error, name, line)
            return
        progress[0] = at
        yield from _sound([(f"{name} line {line}", value)])
        is_first = False
        at = _after_blanks(text, at)
        if text[at : at + 1] == "]":
            break
        if text[at : at + 1] != ",":
            yield _bad_json(ValueError("a comma is missing"), name, line + text.count("\n", seen, at))
            return
        at += 1
    progress[0] = len(text)
    if text[at + 1 :].strip(BLANK):
        yield _bad_json(
            ValueError("something follows the end of the list"), name, line + text.count("\n", seen, at)
        )


def _after_blanks(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in BLANK:
        at += 1
    return at


def _sound(entries: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Record] | InvalidInput]:
    for where, value in entries:
        if not isinstance(value, Mapping):
            yield InvalidInput(
                "json.not_an_object",
                f"{str(value)[:60]!r} is not an object.",
                where=where,
                mend='Write {"text": …} for each item.',
            )
            continue
        record = _flat(value)
        # JSON can spell NUL and half of a surrogate pair, which no field and no database can hold
        fault = character_fault("".join(_texts(record)), where)
        yield fault or (where, record)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, names of members too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members, with those of an inner object that holds only texts as columns `outer.inner`."""
    flat: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, Mapping) and inner and all(isinstance(one, str) for one in inner.values()):
            flat |= {f"{key}.{name}": one for name, one in inner.items()}
        else:
            flat[key] = inner
    return flat


def _not_utf8(error: UnicodeDecodeError, where: str) -> InvalidInput:
    return InvalidInput(
        "encoding.wrong",
        f"Byte 0x{error.object[error.start]:02x} is not UTF-8.",
        where=where,
        mend="Save the file as UTF-8: JSON has no other encoding.",
    )


def _bad_json(error: Exception, name: str, line: int) -> InvalidInput:
    what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    if isinstance(error, json.JSONDecodeError):
        what, line = f"{error.msg} at column {error.colno}", max(line, error.lineno)
    return InvalidInput(
        "json.malformed",
        f"This is not JSON: {what}.",
        where=f"{name} line {line}",
        mend="Write it with a JSON library; by hand, mind commas and quotation marks.",
    )


def _long_line(where: str) -> InvalidInput:
    return InvalidInput(
        "json.long_line",
        f"The line has more than {MAX_LINE} bytes.",
        where=where,
        mend="Put each object on a line of its own.",
    )
