"""Texts of a test set that have a twin in the training set, and what that does to a model's figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from goldsmith.dedup.clusters import Evidence
from goldsmith.dedup.nodes import near_edges, nodes_of
from goldsmith.errors import InvalidInput
from goldsmith.numerics import LEVEL, wilson

ORDER: tuple[Evidence, ...] = ("exact", "normalised", "near")


@dataclass(frozen=True, slots=True)
class Leak:
    """A row of the test set and a twin in train. n_equal: how many rows of train bear that text, once normalised."""

    train: int
    test: int
    similarity: float
    evidence: Evidence
    n_equal: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How often a model is right on test items with and without a twin in train.

    difference: twinned minus twin-free, with its interval; None where one side has no items.
    """

    n_twinned: int
    n_right_twinned: int
    n_free: int
    n_right_free: int
    difference: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Leaks:
    """pairs: by test row, nearest twin first. n_by_evidence: test rows by the strongest evidence they have."""

    pairs: tuple[Leak, ...]
    n_test: int
    n_twinned: int
    n_by_evidence: Mapping[Evidence, int]
    n_empty: int
    comparison: Comparison | None

    @property
    def share(self) -> float | None:
        """Share of the test rows with text that have a twin in train; None where there are none."""
        n = self.n_test - self.n_empty
        return self.n_twinned / n if n else None


def leaks(
    train: Sequence[str | None],
    test: Sequence[str | None],
    *,
    threshold: float = 0.5,
    seed: int = 0,
    is_right: Sequence[bool | None] | None = None,
) -> Leaks:
    """Return the links between two sides: one for each test row and each distinct text of train that it resembles.

    Texts must resemble one another directly; a chain through third texts is no leak. Of equal rows of train, the first
    with the very same text is named, else the first.
    is_right: for each test row, whether a model's prediction is right; None where it has none.
    Errors: InvalidInput `dedup.threshold`, `leaks.predictions`.

    >>> found = leaks(["The cat sat."], ["the cat  sat.", "A dog."])
    >>> [(pair.test, pair.evidence) for pair in found.pairs], found.share
    ([(0, 'normalised')], 0.5)
    """
    nodes = nodes_of([*train, *test])
    side = np.zeros(len(nodes.bearer), np.int64)
    of_train, of_test = nodes.of_row[: len(train)], nodes.of_row[len(train) :]
    side[of_train[of_train >= 0]] |= 1
    side[of_test[of_test >= 0]] |= 2
    edges = near_edges(nodes, threshold=threshold, seed=seed, side=side)
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for a, b, similarity in zip(edges.a.tolist(), edges.b.tolist(), edges.similarity.tolist(), strict=True):
        near[a].append((similarity, b))
        near[b].append((similarity, a))
    rows: dict[int, list[int]] = defaultdict(list)
    for row, node in enumerate(of_train.tolist()):
        rows[node].append(row)
    same: dict[str, int] = {}
    for row, text in enumerate(train):
        if text is not None:
            same.setdefault(text, row)
    pairs: list[Leak] = []
    for row, node in enumerate(of_test.tolist()):
        if node < 0:
            continue
        if equals := rows.get(node):
            exact = same.get(test[row] or "")
            first, evidence = (equals[0], ORDER[1]) if exact is None else (exact, ORDER[0])
            pairs.append(Leak(first, row, 1.0, evidence, len(equals)))
        twins = [(-similarity, rows[twin]) for similarity, twin in near[node] if twin in rows]
        pairs += [Leak(group[0], row, -minus, "near", len(group)) for minus, group in sorted(twins)]
    strongest: dict[int, Evidence] = {}
    for pair in pairs:
        strongest.setdefault(pair.test, pair.evidence)
    counts = Counter(strongest.values())
    return Leaks(
        pairs=tuple(pairs),
        n_test=len(test),
        n_twinned=len(strongest),
        n_by_evidence={evidence: counts[evidence] for evidence in ORDER},
        n_empty=int((of_test < 0).sum()),
        comparison=None if is_right is None else _compared(is_right, set(strongest), len(test)),
    )


def _compared(is_right: Sequence[bool | None], twinned: set[int], n: int) -> Comparison:
    if len(is_right) != n:
        raise InvalidInput(
            "leaks.predictions",
            f"There are {len(is_right):,} predictions for {n:,} test items.",
            mend="Give one for each, None where there is none.",
        )
    tally = Counter((row in twinned, right) for row, right in enumerate(is_right) if right is not None)
    right_twinned, right_free = tally[True, True], tally[False, True]
    n_twinned, n_free = right_twinned + tally[True, False], right_free + tally[False, False]
    if not n_twinned or not n_free:
        return Comparison(n_twinned, right_twinned, n_free, right_free, None, None)
    return Comparison(
        n_twinned,
        right_twinned,
        n_free,
        right_free,
        right_twinned / n_twinned - right_free / n_free,
        newcombe(right_twinned, n_twinned, right_free, n_free),
    )


def newcombe(k1: int, n1: int, k2: int, n2: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a difference of two independent proportions, k1 of n1 minus k2 of n2; n1, n2 ≥ 1.

    Source: Newcombe (1998), Statistics in Medicine 17, 873-890, method 10 (score intervals, no continuity correction).

    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    p1, p2 = k1 / n1, k2 / n2
    (low1, high1), (low2, high2) = wilson(k1, n1, level), wilson(k2, n2, level)
    difference = p1 - p2
    return (
        difference - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2),
        difference + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2),
    )
