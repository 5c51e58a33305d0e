"""STAPLE: Dawid-Skene on the pixels of masks, over the distinct patterns of votes, neighbours counted as dependent."""

from __future__ import annotations

import typing
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from goldsmith.consensus.by_unit import Part, by_item, parts_of, put_together, votes_of
from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.joined import Cast, Joined, check
from goldsmith.kinds import Areas
from goldsmith.numerics import Floats


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
    parts = parts_of(cast)
    pixels = _pixels(cast, parts)
    votes, gold = votes_of(cast, parts, labels)
    typical = typical_size([n for n, part in zip(pixels, parts, strict=True) if not part.is_agreed])
    found = dawid_skene(votes, gold=gold, worth=_worth(parts, pixels) / typical)
    regions = by_item(parts, found.posterior)
    n_open: Counter[str] = Counter()
    for part, n, row in zip(parts, pixels, found.posterior, strict=True):
        n_open[part.item] += n if row.max() < min_posterior else 0
    made = []
    for item in cast.items:
        if cast.gold.get(item) is not None:
            made.append(cast.held(item))
        else:
            one = put_together(cast, item, regions[item], labels, min_posterior)
            made.append(replace(one, told={**one.told, "open_pixels": n_open[item]}))
    return cast.joined(
        "staple",
        made,
        found.annotators,
        trace=found.trace,
        stopped=found.stopped,
        choices={**found.choices, "min_posterior": min_posterior, "pixels_per_decision": round(typical, 3)},
    )


def typical_size(pixels: list[int]) -> float:
    """Return the size of the typical region, seen from a pixel in it: sum of squares over sum; 1 where none differs.

    >>> typical_size([10, 10]), typical_size([1, 1, 98])
    (10.0, 96.06)
    """
    sizes = np.array(pixels, dtype=np.float64)
    return float((sizes**2).sum() / sizes.sum()) if len(sizes) else 1.0


def _pixels(cast: Cast, parts: Sequence[Part]) -> list[int]:
    """Return how many pixels each part has."""
    kind = typing.cast(Areas, cast.kind)
    sizes = {
        item: kind.sizes([*cast.values(item), *([] if gold is None else [gold])], cast.question)
        for item in cast.items
        for gold in [cast.gold.get(item)]
    }
    return [sizes[part.item][part.unit.key] for part in parts]


def _worth(parts: Sequence[Part], pixels: Sequence[int]) -> Floats:
    """Return (parts,): pixels, those that all agree on in an item scaled to as many as they differ on there."""
    agreed: Counter[str] = Counter()
    differing: Counter[str] = Counter()
    for part, n in zip(parts, pixels, strict=True):
        (agreed if part.is_agreed else differing)[part.item] += n
    scale = {item: min(1.0, max(1.0, differing[item]) / n) for item, n in agreed.items()}
    shares = [scale[part.item] if part.is_agreed else 1.0 for part in parts]
    worth: Floats = np.array(pixels, np.float64) * np.array(shares)
    return worth
