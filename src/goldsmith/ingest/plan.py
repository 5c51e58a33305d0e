"""Rows → items: which are new, which are here already, and which contradict what is here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.ingest import Content, Picture, Recording, Row
from goldsmith.model import JsonObject

REDACTED = (
    "redacted-"  # begins the digest of an item whose content was blanked: it says nothing of it any more
)


class Known(Protocol):
    """What is already in the project from the source that is being read."""

    def digest_of(self, external_id: str) -> str | None:
        """Return the content digest of the item with the user's id, or None."""

    def has(self, digest: str, occurrence: int) -> bool:
        """Return whether the item without an id is here: this content, for the occurrence-th time from 0."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """A row that becomes an item. n_equal: earlier rows of this source with equal content; above 0 it is a finding."""

    row: Row
    digest: str
    occurrence: int
    n_equal: int


@dataclass(frozen=True, slots=True)
class SameItem:
    """A row whose item is here already, before this reading or from an earlier row of it; it may bring labels."""

    row: Row
    digest: str
    occurrence: int
    is_from_before: bool


Outcome: TypeAlias = NewItem | SameItem | InvalidInput


def plan_items(rows: Iterable[Row | InvalidInput], known: Known, *, salt: bytes) -> Iterator[Outcome]:
    """Yield what becomes of each row, in order; faults pass through.

    An item is found again by its id, else by its content and which occurrence of it this is. Rows that name
    different annotators of equal content are the same item: each annotator's occurrences are counted apart.
    An id that comes again with other content is a fault. Memory: two numbers for each row.

    salt: the project's own, so that a short text cannot be guessed from its digest.
    """
    ids: dict[str, int] = {}
    counts: dict[tuple[int, str | None], int] = {}
    items: dict[int, int] = {}  # content → items of it in this reading
    for row in rows:
        if isinstance(row, InvalidInput):
            yield row
            continue
        digest = content_digest(row, salt)
        short = int(digest[:15], 16)
        if row.external_id is not None:
            yield _by_id(row, digest, short, ids, items, known)
        else:
            yield _by_content(row, digest, short, counts, items, known)


def _by_id(
    row: Row, digest: str, short: int, ids: dict[str, int], items: dict[int, int], known: Known
) -> Outcome:
    ident = row.external_id or ""
    if ident in ids:
        if ids[ident] != short:
            return InvalidInput(
                "item.repeated_id",
                f"The id {ident!r} is used before in this file, with other content.",
                where=row.where,
                mend='Give each item an id of its own; or say that there are none: --id "".',
            )
        return SameItem(row, digest, 0, is_from_before=False)
    before = known.digest_of(ident)
    if before is not None and before.startswith(REDACTED):
        return SameItem(row, before, 0, is_from_before=True)
    if before is not None and before != digest:
        return InvalidInput(
            "item.changed_content",
            f"The item {ident!r} is here already, with other content.",
            where=row.where,
            mend="Items never change: give the new content a new id, or import the file as another source.",
        )
    ids[ident] = short
    n_equal = items.get(short, 0)
    items[short] = n_equal + 1
    return NewItem(row, digest, n_equal, n_equal) if before is None else SameItem(row, digest, 0, True)


def _by_content(
    row: Row,
    digest: str,
    short: int,
    counts: dict[tuple[int, str | None], int],
    items: dict[int, int],
    known: Known,
) -> Outcome:
    key = (short, row.labels[0].annotator if row.labels else None)
    occurrence = counts.get(key, 0)
    counts[key] = occurrence + 1
    n_items = items.get(short, 0)
    if occurrence < n_items:  # another annotator's row made this item
        return SameItem(row, digest, occurrence, is_from_before=False)
    items[short] = n_items + 1
    if known.has(digest, occurrence):
        return SameItem(row, digest, occurrence, is_from_before=True)
    return NewItem(row, digest, occurrence, n_items)


def content_digest(row: Row, salt: bytes) -> str:
    """Return the salted SHA-256 of what is judged: the fields by name, media by their bytes; not the metadata.

    >>> a, b = Row("1", {"text": "x"}), Row("2", {"text": "x"}, metadata={"page": 7})
    >>> content_digest(a, b"s") == content_digest(b, b"s"), content_digest(a, b"s") == content_digest(a, b"t")
    (True, False)
    """
    told = hashlib.sha256(salt)
    for name in sorted(row.fields):
        content = row.fields[name]
        kind, text = _told(content)
        told.update(f"{len(name)} {name} {kind} {len(text)} {text}\0".encode())
    return told.hexdigest()


def _told(content: Content) -> tuple[str, str]:
    if isinstance(content, Picture):
        return "image", content.sha256
    return ("audio", content.sha256) if isinstance(content, Recording) else ("text", content)


def stored_fields(row: Row) -> dict[str, JsonObject]:
    """Return the row's fields as Item.fields keeps them; the files of media are the caller's to store."""
    return {name: _stored(content) for name, content in row.fields.items()}


def _stored(content: Content) -> JsonObject:
    if isinstance(content, str):
        return {"type": "text", "text": content}
    named = {"media": content.media_name, "name": content.name}
    if isinstance(content, Recording):
        return {
            "type": "audio",
            **named,
            "duration_s": content.duration_s,
            "sample_rate": content.sample_rate,
            "channels": content.channels,
        }
    return {
        "type": "image",
        **named,
        "width": content.width,
        "height": content.height,
        "exif_orientation": content.exif_orientation,
    }
