"""F1 of stretches, as the field states it: those that two annotators marked exactly alike, and those that overlap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import NO_OVERLAP, REPLICATES, UNIDENTIFIED, Coefficient, Evidence
from goldsmith.agreement.marked import Marked, Stretch, evidence_of, shared_items
from goldsmith.geometry import best_matching
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Reason

VERSION = "stretch_f1.v1"
UNUSED = Reason("unused", "Nobody marked anything with it.")
ALL_EMPTY = Reason("all_empty", "Nobody marked anything, so there is nothing to compare.")

IsOne: TypeAlias = Callable[[Stretch, Stretch], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchF1:
    """exact and overlap: over all labels; the same for each label."""

    exact: Estimate
    overlap: Estimate
    exact_per_label: Mapping[str, Estimate]
    overlap_per_label: Mapping[str, Estimate]

    def to_json(self) -> dict[str, Any]:
        return {
            "exact": self.exact.to_json(),
            "overlap": self.overlap.to_json(),
            "exact_per_label": {label: each.to_json() for label, each in self.exact_per_label.items()},
            "overlap_per_label": {label: each.to_json() for label, each in self.overlap_per_label.items()},
        }


def stretch_f1(
    answers: Sequence[Marked],
    labels: Sequence[str],
    *,
    rng: Generator,
    tolerance: float = 0.0,
    identified: bool = True,
    replicates: int = REPLICATES,
) -> StretchF1:
    """Return F1 of stretches with equal labels: exact, and for any overlap.

    answers: of any number of annotators to each item. labels: the label set. Two stretches are the same exactly when
    neither end is farther off than `tolerance`, in the unit of the stretches; they overlap when they share anything.
    Either way they are matched one to one, as many as can be, so that one long stretch is not taken for several.
    F1 is 2 × matched / (stretches of both), which is the same seen from either annotator; of several annotators to an
    item it is the mean over their pairs, and items count by their stretches. Items that all left empty say nothing
    here; see `found_report` for F1 by item. There is no correction for chance: see there as well.
    Undefined without two answers to an item, and where nobody marked anything.

    >>> ann = Marked("d1", "ann", ((0, 4, "name"), (6, 9, "date")), length=10)
    >>> bob = Marked("d1", "bob", ((0, 3, "name"), (6, 9, "date"), (9, 10, "date")), length=10)
    >>> found = stretch_f1([ann, bob], ["name", "date"], rng=np.random.default_rng(0))
    >>> found.exact.value, found.overlap.value
    (0.4, 0.8)
    """
    items = shared_items(answers, labels)
    tables = [_Table.of(given, labels, tolerance) for given in items]
    evidence = evidence_of(
        answers,
        items,
        labels,
        sums=lambda item, without: tables[item].sums(without),
        n_columns=1 + 3 * len(labels),
        choices={"tolerance": tolerance},
        rng=rng,
        no_people=None if identified else UNIDENTIFIED,
        replicates=replicates,
    )
    exact, overlap = (
        _estimates(evidence, name, labels, column) for column, name in ((1, "exact_f1"), (2, "overlap_f1"))
    )
    return StretchF1(
        exact=exact[0], overlap=overlap[0], exact_per_label=exact[1], overlap_per_label=overlap[1]
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """One item. pairs: its pairs of answers, by place. rows: (pairs, 1 + 3 × labels): 1, and the counts by label."""

    pairs: tuple[tuple[int, int], ...]
    rows: Floats
    weight: float

    @classmethod
    def of(cls, given: Sequence[Marked], labels: Sequence[str], tolerance: float) -> _Table:
        def is_same(one: Stretch, other: Stretch) -> bool:
            return abs(one[0] - other[0]) <= tolerance and abs(one[1] - other[1]) <= tolerance

        pairs = tuple(combinations(range(len(given)), 2))
        rows = np.array(
            [
                [1, *(n for label in labels for n in _counts(given[one], given[other], label, is_same))]
                for one, other in pairs
            ],
            dtype=np.float64,
        )
        return cls(pairs, rows, given[0].weight)

    def sums(self, without: int | None) -> Floats:
        """Return the mean over the item's pairs, perhaps without those of an answer."""
        kept = [place for place, pair in enumerate(self.pairs) if without not in pair]
        found: Floats = self.weight * self.rows[kept].sum(axis=0) / max(len(kept), 1)
        return found


def _counts(a: Marked, b: Marked, label: str, is_same: IsOne) -> tuple[int, int, int]:
    """Return the stretches with the label in both answers, those marked exactly alike and those that overlap."""
    one, other = a.bearing(label), b.bearing(label)
    return len(one) + len(other), 2 * _matched(one, other, is_same), 2 * _matched(one, other, _is_shared)


def _is_shared(one: Stretch, other: Stretch) -> bool:
    return min(one[1], other[1]) > max(one[0], other[0])


def _matched(a: Sequence[Stretch], b: Sequence[Stretch], is_one: IsOne) -> int:
    """Return how many of a can be matched one to one with some of b."""
    edges = {(i, j): 1.0 for i, one in enumerate(a) for j, other in enumerate(b) if is_one(one, other)}
    return len(best_matching(edges))


def _estimates(
    evidence: Evidence[Floats], name: str, labels: Sequence[str], column: int
) -> tuple[Estimate, dict[str, Estimate]]:
    """Return the estimate over all labels, and each label's."""
    every = range(1, 1 + 3 * len(labels), 3)
    return (
        evidence.estimate(_coefficient(name, every, column, ALL_EMPTY)),
        {
            label: evidence.estimate(_coefficient(name, [place], column, UNUSED))
            for label, place in zip(labels, every, strict=True)
        },
    )


def _coefficient(name: str, places: Sequence[int], column: int, empty: Reason) -> Coefficient[Floats]:
    whole, part = list(places), [place + column for place in places]

    def disagreement(sums: Floats) -> tuple[Floats, Floats]:
        n = sums[..., whole].sum(axis=-1)
        observed = 1 - sums[..., part].sum(axis=-1) / np.where(n > 0, n, np.nan)
        return observed, np.ones_like(observed)

    def undefined(sums: Floats) -> Reason | None:
        if not sums[0] > 0:
            return NO_OVERLAP
        return None if sums[whole].any() else empty

    return Coefficient(name, VERSION, disagreement, undefined, low=0.0)
