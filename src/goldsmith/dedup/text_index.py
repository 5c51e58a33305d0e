"""New texts beside all earlier ones: what `near_duplicates` finds, at a cost that grows with the new ones only."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from goldsmith.dedup.index import (
    Compared,
    Index,
    ItemLink,
    linked,
    looked_up,
    merged_postings,
    postings,
)
from goldsmith.dedup.minhash import N_BANDS
from goldsmith.dedup.nodes import Edges, Nodes, near_edges, nodes_of
from goldsmith.dedup.shingles import Longs, ShingleSets, distinct, jaccard, joined, shingle_sets
from goldsmith.numerics import Ints

METHOD = "text-minhash.v2"
Fetch = Callable[[Sequence[int]], Sequence[str]]
merged = merged_postings


def compare_texts(
    items: Ints,
    texts: Sequence[str],
    indexes: Sequence[Index],
    fetch: Fetch,
    *,
    threshold: float = 0.5,
    seed: int = 0,
) -> Compared:
    """Return the links of new texts with one another and with those of the indexes, and the index of the new ones.

    items: (n,), ascending numbers, all later than those in the indexes. fetch: returns earlier items' texts.
    Equal texts are linked to the earliest that bears them, near ones by those; blank texts are linked to nothing.
    Errors: InvalidInput `dedup.threshold`. Source: as `near_duplicates`.

    >>> first = compare_texts(np.array([1]), ["Ask the owner."], [], lambda items: [])
    >>> compare_texts(np.array([5]), ["ask  the owner."], [first.index], lambda items: ["Ask the owner."]).links
    (ItemLink(a=1, b=5, similarity=1.0, evidence='normalised'),)
    """
    nodes = nodes_of(texts)
    edges = near_edges(nodes, threshold=threshold, seed=seed)
    leader = np.full(len(nodes.bearer), np.iinfo(np.int64).max)
    has_text = nodes.of_row >= 0
    np.minimum.at(leader, nodes.of_row[has_text], items[has_text])
    keys = np.column_stack([*(edges.keys[band] for band in range(N_BANDS)), nodes.sets.digests])
    node, old = _candidates(keys, indexes)
    earlier = _Earlier.read(np.unique(old).tolist(), fetch)
    bearer = {  # the earliest stays: pairs are in order
        at: item
        for at, item in _pairs(node[::-1], old[::-1])
        if nodes.sets.digests[at] == earlier.sets.digests[earlier.place[item]]
    }
    links = _among(items, texts, nodes, edges, leader, bearer)
    links += [
        linked(bearer[at], item, 1.0, "exact" if text == earlier.texts[bearer[at]] else "normalised")
        for item, text, at in zip(items.tolist(), texts, nodes.of_row.tolist(), strict=True)
        if at in bearer
    ]
    is_new = np.ones(len(nodes.bearer), np.bool_)
    is_new[list(bearer)] = False
    hopeful = is_new[node]
    links += _near(nodes, leader, node[hopeful], old[hopeful], earlier, threshold)
    index = postings(keys[is_new].ravel(), owner=np.repeat(leader[is_new], N_BANDS + 1))
    return Compared(tuple(sorted(links, key=lambda link: (link.a, link.b))), index)


@dataclass(frozen=True, slots=True)
class _Earlier:
    """Earlier items' texts and their shingles. place: of each item among them."""

    texts: Mapping[int, str]
    sets: ShingleSets
    place: Mapping[int, int]

    @classmethod
    def read(cls, items: Sequence[int], fetch: Fetch) -> _Earlier:
        texts = dict(zip(items, fetch(items), strict=True))
        return cls(texts, shingle_sets(list(texts.values())), {item: at for at, item in enumerate(texts)})


def _pairs(a: Ints, b: Ints) -> Iterable[tuple[int, int]]:
    return zip(a.tolist(), b.tolist(), strict=True)


def _among(
    items: Ints,
    texts: Sequence[str],
    nodes: Nodes,
    edges: Edges,
    leader: Ints,
    known: Container[int],
) -> list[ItemLink]:
    """Return the links among the new texts. known: texts that an earlier item bears, which is linked instead."""
    found: list[ItemLink] = []
    heads: dict[str, int] = {}
    for item, text, node in zip(items.tolist(), texts, nodes.of_row.tolist(), strict=True):
        if node < 0 or node in known:
            continue
        head = heads.setdefault(text, item)
        if head != item:
            found.append(linked(head, item, 1.0, "exact"))
        elif leader[node] != item:
            found.append(linked(int(leader[node]), item, 1.0, "normalised"))
    ends = (leader[edges.a].tolist(), leader[edges.b].tolist(), edges.similarity.tolist())
    return found + [linked(a, b, near, "near") for a, b, near in zip(*ends, strict=True)]


def _candidates(keys: Longs, indexes: Sequence[Index]) -> tuple[Ints, Ints]:
    """Return pairs (new text, earlier item) that share a key, each once."""
    found = [np.zeros((0, 2), np.int64)]
    for index in indexes:
        place, row = looked_up(index, keys.ravel())
        found.append(np.column_stack([place // keys.shape[1], index["owner"][row]]))
    pairs = np.concatenate(found).astype(np.uint64)
    # a batch has far fewer than 2**24 texts, and a project fewer than 2**40 facts
    packed = distinct((pairs[:, 0] << np.uint64(40)) | pairs[:, 1])
    return (packed >> np.uint64(40)).astype(np.int64), (packed & np.uint64((1 << 40) - 1)).astype(np.int64)


def _near(
    nodes: Nodes, leader: Ints, node: Ints, old: Ints, earlier: _Earlier, threshold: float
) -> list[ItemLink]:
    """Return the pairs of a new and an earlier text whose shingles are alike enough."""
    places = np.array([earlier.place[item] for item in old.tolist()], np.int64)
    similarity = jaccard(joined([nodes.sets, earlier.sets]), node, places + len(nodes.bearer))
    kept = similarity >= threshold
    ends = zip(leader[node[kept]].tolist(), old[kept].tolist(), similarity[kept].tolist(), strict=True)
    return [linked(a, b, near, "near") for a, b, near in ends]
