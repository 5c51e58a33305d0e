"""Time near-duplicates of generated texts beside datasketch, and count what each finds of the planted copies.

    pip install '.[bench]'
    python benchmarks/near_duplicates.py [--size 100000] [--runs 3]

A seeded corpus of about 46 words a text, words drawn by Zipf's law; each fourth text is a copy of an earlier one with
2, 5 or 10 % of its words replaced. Generated text shares fewer phrases than real text, so precision here says little.
datasketch gets the same shingles, 128 permutations and a threshold of .5, and gives candidates without verification.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from contest import contest

EDITS = (0.02, 0.05, 0.10)
WORDS, VOCABULARY = 46, 50_000


def corpus(size: int) -> tuple[list[str], list[tuple[int, int, float]]]:
    """Return the texts, and (original, copy, share of edited words) of each planted copy."""
    rng = np.random.default_rng(0)
    rank = np.minimum(rng.zipf(1.2, (size, WORDS)), VOCABULARY)
    rows = [[f"w{word}" for word in row] for row in rank.tolist()]
    planted = []
    for copy in range(3, size, 4):
        original = int(rng.integers(0, copy // 4 + 1)) * 4
        edits = EDITS[len(planted) % len(EDITS)]
        rows[copy] = list(rows[original])
        for place in np.flatnonzero(rng.random(WORDS) < edits).tolist():
            rows[copy][place] = f"e{rng.integers(0, VOCABULARY)}"
        planted.append((original, copy, edits))
    return [" ".join(row) for row in rows], planted


def goldsmith(texts: list[str], planted: list[tuple[int, int, float]]) -> str:
    from goldsmith.dedup import near_duplicates

    component = near_duplicates(texts).component
    return _recall(planted, [component[a] == component[b] for a, b, _ in planted])


def datasketch(texts: list[str], planted: list[tuple[int, int, float]]) -> str:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(params=(32, 4), num_perm=128)
    parent = list(range(len(texts)))
    for number, text in enumerate(texts):
        words = text.split(" ")
        sign = MinHash(num_perm=128)
        sign.update_batch([" ".join(words[at : at + 3]).encode() for at in range(len(words) - 2)])
        for other in index.query(sign):
            parent[_root(parent, number)] = _root(parent, other)
        index.insert(number, sign)
    return _recall(planted, [_root(parent, a) == _root(parent, b) for a, b, _ in planted])


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = node = parent[parent[node]]
    return node


def _recall(planted: list[tuple[int, int, float]], is_found: Iterable[Any]) -> str:
    hits: dict[float, list[bool]] = {edits: [] for edits in EDITS}
    for (_, _, edits), found in zip(planted, is_found, strict=True):
        hits[edits].append(bool(found))
    return ", ".join(f"{np.mean(each):.3f} at {edits:.0%}" for edits, each in hits.items())


if __name__ == "__main__":
    contest(
        __doc__ or "",
        {"goldsmith: verified, clusters and components": goldsmith, "datasketch: candidates": datasketch},
        corpus,
        size=100_000,
    )
