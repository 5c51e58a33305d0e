"""Krippendorff's alpha where labels are numbers: interval and ratio."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import (
    NO_OVERLAP,
    NO_VARIATION,
    TOO_FEW_PEOPLE,
    UNIDENTIFIED,
    Coefficient,
    Evidence,
)
from goldsmith.agreement.pairs import SharedVotes, shared_votes
from goldsmith.agreement.tally import counts_of, flags_of, vote_choices
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints, Sums, compressed, summed_by, weighted_counts
from goldsmith.votes import Estimate, Reason, Votes

VERSION = "krippendorff_alpha.v1"
FEW_VALUES = 64  # up to so many, equal items are found and resampled together
MOST_CELLS = 30_000_000  # of a table of items by values
TOO_MANY = Reason("too_many_values", "Too many different numbers for a ratio alpha: round them first.")


@dataclass(frozen=True, slots=True)
class NumberTally:
    """Sums over items. sums: (…, 2 + features): items pairable, distances over them, features of their votes."""

    sums: Floats

    @property
    def pairable(self) -> Floats:
        return self.sums[..., 0]

    @property
    def features(self) -> Floats:
        return self.sums[..., 2:]


def number_alpha(votes: Votes, *, rng: Generator, replicates: int) -> Estimate:
    """Return Krippendorff's alpha for votes whose labels are numbers, of level interval or ratio.

    Interval: labels are as far apart as their squared difference; ratio: as the square of difference / sum, for
    numbers from 0 up. Distances are of differences of centred numbers, so a large common offset does no harm.
    Raises InvalidInput for labels that are no such numbers.
    """
    numbers = label_numbers(votes)
    counted = np.unique(votes.label[votes.n_each[votes.item] > 1])
    if votes.level == "ratio" and len(numbers) * min(len(votes.items), _n_patterns(votes)) > MOST_CELLS:
        return _without_value(votes, TOO_MANY, rng)
    is_ratio = votes.level == "ratio"
    low, high = (float(numbers[counted].min()), float(numbers[counted].max())) if len(counted) else (0.0, 1.0)
    scaled = numbers if is_ratio else (numbers - (low + high) / 2) / (high - low if high > low else 1.0)
    features = np.eye(len(numbers)) if is_ratio else np.stack([np.ones_like(scaled), scaled, scaled**2], 1)
    shared = shared_votes(votes)
    distance = _ratio(numbers[shared.label_a], numbers[shared.label_b]) if is_ratio else None
    if distance is None:
        distance = (scaled[shared.label_a] - scaled[shared.label_b]) ** 2
    units = _units(votes, shared, distance, features)

    def leave_out() -> Floats | Reason:
        if not votes.identified:
            return UNIDENTIFIED
        few = votes.n_annotators < 3
        return TOO_FEW_PEOPLE if few else _without_each(votes, shared, distance, features)

    evidence = Evidence(
        units=units,
        read=NumberTally,
        replicates=units.resampled(replicates, rng) if units.n else np.zeros((0, 2 + features.shape[1])),
        leave_out=leave_out,
        counts=counts_of(votes),
        choices=vote_choices(votes, rng),
        unit="item" if votes.group is None else "group",
        flags=flags_of(votes),
    )
    apart = _ratio(numbers[:, None], numbers[None, :]) if is_ratio else None
    disagreement = _interval_disagreement if apart is None else partial(_ratio_disagreement, apart=apart)
    return evidence.estimate(
        Coefficient("krippendorff_alpha", VERSION, disagreement, _undefined, level=votes.level)
    )


def label_numbers(votes: Votes) -> Floats:
    """Return (labels,): the labels as numbers; raises InvalidInput for those that are none."""
    numbers, strange = np.zeros(len(votes.labels)), []
    for place, label in enumerate(votes.labels):
        try:
            numbers[place] = float(label)
        except ValueError:
            numbers[place] = np.nan
        if not np.isfinite(numbers[place]) or (votes.level == "ratio" and numbers[place] < 0):
            strange.append(label)
    if strange:
        raise InvalidInput(
            "votes.not_a_number",
            f"Labels of level {votes.level} are numbers" + (" from 0 up." if votes.level == "ratio" else "."),
            where=f"labels {', '.join(strange[:20])}",
            mend="Mend the labels, or measure them as nominal or ordinal.",
        )
    return numbers


def _ratio(a: Floats, b: Floats) -> Floats:
    total = a + b
    return np.where(total > 0, (a - b) / np.where(total > 0, total, 1), 0.0) ** 2


def _n_patterns(votes: Votes) -> int:
    return len(votes.patterns.rows) if len(votes.labels) <= FEW_VALUES else len(votes.items)


def _without_value(votes: Votes, reason: Reason, rng: Generator) -> Estimate:
    return Estimate(
        name="krippendorff_alpha", value=None, undefined=reason, no_interval=reason, no_people=reason,
        choices={"version": VERSION, "interval": "none", **vote_choices(votes, rng), "level": votes.level},
        **counts_of(votes),
    )  # fmt: skip


def _interval_disagreement(tally: NumberTally) -> tuple[Floats, Floats]:
    n, sums, squares = (tally.features[..., place] for place in range(3))
    expected = 2 * (n * squares - sums**2) / _pairs(n)
    return _observed(tally, n), np.where(expected > 0, expected, 0.0)


def _ratio_disagreement(tally: NumberTally, *, apart: Floats) -> tuple[Floats, Floats]:
    n = tally.features.sum(axis=-1)
    return _observed(tally, n), ((tally.features @ apart) * tally.features).sum(axis=-1) / _pairs(n)


def _observed(tally: NumberTally, n: Floats) -> Floats:
    return np.where(n > 0, tally.sums[..., 1] / np.where(n > 0, n, 1), np.nan)


def _pairs(n: Floats) -> Floats:
    return np.where(n > 1, n * (n - 1), np.inf)


def _undefined(tally: NumberTally) -> Reason | None:
    if not tally.pairable > 0:
        return NO_OVERLAP
    # without a distance anywhere the expected one is 0, up to rounding of the moments
    return None if (tally.features > 0).any() else NO_VARIATION


def _item_rows(votes: Votes, shared: SharedVotes, distance: Floats, features: Floats) -> Floats:
    n_items = len(votes.items)
    m = votes.n_each.astype(np.float64)
    is_pairable = m > 1
    apart = 2 * weighted_counts(shared.item, distance, n_items) / np.where(is_pairable, m - 1, 1)
    counted = is_pairable[votes.item]
    cast = summed_by(votes.item[counted], features[votes.label[counted]], n_items)
    return np.column_stack([is_pairable.astype(np.float64), apart, cast])


def _units(votes: Votes, shared: SharedVotes, distance: Floats, features: Floats) -> Sums:
    if votes.group is None and votes.weight is None and len(votes.labels) <= FEW_VALUES:
        kinds, of_item = len(votes.patterns.rows), votes.patterns.of_item
        first = np.full(kinds, -1)
        first[of_item[::-1]] = np.arange(len(of_item))[::-1]
        rows = _item_rows(*_only(votes, shared, distance, first), features)[first]
        sums = Sums(rows, np.bincount(of_item, minlength=kinds))
    else:
        rows = _item_rows(votes, shared, distance, features) * votes.item_weight[:, None]
        if votes.group is None:
            sums = Sums(rows, np.ones(len(rows), dtype=np.int64))
        else:
            groups, group = compressed(votes.group)
            sums = Sums(summed_by(group, rows, len(groups)), np.ones(len(groups), dtype=np.int64))
    is_counted = sums.rows[:, 0] > 0
    return Sums(sums.rows[is_counted], sums.times[is_counted])


def _only(
    votes: Votes, shared: SharedVotes, distance: Floats, items: Ints
) -> tuple[Votes, SharedVotes, Floats]:
    """Return the votes and pairs on some items; the items keep their places."""
    is_in = np.zeros(len(votes.items), dtype=np.bool_)
    is_in[items] = True
    kept, pairs = is_in[votes.item], is_in[shared.item]
    columns = (shared.item, shared.a, shared.b, shared.label_a, shared.label_b)
    fewer = replace(
        votes, item=votes.item[kept], annotator=votes.annotator[kept], label=votes.label[kept], group=None
    )
    return fewer, SharedVotes(*(column[pairs] for column in columns)), distance[pairs]


def _without_each(votes: Votes, shared: SharedVotes, distance: Floats, features: Floats) -> Floats:
    """Return (annotators, columns): the sums without the votes of one annotator each."""
    n, weight, m = votes.n_annotators, votes.item_weight, votes.n_each
    rows = _item_rows(votes, shared, distance, features) * weight[:, None]
    drops, stays = m == 2, m > 2
    # items that both labeled alone are lost; others lose one vote and are weighed anew
    lost = drops[votes.item]
    left: Floats = rows.sum(axis=0) - summed_by(votes.annotator[lost], rows[votes.item[lost]], n)
    kept = stays[votes.item]
    item, who = votes.item[kept], votes.annotator[kept]
    left[:, 2:] -= summed_by(who, features[votes.label[kept]] * weight[item, None], n)
    left[:, 1] += weighted_counts(who, rows[item, 1] / (m[item] - 2), n)  # P/(m-2) - P/(m-1) = apart/(m-2)
    pairs = stays[shared.item]
    pull = 2 * distance[pairs] * weight[shared.item[pairs]] / (m[shared.item[pairs]] - 2)
    for people in (shared.a[pairs], shared.b[pairs]):
        left[:, 1] -= weighted_counts(people, pull, n)
    return left
