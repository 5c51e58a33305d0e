"""Distinct normalised texts, with the rows that bear each, and the verified links between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.dedup.minhash import candidates, estimated_jaccard, signatures
from goldsmith.dedup.shingles import Hashes, ShingleSets, is_of_words, jaccard, normalised, shingle_sets
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints

MARGIN = 0.1  # of the estimate: more than twice its standard error


@dataclass(frozen=True, slots=True)
class Nodes:
    """texts: distinct and normalised, in an order of their own, so that the order of rows is forgotten.

    of_row: (rows,), each row's text; -1 for a row without text.
    """

    texts: list[str]
    of_row: Ints


def nodes_of(texts: Sequence[str | None]) -> Nodes:
    """Return the distinct normalised texts of the rows; blank ones and None are left out."""
    folded = ["" if text is None else normalised(text) for text in texts]
    distinct = sorted(set(folded) - {""})
    is_words = [is_of_words(text) for text in distinct]
    ordered = [text for text, is_word in zip(distinct, is_words, strict=True) if not is_word]
    ordered += [text for text, is_word in zip(distinct, is_words, strict=True) if is_word]
    place = {text: node for node, text in enumerate(ordered)}
    place[""] = -1
    return Nodes(ordered, np.fromiter(map(place.__getitem__, folded), np.int64, len(folded)))


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs of distinct texts whose shingle sets have a Jaccard similarity of at least the threshold.

    signed: the signatures of all texts, by which the pairs were found.
    """

    a: Ints
    b: Ints
    similarity: Floats
    sets: ShingleSets
    signed: Hashes


def near_edges(nodes: Nodes, *, threshold: float, seed: int, side: Ints | None = None) -> Edges:
    """Return the verified near links; an estimate well below the threshold is enough to drop a pair, never to keep it.

    side: (texts,), 1, 2 or 3 (both): only links across are sought.
    Errors: InvalidInput `dedup.threshold` outside (0, 1].
    """
    if not 0 < threshold <= 1:
        raise InvalidInput(
            "dedup.threshold",
            f"The threshold is {threshold}.",
            mend="Give a similarity above 0 and at most 1; 0.5 is usual.",
        )
    sets = shingle_sets(nodes.texts)
    signed = signatures(sets, seed=seed)
    a, b = candidates(signed, side)
    hopeful = estimated_jaccard(signed, a, b) >= threshold - MARGIN
    a, b = a[hopeful], b[hopeful]
    similarity = jaccard(sets, a, b)
    kept = similarity >= threshold
    return Edges(a[kept], b[kept], similarity[kept], sets, signed)
