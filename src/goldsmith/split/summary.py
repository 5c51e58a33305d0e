"""What a split came to: counts, labels in each part, and groups too big for the ratios to be met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldsmith.split.group_split import SplitItem


@dataclass(frozen=True, slots=True)
class Giant:
    """A group so large that the smallest part could not hold it as wanted. share: of all items."""

    group: str
    n_items: int
    share: float
    part: str


@dataclass(frozen=True, slots=True)
class SplitSummary:
    """What a split came to.

    parts: items in each; wanted: what the ratios ask; labels: label → part → items; missing: (label, part) pairs
    without an item.
    """

    n_items: int
    n_groups: int
    parts: Mapping[str, int]
    wanted: Mapping[str, float]
    labels: Mapping[str, Mapping[str, int]]
    missing: tuple[tuple[str, str], ...]
    giants: tuple[Giant, ...]


def summarize(
    items: Sequence[SplitItem], parts: Mapping[str, str], ratios: Mapping[str, float]
) -> SplitSummary:
    """Return what the split came to. parts: item id → part, as group_split returns them."""
    in_part = Counter(parts[item.id] for item in items)
    cells = Counter((item.label, parts[item.id]) for item in items if item.label is not None)
    labels = sorted({item.label for item in items if item.label is not None})
    table = {label: {part: cells[label, part] for part in ratios} for label in labels}
    sizes = Counter(item.group for item in items if item.group is not None)
    where = {item.group: parts[item.id] for item in items if item.group is not None}
    least = min(ratios.values()) * len(items)
    return SplitSummary(
        n_items=len(items),
        n_groups=len(sizes),
        parts={part: in_part[part] for part in ratios},
        wanted={part: share * len(items) for part, share in ratios.items()},
        labels=table,
        missing=tuple((label, part) for label in labels for part in ratios if not table[label][part]),
        giants=tuple(
            Giant(group, n, n / len(items), where[group])
            for group, n in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0]))
            if n > 1 and n > least
        ),
    )
