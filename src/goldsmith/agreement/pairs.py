"""Who agrees with whom: every two annotators on the items that both labeled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goldsmith.agreement.evidence import LEAST_EXPECTED, NO_OVERLAP, UNIDENTIFIED
from goldsmith.agreement.linearised import Clusters, linearised_estimate
from goldsmith.agreement.ranking import pooled, worst_first
from goldsmith.numerics import LEVEL, Floats, Ints, compressed, weighted_counts
from goldsmith.votes import Estimate, Reason, Votes

VERSION = "pairs.v1"


@dataclass(frozen=True, slots=True, eq=False)
class SharedVotes:
    """Each two votes on one item: (n,) item, annotators a < b, and their labels, as places in the votes' names."""

    item: Ints
    a: Ints
    b: Ints
    label_a: Ints
    label_b: Ints


def shared_votes(votes: Votes) -> SharedVotes:
    """Return every pair of votes on the same item, once."""
    item, annotator, label = _by_item_and_annotator(votes)
    first, second = [], []
    for apart in range(1, int(votes.n_each.max(initial=0))):
        places = np.flatnonzero(item[:-apart] == item[apart:])
        first.append(places)
        second.append(places + apart)
    one = np.concatenate([*first, np.zeros(0, dtype=np.int64)])
    other = np.concatenate([*second, np.zeros(0, dtype=np.int64)])
    return SharedVotes(item[one], annotator[one], annotator[other], label[one], label[other])


def _by_item_and_annotator(votes: Votes) -> tuple[Ints, Ints, Ints]:
    n_annotators, n_labels = votes.n_annotators, len(votes.labels)
    if len(votes.items) * n_annotators * n_labels < 1 << 62:  # as one number, which sorts three times as fast
        key = np.sort((votes.item * n_annotators + votes.annotator) * n_labels + votes.label)
        rest, label = np.divmod(key, n_labels)
        return *np.divmod(rest, n_annotators), label
    order = np.lexsort((votes.annotator, votes.item))
    return votes.item[order], votes.annotator[order], votes.label[order]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """Two annotators: items both labeled, how many alike, percent agreement and Cohen's kappa.

    pooled: kappa drawn towards the other pairs', for the order.
    """

    a: str
    b: str
    n_items: int
    n_agreeing: int
    percent: Estimate
    cohen_kappa: Estimate
    pooled: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "a": self.a,
            "b": self.b,
            "n_items": self.n_items,
            "n_agreeing": self.n_agreeing,
            "percent": self.percent.to_json(),
            "cohen_kappa": self.cohen_kappa.to_json(),
            "pooled": self.pooled,
        }


@dataclass(frozen=True, slots=True)
class PairTable:
    """The pairs that share an item, worst first; or why there is no table. n_left_out: pairs of too many."""

    rows: tuple[PairAgreement, ...]
    undefined: Reason | None = None
    n_left_out: int = 0

    def to_json(self) -> dict[str, Any]:
        undefined = self.undefined and self.undefined.to_json()
        rows = [row.to_json() for row in self.rows]
        return {"undefined": undefined, "rows": rows, "n_left_out": self.n_left_out}


def pair_table(votes: Votes, *, at_most: int | None = None) -> PairTable:
    """Return percent agreement and Cohen's kappa of every two annotators who share an item, worst first.

    The order is by partially pooled kappa. Intervals are linearised over items, or their groups, with t; where two
    agree everywhere, or nowhere, they come from Clopper and Pearson's bound. Undefined for unidentified annotators.
    at_most: of more pairs than that, only those that share the most items; None keeps all.
    Source of the standard error: Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72(5).
    """
    if not votes.identified:
        return PairTable((), UNIDENTIFIED)
    shared = shared_votes(votes)
    if not len(shared.item):
        return PairTable((), NO_OVERLAP)
    shared, n_left_out = _most_shared(votes, shared, at_most)
    rows = _rows(votes, shared)
    drawn = pooled([row.cohen_kappa for row in rows])
    ordered = tuple(replace(rows[place], pooled=drawn[place]) for place in worst_first(drawn))
    return PairTable(ordered, n_left_out=n_left_out)


