"""Copies within one set of images, and across two: what `clusters` and `leaks` are for texts."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from goldsmith.dedup.images import Look, look_of, near_images
from goldsmith.dedup.media_sets import MediaDuplicates, MediaLink, across, grouped, same_files

MALFORMED = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    zlib.error,
    IndexError,
    KeyError,
    TypeError,
    RuntimeError,
)


@dataclass(frozen=True, slots=True)
class Images:
    """Images as they are compared. digests: of the files' bytes. unreadable: names of files that are no images."""

    ids: list[str]
    digests: list[str]
    looks: list[Look]
    unreadable: list[str]

    @classmethod
    def read(cls, files: Iterable[tuple[str, bytes]]) -> Images:
        """Return the images of files, given one after the other by name and bytes; each is decoded once."""
        found = cls([], [], [], [])
        for name, data in files:
            try:
                look = look_of(data)
            except MALFORMED:
                found.unreadable.append(name)
                continue
            found.ids.append(name)
            found.digests.append(hashlib.sha256(data).hexdigest())
            found.looks.append(look)
        return found


def image_duplicates(images: Images, *, least: float) -> MediaDuplicates:
    """Return links, components and clusters of images; the first by name represents those that look like it.

    least: correlation from which two images count as near; each member of a cluster was compared with its
    representative itself.
    """
    return grouped(images.ids, _links(images, least))


def image_leaks(train: Images, test: Images, *, least: float) -> list[MediaLink]:
    """Return the links across two sets; a is a place in train, b one in test. Nearest first for each of test."""
    both = Images([], [*train.digests, *test.digests], [*train.looks, *test.looks], [])
    return across(_links(both, least), len(train.looks))


def _links(images: Images, least: float) -> list[MediaLink]:
    links = same_files(images.digests)
    links += [
        MediaLink(pair.a, pair.b, pair.similarity, "mirrored" if pair.is_mirrored else "near")
        for pair in near_images(images.looks, least=least)
        if images.digests[pair.a] != images.digests[pair.b]
    ]
    return sorted(links, key=lambda link: (link.a, link.b))
