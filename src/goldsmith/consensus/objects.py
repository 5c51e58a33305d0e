"""Objects that annotators find themselves: which are there, what they are, and where, each by who is reliable at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from goldsmith.consensus.by_unit import by_item, parts_of, put_together, votes_of
from goldsmith.consensus.joined import Cast, Joined, Made, check
from goldsmith.consensus.pairs import apart_from_truth
from goldsmith.consensus.presence import presence
from goldsmith.consensus.result import Measure
from goldsmith.kinds import ABSENT, Unit
from goldsmith.numerics import Floats

METHOD = "found_objects"
SHARES = 12  # into which the say in an object's outline is divided
LEAST = 1e-4  # of squared distances: nobody draws without any


def found_objects(cast: Cast, *, min_posterior: float) -> Joined:
    """Return the objects that answers come to: boxes, outlines, masks of objects, spans or segments.

    The kind clusters what was drawn; `presence` says which clusters are there and how they are labeled. An object's
    outline is made by the kind from its members, each with a say that goes with the annotator's precision: one over
    the square of how far they draw from the truth, which comes from pairs of matched objects alone, so that nobody is
    held against themselves. An item stays open where one of its clusters is a tie or below min_posterior.
    measures: `found` and `mistaken` as in presence; `apart`, 1 - IoU between what an annotator draws and the truth.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    """
    check(cast, min_posterior)
    cast.need_people(
        "The model of found objects", "Use the majority of each object, which projects hold already"
    )
    labels = (*cast.kind.vote_labels(cast.question), ABSENT)
    parts = parts_of(cast)
    if not parts:  # nobody drew anything
        made = [Made(item, cast.values(item)[0], None, 1.0, 0.0) for item in cast.items]
        return cast.joined(
            METHOD, made, (), trace=(), stopped="counted", choices={"min_posterior": min_posterior}
        )
    votes, gold = votes_of(cast, parts, labels)
    found = presence(votes, gold=gold)
    objects, apart = by_item(parts, found.posterior), _apart(cast)
    return cast.joined(
        METHOD,
        [
            cast.held(item)
            if cast.gold.get(item) is not None
            else _made(cast, item, objects.get(item, []), labels, apart, min_posterior)
            for item in cast.items
        ],
        [replace(one, measures={**one.measures, "apart": apart[one.annotator]}) for one in found.annotators],
        trace=found.trace,
        stopped=found.stopped,
        choices={**found.choices, "min_posterior": min_posterior, "outline": "by precision, in twelfths"},
    )


def _made(
    cast: Cast,
    item: str,
    parts: Sequence[tuple[Unit, Floats]],
    labels: Sequence[str],
    apart: Mapping[str, Measure],
    least: float,
) -> Made:
    times = _say([apart[name].value or 1.0 for name in sorted(cast.answers[item])])
    values = [value for value, n in zip(cast.values(item), times, strict=True) for _ in range(n)]
    weighed = [
        Unit(unit.key, tuple(_repeated(unit.votes, times)), tuple(_repeated(unit.members, times)))
        for unit, _ in parts
    ]
    return put_together(
        cast,
        item,
        parts,
        labels,
        least,
        assemble=lambda chosen: cast.kind.assemble(chosen, weighed, values, cast.question),
    )


def _repeated(each: Sequence[Any], times: Sequence[int]) -> list[Any]:
    return [one for one, n in zip(each, times, strict=True) for _ in range(n)]


def _say(apart: Sequence[float]) -> list[int]:
    """Return how often each answer counts when an outline is made: by precision, once at least.

    >>> _say([0.1, 0.1, 0.1]), _say([0.05, 0.2, 0.2])
    ([1, 1, 1], [11, 1, 1])
    """
    precision = 1 / np.maximum(np.array(apart), LEAST) ** 2
    if precision.max() < 1.5 * precision.min():
        return [1] * len(apart)
    counts: list[int] = np.maximum(1, np.rint(SHARES * precision / precision.sum())).astype(int).tolist()
    return counts


def _apart(cast: Cast) -> dict[str, Measure]:
    """Return how far each annotator draws from the truth, 1 - IoU, from the objects that two of them both drew.

    Slips of two hands are independent, so that the squares of what they come to add up.
    """
    names = cast.annotators
    place = {name: at for at, name in enumerate(names)}
    pairs: list[tuple[int, int, float]] = []
    for item in cast.items:
        given = [(place[name], cast.answers[item][name]) for name in sorted(cast.answers[item])]
        if cast.gold.get(item) is not None:
            given.append((len(names), cast.gold[item]))
        for (one, a), (other, b) in combinations(given, 2):
            matched = cast.kind.match(a, b, cast.question).pairs
            pairs += [(one, other, (1 - pair.similarity) ** 2) for pair in matched]
    left, right = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    squares = np.array([pair[2] for pair in pairs])
    found = apart_from_truth(left, right, squares, len(names), least=LEAST)
    rows = zip(names, *(np.sqrt(each).tolist() for each in found), strict=True)
    return {name: Measure(mean, low, high) for name, mean, low, high in rows}
