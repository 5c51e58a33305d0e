"""Near-duplicates within one set of texts: links, components for splitting, clusters for marking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from goldsmith.dedup.nodes import Edges, Nodes, near_edges, nodes_of
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints

Evidence: TypeAlias = Literal["exact", "normalised", "near"]


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows whose texts are equal, equal once normalised, or near. similarity: Jaccard of shingles, 1 if equal."""

    a: int
    b: int
    similarity: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is alike among n rows.

    links: a forest of equal rows around their leader, and near links between leaders; not every pair of a component.
    component: (n,), equal numbers where links join rows, however indirectly: keep these on one side of a split.
    cluster: (n,), equal numbers where each row was checked against `representative`: label one of these.
    similarity: (n,), to the representative; 1 for itself. empty: rows without text, alone in both.
    """

    links: tuple[Link, ...]
    component: Ints
    cluster: Ints
    representative: Ints
    similarity: Floats
    empty: Ints

    @property
    def n_repeats(self) -> int:
        """How many rows a representative stands for besides itself."""
        return int((self.representative != np.arange(len(self.representative))).sum())


def near_duplicates(
    texts: Sequence[str | None], *, ids: Sequence[str] | None = None, threshold: float = 0.5, seed: int = 0
) -> Duplicates:
    """Return the links, components and clusters of texts; the same whatever the order of the rows.

    ids: one for each text, all different; they break ties. Numbers of components and clusters follow the ids' order.
    threshold: the least Jaccard similarity of two texts' shingles, in (0, 1].
    Errors: InvalidInput `dedup.repeated_id`, `dedup.threshold`.
    Source: Broder (1997); banding as in Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3.

    >>> found = near_duplicates(["Ask the owner.", "ask  the owner.", "Something else", ""])
    >>> found.cluster.tolist(), found.empty.tolist(), found.links[0].evidence
    ([0, 0, 1, 2], [3], 'normalised')
    """
    rank = _ranks(ids, len(texts))
    nodes = nodes_of(texts)
    edges = near_edges(nodes, threshold=threshold, seed=seed)
    length = np.fromiter((len(text or "") for text in texts), np.int64, len(texts))
    first = np.lexsort((rank, -length))  # the longest text leads, then the smallest id
    has_text = nodes.of_row >= 0
    best_last = first[has_text[first]][::-1]
    leader = np.empty(len(nodes.texts), np.int64)
    leader[nodes.of_row[best_last]] = best_last  # of several assignments the last one stays
    standing = np.empty(len(texts), np.int64)
    standing[first] = np.arange(len(texts))
    joined = _components(edges, len(nodes.texts))
    star, near = _stars(edges, joined, standing[leader], threshold)
    rows = np.arange(len(texts))
    representative = rows.copy()
    representative[has_text] = leader[star[nodes.of_row[has_text]]]
    similarity = np.ones(len(texts))
    similarity[has_text] = near[nodes.of_row[has_text]]
    component = rows + len(nodes.texts)  # rows without text stay alone
    component[has_text] = joined[nodes.of_row[has_text]]
    return Duplicates(
        links=tuple(_links(texts, nodes, edges, leader, first, rank)),
        component=_numbered(component, rank),
        cluster=_numbered(representative, rank),
        representative=representative,
        similarity=similarity,
        empty=np.flatnonzero(~has_text),
    )


def _ranks(ids: Sequence[str] | None, n: int) -> Ints:
    """Return each row's place in the order of the ids; numbers are ordered as numbers."""
    if ids is None:
        return np.arange(n)
    repeated = len(ids) - len(set(ids))
    if repeated or len(ids) != n:
        raise InvalidInput(
            "dedup.repeated_id",
            f"There are {n:,} texts and {len(set(ids)):,} different ids.",
            mend="Give each text one id of its own.",
        )
    is_number = all(ident.isascii() and ident.isdigit() for ident in ids)
    order = sorted(range(n), key=lambda row: (int(ids[row]) if is_number else 0, ids[row]))
    ranks = np.empty(n, np.int64)
    ranks[order] = np.arange(n)
    return ranks


