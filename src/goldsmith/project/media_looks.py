"""What of an item is compared for copies: its recordings, else its images, else its texts; read by batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from goldsmith.dedup import audio, image_index, text_index
from goldsmith.dedup.image_sets import MALFORMED
from goldsmith.dedup.images import LEAST, look_of
from goldsmith.dedup.index import Compared, Index
from goldsmith.project.jobs import Job
from goldsmith.project.media import readable
from goldsmith.project.project import Project
from goldsmith.store import clean
from goldsmith.store.ledger import Row

Look = Callable[[Path | None], Any]
Compare = Callable[[Project, Sequence[Row], Sequence[Index], float, Job], tuple[Compared, list[str]]]


@dataclass(frozen=True, slots=True)
class Medium:
    """How items of one medium are compared. compare: (project, rows, indexes, threshold, job) → links and index, and
    the ids of items that could not be read. least: the threshold unless one is given; batch: items at a time."""

    method: str
    least: float
    batch: int
    compare: Compare
    merged: Callable[[Index, Index], Index]


def medium_of(fields: Mapping[str, Any]) -> str:
    """Return by which of its fields an item is compared.

    >>> medium_of({"image": {"type": "image", "media": "0.png"}, "question": {"type": "text", "text": "What is it?"}})
    'image'
    """
    types = {field["type"] for field in fields.values()}
    return next((medium for medium in MEDIA if medium in types), "text")


def text_of(fields: Mapping[str, Any]) -> str:
    """Return all texts of an item, each in its line."""
    return "\n".join(field["text"] for field in fields.values() if field["type"] == "text")


def _texts(
    project: Project, rows: Sequence[Row], indexes: Sequence[Index], threshold: float, _job: Job
) -> tuple[Compared, list[str]]:
    def fetch(items: Sequence[int]) -> list[str]:
        known = clean.fields_of(project.ledger.reader, items)
        return [text_of(json.loads(known[item])) for item in items]

    items = np.array([row["seq"] for row in rows], np.int64)
    texts = [text_of(json.loads(row["fields"])) for row in rows]
    return text_index.compare_texts(items, texts, indexes, fetch, threshold=threshold), []


def _media(project: Project, rows: Sequence[Row], type_: str, look: Look, job: Job) -> _Looked:
    """Return how the files of items look or sound, each read once; what cannot be read is named."""
    found = _Looked([], [], [], [])
    for row in rows:
        job.progress(job.done)
        for field in json.loads(row["fields"]).values():
            if field["type"] == type_:
                seen = look(readable(project, field["media"]))
                if seen is None:
                    found.unreadable.append(row["id"])
                    continue
                found.items.append(row["seq"])
                found.contents.append(content_key(field["media"]))
                found.looks.append(seen)
    return found


@dataclass(frozen=True, slots=True)
class _Looked:
    items: list[int]
    contents: list[int]
    looks: list[Any]
    unreadable: list[str]


def _comparing(type_: str, look: Look, compare: Callable[..., Compared]) -> Compare:
    def compared(
        project: Project, rows: Sequence[Row], indexes: Sequence[Index], threshold: float, job: Job
    ) -> tuple[Compared, list[str]]:
        seen = _media(project, rows, type_, look, job)
        items, contents = np.array(seen.items, np.int64), np.array(seen.contents, np.uint64)
        return compare(items, contents, seen.looks, indexes, threshold=threshold), seen.unreadable

    return compared


def _look(path: Path | None) -> Any:
    try:
        return None if path is None else look_of(path.read_bytes())
    except MALFORMED:
        return None


def _hear(path: Path | None) -> Any:
    import soundfile

    try:
        return None if path is None else audio.fingerprint_of(path)
    except (soundfile.SoundFileError, OSError):
        return None


def content_key(media: str) -> int:
    """Return 64 bits of a media file's name, which is made of its content."""
    return int.from_bytes(blake2b(media.encode(), digest_size=8).digest(), "little")


_images = _comparing("image", _look, image_index.compare_images)
_sounds = _comparing("audio", _hear, audio.compare_sounds)
MEDIA = {
    "audio": Medium(audio.METHOD, audio.LEAST, 200, _sounds, audio.merged),
    "image": Medium(image_index.METHOD, LEAST, 2_000, _images, image_index.merged),
    "text": Medium(text_index.METHOD, 0.5, 20_000, _texts, text_index.merged),
}
