"""Marked: answers that are stretches of an item which has a length, as a text or a recording has."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from goldsmith.errors import InvalidInput

Stretch: TypeAlias = tuple[float, float, str]


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
