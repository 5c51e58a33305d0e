"""STAPLE: Dawid-Skene on the pixels of masks, over the distinct patterns of votes, neighbours counted as dependent."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from goldsmith.consensus.by_unit import put_together
from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.joined import Cast, Joined, Made, check
from goldsmith.kinds import Areas, Unit
from goldsmith.numerics import Floats
from goldsmith.votes import Votes


@dataclass(frozen=True, slots=True)
class _Part:
    """A region of one item: its unit, pixels, and what gold says of it, or None."""

    item: str
    unit: Unit
    pixels: int
    gold: str | None

    @property
    def is_agreed(self) -> bool:
        return len(set(self.unit.votes)) == 1


def staple(cast: Cast, *, min_posterior: float) -> Joined:
    """Return the masks that answers come to: a confusion matrix for each annotator over labels and "nothing".

    The pixels on which everybody says the same are one pattern, so the cost goes with runs and patterns, never with
    pixels. Neighbouring pixels are drawn with one stroke: the pixels of a region count as one decision, and all pixels
    are worth so much less that those on which annotators differ are worth as many as there are such regions of the
    typical size, sum of squares over sum (Kish's effective sample). What all agree on counts no more than what they
    differ on, as it would in a window round the differences: else the background alone decides who is reliable.
    Rates are as Dawid-Skene learns them, shrunk to the common ones. An item stays open where a region that is more than
    a line is a tie or below min_posterior; it tells how many pixels that are.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    Source: Warfield, Zou and Wells (2004), IEEE TMI 23(7); Kish (1965), Survey Sampling, for the discount.
    """
    check(cast, min_posterior)
    cast.need_people("STAPLE", "Use the majority of each region, which projects hold already")
    labels = cast.kind.vote_labels(cast.question)
    parts = [part for item in cast.items for part in _parts(cast, item)]
    rows = [
        (number, name, label)
        for number, part in enumerate(parts)
        for name, label in zip(sorted(cast.answers[part.item]), part.unit.votes, strict=True)
    ]
    votes = Votes.from_records(*zip(*rows, strict=True), label_set=labels)
    gold = {str(number): part.gold for number, part in enumerate(parts) if part.gold is not None}
    typical = typical_size([part.pixels for part in parts if not part.is_agreed])
    found = dawid_skene(votes, gold=gold, worth=_worth(parts) / typical)
    shares: dict[str, dict[str, Floats]] = {}
    for part, row in zip(parts, found.posterior, strict=True):
        shares.setdefault(part.item, {})[part.unit.key] = row
    pixels = {(part.item, part.unit.key): part.pixels for part in parts}
    units: dict[str, list[Unit]] = {}
    for part in parts:
        units.setdefault(part.item, []).append(part.unit)
    made = []
    for item in cast.items:
        if cast.gold.get(item) is not None:
            made.append(Made(item, cast.gold[item], None, 1.0, 0.0))
        else:
            one = put_together(cast, item, units[item], shares[item], labels, min_posterior)
            n_open = sum(pixels[item, key] for key, row in shares[item].items() if row.max() < min_posterior)
            made.append(replace(one, told={**one.told, "open_pixels": n_open}))
    return Joined(
        method="staple",
        made=made,
        annotators=found.annotators,
        iterations=found.iterations,
        stopped=found.stopped,
        trace=found.trace,
        n_clamped=sum(cast.gold.get(item) is not None for item in cast.items),
        n_gold_unseen=cast.n_unseen,
        choices={**found.choices, "min_posterior": min_posterior, "pixels_per_decision": round(typical, 3)},
    )


def typical_size(pixels: list[int]) -> float:
    """Return the size of the typical region, seen from a pixel in it: sum of squares over sum; 1 where none differs.

    >>> typical_size([10, 10]), typical_size([1, 1, 98])
    (10.0, 96.06)
    """
    sizes = np.array(pixels, dtype=np.float64)
    return float((sizes**2).sum() / sizes.sum()) if len(sizes) else 1.0


def _parts(cast: Cast, item: str) -> list[_Part]:
    """Return the regions of an item; where there is gold, it cuts them too, and says what each of them is."""
    kind, question, values = cast.kind, cast.question, cast.values(item)
    gold = cast.gold.get(item)
    if gold is None:
        sizes: Mapping[str, int] = typing.cast(Areas, kind).sizes(values, question)
        return [_Part(item, unit, sizes[unit.key], None) for unit in kind.align(values, question)]
    sizes = typing.cast(Areas, kind).sizes([*values, gold], question)
    return [
        _Part(item, Unit(unit.key, unit.votes[:-1]), sizes[unit.key], unit.votes[-1])
        for unit in kind.align([*values, gold], question)
    ]


def _worth(parts: list[_Part]) -> Floats:
    """Return (parts,): pixels, those that all agree on in an item scaled to as many as they differ on there."""
    agreed: dict[str, float] = {}
    differing: dict[str, float] = {}
    for part in parts:
        side = agreed if part.is_agreed else differing
        side[part.item] = side.get(part.item, 0.0) + part.pixels
    scale = {item: min(1.0, max(1.0, differing.get(item, 0.0)) / n) for item, n in agreed.items()}
    return np.array([part.pixels * (scale[part.item] if part.is_agreed else 1.0) for part in parts])
