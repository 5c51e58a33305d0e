"""A folder or a zip: images, recordings and texts, one item each; or a table."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import Reading, ReadOptions, Row, Rows, audio, reader
from goldsmith.ingest.columns import line_of, text_fault
from goldsmith.ingest.files import Files
from goldsmith.ingest.images import ACTIVE, OTHER, SUFFIXES, picture, refused

TEXTS = (".txt", ".md")
TABLES = (".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".parquet")
MAX_BYTES = 4 * ingest.MAX_TEXT  # of a text file: UTF-8 takes up to four bytes a character


def is_item(name: str) -> bool:
    """Return whether a file becomes an item by itself, so that it cannot hold the labels of others."""
    return name.lower().endswith((*SUFFIXES, *audio.SUFFIXES, *TEXTS, *ACTIVE, *OTHER, *audio.OTHER))


@reader("folder.v1", suffixes=("", ".zip"))
def read_folder(files: Files, _name: str, options: ReadOptions) -> Reading:
    """Return the rows of a folder or zip. With a table in it, its rows; else one for each file, by name."""
    names = files.names()
    tables = [one for one in names if one.lower().endswith(TABLES)]
    if len(tables) > 1:
        raise InvalidInput(
            "folder.many_tables",
            f"There are {len(tables)} tables: {', '.join(tables[:8])}{' …' if len(tables) > 8 else ''}.",
            where=files.title,
            mend="Give one of them, not the folder: images are found relative to it. Or keep one in the folder.",
        )
    if tables:
        reading = ingest.read_from(files, tables[0], options)
        reading.notices.insert(0, f"The rows come from {tables[0]}.")
        reading.rows = chain(files.faults, reading.rows)
        return reading
    return _media(files, names, options)


@reader("image.v1", suffixes=SUFFIXES)
def read_image(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one image as one item."""
    return _media(files, [name], options)


@reader("audio.v1", suffixes=audio.SUFFIXES)
def read_audio(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one recording as one item."""
    return _media(files, [name], options)


@reader("text.v1", suffixes=TEXTS)
def read_text(files: Files, name: str, options: ReadOptions) -> Reading:
    """Return one text file as one item."""
    return _media(files, [name], options)


def _media(files: Files, names: Sequence[str], options: ReadOptions) -> Reading:
    wanted = [one for one in names if is_item(one)]
    reading = Reading(rows=iter(()))
    reading.notices += ignored(files, set(names) - set(wanted))
    done = [0]
    faults = [*files.faults]
    if not wanted and not faults:
        faults.append(
            InvalidInput(
                "folder.nothing",
                "There are no images, recordings, texts or tables in it.",
                where=files.title,
                mend=f"It can hold {' '.join((*SUFFIXES, *audio.SUFFIXES, *TEXTS, *TABLES))}.",
            )
        )
    reading.rows = _rows(files, wanted, faults, options, done)
    reading.progress = lambda: done[0] / max(len(wanted), 1)
    return reading


def ignored(files: Files, others: set[str]) -> list[str]:
    """Return sentences that tell which files of a folder are not read."""
    kinds = Counter(posixpath.splitext(name)[1].lower() or "no suffix" for name in others)
    told = [
        f"{len(others)} files of other types are left out: "
        + ", ".join(f"{n} × {kind}" for kind, n in kinds.most_common(8))
        + "."
    ]
    hidden = [f"{files.n_ignored} hidden or system files are left out."] if files.n_ignored else []
    return (told if others else []) + hidden


def _rows(
    files: Files, names: Sequence[str], faults: Sequence[InvalidInput], options: ReadOptions, done: list[int]
) -> Rows:
    yield from faults
    for name in names:
        done[0] += 1
        folder = posixpath.dirname(name)
        try:
            yield Row(name, _fields(files, name, options), name, None, {"folder": folder} if folder else {})
        except InvalidInput as fault:
            yield fault


def _fields(files: Files, name: str, options: ReadOptions) -> dict[str, ingest.Content]:
    if name.lower().endswith((*ACTIVE, *OTHER)):
        raise refused(name)
    if name.lower().endswith(audio.OTHER):
        raise audio.refused(name)
    if name.lower().endswith(audio.SUFFIXES):
        return {"audio": audio.recording(files, name, where=name)}
    if name.lower().endswith(TEXTS):
        return {"text": text_of(files, name, options)}
    return {"image": picture(files, name, options, where=name)}


def text_of(files: Files, name: str, options: ReadOptions) -> str:
    """Return the text of a file, as `decoded` does; raises InvalidInput also when there is nothing to label in it."""
    text = decoded(files, name, options)
    fault = text_fault(text, name)
    if fault:
        raise fault
    if not text.strip():
        raise InvalidInput(
            "text.empty",
            "There is no text to label.",
            where=name,
            mend="Fill it in, or take the file out.",
        )
    return text


def decoded(files: Files, name: str, options: ReadOptions, *, most: int = MAX_BYTES) -> str:
    """Return what a file says, without a byte order mark.

    most: the bytes that it may have. Raises InvalidInput when it is longer or does not decode.
    """
    if files.size(name) > most:
        raise InvalidInput(
            "text.too_long",
            f"The text has {files.size(name)} bytes.",
            where=name,
            mend=f"Cut it into passages; the limit is {ingest.MAX_TEXT} characters.",
        )
    with files.open(name) as stream:
        data = stream.read()
    encoding = options.encoding or "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "encoding.wrong",
            f"Byte 0x{data[error.start]:02x} is not {encoding.removesuffix('-sig').upper()}.",
            where=f"{name} line {line_of(data, error.start)}",
            mend="Save the file as UTF-8, or name its encoding: --encoding cp1252 say.",
        ) from error
    except LookupError as error:
        raise InvalidInput(
            "encoding.unknown",
            f"There is no encoding {encoding!r}.",
            where=name,
            mend="utf-8, cp1252, utf-16 …",
        ) from error
