"""New images beside all earlier ones: hashes find candidates, the aligned comparison decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goldsmith.dedup.images import (
    LEAST,
    MIRROR,
    RADIUS,
    SIDE,
    Grey,
    Look,
    aligned_similarity,
    hashes_across,
    near_images,
)
from goldsmith.dedup.index import Compared, Index, ItemLink, linked, same_contents
from goldsmith.dedup.shingles import Longs
from goldsmith.numerics import Ints

METHOD = "image-hash.v1"
N_VIEWS = 6  # hashes of a look


def compare_images(
    items: Ints,
    contents: Longs,
    looks: Sequence[Look],
    indexes: Sequence[Index],
    *,
    threshold: float = LEAST,
) -> Compared:
    """Return the links of new images with one another and with those of the indexes, and the index of the new ones.

    items: (n,), ascending, all later than those in the indexes; repeated where an item has several images.
    contents: (n,), a hash of each file's bytes. threshold: correlation of grey levels, in (0, 1].
    Candidates differ in at most 12 of 64 bits, for which all earlier hashes are read: one new image costs some
    nanoseconds for each earlier one, and the comparison of its candidates.
    """
    bearer, links = same_contents(items, contents, indexes)
    fresh = np.array([at for at in range(len(items)) if at not in bearer], np.int64)
    own, shown = items[fresh], [looks[at] for at in fresh.tolist()]
    links += [
        linked(int(own[pair.a]), int(own[pair.b]), pair.similarity, _evidence(pair.is_mirrored))
        for pair in near_images(shown, least=threshold)
    ]
    views = np.array([look.hashes for look in shown], np.uint64).reshape(-1, N_VIEWS)
    grey = np.frombuffer(b"".join(look.grey for look in shown), np.uint8).reshape(-1, SIDE * SIDE)
    for index in indexes:
        links += _beside(own, views, grey, index, threshold)
    index = {"item": own, "content": contents[fresh], "hashes": views, "grey": grey}
    return Compared(_strongest(links), index)


def merged(a: Index, b: Index) -> Index:
    """Return one index of the images of two."""
    return {name: np.concatenate([a[name], b[name]]) for name in a}


def _beside(own: Ints, views: Longs, grey: Grey, index: Index, least: float) -> list[ItemLink]:
    old = index["hashes"]
    if not len(own) or not len(old):
        return []
    pairs: set[tuple[int, int, bool]] = set()
    for view in range(views.shape[1]):
        for mine, theirs in ((0, view), (view, 0)):
            i, j = hashes_across(views[:, mine], old[:, theirs], RADIUS)
            pairs.update((a, b, view == MIRROR) for a, b in zip(i.tolist(), j.tolist(), strict=True))
    found = []
    for a, b, is_mirrored in sorted(pairs):
        other = index["grey"][b].reshape(SIDE, SIDE)
        similarity = aligned_similarity(grey[a].reshape(SIDE, SIDE), other[:, ::-1] if is_mirrored else other)
        if similarity >= least:
            found.append(linked(int(own[a]), int(index["item"][b]), similarity, _evidence(is_mirrored)))
    return found


def _evidence(is_mirrored: bool) -> str:
    return "mirrored" if is_mirrored else "near"


def _strongest(links: Sequence[ItemLink]) -> tuple[ItemLink, ...]:
    """Return the best link of each pair of different items."""
    best: dict[tuple[int, int], ItemLink] = {}
    for link in links:
        known = best.get((link.a, link.b))
        if link.a != link.b and (known is None or known.similarity < link.similarity):
            best[link.a, link.b] = link
    return tuple(best[pair] for pair in sorted(best))