def _most_shared(votes: Votes, shared: SharedVotes, at_most: int | None) -> tuple[SharedVotes, int]:
    keys, pair = compressed(shared.a * votes.n_annotators + shared.b)
    if at_most is None or len(keys) <= at_most:
        return shared, 0
    is_kept = np.zeros(len(keys), dtype=np.bool_)
    is_kept[np.argsort(-np.bincount(pair), kind="stable")[:at_most]] = True
    kept = is_kept[pair]
    columns = (shared.item, shared.a, shared.b, shared.label_a, shared.label_b)
    return SharedVotes(*(column[kept] for column in columns)), len(keys) - at_most


def _rows(votes: Votes, shared: SharedVotes) -> list[PairAgreement]:
    keys, pair = compressed(shared.a * votes.n_annotators + shared.b)
    kappa = _Linearised.of(votes, shared, pair, len(keys))
    n_items = np.bincount(pair, minlength=len(keys))
    n_alike = np.bincount(pair[shared.label_a == shared.label_b], minlength=len(keys))
    choices = pair_choices(votes)
    rows = []
    for place, key in enumerate(keys.tolist()):
        a, b = divmod(key, votes.n_annotators)
        known: dict[str, Any] = {
            "observed": float(kappa.observed[place]),
            "n_items": int(n_items[place]),
            "n_units": int(kappa.n_units[place]),
            "choices": choices,
        }
        percent = linearised_estimate(
            "percent", expected=0.0, error=float(kappa.error_percent[place]), low=0.0, **known
        )
        cohen = linearised_estimate(
            "cohen_kappa",
            expected=float(kappa.expected[place]),
            error=float(kappa.error_kappa[place]),
            low=-1.0,
            **known,
        )
        rows.append(
            PairAgreement(
                a=votes.annotators[a],
                b=votes.annotators[b],
                n_items=int(n_items[place]),
                n_agreeing=int(n_alike[place]),
                percent=percent,
                cohen_kappa=cohen,
            )
        )
    return rows


def pair_choices(votes: Votes) -> dict[str, Any]:
    """Return the choices behind every value of the table."""
    return {
        "version": VERSION,
        "confidence": LEVEL,
        "level": "nominal",
        "labels": list(votes.labels),
        "weights": "equal" if votes.weight is None else "hajek",
        "resampling_unit": "item" if votes.group is None else "group",
        "n_replaced": votes.n_replaced,
    }


@dataclass(frozen=True, slots=True, eq=False)
class _Linearised:
    """(pairs,): agreement observed and by chance, standard errors of percent and kappa, resampling units."""

    observed: Floats
    expected: Floats
    error_percent: Floats
    error_kappa: Floats
    n_units: Ints

    @classmethod
    def of(cls, votes: Votes, shared: SharedVotes, pair: Ints, n: int) -> _Linearised:
        n_labels = len(votes.labels)
        weight = votes.item_weight[shared.item]
        total = weighted_counts(pair, weight, n)
        is_same = (shared.label_a == shared.label_b).astype(np.float64)
        observed = weighted_counts(pair, weight * is_same, n) / total
        used_a = weighted_counts(pair * n_labels + shared.label_a, weight, n * n_labels)
        used_b = weighted_counts(pair * n_labels + shared.label_b, weight, n * n_labels)
        share_a, share_b = used_a.reshape(n, -1) / total[:, None], used_b.reshape(n, -1) / total[:, None]
        expected = (share_a * share_b).sum(axis=1)
        room = np.where(1 - expected > LEAST_EXPECTED, 1 - expected, np.nan)[pair]
        chance = share_b[pair, shared.label_a] + share_a[pair, shared.label_b] - 2 * expected[pair]
        moves_percent = is_same - observed[pair]
        moves_kappa = (moves_percent - (1 - observed[pair]) / room * chance) / room
        clusters = Clusters.of(pair, shared.item if votes.group is None else votes.group[shared.item], n)
        return cls(
            observed,
            expected,
            clusters.errors(weight * moves_percent, total),
            clusters.errors(weight * moves_kappa, total),
            clusters.n_each,
        )
