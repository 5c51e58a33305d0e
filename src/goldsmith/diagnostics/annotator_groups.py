"""Groups of annotators: a view that a group shares shows between groups and at an anchor, not in its own agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from goldsmith.diagnostics.measured import Measured, mean_over, share_over
from goldsmith.numerics import Floats, Ints, compressed

if TYPE_CHECKING:
    from goldsmith.votes import Votes

PERMUTATIONS = 999
LEAST = 4  # annotators: fewer can be dealt out to groups in too few ways


@dataclass(frozen=True, slots=True)
class Leaning:
    """How often a group gives a label on anchored items, how often it is right there, and the difference."""

    label: str
    own: float
    anchor: float
    excess: Measured


@dataclass(frozen=True, slots=True)
class GroupRow:
    """with_anchor: the share of votes that are the anchor's label; annotators are the independent units."""

    group: str
    n_annotators: int
    n_votes: int
    with_anchor: Measured
    leanings: tuple[Leaning, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """within, between: the share of agreeing pairs of votes by two people of one group, and of two groups.

    p: the chance of so much more agreement within when people are dealt out to the groups at random.
    """

    rows: tuple[GroupRow, ...]
    within: float | None
    between: float | None
    p: float | None
    undefined: str = ""


def annotator_groups(
    votes: Votes, group: Sequence[str], *, rng: np.random.Generator, anchor: Mapping[str, str] | None = None
) -> Groups:
    """Return how groups of annotators differ.

    group: one name for each of votes.annotators. anchor: item → label from outside (gold that no vote made).
    Agreement within groups above that between them means that groups share a view, or that some are more reliable
    than others; which of the two only an anchor tells. A view that all groups share shows at the anchor alone.

    >>> from numpy.random import default_rng
    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records(list(range(8)) * 4, np.repeat(["a", "b", "c", "d"], 8), ["y"] * 16 + ["n"] * 16)
    >>> found = annotator_groups(votes, ["north", "north", "south", "south"], rng=default_rng(0))
    >>> found.within, found.between
    (1.0, 0.0)
    """
    names, of_annotator = np.unique(np.asarray(group, dtype=object).astype(str), return_inverse=True)
    code = of_annotator.ravel().astype(np.int64)
    rows = tuple(_row(votes, name, code == place, anchor or {}) for place, name in enumerate(names.tolist()))
    if len(names) < 2:
        return Groups(rows, None, None, None, "There is one group only.")
    one, other, n, same = _pairs(votes)
    within, between = _apart(code, one, other, n, same)
    if within is None or between is None:
        why = "No two people of one group, or no two of different groups, voted on the same item."
        return Groups(rows, within, between, None, why)
    if votes.n_annotators < LEAST:
        return Groups(rows, within, between, None, f"A test takes {LEAST} annotators.")
    gaps = [_gap(_apart(rng.permutation(code), one, other, n, same)) for _ in range(PERMUTATIONS)]
    beyond = sum(gap is not None and gap >= within - between - 1e-12 for gap in gaps)
    return Groups(rows, within, between, (beyond + 1) / (PERMUTATIONS + 1))


def _row(votes: Votes, name: str, is_member: Any, anchor: Mapping[str, str]) -> GroupRow:
    place = {label: number for number, label in enumerate(votes.labels)}
    held = np.array([place.get(anchor.get(item, ""), -1) for item in votes.items], np.int64)
    own = np.flatnonzero(is_member[votes.annotator])
    rows = own[held[votes.item[own]] >= 0]
    who, said, true = votes.annotator[rows], votes.label[rows], held[votes.item[rows]]
    leanings = []
    for number, label in enumerate(votes.labels if len(rows) else ()):
        excess = (said == number).astype(np.float64) - (true == number)
        if (said == number).any() or (true == number).any():
            leanings.append(
                Leaning(
                    label,
                    float((said == number).mean()),
                    float((true == number).mean()),
                    mean_over(excess, who, "votes on anchored items", unit="annotators"),
                )
            )
    right = share_over(said == true, who, "votes on anchored items", unit="annotators")
    n_people = len(compressed(votes.annotator[own])[0])
    return GroupRow(name, n_people, len(own), right, tuple(leanings))


def _pairs(votes: Votes) -> tuple[Ints, Ints, Floats, Floats]:
    """Return for each two annotators who share items: both places, pairs of votes, and how many of them agree."""
    from scipy.sparse import csr_array, triu

    n_items, n_people, k = len(votes.items), votes.n_annotators, len(votes.labels)
    ones = np.ones(votes.n_votes)
    here = csr_array((ones, (votes.item, votes.annotator)), shape=(n_items, n_people))
    said = csr_array((ones, (votes.item * k + votes.label, votes.annotator)), shape=(n_items * k, n_people))
    shared = triu(here.T @ here, k=1).tocoo()
    agreeing = triu(said.T @ said, k=1).tocsr()
    same = np.asarray(agreeing[shared.row, shared.col]).ravel()
    return shared.row.astype(np.int64), shared.col.astype(np.int64), shared.data, same


def _apart(code: Ints, one: Ints, other: Ints, n: Floats, same: Floats) -> tuple[float | None, float | None]:
    is_within = code[one] == code[other]
    sides = ((n[is_within].sum(), same[is_within].sum()), (n[~is_within].sum(), same[~is_within].sum()))
    within, between = (float(agreeing / total) if total else None for total, agreeing in sides)
    return within, between


def _gap(apart: tuple[float | None, float | None]) -> float | None:
    within, between = apart
    return None if within is None or between is None else within - between
