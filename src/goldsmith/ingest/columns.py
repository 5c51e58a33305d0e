"""Which columns of a table become fields, and the rows that its records make. Shared by all readers of tables."""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import Any, Literal, TypeAlias

from goldsmith import ingest
from goldsmith.addresses import is_address, suffix_of
from goldsmith.errors import InvalidInput
from goldsmith.ingest import (
    Content,
    Fetch,
    GivenLabel,
    Picture,
    Reading,
    ReadOptions,
    Recording,
    Row,
    Rows,
    audio,
)
from goldsmith.ingest.files import FetchedFile, Files, OneFile, is_safe
from goldsmith.ingest.images import SUFFIXES, picture
from goldsmith.model import Json
from goldsmith.tokens import TOKENS

Record: TypeAlias = Mapping[str, Any]
Records: TypeAlias = Iterator[tuple[str, Record] | InvalidInput]  # with the place of each: "spam.csv line 3"

SAMPLE = 100  # records that are looked at to find the columns
AHEAD = 16  # records of which what they name by its address is read ahead
LONG = 20  # characters: a column whose cells have so many on average, with blanks, holds texts
# fmt: off
TEXT_NAMES = frozenset((
    "text", "texts", "sentence", "sentence1", "sentence2", "question", "question1", "question2",
    "title", "body", "content", "premise", "hypothesis", "statement", "context", "comment",
    "review", "message", "tweet", "post", "document", "abstract", "summary", "headline",
    "caption", "prompt", "response", "answer", "query", "passage", "utterance", "description",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Columns:
    """The parts that columns play. What is not named here is metadata."""

    text: tuple[str, ...]
    images: tuple[str, ...]
    recordings: tuple[str, ...]
    id: str | None
    group: str | None
    label: str | None
    annotator: str | None

    def special(self) -> set[str]:
        """Return the columns that are no metadata."""
        return {
            *self.text,
            *self.images,
            *self.recordings,
            *(n for n in (self.id, self.group, self.label, self.annotator) if n),
        }


def table(
    records: Records, names: Sequence[str] | None, files: Files, name: str, options: ReadOptions
) -> Reading:
    """Return the rows of a table: columns are chosen from the first records, and what was chosen is told.

    names: the columns in order; None: those of the first records. Raises InvalidInput when no text is found.
    """
    sample = list(islice(records, SAMPLE))
    found = [record for entry in sample if not isinstance(entry, InvalidInput) for record in [entry[1]]]
    known = list(names) if names is not None else list(dict.fromkeys(chain.from_iterable(found)))
    media = Media(files, posixpath.dirname(name), options)
    if not found:
        return Reading(rows=_only_faults(sample, records, name))
    columns = choose(known, found, media, name, options)
    reading = Reading(rows=iter(()), facts={"columns": asdict(columns)}, notices=_told(columns, known))
    reading.rows = _rows(_looked_ahead(chain(sample, records), columns, media), columns, media, reading)
    return reading


def _only_faults(sample: Sequence[Any], records: Records, name: str) -> Rows:
    n = 0
    for entry in chain(sample, records):
        n += 1
        yield entry
    if not n:
        yield InvalidInput(
            "table.empty", "The table has no rows.", where=name, mend="Check that it is the right file."
        )


def _told(columns: Columns, known: Sequence[str]) -> list[str]:
    metadata = [name for name in known if name not in columns.special()]
    shown = columns.text + columns.images + columns.recordings
    told = [f"Shown to annotators: {', '.join(n for n in known if n in shown)}."]
    told += [f"Ids are taken from {columns.id}."] if columns.id else []
    told += [f"Kept as metadata: {_listed(metadata)}."] if metadata else []
    return told


# choosing -----------------------------------------------------------------------------------------------------------


def choose(
    known: Sequence[str], sample: Sequence[Record], media: Media, name: str, options: ReadOptions
) -> Columns:
    """Return the part of each column.

    Without `text` in the options: columns whose name says text (`text`, `question`, `title` …) and columns that
    name an image or a recording that is there; else the only column left; else the only one with long texts.
    """
    ident = options.id if options.id is not None else next((n for n in known if n.casefold() == "id"), None)
    ident = ident or None
    if ident in options.text:
        ident = None if options.id is None else ident
    named = (*options.text, ident, options.group, options.label, options.annotator)
    for column in named:
        if column is not None and column not in known:
            raise _no_column(column, known, name)
    free = [n for n in known if n not in (ident, options.group, options.label, options.annotator)]
    sorts = {n: media.sort_of(_first(n, sample), is_asked=n in options.text) for n in (options.text or free)}
    images = tuple(n for n, sort in sorts.items() if sort == "image")
    recordings = tuple(n for n, sort in sorts.items() if sort == "audio")
    fields = list(options.text) or _found(free, images + recordings, sample)
    if not fields:
        raise InvalidInput(
            "table.which_text",
            "It is not clear which column holds the text.",
            where=name,
            mend=f"Name it, or several: --text {_guess(free, known)}. The columns are {_listed(known)}.",
        )
    texts = tuple(n for n in fields if n not in images + recordings)
    return Columns(texts, images, recordings, ident, options.group, options.label, options.annotator)


def _found(free: Sequence[str], media: Sequence[str], sample: Sequence[Record]) -> list[str]:
    texts = [n for n in free if _says_text(n) and isinstance(_first(n, sample), str)]
    if texts or media:
        return [n for n in free if n in texts or n in media]
    if len(free) == 1:
        return list(free)
    long = [n for n in free if _is_long(n, sample)]
    return long if len(long) == 1 else []


def _says_text(column: str) -> bool:
    return column.casefold().rpartition(".")[2] in TEXT_NAMES


def _listed(names: Sequence[str], at_most: int = 20) -> str:
    rest = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return ", ".join(names[:at_most]) + rest


def _first(column: str, sample: Iterable[Record]) -> Any:
    return next((value for record in sample if (value := record.get(column)) not in (None, "")), None)


def _is_long(column: str, sample: Iterable[Record]) -> bool:
    cells = [cell for record in sample if isinstance(cell := record.get(column), str) and cell]
    spaced = sum(" " in cell.strip() for cell in cells)
    return bool(cells) and sum(map(len, cells)) >= LONG * len(cells) and spaced * 2 > len(cells)


def _guess(free: Sequence[str], known: Sequence[str]) -> str:
    name = (free or known or ["COLUMN"])[-1]
    return f'"{name}"' if " " in name else name


def _no_column(column: str, known: Sequence[str], name: str) -> InvalidInput:
    near = get_close_matches(column, known, n=1, cutoff=0.6)
    return InvalidInput(
        "table.no_column",
        f"There is no column {column!r}.",
        where=name,
        mend=(f"Did you mean {near[0]!r}? " if near else "") + f"The columns are {_listed(known)}.",
    )


# rows ---------------------------------------------------------------------------------------------------------------


class Media:
    """Images and recordings that a table names: relative to the table's own folder, else to its root."""

    def __init__(self, files: Files, folder: str, options: ReadOptions) -> None:
        self._files = files
        self._folder = folder
        self._options = options

    def find(self, name: str) -> str | None:
        """Return the name among the files, or None; names that lead outside are not looked for."""
        plain = posixpath.normpath(name.replace("\\", "/"))
        places = (posixpath.join(self._folder, plain), plain)
        return next((at for at in places if is_safe(plain) and self._files.has(at)), None)

    def sort_of(self, cell: Any, *, is_asked: bool) -> Literal["image", "audio"] | None:
        """Return what a cell holds or names, or None for other cells.

        By the suffix of the name and, unless the user asked for the column, by a file of that name being there.
        """
        if _is_embedded(cell):
            return "audio" if audio.is_recording(str(cell.get("path") or ""), cell["bytes"]) else "image"
        if not isinstance(cell, str) or "\n" in cell:
            return None
        if self._options.fetch and is_address(cell):
            return self._sort_at(cell.strip(), self._options.fetch, is_asked=is_asked)
        name = cell.strip()
        suffix = PurePosixPath(name).suffix.lower()
        looks = suffix in (*SUFFIXES, *audio.SUFFIXES)
        if not looks or not ((is_asked and " " not in name) or self.find(name) is not None):
            return None
        return "audio" if suffix in audio.SUFFIXES else "image"

    def _sort_at(self, url: str, fetch: Fetch, *, is_asked: bool) -> Literal["image", "audio"] | None:
        """Return what an address holds: by its suffix, or by how the file begins when the user asked for the column."""
        suffix = suffix_of(url)
        if suffix in (*SUFFIXES, *audio.SUFFIXES):
            return "audio" if suffix in audio.SUFFIXES else "image"
        if not is_asked:
            return None
        try:
            with fetch(url) as file:
                file.seek(0)
                return "audio" if audio.is_recording("", file.read(16)) else "image"
        except InvalidInput:  # which the row's own reading tells
            return "image"

    def ahead(self, record: Record, columns: Columns) -> None:
        """Begin to read what a record names by its address, if it does."""
        if self._options.fetch:
            for column in columns.images + columns.recordings:
                cell = record.get(column)
                if is_address(cell):
                    self._options.fetch.ahead(str(cell).strip())

    def picture(self, cell: Any, where: str, column: str) -> Picture:
        """Return the image of a cell; raises InvalidInput when there is none or it cannot be taken."""
        files, name, place = self._named(cell, where, column, "image")
        return picture(files, name, self._options, where=place)

    def recording(self, cell: Any, where: str, column: str) -> Recording:
        """Return the recording of a cell; raises InvalidInput when there is none or it cannot be taken."""
        files, name, place = self._named(cell, where, column, "audio")
        return audio.recording(files, name, where=place)

    def _named(
        self, cell: Any, where: str, column: str, sort: Literal["image", "audio"]
    ) -> tuple[Files, str, str]:
        if _is_embedded(cell):
            name = str(cell.get("path") or column)
            return OneFile(name, cell["bytes"]), name, where
        if not isinstance(cell, str) or not cell.strip():
            told = {
                "image": ("image.none", f"No image is named in {column}."),
                "audio": ("audio.none", f"No recording is named in {column}."),
            }
            slug, what = told[sort]
            raise InvalidInput(slug, what, where=where, mend="Name one, or leave the row out.")
        name = cell.strip()
        if self._options.fetch and is_address(name):
            try:
                fetched = FetchedFile(name, self._options.fetch(name))
            except InvalidInput as fault:
                raise fault.at(where) from fault
            return fetched, fetched.title, f"{where}, {fetched.title}"
        return self._files, self.find(name) or name, f"{where}, {name}"


def _is_embedded(cell: Any) -> bool:
    """Return whether a cell holds a file itself, as Hugging Face writes them to Parquet: {"bytes", "path"}."""
    return isinstance(cell, Mapping) and isinstance(cell.get("bytes"), bytes)


def _looked_ahead(records: Iterable[Any], columns: Columns, media: Media) -> Iterator[Any]:
    """Yield the records, after it was said which addresses the next few of them name."""
    waiting: deque[Any] = deque()
    for entry in records:
        if not isinstance(entry, InvalidInput):
            media.ahead(entry[1], columns)
        waiting.append(entry)
        if len(waiting) > AHEAD:
            yield waiting.popleft()
    yield from waiting


def _rows(records: Iterable[Any], columns: Columns, media: Media, reading: Reading) -> Rows:
    special = columns.special()
    dropped: dict[str, int] = {}
    for entry in records:
        if isinstance(entry, InvalidInput):
            yield entry
            continue
        where, record = entry
        faults: list[InvalidInput] = []
        fields = _fields(where, record, columns, media, faults)
        external = _name(record, columns.id, where, faults, is_needed=True)
        group = _name(record, columns.group, where, faults)
        labels = _labels(record, columns, where, faults)
        metadata = _own_tokens(record, columns, fields)
        for key, value in record.items():
            if key in special or value is None or value == "":
                continue
            kept = value if type(value) is str else plain(value)
            if kept is None:
                dropped[key] = dropped.get(key, 0) + 1
            else:
                metadata[key] = kept
        if faults:
            yield from faults
        else:
            yield Row(where, fields, external, group, metadata, labels)
    for key, n in dropped.items():
        reading.notices.append(f"{n} values of {key} are not kept: they are neither texts nor numbers.")


def _fields(
    where: str, record: Record, columns: Columns, media: Media, faults: list[InvalidInput]
) -> dict[str, Content]:
    fields: dict[str, Content] = {}
    is_blank = not columns.images + columns.recordings
    for column in columns.text:
        value = record.get(column)
        text = "" if value is None else value if type(value) is str else _joined(value)
        fault = text_fault(text, where, column)
        if fault:
            faults.append(fault)
            is_blank = False
        elif text.strip():
            is_blank = False
        fields[column] = text
    for column in columns.images + columns.recordings:
        load = media.recording if column in columns.recordings else media.picture
        try:
            fields[column] = load(record.get(column), where, column)
        except InvalidInput as fault:
            faults.append(fault)
    if is_blank:
        faults.append(
            InvalidInput(
                "text.empty",
                "There is no text to label.",
                where=where,
                mend="Fill it in, or leave the row out.",
            )
        )
    return fields


def _own_tokens(record: Record, columns: Columns, fields: Mapping[str, Content]) -> dict[str, Json]:
    """Return where the tokens of the first text lie, as metadata, when it came as a list of them."""
    first = columns.text[0] if columns.text else None
    text = fields.get(first) if first is not None else None
    if first is None or not isinstance(text, str) or not isinstance(record.get(first), list | tuple):
        return {}
    return {TOKENS: [list(match.span()) for match in re.finditer(r"\S+", text)]}


def _joined(value: Any) -> Any:
    """Return tokens as one text, a blank between each two; anything else as it is.

    Then the tokens are what stands between blanks. A list with a token that is empty or holds a blank is no text.

    >>> _joined(["U.N.", "chief", "'s"]), _joined(["New York"])
    ("U.N. chief 's", ['New York'])
    """
    is_list = isinstance(value, list | tuple) and len(value) > 0
    if not is_list or not all(isinstance(one, str) and one.split() == [one] for one in value):
        return value
    return " ".join(value)


def text_fault(text: Any, where: str, column: str = "") -> InvalidInput | None:
    """Return what keeps a text from being a field, or None."""
    if type(text) is str and len(text) <= ingest.MAX_TEXT and text.isascii() and "\0" not in text:
        return None  # nearly all of them: a hundred thousand rows are read in a second
    place = f"{where}, column {column}" if column else where
    if not isinstance(text, str):
        return InvalidInput(
            "text.not_text",
            f"{str(text)[:60]!r} is not a text.",
            where=place,
            mend="Write it in quotes, or name another column with --text.",
        )
    if len(text) > ingest.MAX_TEXT:
        return InvalidInput(
            "text.too_long",
            f"The text has {len(text)} characters.",
            where=place,
            mend=f"Cut it into passages; the limit is {ingest.MAX_TEXT}.",
        )
    return character_fault(text, place)


def character_fault(text: str, where: str) -> InvalidInput | None:
    """Return the fault of a text with characters that no text holds (NUL, half of a surrogate pair), or None."""
    if "\0" in text:
        return InvalidInput(
            "text.nul",
            "The text holds a NUL character.",
            where=where,
            mend="The file may be UTF-16 (add --encoding utf-16) or damaged; remove the character.",
        )
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return InvalidInput(
                "text.surrogate",
                f"Character {error.start + 1} of the text is half of a surrogate pair.",
                where=where,
                mend="Write the file again with a tool that writes UTF-8.",
            )
    return None


def line_of(data: bytes, at: int) -> int:
    """Return the number of the line, from 1, in which a byte stands.

    >>> line_of(bytes([97, 10, 98]), 2)
    2
    """
    return data.count(b"\n", 0, at) + 1


def _name(
    record: Record, column: str | None, where: str, faults: list[InvalidInput], *, is_needed: bool = False
) -> str | None:
    if column is None:
        return None
    value = record.get(column)
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if is_needed or value not in (None, ""):
        faults.append(
            InvalidInput(
                "table.no_name",
                f"{str(value)[:60]!r} names nothing." if value not in (None, "") else "It is empty.",
                where=f"{where}, column {column}",
                mend=f"Write a text or a whole number into {column}.",
            )
        )
    return None


def _labels(
    record: Record, columns: Columns, where: str, faults: list[InvalidInput]
) -> tuple[GivenLabel, ...]:
    if columns.label is None:
        return ()
    annotator = _name(record, columns.annotator, where, faults)
    value = record.get(columns.label)
    given = value.strip() if isinstance(value, str) else plain(value)
    return () if given is None or given == "" else (GivenLabel(annotator, given),)


def plain(value: Any) -> Json:
    """Return a value of a table as JSON, or None where JSON has nothing like it.

    Times are written as in ISO 8601, exact decimals as texts; NaN is a missing value.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, bytes | bytearray | memoryview):
        return None
    return str(value)
