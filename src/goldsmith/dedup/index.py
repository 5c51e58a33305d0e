"""What comparing new items with all earlier ones takes and gives: an index that grows, and links between items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from goldsmith.dedup.shingles import Longs
from goldsmith.numerics import Ints

Index: TypeAlias = Mapping[str, NDArray[Any]]  # arrays by name, so that it can be kept as files
MOST = 9  # owners of one key that a new item is compared with


@dataclass(frozen=True, slots=True)
class ItemLink:
    """Two items by number, the earlier first. evidence: exact, normalised, near or mirrored. similarity: 0 … 1."""

    a: int
    b: int
    similarity: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Compared:
    """links: of new items, among themselves and with earlier ones, ordered. index: of what the earlier had not."""

    links: tuple[ItemLink, ...]
    index: Index


def linked(a: int, b: int, similarity: float, evidence: str) -> ItemLink:
    """Return the link of two items, whichever came first."""
    return ItemLink(min(a, b), max(a, b), similarity, evidence)


def postings(keys: Longs, **columns: NDArray[Any]) -> Index:
    """Return an index of rows sorted by key: `key`, and the other columns in the same order.

    >>> postings(np.array([9, 2], np.uint64), owner=np.array([1, 7]))["owner"].tolist()
    [7, 1]
    """
    order = np.argsort(keys, kind="stable")
    return {"key": keys[order], **{name: column[order] for name, column in columns.items()}}


def merged_postings(a: Index, b: Index) -> Index:
    """Return one index of the rows of two."""
    columns = {name: np.concatenate([a[name], b[name]]) for name in a}
    return postings(columns.pop("key"), **columns)


def looked_up(index: Index, keys: Longs, *, most: int = MOST) -> tuple[Ints, Ints]:
    """Return (places in keys, rows of the index) that have the same key, at most `most` rows for each place.

    The cost grows with the keys asked for, and by a logarithm only with the index.
    """
    order = np.argsort(keys)  # neighbours in the file are read one after the other
    sought = keys[order]
    first = np.searchsorted(index["key"], sought, "left")
    n = np.minimum(np.searchsorted(index["key"], sought, "right") - first, most)
    place = np.repeat(order, n)
    step = np.arange(int(n.sum())) - np.repeat(n.cumsum() - n, n)
    return place, np.repeat(first, n) + step


def same_contents(
    items: Ints, contents: Longs, indexes: Sequence[Index]
) -> tuple[dict[int, int], list[ItemLink]]:
    """Return which places bear a file that an earlier place or item has, with that item; and the links that say so.

    contents: (n,), a hash of each file's bytes; an index has them as `content`, beside `item`.
    """
    first: dict[int, int] = {}
    for index in indexes:
        rows = np.flatnonzero(np.isin(index["content"], contents))
        ends = zip(index["content"][rows].tolist(), index["item"][rows].tolist(), strict=True)
        first |= {content: item for content, item in ends if content not in first}
    bearer: dict[int, int] = {}
    links: list[ItemLink] = []
    for place, (item, content) in enumerate(zip(items.tolist(), contents.tolist(), strict=True)):
        if content not in first:
            first[content] = item
            continue
        bearer[place] = first[content]
        if first[content] != item:
            links.append(linked(first[content], item, 1.0, "exact"))
    return bearer, links
