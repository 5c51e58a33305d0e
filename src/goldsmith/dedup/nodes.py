"""Distinct normalised texts, with the rows that bear each, and the verified links between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.dedup.minhash import Bands, band_keys, candidates
from goldsmith.dedup.shingles import ShingleSets, jaccard, shingle_sets
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints


@dataclass(frozen=True, slots=True)
class Nodes:
    """Distinct normalised texts, in an order that they alone decide, so that the order of rows is forgotten.

    sets: of each. of_row: (rows,), each row's text; -1 for a row without text. bearer: (texts,), a row of each.
    """

    sets: ShingleSets
    of_row: Ints
    bearer: Ints


def nodes_of(texts: Sequence[str | None]) -> Nodes:
    """Return the distinct normalised texts of the rows; blank ones and None are left out."""
    return distinct_texts(shingle_sets(texts))


def distinct_texts(sets: ShingleSets) -> Nodes:
    """Return the distinct texts of rows whose shingles are known."""
    has_text = np.flatnonzero(sets.counts)
    _, bearer, node = np.unique(sets.digests[has_text], return_index=True, return_inverse=True)
    of_row = np.full(len(sets.counts), -1)
    of_row[has_text] = node
    return Nodes(sets.at(has_text[bearer]), of_row, has_text[bearer])


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of distinct texts whose shingle sets have a Jaccard similarity of at least the threshold.

    keys: the bands by which the pairs were found.
    """

    a: Ints
    b: Ints
    similarity: Floats
    sets: ShingleSets
    keys: Bands


def near_edges(nodes: Nodes, *, threshold: float, seed: int, side: Ints | None = None) -> Edges:
    """Return the verified near links.

    side: (texts,), 1, 2 or 3 (both): only links across are sought.
    Errors: InvalidInput `dedup.threshold` outside (0, 1].
    """
    check_threshold(threshold)
    return edges_among(nodes.sets, band_keys(nodes.sets, seed=seed), threshold=threshold, side=side)


def check_threshold(threshold: float) -> None:
    """Raise InvalidInput unless the threshold is above 0 and at most 1."""
    if not 0 < threshold <= 1:
        raise InvalidInput(
            "dedup.threshold",
            f"The threshold is {threshold}.",
            mend="Give a similarity above 0 and at most 1; 0.5 is usual.",
        )


def edges_among(sets: ShingleSets, keys: Bands, *, threshold: float, side: Ints | None = None) -> Edges:
    """Return the verified near links of texts whose bands are known."""
    a, b = candidates(keys, side)
    similarity = jaccard(sets, a, b)
    kept = similarity >= threshold
    return Edges(a[kept], b[kept], similarity[kept], sets, keys)
