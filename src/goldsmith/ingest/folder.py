"""A folder or a zip: images, recordings and texts, one item each; or a table, VOC or COCO boxes with their images."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from goldsmith import ingest
from goldsmith.errors import InvalidInput
from goldsmith.ingest import GivenLabel, Reading, ReadOptions, Row, Rows, audio, reader
from goldsmith.ingest.columns import line_of, text_fault
from goldsmith.ingest.files import Files
from goldsmith.ingest.images import ACTIVE, OTHER, SUFFIXES, picture, refused
from goldsmith.ingest.voc import VocFile, origin_of, parse_voc, voc_boxes, xml_of

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
    xmls = [one for one in names if one.lower().endswith(".xml")]
    voc, faults = _voc(files, xmls, [one for one in wanted if one.lower().endswith(SUFFIXES)])
    reading = Reading(rows=iter(()))
    if voc:
        origin = origin_of(voc.values(), options)
        reading.facts |= {"boxes": "voc", "voc_origin": origin}
        reading.notices.append(
            f"Boxes come from {len(voc)} Pascal VOC files; pixels are counted from {origin}"
            + (
                " (no box begins at 0; --voc-origin 0 if that is chance)."
                if options.voc_origin == "auto" and origin
                else "."
            )
        )
    reading.notices += _ignored(files, set(names) - set(wanted) - set(xmls))
    done = [0]
    faults = [*files.faults, *faults]
    if not wanted and not faults:
        faults.append(
            InvalidInput(
                "folder.nothing",
                "There are no images, recordings, texts or tables in it.",
                where=files.title,
                mend=f"It can hold {' '.join((*SUFFIXES, *audio.SUFFIXES, *TEXTS, *TABLES))}.",
            )
        )
    reading.rows = _rows(files, wanted, voc, faults, options, reading, done)
    reading.progress = lambda: done[0] / max(len(wanted), 1)
    return reading


def _ignored(files: Files, others: set[str]) -> list[str]:
    kinds = Counter(posixpath.splitext(name)[1].lower() or "no suffix" for name in others)
    told = [
        f"{len(others)} files of other types are left out: "
        + ", ".join(f"{n} × {kind}" for kind, n in kinds.most_common(8))
        + "."
    ]
    hidden = [f"{files.n_ignored} hidden or system files are left out."] if files.n_ignored else []
    return (told if others else []) + hidden


def _voc(
    files: Files, xmls: Sequence[str], images: Sequence[str]
) -> tuple[dict[str, VocFile], list[InvalidInput]]:
    """Return the VOC file of each image that has one, and the faults of files that are broken or belong to none."""
    stems = {posixpath.splitext(name)[0].lower(): name for name in xmls}
    found: dict[str, VocFile] = {}
    faults: list[InvalidInput] = []
    used: set[str] = set()
    for image in images:
        name = xml_of(image, stems)
        if name is None:
            continue
        used.add(name)
        try:
            found[image] = parse_voc(files, name)
        except InvalidInput as fault:
            faults.append(fault)
    faults += [
        InvalidInput(
            "voc.no_image",
            "There is no image that this file belongs to.",
            where=name,
            mend="Put the image beside it under the same name, or take the file out.",
        )
        for name in xmls
        if name not in used
    ]
    return found, faults


def _rows(
    files: Files,
    names: Sequence[str],
    voc: Mapping[str, VocFile],
    faults: Sequence[InvalidInput],
    options: ReadOptions,
    reading: Reading,
    done: list[int],
) -> Rows:
    yield from faults
    clipped = lost = 0
    origin = int(str(reading.facts.get("voc_origin", 0)))
    for name in names:
        done[0] += 1
        folder = posixpath.dirname(name)
        metadata = {"folder": folder} if folder else {}
        try:
            if name.lower().endswith((*ACTIVE, *OTHER)):
                raise refused(name)
            if name.lower().endswith(audio.OTHER):
                raise audio.refused(name)
            if name.lower().endswith(audio.SUFFIXES):
                heard = audio.recording(files, name, where=name)
                yield Row(name, {"audio": heard}, name, None, metadata)
                continue
            if name.lower().endswith(TEXTS):
                yield Row(name, {"text": text_of(files, name, options)}, name, None, metadata)
                continue
            field = picture(files, name, options, where=name)
        except InvalidInput as fault:
            yield fault
            continue
        labels: tuple[GivenLabel, ...] = ()
        if name in voc:
            boxes, wrong, n_clipped = voc_boxes(voc[name], field, origin, options)
            clipped, lost = clipped + n_clipped, lost + voc[name].n_lost
            yield from wrong
            labels = () if wrong else (GivenLabel(None, boxes, "box.v1"),)
        yield Row(name, {"image": field}, name, None, metadata, labels)
    if clipped:
        reading.notices.append(f"{clipped} boxes were cut off at the image's border.")
    if lost:
        reading.notices.append(f"{lost} boxes lose the mark truncated, difficult or occluded.")


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