def _components(edges: Edges, n: int) -> Ints:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(edges.a), np.int8), (edges.a, edges.b)), shape=(n, n))
    found: Ints = connected_components(graph, directed=False)[1].astype(np.int64)
    return found


def _stars(edges: Edges, joined: Ints, standing: Ints, least: float) -> tuple[Ints, Floats]:
    """Return each text's representative and its similarity to it.

    The best-standing free text of a component represents; those that reach it through members, and are themselves
    near enough to it, become members. Each link is followed once, so the cost is linear in the links.
    """
    star = np.arange(len(joined))
    similarity = np.ones(len(joined))
    size = np.bincount(joined, minlength=1)[joined] if len(joined) else joined
    in_pair = size[edges.a] == 2
    for one, other in ((edges.a, edges.b), (edges.b, edges.a)):
        led = in_pair & (standing[one] < standing[other])
        star[other[led]] = one[led]
        similarity[other[led]] = edges.similarity[led]
    known: dict[int, dict[int, float]] = defaultdict(dict)
    rest = ~in_pair
    for a, b, near in zip(
        edges.a[rest].tolist(), edges.b[rest].tolist(), edges.similarity[rest].tolist(), strict=True
    ):
        known[a][b] = known[b][a] = near
    free = set(known)
    for head in sorted(known, key=standing.__getitem__):
        if head in free:
            free.discard(head)
            _gather(head, known, free, edges, least, star, similarity)
    return star, similarity


def _gather(
    head: int,
    known: dict[int, dict[int, float]],
    free: set[int],
    edges: Edges,
    least: float,
    star: Ints,
    similarity: Floats,
) -> None:
    shingles = edges.sets.of(head)
    seen, waiting = {head}, [head]
    while waiting:
        for other in known[waiting.pop()]:
            if other in seen or other not in free:
                continue
            seen.add(other)
            near = known[head].get(other)
            if near is None:
                others = edges.sets.of(other)
                n_shared = len(shingles & others)
                near = n_shared / (len(shingles) + len(others) - n_shared)
            if near >= least:
                free.discard(other)
                star[other], similarity[other] = head, near
                waiting.append(other)


def _links(
    texts: Sequence[str | None], nodes: Nodes, edges: Edges, leader: Ints, first: Ints, rank: Ints
) -> list[Link]:
    """Return links ordered by the ids of their ends; `first` lists the rows from the best-standing on."""
    found = []
    heads: dict[str, int] = {}
    for row in first.tolist():
        text, node = texts[row], int(nodes.of_row[row])
        if text is None or node < 0:
            continue
        head = heads.setdefault(text, row)
        if head != row:
            found.append(_link(head, row, 1.0, "exact", rank))
        elif leader[node] != row:
            found.append(_link(int(leader[node]), row, 1.0, "normalised", rank))
    for a, b, near in zip(
        leader[edges.a].tolist(), leader[edges.b].tolist(), edges.similarity.tolist(), strict=True
    ):
        found.append(_link(a, b, near, "near", rank))
    return sorted(found, key=lambda link: (rank[link.a], rank[link.b]))


def _link(a: int, b: int, similarity: float, evidence: Evidence, rank: Ints) -> Link:
    return Link(a, b, similarity, evidence) if rank[a] < rank[b] else Link(b, a, similarity, evidence)


def _numbered(values: Ints, rank: Ints) -> Ints:
    """Return groups numbered from 0 in the order of their smallest ids."""
    _, code = np.unique(values, return_inverse=True)
    smallest = np.full(int(code.max()) + 1 if len(code) else 0, len(values))
    np.minimum.at(smallest, code, rank)
    number = np.empty(len(smallest), np.int64)
    number[np.argsort(smallest)] = np.arange(len(smallest))
    return number[code]
