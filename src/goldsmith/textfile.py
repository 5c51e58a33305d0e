"""Texts from a plain file: a table with a column of texts, or a folder of .txt files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldsmith.errors import InvalidInput, ManyFaults
from goldsmith.tables import ID_COLUMNS, find_column, optional_column, read_table

TEXT_NAMES = ("text", "content", "sentence", "question", "message", "document", "body", "review", "v2")
MAX_TEXT = 10_000_000  # characters; a longer line is a file that lost its line ends


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of a file or folder, each with an id that is its own."""

    ids: list[str]
    texts: list[str | None]


def read_texts(source: Path, text: str | None = None, id_column: str | None = None) -> Texts:
    """Return the texts of a table, or of a folder's .txt files with their paths in it as ids."""
    found = _folder(source) if source.is_dir() else _table(source, text, id_column)
    if not any(each and each.strip() for each in found.texts):
        raise InvalidInput(
            "dedup.no_text",
            "There is no text in it.",
            where=str(source),
            mend="Give a table with a column of texts, or a folder of .txt files that are not blank.",
        )
    return found


def _table(path: Path, text: str | None, id_column: str | None) -> Texts:
    table = read_table(path)
    texts = table.column(find_column(table, text, TEXT_NAMES, what="text", option="--text"))
    named = optional_column(table, id_column, ID_COLUMNS, what="id", option="--id")
    given = [str(row + 1) for row in range(table.n_rows)] if named is None else table.column(named)
    faults: list[InvalidInput] = [
        InvalidInput(
            "dedup.long_text",
            f"A text has more than {MAX_TEXT:,} characters.",
            where=table.row_name(row),
            mend="Check that the file kept its line ends; cut books into passages.",
        )
        for row, each in enumerate(texts)
        if each is not None and len(each) > MAX_TEXT
    ]
    faults += _id_faults(given, table.row_name)
    _raise(faults, path)
    return Texts([ident or "" for ident in given], texts)


def _id_faults(ids: Sequence[str | None], row_name: Callable[[int], str]) -> Iterable[InvalidInput]:
    times = Counter(ids)
    for row, ident in enumerate(ids):
        if ident is None:
            yield InvalidInput(
                "dedup.no_id",
                "There is no id.",
                where=row_name(row),
                mend="Give every row an id, or name another column with --id.",
            )
        elif times[ident] > 1:
            yield InvalidInput(
                "dedup.repeated_id",
                f"The id {ident!r} stands {times[ident]:,} times.",
                where=row_name(row),
                mend="Give every row an id of its own, or name another column with --id.",
            )


def _folder(folder: Path) -> Texts:
    """Read the .txt files below a folder; links are left out, so no file is read twice and no loop is walked."""
    found: dict[str, str] = {}
    faults: list[InvalidInput] = []

    def closed(error: OSError) -> None:
        faults.append(_unreadable(Path(error.filename), error))

    for place, below, names in os.walk(folder, onerror=closed, followlinks=False):
        below.sort()
        for path in (Path(place) / name for name in names if name.lower().endswith(".txt")):
            if path.is_symlink() or not path.is_file():
                continue
            try:
                found[path.relative_to(folder).as_posix()] = _text(path)
            except InvalidInput as fault:
                faults.append(fault)
    _raise(faults, folder)
    return Texts(sorted(found), [found[name] for name in sorted(found)])


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes() if path.stat().st_size <= 4 * MAX_TEXT else None
    except OSError as error:
        raise _unreadable(path, error) from error
    if raw is None:
        raise InvalidInput(
            "dedup.long_text",
            f"A text has more than {MAX_TEXT:,} characters.",
            where=str(path),
            mend="Cut books into passages.",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "dedup.not_text",
            "The file is not text in UTF-8.",
            where=f"{path}, byte {error.start:,}",
            mend="Save it as UTF-8, or take it out of the folder.",
        ) from error
    if "\0" in text:
        raise InvalidInput(
            "dedup.not_text",
            "The file has zero bytes, so it is no text.",
            where=f"{path}, character {text.index(chr(0)):,}",
            mend="Save it as UTF-8, or take it out of the folder.",
        )
    return text


def _unreadable(path: Path, error: OSError) -> InvalidInput:
    return InvalidInput(
        "dedup.unreadable",
        f"It cannot be read: {error.strerror}.",
        where=str(path),
        mend="Give yourself the right to read it, or take it out of the folder.",
    )


def _raise(faults: Sequence[InvalidInput], source: Path) -> None:
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise ManyFaults(
            "dedup.faults",
            f"{len(faults):,} rows or files cannot be read.",
            where=str(source),
            mend="Mend each as told below.",
            faults=faults,
        )


def read_hits(path: Path, ids: Sequence[str], id_column: str | None) -> list[bool | None]:
    """Return for each test item whether its prediction equals its label; None where it has none."""
    table = read_table(path)
    named, label, prediction = (
        table.column(find_column(table, asked, known, what=what, option=option))
        for asked, known, what, option in (
            (id_column if id_column in table.columns else None, ID_COLUMNS, "id", "--id"),
            (None, ("label", "gold", "truth"), "label", "its first line"),
            (None, ("prediction", "predicted", "pred"), "prediction", "its first line"),
        )
    )
    faults = list(_id_faults(named, table.row_name))
    known_ids = set(ids)
    for row, ident in enumerate(named):
        if ident is not None and ident not in known_ids:
            faults.append(
                InvalidInput(
                    "leaks.unknown_id",
                    "The id is in no row of the test set.",
                    where=f"{table.row_name(row)}, id {ident}",
                    mend="Give the predictions of this test set, with its ids (or row numbers, from 1).",
                )
            )
        if label[row] is None or prediction[row] is None:
            faults.append(
                InvalidInput(
                    "leaks.half_prediction",
                    "There is no label or no prediction.",
                    where=table.row_name(row),
                    mend="Fill in both, or leave the row out.",
                )
            )
    _raise(faults, path)
    right = {ident: label[row] == prediction[row] for row, ident in enumerate(named)}
    return [right.get(ident) for ident in ids]
