"""Krippendorff's alpha over the positions of a text or recording: which of them bear a label, and which do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import NO_OVERLAP, REPLICATES, UNIDENTIFIED, Coefficient
from goldsmith.agreement.marked import Marked, evidence_of, shared_items
from goldsmith.numerics import Floats
from goldsmith.votes import Estimate, Reason

VERSION = "position_alpha.v1"
UNUSED = Reason("unused", "Nobody marked anything with it.")
EVERYWHERE = Reason("no_variation", "Everything is marked with it, so nothing tells agreement from chance.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionAlpha:
    """alpha: over all labels. marked: whether anything is marked, whatever the label. per_label: each by itself."""

    alpha: Estimate
    marked: Estimate
    per_label: Mapping[str, Estimate]

    def to_json(self) -> dict[str, Any]:
        return {
            "alpha": self.alpha.to_json(),
            "marked": self.marked.to_json(),
            "per_label": {label: each.to_json() for label, each in self.per_label.items()},
        }


def position_alpha(
    answers: Sequence[Marked],
    labels: Sequence[str],
    *,
    rng: Generator,
    step: float | None = None,
    identified: bool = True,
    replicates: int = REPLICATES,
) -> PositionAlpha:
    """Return alpha over positions: for each label, whether a position bears it; boundaries are taken exactly.

    answers: of any number of annotators to each item. labels: the label set. Stretches with different labels may
    overlap: each label is a yes or no of its own, and `alpha` is 1 - (observed / expected), both summed over labels.
    step: the length of one position where there are some, 1 for code points or tokens; None for time, where an item
    weighs by its duration and expected disagreement has no correction for a small number of positions.
    Positions are many and alike, so they are never resampled: items, or their groups, are.
    Undefined without two answers to an item, and for a label that is nowhere or everywhere.
    Source: Krippendorff (2011), "Computing Krippendorff's alpha-reliability", nominal and binary, each elementary
    stretch between two boundaries counted as often as it is long.

    >>> ann = Marked("d1", "ann", ((0, 4, "name"),), length=10)
    >>> bob = Marked("d1", "bob", ((0, 3, "name"), (6, 10, "date")), length=10)
    >>> found = position_alpha([ann, bob], ["name", "date"], rng=np.random.default_rng(0), step=1)
    >>> round(found.per_label["name"].value, 3), round(found.per_label["date"].value, 3)
    (0.791, -0.188)
    """
    items = shared_items(answers, labels)
    tables = [_Table.of(given, labels) for given in items]
    n = len(labels)
    evidence = evidence_of(
        answers,
        items,
        labels,
        sums=lambda item, without: tables[item].sums(without),
        n_columns=1 + 2 * (n + 1),
        choices={"step": step},
        rng=rng,
        no_people=None if identified else UNIDENTIFIED,
        replicates=replicates,
    )
    return PositionAlpha(
        alpha=evidence.estimate(_coefficient("position_alpha", range(n), step)),
        marked=evidence.estimate(_coefficient("marked_alpha", [n], step)),
        per_label={
            label: evidence.estimate(_coefficient("position_alpha", [place], step))
            for place, label in enumerate(labels)
        },
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """One item cut at every boundary. lengths: (pieces,); is_on: (pieces, answers, labels + 1), last for any label."""

    lengths: Floats
    is_on: np.ndarray[Any, np.dtype[np.bool_]]
    weight: float

    @classmethod
    def of(cls, given: Sequence[Marked], labels: Sequence[str]) -> _Table:
        place = {label: number for number, label in enumerate(labels)}
        ends = {end for one in given for start, stop, _ in one.stretches for end in (start, stop)}
        cuts = np.array(sorted({0.0, given[0].length, *ends}), dtype=np.float64)
        is_on = np.zeros((len(cuts) - 1, len(given), len(labels) + 1), dtype=np.bool_)
        for answer, one in enumerate(given):
            for start, stop, label in one.stretches:
                first, last = np.searchsorted(cuts, (start, stop))
                is_on[first:last, answer, [place[label], -1]] = True
        return cls(np.diff(cuts), is_on, given[0].weight)

    def sums(self, without: int | None) -> Floats:
        """Return what the item adds, perhaps without an answer: its length × answers, and for each label two columns.

        They are the length on which pairs differ, over answers - 1 as in alpha, and the length that is marked.
        """
        is_on = self.is_on if without is None else np.delete(self.is_on, without, axis=1)
        n = is_on.shape[1]
        marked = is_on.sum(axis=1).astype(np.float64)
        columns = np.stack([2 * marked * (n - marked) / max(n - 1, 1), marked], axis=2)
        total = np.einsum("p,plc->lc", self.lengths, columns)
        found: Floats = self.weight * np.append(n * self.lengths.sum(), total.ravel())
        return found if n > 1 else np.zeros_like(found)


def _coefficient(name: str, series: Sequence[int], step: float | None) -> Coefficient[Floats]:
    """Return alpha over the positions of some of the series: labels by their place, the last for any label."""
    differing, marked = ([1 + 2 * place + column for place in series] for column in (0, 1))

    def disagreement(sums: Floats) -> tuple[Floats, Floats]:
        n = np.where(sums[..., 0] > 0, sums[..., 0], np.nan)
        share = sums[..., marked] / n[..., None]
        by_chance = 2 * (share * (1 - share)).sum(axis=-1) / len(series)
        if step is not None:
            by_chance = by_chance * n / np.maximum(n - step, step)
        return sums[..., differing].sum(axis=-1) / n / len(series), np.nan_to_num(by_chance)

    def undefined(sums: Floats) -> Reason | None:
        if not sums[0] > 0:
            return NO_OVERLAP
        if not sums[marked].any():
            return UNUSED
        return None if (sums[marked] < sums[0]).any() else EVERYWHERE

    return Coefficient(name, VERSION, disagreement, undefined)
