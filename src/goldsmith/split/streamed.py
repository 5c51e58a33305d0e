"""Parts of items that come one by one: the hash of the group's key decides, so that no table has to be kept."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from goldsmith.split.split_rows import check_parts

METHOD = "hash_split.v1"


def hash_part(group: str, ratios: Mapping[str, float], *, seed: int = 0) -> str:
    """Return the part of a group, whenever and wherever it is asked: its key, the seed and the ratios alone decide.

    group: the key of what must stay together, a patient say; items without one give their own id. ratios: part →
    share, above 0, sum 1. Each part gets its share of the *groups* in the long run, whatever their sizes and labels:
    nothing is balanced, and two keys that a near-copy joins may fall apart. `split_rows` sees to both; it needs all
    items at hand.
    Raises InvalidInput for ratios that make no sense.

    >>> parts = [hash_part(f"patient {n}", {"train": 0.8, "test": 0.2}) for n in range(1000)]
    >>> parts.count("test")
    192
    """
    check_parts(ratios)
    told = hashlib.blake2b(f"{seed} {group}".encode(), digest_size=8).digest()
    ends = list(accumulate(ratios.values()))[:-1]
    return list(ratios)[bisect_right(ends, int.from_bytes(told, "big") / 2**64)]
