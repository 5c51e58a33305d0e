"""Time the search for all pairs of 64-bit image hashes within 4 bits beside faiss.

    pip install . faiss-cpu
    python benchmarks/image_hashes.py [--size 60000] [--runs 3] [--among goldsmith]

Seeded hashes, a tenth of which are others with up to 4 bits turned. faiss gets five tables of 12 bits each, in which
two hashes within 4 bits always meet. The last column is the number of pairs, and a checksum of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from contest import contest

RADIUS = 4


def hashes(size: int) -> tuple[Any]:
    """Return the hashes."""
    rng = np.random.default_rng(0)
    made = rng.integers(0, 1 << 64, size, dtype=np.uint64)
    n_copies = size // 10
    copies = made[rng.integers(0, size - n_copies, n_copies)]
    for _ in range(RADIUS):
        is_turned = rng.random(n_copies) < 0.7
        copies ^= np.where(
            is_turned, np.uint64(1) << rng.integers(0, 64, n_copies, dtype=np.uint64), np.uint64(0)
        )
    made[size - n_copies :] = copies
    return (made,)


def goldsmith(made: Any) -> str:
    from goldsmith.dedup.images import hamming_pairs

    return _told(*hamming_pairs(made, RADIUS))


def faiss(made: Any) -> str:
    import faiss as engine

    index = engine.IndexBinaryMultiHash(64, RADIUS + 1, 64 // (RADIUS + 1))
    data = made.view(np.uint8).reshape(len(made), 8)
    index.add(data)
    ends, _, places = index.range_search(data, RADIUS + 1)  # it gives what is nearer than that
    asked = np.repeat(np.arange(len(made)), np.diff(ends.astype(np.int64)))
    is_first = asked < places
    return _told(asked[is_first], places[is_first])


def _told(i: Any, j: Any) -> str:
    return f"{len(i):,} pairs, {int((i * 31 + j * 17).sum()) % 9973}"


if __name__ == "__main__":
    contest(__doc__ or "", {"goldsmith": goldsmith, "faiss": faiss}, hashes, size=60_000)
