"""What of an item is compared for copies: its recordings, else its images, else its texts; read by batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np

from goldsmith.dedup import image_index, text_index
from goldsmith.dedup.image_sets import MALFORMED
from goldsmith.dedup.images import LEAST, look_of
from goldsmith.dedup.index import Compared, Index
from goldsmith.project.jobs import Job
from goldsmith.project.project import Project
from goldsmith.store import clean
from goldsmith.store.ledger import Row

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


def _images(
    project: Project, rows: Sequence[Row], indexes: Sequence[Index], threshold: float, job: Job
) -> tuple[Compared, list[str]]:
    items, contents, looks, unreadable = [], [], [], []
    for row in rows:
        job.progress(job.done)
        for field in json.loads(row["fields"]).values():
            if field["type"] != "image":
                continue
            path = project.find_media(field["media"])
            try:
                looks.append(look_of(path.read_bytes() if path else b""))
            except MALFORMED:
                unreadable.append(row["id"])
                continue
            items.append(row["seq"])
            contents.append(content_key(field["media"]))
    found = image_index.compare_images(
        np.array(items, np.int64), np.array(contents, np.uint64), looks, indexes, threshold=threshold
    )
    return found, unreadable


def content_key(media: str) -> int:
    """Return 64 bits of a media file's name, which is made of its content."""
    return int.from_bytes(blake2b(media.encode(), digest_size=8).digest(), "little")


MEDIA = {
    "image": Medium(image_index.METHOD, LEAST, 2_000, _images, image_index.merged),
    "text": Medium(text_index.METHOD, 0.5, 20_000, _texts, text_index.merged),
}
