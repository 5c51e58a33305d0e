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
EVIDENCE: tuple[Evidence, ...] = ("exact", "normalised", "near")


@dataclass(frozen=True, slots=True)
class Link:
    """Two rows whose texts are equal, equal once normalised, or near. similarity: Jaccard of shingles, 1 if equal."""

    a: int
    b: int
    similarity: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class LinkTable:
    """Links as columns, ordered by the ids of their ends. evidence: places in EVIDENCE."""

    a: Ints
    b: Ints
    similarity: Floats
    evidence: Ints


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What is alike among n rows.

    linked: a forest of equal rows around their leader, and near links between leaders; not every pair of a component.
    component: (n,), equal numbers where links join rows, however indirectly: keep these on one side of a split.
    cluster: (n,), equal numbers where each row was checked against `representative`: label one of these.
    similarity: (n,), to the representative; 1 for itself. empty: rows without text, alone in both.
    """

    linked: LinkTable
    component: Ints
    cluster: Ints
    representative: Ints
    similarity: Floats
    empty: Ints

    @property
    def links(self) -> tuple[Link, ...]:
        """The links one by one."""
        columns = (self.linked.a, self.linked.b, self.linked.similarity, self.linked.evidence)
        return tuple(
            Link(a, b, similarity, EVIDENCE[evidence])
            for a, b, similarity, evidence in zip(*(column.tolist() for column in columns), strict=True)
        )

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
    length = np.fromiter((len(text or "") for text in texts), np.int64, len(texts))
    nodes = nodes_of(texts)
    edges = near_edges(nodes, threshold=threshold, seed=seed)
    repeated = np.flatnonzero((np.bincount(nodes.of_row + 1) > 1)[nodes.of_row + 1] & (nodes.of_row >= 0))
    wording = np.arange(len(texts))  # equal where texts are, letter by letter
    first: dict[str | None, int] = {}
    for row in repeated.tolist():
        wording[row] = first.setdefault(texts[row], row)
    return grouped(nodes, edges, length=length, wording=wording, rank=rank, threshold=threshold)


def grouped(
    nodes: Nodes, edges: Edges, *, length: Ints, wording: Ints, rank: Ints, threshold: float
) -> Duplicates:
    """Return the links, components and clusters of rows whose near links are known.

    length: (rows,), of each text. wording: (rows,), equal numbers from 0 to rows - 1 where texts are equal letter by
    letter. rank: (rows,), their order, which breaks ties.
    """
    n_rows, n_nodes = len(nodes.of_row), len(nodes.bearer)
    first = np.lexsort((rank, -length))  # the longest text leads, then the smallest id
    standing = np.empty(n_rows, np.int64)
    standing[first] = np.arange(n_rows)
    has_text = nodes.of_row >= 0
    best_last = first[has_text[first]][::-1]
    leader = np.empty(n_nodes, np.int64)
    leader[nodes.of_row[best_last]] = best_last  # of several assignments the last one stays
    joined = _components(edges, n_nodes)
    star, near = stars(edges, joined, standing[leader], threshold)
    rows = np.arange(n_rows)
    representative = rows.copy()
    representative[has_text] = leader[star[nodes.of_row[has_text]]]
    similarity = np.ones(n_rows)
    similarity[has_text] = near[nodes.of_row[has_text]]
    component = rows + n_nodes  # rows without text stay alone
    component[has_text] = joined[nodes.of_row[has_text]]
    return Duplicates(
        linked=_linked(nodes, edges, leader, wording, standing, rank),
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


def stars(edges: Edges, joined: Ints, standing: Ints, least: float) -> tuple[Ints, Floats]:
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


def _linked(nodes: Nodes, edges: Edges, leader: Ints, wording: Ints, standing: Ints, rank: Ints) -> LinkTable:
    """Return the links: of a row with the best-standing of its wording, of that with its text's leader, and near."""
    rows = np.flatnonzero(nodes.of_row >= 0)
    rows = rows[leader[nodes.of_row[rows]] != rows]  # all others lead their text
    bearers = np.concatenate([rows, leader])
    bearers = bearers[np.argsort(-standing[bearers])]
    head = np.empty(len(wording), np.int64)
    head[wording[bearers]] = bearers  # the best-standing is written last
    is_exact = head[wording[rows]] != rows
    to = np.where(is_exact, head[wording[rows]], leader[nodes.of_row[rows]])
    a, b = np.concatenate([rows, leader[edges.a]]), np.concatenate([to, leader[edges.b]])
    is_first = rank[a] < rank[b]
    a, b = np.where(is_first, a, b), np.where(is_first, b, a)
    similarity = np.concatenate([np.ones(len(rows)), edges.similarity])
    evidence = np.concatenate([np.where(is_exact, 0, 1), np.full(len(edges.a), 2)])
    order = np.lexsort((rank[b], rank[a]))
    return LinkTable(a[order], b[order], similarity[order], evidence[order])


def _numbered(values: Ints, rank: Ints) -> Ints:
    """Return groups numbered from 0 in the order of their smallest ids."""
    by_rank = np.argsort(rank)
    first = np.full(int(values.max(initial=-1)) + 1, -1)
    first[values[by_rank[::-1]]] = by_rank[::-1]  # the smallest id is written last
    is_first = np.zeros(len(values), np.bool_)
    is_first[first[first >= 0]] = True
    number = np.empty(len(values), np.int64)
    number[by_rank] = is_first[by_rank].cumsum() - 1
    numbers: Ints = number[first[values]]
    return numbers
