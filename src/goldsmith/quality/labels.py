"""Checks of labels that came with the data: classes too rare to learn, and one that swallows the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from goldsmith.quality.flags import Flag

FEW = 10
NEARLY_ALL = 0.95


def label_flags(labels: Sequence[str | None]) -> list[Flag]:
    """Return rare labels (fewer than ten items) and a label that has 95 % of all, as flags of the whole.

    >>> [flag.detail for flag in label_flags(["a"] * 400 + ["b"] * 3)]
    ['b: 3 items', 'a: 99 % of 403 labels']
    """
    counts = Counter(label for label in labels if label is not None)
    n = sum(counts.values())
    rare = [
        Flag("rare_label", -1, 1 - times / FEW, f"{label}: {times} item{'s' if times > 1 else ''}")
        for label, times in sorted(counts.items(), key=lambda pair: (pair[1], pair[0]))
        if times < FEW
    ]
    common = counts.most_common(1)
    if common and len(counts) > 1 and common[0][1] >= NEARLY_ALL * n:
        label, times = common[0]
        rare.append(
            Flag("imbalance", -1, times / n, f"{label}: {times / n:.0%} of {n:,} labels".replace("%", " %"))
        )
    return rare
