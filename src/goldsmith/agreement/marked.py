"""Marked: answers that are stretches of an item which has a length, as a text or a recording has."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeAlias

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import TOO_FEW_PEOPLE, Evidence, choices_of
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Sums, summed_by
from goldsmith.votes import Reason

Stretch: TypeAlias = tuple[float, float, str]
ItemSums: TypeAlias = Callable[[int, int | None], Floats]


@dataclass(frozen=True, slots=True)
class Marked:
    """One annotator's answer to an item. stretches: (start, end, label), half-open, within 0 … length.

    length: of the item, in the unit of the stretches: code points, tokens or seconds. weight, group: the item's.
    """

    item: str
    annotator: str
    stretches: tuple[Stretch, ...]
    length: float
    weight: float = 1.0
    group: Hashable | None = None

    def bearing(self, label: str) -> list[Stretch]:
        """Return the stretches with that label, in the order of the item."""
        return sorted(one for one in self.stretches if one[2] == label)


def shared_items(answers: Sequence[Marked], labels: Sequence[str]) -> list[list[Marked]]:
    """Return the answers to each item that two or more annotators answered, items and annotators sorted.

    Raises InvalidInput for labels that are not declared, stretches that are empty or leave the item, an annotator's
    second answer to an item, and answers that do not say the same of their item.
    """
    _check_each(answers, labels)
    ordered = sorted(answers, key=lambda one: (one.item, one.annotator))
    items = [list(given) for _, given in groupby(ordered, key=attrgetter("item"))]
    twice = [given[0].item for given in items if len({one.annotator for one in given}) < len(given)]
    if twice:
        raise InvalidInput(
            "agreement.same_annotator",
            "An annotator is compared with themselves.",
            where=f"items {', '.join(twice[:20])}",
            mend="Keep one answer of each annotator to an item.",
        )
    uneven = [
        given[0].item for given in items if len({(one.length, one.weight, one.group) for one in given}) > 1
    ]
    if uneven:
        raise InvalidInput(
            "agreement.uneven_item",
            "Answers to one item give it different lengths, weights or groups.",
            where=f"items {', '.join(uneven[:20])}",
            mend="Length, weight and group are the item's: give the same with each of its answers.",
        )
    return [given for given in items if len(given) > 1]


def _check_each(answers: Sequence[Marked], labels: Sequence[str]) -> None:
    known = set(labels)
    strange = sorted({label for one in answers for *_, label in one.stretches} - known)
    if strange:
        raise InvalidInput(
            "votes.unknown_label",
            f"{', '.join(map(repr, strange))} not in the label set.",
            mend=f"Known labels: {', '.join(labels)}. Mend the answers, or declare the label.",
        )
    out = [
        f"[{start}, {end}) of {one.annotator} in {one.item}, which is {one.length} long"
        for one in answers
        for start, end, _ in one.stretches
        if not 0 <= start < end <= one.length
    ]
    if out:
        raise InvalidInput(
            "agreement.outside_item",
            f"{len(out):,} stretches are empty or leave their item.",
            where="; ".join(out[:20]),
            mend="A stretch has 0 <= start < end <= length, in one unit.",
        )


def evidence_of(
    answers: Sequence[Marked],
    items: Sequence[Sequence[Marked]],
    labels: Sequence[str],
    *,
    sums: ItemSums,
    n_columns: int,
    choices: Mapping[str, Any],
    rng: Generator,
    no_people: Reason | None,
    replicates: int,
) -> Evidence[Floats]:
    """Return the evidence of sums over items, resampled by item or by its group.

    items: those of the answers that several gave, as `shared_items` returns them. sums: (place of an item, place of an
    answer to leave out or None) → (columns,), what the item adds. no_people: why nobody can be left out in turn, if so.
    """
    rows = np.array([sums(item, None) for item in range(len(items))]).reshape(-1, n_columns)
    place, n = grouped(items)
    units = Sums(summed_by(np.array(place, dtype=np.int64), rows, n), np.ones(n, dtype=np.int64))

    def leave_out() -> Floats | Reason:
        return no_people or _without_each(items, rows, sums)

    return Evidence(
        units=units,
        read=lambda total: total,
        replicates=units.resampled(replicates, rng) if units.n else np.zeros((0, n_columns)),
        leave_out=leave_out,
        counts={
            "n_items": len({one.item for one in answers}),
            "n_pairable": len(items),
            "n_annotators": len({one.annotator for one in answers}),
            "n_votes": len(answers),
        },
        choices={
            **choices_of(rng),
            "labels": list(labels),
            "weights": "equal" if len({given[0].weight for given in items}) < 2 else "hajek",
            **choices,
        },
        unit="item" if all(given[0].group is None for given in items) else "group",
    )


def grouped(items: Sequence[Sequence[Marked]]) -> tuple[list[int], int]:
    """Return the resampling unit of each item, its group where it has one, and how many units there are."""
    place: dict[tuple[str, Hashable], int] = {}
    firsts = [given[0] for given in items]
    keys = [("item", one.item) if one.group is None else ("group", one.group) for one in firsts]
    return [place.setdefault(key, len(place)) for key in keys], len(place)


def _without_each(items: Sequence[Sequence[Marked]], rows: Floats, sums: ItemSums) -> Floats | Reason:
    """Return (annotators, columns): the sums when all answers of one annotator are left out."""
    annotators = sorted({one.annotator for given in items for one in given})
    if len(annotators) < 3:
        return TOO_FEW_PEOPLE
    left = {name: rows.sum(axis=0) for name in annotators}
    for item, given in enumerate(items):
        for answer, one in enumerate(given):
            left[one.annotator] += sums(item, answer) - rows[item]
    return np.stack([left[name] for name in annotators])
