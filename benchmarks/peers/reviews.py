"""The tasks: made-up reviews of 12 to 60 words, no two alike, the same for the same seed."""

from __future__ import annotations

import random

WORDS = (
    "arrived late early warm cold parcel box torn neat clerk polite rude answered promised refund paid twice colour "
    "size fits loose tight cable plug broke works again after week month price fair dear cheap gift happy cross "
    "would buy never return shop street online order number wrong right replaced lost found thanks"
)


def reviews(n: int, *, seed: int = 0) -> list[str]:
    """Return n reviews.

    >>> reviews(2) == reviews(3)[:2]
    True
    """
    words, rng = WORDS.split(), random.Random(seed)
    return [f"Order {k}: {' '.join(rng.choices(words, k=rng.randint(10, 58)))}." for k in range(n)]
