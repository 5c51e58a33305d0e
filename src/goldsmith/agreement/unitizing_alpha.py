"""Krippendorff's alpha-U: where annotators cut stretches out of a continuum, and how far their ends are apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import NO_OVERLAP, REPLICATES, Coefficient, Evidence, choices_of
from goldsmith.agreement.marked import Marked, grouped, shared_items
from goldsmith.numerics import Floats, Sums
from goldsmith.votes import Estimate, Reason

VERSION = "unitizing_alpha.v1"
MOST_ITEMS = 1000  # every item's stretches are laid into every item's gaps
UNUSED = Reason("unused", "Nobody marked anything with it.")
NOT_ALL = Reason("not_all_answered", "Alpha-U needs an answer of every annotator to every item.")
TOO_MANY = Reason("too_many_items", f"Alpha-U is for studies of up to {MOST_ITEMS:,} items or groups.")
SAME_PEOPLE = Reason("fixed_annotators", "Alpha-U is of a fixed set of annotators, who mark everything.")
OVERLAPPING = Reason("overlapping", "Alpha-U needs stretches of one label that do not overlap in one answer.")

Piece: TypeAlias = tuple[float, float]  # start, length


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitizingAlpha:
    """alpha: over all labels; per_label: each by itself."""

    alpha: Estimate
    per_label: Mapping[str, Estimate]

    def to_json(self) -> dict[str, Any]:
        return {
            "alpha": self.alpha.to_json(),
            "per_label": {label: each.to_json() for label, each in self.per_label.items()},
        }


def unitizing_alpha(
    answers: Sequence[Marked],
    labels: Sequence[str],
    *,
    rng: Generator,
    step: float = 1.0,
    replicates: int = REPLICATES,
) -> UnitizingAlpha:
    """Return alpha-U: 1 - observed / expected squared distance of stretches, each label by itself and all together.

    answers: every annotator's to every item. labels: the label set. step: the smallest length that counts, in the unit
    of the stretches: 1 for code points or tokens, .01 say for seconds; lengths are rounded to steps. Stretches that
    overlap differ by the squares of how far their starts and their ends are apart; one that lies where another
    annotator left a gap, by the square of its length. By chance each could lie anywhere between the others. Several
    items are one continuum, with gaps that end where an item does; they count alike, whatever their weight. Long
    stretches weigh much: squares are summed.
    Undefined where an annotator's stretches of one label overlap, where somebody did not answer an item, and beyond
    1,000 items. The interval is over items; there is none for people like these.
    Source: Krippendorff (2004), "Content Analysis", 2nd edition, ch. 11.6; Krippendorff (1995), Sociological
    Methodology 25.

    >>> ann = Marked("d1", "ann", ((75, 145, "c"), (220, 250, "c")), length=300)
    >>> bob = Marked("d1", "bob", ((70, 150, "c"), (205, 225, "c"), (250, 270, "c")), length=300)
    >>> found = unitizing_alpha([ann, bob], ["c"], rng=np.random.default_rng(0))
    >>> round(found.alpha.value, 3)
    0.729
    """
    items = shared_items(answers, labels)
    place, n = grouped(items)
    why_not = _why_not(answers, items, n)
    tables = [] if why_not else [_Table.of(items, label, step, place, n) for label in labels]
    units = Sums(np.eye(n if not why_not else 0), np.ones(n if not why_not else 0, dtype=np.int64))
    evidence: Evidence[Floats] = Evidence(
        units=units,
        read=lambda times: times,
        replicates=units.resampled(replicates, rng) if units.n else np.zeros((0, 0)),
        leave_out=lambda: SAME_PEOPLE,
        counts={
            "n_items": len({one.item for one in answers}),
            "n_pairable": len(items),
            "n_annotators": len({one.annotator for one in answers}),
            "n_votes": len(answers),
        },
        choices={**choices_of(rng), "labels": list(labels), "weights": "equal", "step": step},
        unit="item" if all(given[0].group is None for given in items) else "group",
    )
    return UnitizingAlpha(
        alpha=evidence.estimate(_coefficient(tables, why_not)),
        per_label={
            label: evidence.estimate(_coefficient(tables[at : at + 1], why_not))
            for at, label in enumerate(labels)
        },
    )


def _why_not(answers: Sequence[Marked], items: Sequence[Sequence[Marked]], n: int) -> Reason | None:
    if not items:
        return NO_OVERLAP
    people = {one.annotator for one in answers}
    if len(items) < len({one.item for one in answers}) or any(len(given) < len(people) for given in items):
        return NOT_ALL
    return TOO_MANY if n > MOST_ITEMS else None


@dataclass(frozen=True, slots=True)
class _Table:
    """One label. All by resampling unit: (units,), and fits (units, units); lengths in steps.

    length: of the continuum. apart: squared distances of ordered pairs of answers. n: stretches. inside: what two
    stretches could differ by, overlapping anyhow. taken: pairs of positions within a stretch. fits: the stretches of
    one unit laid into the gaps of another, squared lengths times places.
    """

    n_annotators: int
    length: Floats
    apart: Floats
    n: Floats
    inside: Floats
    taken: Floats
    fits: Floats
    is_sound: bool

    @classmethod
    def of(
        cls, items: Sequence[Sequence[Marked]], label: str, step: float, place: Sequence[int], n: int
    ) -> _Table:
        """Return the sums of a label. place: (items,), the unit of each; n: units."""
        sums = np.zeros((5, n))
        marks: list[list[float]] = [[] for _ in range(n)]
        gaps: list[list[float]] = [[] for _ in range(n)]
        is_sound = True
        for given, unit in zip(items, place, strict=True):
            total = round(given[0].length / step)
            cut = [_pieces(one, label, step) for one in given]
            left = [_gaps(pieces, total) for pieces in cut]
            lengths = [size for pieces in cut for _, size in pieces]
            sums[:, unit] += _counts(cut, left, lengths, total)
            marks[unit] += lengths
            gaps[unit] += [size for one in left for _, size in one]
            is_sound &= all(a + size <= b for pieces in cut for (a, size), (b, _) in pairwise(pieces))
        length, apart, count, inside, taken = sums
        fits = _fits(marks, gaps)
        return cls(len(items[0]), length, apart, count, inside, taken, fits, is_sound)

    def disagreement(self, times: Floats) -> tuple[Floats, Floats]:
        """Return observed and expected, (…,), of units taken so many times each, (…, units)."""
        m, length = self.n_annotators, times @ self.length
        observed = times @ self.apart / (m * (m - 1) * length**2)
        within = (times @ self.n - 1) * (times @ self.inside)
        among = ((times @ self.fits) * times).sum(axis=-1)
        pairs = m * length * (m * length - 1) - times @ self.taken
        return observed, 2 / length * (within + among) / pairs


def _pieces(one: Marked, label: str, step: float) -> list[Piece]:
    """Return the stretches with a label as (start, length) in steps, at least one step long, in order."""
    ends = [(round(start / step), round(end / step)) for start, end, _ in one.bearing(label)]
    return [(start, max(end - start, 1)) for start, end in ends]


def _gaps(pieces: Sequence[Piece], total: float) -> list[Piece]:
    """Return what lies between the pieces, and before and behind them."""
    ends = [0.0, *(start + length for start, length in pieces)]
    starts = [*(start for start, _ in pieces), total]
    return [(end, start - end) for end, start in zip(ends, starts, strict=True) if start > end]


def _counts(
    cut: Sequence[Sequence[Piece]], left: Sequence[Sequence[Piece]], lengths: Sequence[float], total: float
) -> tuple[float, float, float, float, float]:
    """Return what an item adds to the first five columns of a table, of its answers' pieces and gaps."""
    return (
        total,
        sum(_apart(cut[a], cut[b], left[b]) for a, b in permutations(range(len(cut)), 2)),
        len(lengths),
        sum(2 * size**3 - 3 * size**2 + size for size in lengths) / 3,
        sum(size * (size - 1) for size in lengths),
    )


