"""Copies within one set of media files, and across two, however they were found: what `clusters` is for texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.numerics import Ints


@dataclass(frozen=True, slots=True)
class MediaLink:
    """Two files, by place. evidence: "exact" for equal bytes, else "near" or, of images, "mirrored"."""

    a: int
    b: int
    similarity: float
    evidence: str


@dataclass(frozen=True, slots=True)
class MediaDuplicates:
    """links: ordered. component, cluster, representative: (n,), as `Duplicates` has them."""

    links: tuple[MediaLink, ...]
    component: Ints
    cluster: Ints
    representative: Ints


def grouped(ids: Sequence[str], links: Sequence[MediaLink]) -> MediaDuplicates:
    """Return components and clusters over links; the first by name represents those that it is linked to itself."""
    n = len(ids)
    near: dict[int, set[int]] = defaultdict(set)
    for link in links:
        near[link.a].add(link.b)
        near[link.b].add(link.a)
    order = sorted(range(n), key=ids.__getitem__)
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
    return MediaDuplicates(tuple(links), _numbered(component), _numbered(representative), representative)


def same_files(digests: Sequence[str]) -> list[MediaLink]:
    """Return a link for each two files of the same bytes."""
    same: dict[str, list[int]] = defaultdict(list)
    for place, digest in enumerate(digests):
        same[digest].append(place)
    return [
        MediaLink(a, b, 1.0, "exact")
        for places in same.values()
        for at, a in enumerate(places)
        for b in places[at + 1 :]
    ]


def across(links: Iterable[MediaLink], n: int) -> list[MediaLink]:
    """Return the links between the first n files and those behind them, the latter counted anew; nearest first."""
    moved = [MediaLink(x.a, x.b - n, x.similarity, x.evidence) for x in links if x.a < n <= x.b]
    return sorted(moved, key=lambda link: (link.b, -link.similarity, link.a))


def _numbered(values: Ints) -> Ints:
    _, first, code = np.unique(values, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    numbered: Ints = rank[code.ravel()]
    return numbered
