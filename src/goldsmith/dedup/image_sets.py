"""Copies within one set of images, and across two: what `clusters` and `leaks` are for texts."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.dedup.images import ImagePair, Look, look_of, near_images
from goldsmith.numerics import Ints

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


@dataclass(frozen=True, slots=True)
class ImageLink:
    """Two images, by place. evidence: "exact" for equal bytes, else "near" or "mirrored"."""

    a: int
    b: int
    similarity: float
    evidence: str


@dataclass(frozen=True, slots=True)
class ImageDuplicates:
    """links: ordered. component, cluster, representative: (n,), as `Duplicates` has them."""

    links: tuple[ImageLink, ...]
    component: Ints
    cluster: Ints
    representative: Ints


def image_duplicates(images: Images, *, least: float) -> ImageDuplicates:
    """Return links, components and clusters of images; the first by name represents those that look like it.

    least: correlation from which two images count as near; each member of a cluster was compared with its
    representative itself.
    """
    links = _links(images, least)
    n = len(images.ids)
    near: dict[int, set[int]] = defaultdict(set)
    for link in links:
        near[link.a].add(link.b)
        near[link.b].add(link.a)
    order = sorted(range(n), key=images.ids.__getitem__)
    component, representative = np.full(n, -1), np.full(n, -1)
    for number, head in enumerate(order):
        if component[head] < 0:
            waiting = [head]
            while waiting:
                place = waiting.pop()
                if component[place] < 0:
                    component[place] = number
                    waiting += near[place]
        if representative[head] < 0:
            representative[head] = head
            for other in near[head]:
                if representative[other] < 0:
                    representative[other] = head
    return ImageDuplicates(tuple(links), _numbered(component), _numbered(representative), representative)


def image_leaks(train: Images, test: Images, *, least: float) -> list[ImageLink]:
    """Return the links across two sets; a is a place in train, b one in test. Nearest first for each of test."""
    both = Images([], [*train.digests, *test.digests], [*train.looks, *test.looks], [])
    n = len(train.looks)
    across = [link for link in _links(both, least) if link.a < n <= link.b]
    moved = [ImageLink(link.a, link.b - n, link.similarity, link.evidence) for link in across]
    return sorted(moved, key=lambda link: (link.b, -link.similarity, link.a))


def _links(images: Images, least: float) -> list[ImageLink]:
    same: dict[str, list[int]] = defaultdict(list)
    for place, digest in enumerate(images.digests):
        same[digest].append(place)
    links = [
        ImageLink(a, b, 1.0, "exact")
        for places in same.values()
        for at, a in enumerate(places)
        for b in places[at + 1 :]
    ]
    links += [
        _near(pair) for pair in near_images(images.looks, least=least) if not _is_same(pair, images.digests)
    ]
    return sorted(links, key=lambda link: (link.a, link.b))


def _near(pair: ImagePair) -> ImageLink:
    return ImageLink(pair.a, pair.b, pair.similarity, "mirrored" if pair.is_mirrored else "near")


def _is_same(pair: ImagePair, digests: Sequence[str]) -> bool:
    return digests[pair.a] == digests[pair.b]


def _numbered(values: Ints) -> Ints:
    _, first, code = np.unique(values, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbered: Ints = rank[code.ravel()]
    return numbered