def _apart(a: Sequence[Piece], b: Sequence[Piece], gaps_b: Sequence[Piece]) -> float:
    """Return the squared distances of a's pieces from b's pieces that they overlap, and twice from gaps around them.

    Twice, since the gap is as far from the piece: Krippendorff's sum goes over both orders.
    """
    met = sum(
        (x - y) ** 2 + (x + length - y - other) ** 2
        for x, length in a
        for y, other in b
        if x < y + other and y < x + length
    )
    alone = sum(length**2 for x, length in a for y, gap in gaps_b if y <= x and x + length <= y + gap)
    return met + 2 * alone


def _fits(marks: Sequence[Sequence[float]], gaps: Sequence[Sequence[float]]) -> Floats:
    """Return (units, units): over a unit's pieces and the gaps of another that take them, squared length × places."""
    there = np.array([length for each in gaps for length in each], dtype=np.float64)
    unit = np.repeat(np.arange(len(gaps)), [len(each) for each in gaps])
    rows = []
    for each in marks:
        here = np.array(each, dtype=np.float64)
        places = np.maximum(there[None, :] - here[:, None] + 1, 0)
        rows.append(np.bincount(unit, (here**2) @ places, minlength=len(gaps)))
    return np.stack(rows)


def _coefficient(tables: Sequence[_Table], why_not: Reason | None) -> Coefficient[Floats]:
    used = [table for table in tables if table.n.any()]

    def disagreement(times: Floats) -> tuple[Floats, Floats]:
        if not used:
            nothing = np.zeros(times.shape[:-1])
            return nothing, nothing
        observed, expected = np.sum([table.disagreement(times) for table in used], axis=0)
        return observed, expected

    def undefined(_times: Floats) -> Reason | None:
        if why_not or not used:
            return why_not or UNUSED
        return None if all(table.is_sound for table in used) else OVERLAPPING

    return Coefficient("unitizing_alpha", VERSION, disagreement, undefined)
