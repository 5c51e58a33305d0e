"""Alpha over any distance between answers: for boxes and other values that are not votes on given units."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from math import isqrt
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import NO_OVERLAP, REPLICATES, Coefficient, Evidence, choices_of
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, Sums, summed_by, weighted_counts
from goldsmith.votes import Estimate, Reason

VERSION = "distance_alpha.v1"
NEAR_ONE = 0.95
NO_CONTRAST = Reason(
    "no_variation", "Answers to different items are all the same, so nothing tells agreement."
)
NOBODY = Reason("no_annotators", "Distances do not say who answered, so nobody can be left out in turn.")


def distance_alpha(
    same: Mapping[str, Sequence[float]],
    different: Sequence[float],
    *,
    rng: Generator,
    groups: Mapping[str, Hashable] | None = None,
    weights: Mapping[str, float] | None = None,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return 1 - observed / expected distance.

    same: item → the distances, 0 … 1, of every two of its answers: 1 for two answers, 3 for three, 6 for four.
    different: distances between answers to different items, sampled at random. groups, weights: by item.
    Pairs count 1 / (answers of the item - 1), as in Krippendorff's alpha. Answers to different items share nearly
    nothing when objects lie anywhere in the picture: the expected distance is then near 1, alpha is near 1 minus
    the distance, and a flag says so. The interval is over items and holds the expected distance fixed; its Monte
    Carlo error is `expected_error` of the choices. Undefined without two answers to an item, or when all answers
    are equal.
    Source: Krippendorff (2011) for the weighting; Braylan, Alonso and Lease (2022), WWW, for distances in general.

    >>> from numpy.random import default_rng
    >>> round(distance_alpha({"a": [0.1], "b": [0.3]}, [0.9, 0.7], rng=default_rng(0)).value, 2)
    0.75
    """
    _check(same, different)
    items = [item for item, distances in same.items() if len(distances)]
    return pairs_alpha(
        np.repeat(np.arange(len(items)), [len(same[item]) for item in items]),
        np.array([distance for item in items for distance in same[item]], dtype=np.float64),
        np.asarray(different, dtype=np.float64),
        rng=rng,
        group=None if groups is None else _grouped(items, groups),
        weight=None if weights is None else np.array([weights.get(item, 1.0) for item in items]),
        replicates=replicates,
    )


def pairs_alpha(
    item: Ints,
    distance: Floats,
    different: Floats,
    *,
    rng: Generator,
    group: Ints | None = None,
    weight: Floats | None = None,
    replicates: int = REPLICATES,
) -> Estimate:
    """Return `distance_alpha` of distances in columns.

    item, distance: (pairs,), the place of each pair's item, and how far apart its two answers are; all pairs of an
    item's answers. different: (sample,). group, weight: (items,).
    """
    n_pairs = np.bincount(item)
    n_answers = (1 + np.sqrt(1 + 8 * n_pairs)) / 2
    apart = 2 * weighted_counts(item, distance, len(n_pairs))
    rows = np.stack([n_answers, apart / np.maximum(n_answers - 1, 1)], axis=1)
    if weight is not None:
        rows = weight[:, None] * rows
    units = Sums(rows, np.ones(len(rows), dtype=np.int64)) if group is None else by_group(rows, group)
    expected = float(np.mean(different)) if len(different) else 0.0
    evidence: Evidence[Floats] = Evidence(
        units=units,
        read=lambda sums: sums,
        replicates=units.resampled(replicates, rng),
        leave_out=lambda: NOBODY,
        counts={"n_items": len(rows), "n_pairable": len(rows), "n_votes": int(n_answers.sum())},
        choices=_choices(different, weight, rng),
        unit="item" if group is None else "group",
        flags=_flags(expected),
    )
    return evidence.estimate(_coefficient(expected))


def _coefficient(by_chance: float) -> Coefficient[Floats]:
    def disagreement(sums: Floats) -> tuple[Floats, Floats]:
        n = np.where(sums[..., 0] > 0, sums[..., 0], np.nan)
        return sums[..., 1] / n, np.full_like(n, by_chance)

    def undefined(sums: Floats) -> Reason | None:
        if not sums[0] > 0:
            return NO_OVERLAP
        return None if by_chance > 0 else NO_CONTRAST

    return Coefficient("distance_alpha", VERSION, disagreement, undefined)


def _answers(n_pairs: int) -> int:
    """Return how many answers make so many pairs; 0 where no number does."""
    n = (1 + isqrt(1 + 8 * n_pairs)) // 2
    return n if n * (n - 1) // 2 == n_pairs else 0


def _check(same: Mapping[str, Sequence[float]], different: Sequence[float]) -> None:
    uneven = [item for item, distances in same.items() if not _answers(len(distances))]
    if uneven:
        raise InvalidInput(
            "agreement.missing_distances",
            f"{len(uneven)} items lack the distance of some two of their answers.",
            where=f"items {', '.join(uneven[:20])}",
            mend="Give one distance for every two answers: 1, 3, 6, 10 …",
        )
    far = [item for item, distances in same.items() if not all(0 <= distance <= 1 for distance in distances)]
    far += [] if all(0 <= distance <= 1 for distance in different) else ["different"]
    if far:
        raise InvalidInput(
            "agreement.bad_distance",
            "A distance is outside 0 … 1.",
            where=", ".join(far[:20]),
            mend="Scale distances so that 0 is the same and 1 shares nothing.",
        )


def _grouped(items: Sequence[str], groups: Mapping[str, Hashable]) -> Ints:
    place: dict[Hashable, int] = {}
    keys = [("item", item) if groups.get(item) is None else ("group", groups[item]) for item in items]
    return np.array([place.setdefault(key, len(place)) for key in keys], dtype=np.int64)


def by_group(rows: Floats, group: Ints) -> Sums:
    """Return the rows summed by group: the units that are resampled together."""
    n_groups = int(group.max(initial=-1)) + 1
    return Sums(summed_by(group, rows, n_groups), np.ones(n_groups, dtype=np.int64))


def _choices(different: Floats, weights: object, rng: Generator) -> dict[str, Any]:
    n = len(different)
    return {
        **choices_of(rng),
        "weights": "equal" if weights is None else "hajek",
        "n_different": n,
        "expected_error": float(np.std(different, ddof=1) / np.sqrt(n)) if n > 1 else None,
    }


def _flags(expected: float) -> dict[str, str]:
    if expected < NEAR_ONE:
        return {}
    why = f"Answers to different items are {expected:.2f} apart, so alpha is close to 1 minus the distance itself."
    return {"expected_near_one": why}
