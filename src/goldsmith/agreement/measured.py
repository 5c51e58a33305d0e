"""Agreement on answers that are not labels: how many are the same, how far the others are apart, who is near whom."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import (
    NO_OVERLAP,
    REPLICATES,
    TOO_FEW_PEOPLE,
    UNIDENTIFIED,
    Coefficient,
    Evidence,
    choices_of,
)
from goldsmith.agreement.linearised import Clusters, linearised_estimate
from goldsmith.agreement.ranking import worst_first
from goldsmith.numerics import Floats, Ints, Sums, compressed, summed_by, weighted_counts
from goldsmith.votes import Estimate, Reason

VERSION = "measured.v1"


@dataclass(frozen=True, slots=True)
class Apart:
    """Two annotators' answers to one item. distance: 0 the same … 1 nothing shared. gap: in the answers' own measure,
    where they have one. weight, group: the item's."""

    item: str
    a: str
    b: str
    distance: float
    gap: float | None = None
    weight: float = 1.0
    group: Hashable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPair:
    """Two annotators on the items that both answered. likeness: 1 - mean distance."""

    a: str
    b: str
    n_items: int
    n_agreeing: int
    likeness: Estimate

    def to_json(self) -> dict[str, Any]:
        plain = {"a": self.a, "b": self.b, "n_items": self.n_items, "n_agreeing": self.n_agreeing}
        return {**plain, "likeness": self.likeness.to_json()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far two answers to one item are apart, over all pairs. measure: "gap", in their own, or "distance"."""

    measure: str
    mean: float
    median: float
    largest: float

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredReport:
    """percent: the share of pairs that are the same. apart: None without a pair. pairs: farthest apart first."""

    counts: Mapping[str, int]
    counted: Mapping[str, Any]
    percent: Estimate
    apart: Spread | None
    pairs: tuple[NearPair, ...]
    pairs_undefined: Reason | None
    choices: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON in the form of `AgreementReport`; without labels there is nothing to confuse."""
        undefined = self.pairs_undefined and self.pairs_undefined.to_json()
        rows = [each.to_json() for each in self.pairs]
        return {
            "units": "given",
            **self.counts,
            "counted": dict(self.counted),
            "coefficients": {"percent": self.percent.to_json()},
            "apart": self.apart and self.apart.to_json(),
            "per_label": [],
            "pairs": {"undefined": undefined, "rows": rows, "n_left_out": 0},
            "confusion": None,
            "choices": dict(self.choices),
        }


def measured_report(
    pairs: Sequence[Apart], *, rng: Generator, identified: bool = True, replicates: int = REPLICATES
) -> MeasuredReport:
    """Return how far answers agree that are numbers, texts or orders; alpha is measured beside it.

    pairs: one for every two answers to an item. Answers count as the same at distance 0. Items count alike, or by
    weight. Undefined without a pair.

    >>> from numpy.random import default_rng
    >>> pairs = [Apart("q1", "ann", "bob", 0.0, 0), Apart("q2", "ann", "bob", 0.3, 3)]
    >>> report = measured_report(pairs, rng=default_rng(0))
    >>> report.percent.value, report.apart.mean, round(report.pairs[0].likeness.value, 2)
    (0.5, 1.5, 0.85)
    """
    columns = _Columns.of(pairs)
    evidence = _evidence(columns, rng=rng, identified=identified, replicates=replicates)
    near = _near(columns) if identified else []
    why = None if near else (NO_OVERLAP if identified else UNIDENTIFIED)
    return MeasuredReport(
        counts=evidence.counts,
        counted=_counted(columns),
        percent=evidence.estimate(_PERCENT),
        apart=_spread(pairs),
        pairs=tuple(near[place] for place in worst_first([row.likeness.value for row in near])),
        pairs_undefined=why,
        choices={**evidence.choices, "resampling_unit": evidence.unit, "replicates": replicates},
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """(n,): the pairs' items, annotators and resampling units as places, distances and weights."""

    item: Ints
    a: Ints
    b: Ints
    unit: Ints
    distance: Floats
    weight: Floats
    names: tuple[str, ...]
    is_grouped: bool

    @classmethod
    def of(cls, pairs: Sequence[Apart]) -> _Columns:
        first, second = [min(p.a, p.b) for p in pairs], [max(p.a, p.b) for p in pairs]
        names = sorted({*first, *second})
        who = {name: place for place, name in enumerate(names)}
        units = [("item", p.item) if p.group is None else ("group", p.group) for p in pairs]
        return cls(
            item=_places([p.item for p in pairs]),
            a=np.array([who[name] for name in first], dtype=np.int64),
            b=np.array([who[name] for name in second], dtype=np.int64),
            unit=_places(units),
            distance=np.array([p.distance for p in pairs], dtype=np.float64),
            weight=np.array([p.weight for p in pairs], dtype=np.float64),
            names=tuple(names),
            is_grouped=any(p.group is not None for p in pairs),
        )

    @property
    def n_items(self) -> int:
        return int(self.item.max(initial=-1)) + 1


def _places(keys: Sequence[Hashable]) -> Ints:
    place: dict[Hashable, int] = {}
    return np.array([place.setdefault(key, len(place)) for key in keys], dtype=np.int64)


def _disagreement(sums: Floats) -> tuple[Floats, Floats]:
    weight = sums[..., 0]
    observed = np.where(weight > 0, 1 - sums[..., 1] / np.where(weight > 0, weight, 1), np.nan)
    return observed, np.ones_like(observed)


def _undefined(sums: Floats) -> Reason | None:
    return None if sums[0] > 0 else NO_OVERLAP


_PERCENT = Coefficient("percent", VERSION, _disagreement, _undefined, low=0.0)


def _evidence(columns: _Columns, *, rng: Generator, identified: bool, replicates: int) -> Evidence[Floats]:
    """Return sums over items, each with the share of its pairs that are the same."""

    def rows(kept: Any) -> Floats:
        n = weighted_counts(columns.item[kept], np.ones(int(kept.sum())), columns.n_items)
        same = weighted_counts(
            columns.item[kept], (columns.distance[kept] == 0).astype(float), columns.n_items
        )
        weight = np.zeros(columns.n_items)
        weight[columns.item[kept]] = columns.weight[kept]
        return np.column_stack([weight, weight * same / np.where(n > 0, n, 1)])

    everything = np.ones(len(columns.item), dtype=np.bool_)
    by_item = rows(everything)
    unit_of = np.zeros(columns.n_items, dtype=np.int64)
    unit_of[columns.item] = columns.unit
    summed = summed_by(unit_of, by_item, int(columns.unit.max(initial=-1)) + 1)
    units = Sums(summed, np.ones(len(summed), dtype=np.int64))
    n_people = len(columns.names)

    def leave_out() -> Floats | Reason:
        if not identified:
            return UNIDENTIFIED
        if n_people < 3:
            return TOO_FEW_PEOPLE
        return np.stack(
            [rows((columns.a != one) & (columns.b != one)).sum(axis=0) for one in range(n_people)]
        )

    n_pairs = np.bincount(columns.item, minlength=columns.n_items)
    n_answers = int(((1 + np.sqrt(1 + 8 * n_pairs)) / 2).round().sum())
    return Evidence(
        units=units,
        read=lambda sums: sums,
        replicates=units.resampled(replicates, rng) if units.n else np.zeros((0, 2)),
        leave_out=leave_out,
        counts={
            "n_items": columns.n_items,
            "n_pairable": columns.n_items,
            "n_annotators": n_people,
            "n_votes": n_answers,
        },
        choices={**choices_of(rng), "weights": "equal" if (columns.weight == 1).all() else "hajek"},
        unit="group" if columns.is_grouped else "item",
    )


def _counted(columns: _Columns) -> dict[str, Any]:
    n_apart = np.bincount(columns.item[columns.distance > 0], minlength=columns.n_items)
    return {
        "pairs": len(columns.item),
        "pairs_agreeing": int((columns.distance == 0).sum()),
        "pairs_by_chance": None,
        "items_pairable": columns.n_items,
        "items_unanimous": int((n_apart == 0).sum()),
    }


def _spread(pairs: Sequence[Apart]) -> Spread | None:
    if not pairs:
        return None
    has_gaps = all(pair.gap is not None for pair in pairs)
    sizes = np.array([pair.gap if has_gaps else pair.distance for pair in pairs], dtype=np.float64)
    return Spread(
        measure="gap" if has_gaps else "distance",
        mean=float(sizes.mean()),
        median=float(np.median(sizes)),
        largest=float(sizes.max()),
    )


def _near(columns: _Columns) -> list[NearPair]:
    """Return every two annotators who share an item, with intervals linearised over items or their groups."""
    if not len(columns.item):
        return []
    keys, pair = compressed(columns.a * len(columns.names) + columns.b)
    n = len(keys)
    total = weighted_counts(pair, columns.weight, n)
    likeness = weighted_counts(pair, columns.weight * (1 - columns.distance), n) / total
    clusters = Clusters.of(pair, columns.unit, n)
    errors = clusters.errors(columns.weight * (1 - columns.distance - likeness[pair]), total)
    n_items, n_alike = np.bincount(pair, minlength=n), np.bincount(pair[columns.distance == 0], minlength=n)
    rows = []
    for place, key in enumerate(keys.tolist()):
        a, b = divmod(key, len(columns.names))
        estimate = linearised_estimate(
            "likeness",
            observed=float(likeness[place]),
            expected=0.0,
            error=float(errors[place]),
            n_items=int(n_items[place]),
            n_units=int(clusters.n_each[place]),
            low=0.0,
            choices={"version": VERSION, "resampling_unit": "group" if columns.is_grouped else "item"},
        )
        rows.append(
            NearPair(
                a=columns.names[a],
                b=columns.names[b],
                n_items=int(n_items[place]),
                n_agreeing=int(n_alike[place]),
                likeness=estimate,
            )
        )
    return rows
