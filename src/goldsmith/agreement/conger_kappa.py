"""Conger's kappa: Cohen's for any number of annotators, each with their own habits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import (
    LEAST_EXPECTED,
    NO_OVERLAP,
    NO_VARIATION,
    REPLICATES,
    TOO_FEW_PEOPLE,
    UNIDENTIFIED,
    Coefficient,
    Evidence,
)
from goldsmith.agreement.linearised import Clusters, linearised_estimate
from goldsmith.agreement.registry import metric
from goldsmith.agreement.tally import (
    counts_of,
    flags_of,
    item_sums,
    resampling_units,
    vote_choices,
    without_each_annotator,
)
from goldsmith.numerics import Floats, Ints, Sums, compressed, jackknife_variance, summed_by, t_quantile
from goldsmith.numerics import weighted_counts as weighted
from goldsmith.votes import Estimate, Reason, Votes

VERSION = "conger_kappa.v1"
MOST_CELLS = 4_000_000  # of a table of who said what; beyond it the interval is linearised


@dataclass(frozen=True, slots=True)
class CastTally:
    """Sums over items. sums: (…, 2 + annotators × labels): pairable, agreeing, then the votes of each annotator."""

    sums: Floats
    n_annotators: int

    def by_annotator(self) -> Floats:
        """Return (…, annotators, labels): weighted votes."""
        shape = (*self.sums.shape[:-1], self.n_annotators, -1)
        return self.sums[..., 2:].reshape(shape) if self.n_annotators else self.sums[..., None, 2:]


def conger(name: str, version: str, alike: Floats | None = None) -> Coefficient[CastTally]:
    """Return Conger's kappa as a coefficient. alike: (labels, labels), how far two agree; None for all or nothing."""

    def disagreement(tally: CastTally) -> tuple[Floats, Floats]:
        pairable, agreeing = tally.sums[..., 0], tally.sums[..., 1]
        observed = np.where(pairable > 0, 1 - agreeing / np.where(pairable > 0, pairable, 1), np.nan)
        cast = tally.by_annotator()
        n_each = cast.sum(axis=-1, keepdims=True)
        shares = cast / np.where(n_each > 0, n_each, 1)
        n = (n_each[..., 0] > 0).sum(axis=-1)
        every = shares.sum(axis=-2)
        met = (_weighed(every, alike) * every).sum(axis=-1)
        met = met - (_weighed(shares, alike) * shares).sum(axis=(-1, -2))
        return observed, np.where(n > 1, 1 - met / np.where(n > 1, n * (n - 1), 1), 0.0)

    return Coefficient(name, version, disagreement, _undefined)


def _weighed(shares: Floats, alike: Floats | None) -> Floats:
    return shares if alike is None else shares @ alike


def _agreed(counts: Ints, *, alike: Floats | None) -> Floats:
    """Return (rows, 3): items judged, items pairable, and how far two votes on them agree."""
    sums = item_sums(counts, is_ordinal=False)[:, :3]
    if alike is not None:
        c, n = counts.astype(np.float64), counts.sum(axis=1)
        near = ((c @ alike) * c).sum(axis=1) - n
        sums[:, 2] = np.where(n > 1, near / np.where(n > 1, n * (n - 1), 1), 0.0)
    return sums


def _undefined(tally: CastTally) -> Reason | None:
    return None if tally.sums[..., 0] > 0 else NO_OVERLAP


CONGER = conger("conger_kappa", VERSION)


@metric(VERSION, units="given", weighted="weighted_conger_kappa")
def conger_kappa(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Conger's kappa: agreement beyond what each two annotators' own label shares give by chance.

    votes: nominal votes on given units; items may have different numbers of votes. An item with one vote counts in
    its annotator's shares only. For two annotators who labeled the same items it is Cohen's kappa.
    The interval resamples items, or their groups; where annotators × items are too many for that, it is linearised,
    and `choices` says so. Returns an Estimate of at most 1; 0 is chance. Undefined for unidentified annotators, when
    no item has two votes, and when one label occurs.
    Source: Conger (1980), Psychological Bulletin 88(2); unequal votes as in Gwet (2014), ch. 2.

    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["ann"] * 4 + ["bob"] * 4, list("yynnynnn"))
    >>> conger_kappa(votes, rng=np.random.default_rng(0)).value
    0.5
    """
    return several_annotators(votes, CONGER, rng=rng, replicates=replicates)


def several_annotators(
    votes: Votes,
    coefficient: Coefficient[CastTally],
    *,
    rng: Generator,
    replicates: int,
    alike: Floats | None = None,
) -> Estimate:
    """Return a coefficient of annotators with their own label shares; alike: as for `conger`, the same one."""
    reason = None if votes.identified else UNIDENTIFIED
    if reason or not votes.n_pairable:
        return _without_value(votes, coefficient, reason or NO_OVERLAP, rng)
    types = _types(votes)
    n_columns = 2 + votes.n_annotators * len(votes.labels)
    n_rows = votes.n_annotators + (int(votes.group.max()) + 1 if votes.group is not None else types.n)
    if n_rows * n_columns > MOST_CELLS or types.n * n_columns > MOST_CELLS:
        return _linearised(votes, coefficient, alike, rng)
    units = _units(votes, types, alike)

    def leave_out() -> Floats | Reason:
        return TOO_FEW_PEOPLE if votes.n_annotators < 3 else _without_each(votes, units.total(), alike)

    evidence = Evidence(
        units=units,
        read=partial(CastTally, n_annotators=votes.n_annotators),
        replicates=units.resampled(replicates, rng),
        leave_out=leave_out,
        counts=counts_of(votes),
        choices=vote_choices(votes, rng),
        unit="item" if votes.group is None else "group",
        flags=flags_of(votes),
    )
    return evidence.estimate(coefficient)


def _without_value(
    votes: Votes, coefficient: Coefficient[CastTally], reason: Reason, rng: Generator
) -> Estimate:
    return Estimate(
        name=coefficient.name, value=None, undefined=reason, no_interval=reason, no_people=reason,
        choices={"version": coefficient.version, "interval": "none", **vote_choices(votes, rng)}, **counts_of(votes),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Types:
    """Items that the same annotators gave the same labels. of_item: (items,); first: (types,), an item of each."""

    of_item: Ints
    first: Ints

    @property
    def n(self) -> int:
        return len(self.first)


def _types(votes: Votes) -> _Types:
    """Return the sorts of items with a vote; each item is one of its own where they would not fit a number."""
    base = len(votes.labels) + 1
    n_items = len(votes.items)
    if votes.weight is not None or votes.n_annotators * np.log2(base) >= 53:
        return _Types(np.arange(n_items), np.arange(n_items))
    digit = np.power(float(base), votes.annotator) * (votes.label + 1)
    _, first, of_item = np.unique(
        np.bincount(votes.item, digit, n_items), return_index=True, return_inverse=True
    )
    return _Types(of_item, first)


def _units(votes: Votes, types: _Types, alike: Floats | None) -> Sums:
    n_columns = votes.n_annotators * len(votes.labels)
    place = np.full(len(votes.items), -1)
    place[types.first] = np.arange(types.n)
    is_of_first = place[votes.item] >= 0
    rows = place[votes.item[is_of_first]]
    cells = votes.annotator[is_of_first] * len(votes.labels) + votes.label[is_of_first]
    cast = np.bincount(rows * n_columns + cells, minlength=types.n * n_columns).reshape(types.n, n_columns)
    patterns = votes.patterns
    agreed = _agreed(patterns.rows, alike=alike)[:, 1:][patterns.of_item[types.first]]
    table = np.column_stack([agreed, cast.astype(np.float64)]) * votes.item_weight[types.first, None]
    if votes.group is None:
        sums = Sums(table, np.bincount(types.of_item, minlength=types.n))
    else:
        n_groups = int(votes.group.max()) + 1
        kinds, kind = compressed(votes.group * types.n + types.of_item)
        times = np.bincount(kind).astype(np.float64)
        summed = summed_by(kinds // types.n, table[kinds % types.n] * times[:, None], n_groups)
        sums = Sums(summed, np.ones(n_groups, dtype=np.int64))
    is_judged = sums.rows[:, 2:].any(axis=1)
    return Sums(sums.rows[is_judged], sums.times[is_judged])


def _observed_without_each(votes: Votes, alike: Floats | None) -> Floats:
    """Return (annotators, 2): items pairable and agreeing, without the votes of one annotator each."""
    sums_of = partial(_agreed, alike=alike)
    left: Floats = without_each_annotator(votes, resampling_units(votes, sums_of).total(), sums_of)[:, 1:]
    return left


def _without_each(votes: Votes, total: Floats, alike: Floats | None) -> Floats:
    n, n_labels = votes.n_annotators, len(votes.labels)
    left = np.repeat(total[None, :], n, axis=0)
    left[:, :2] = _observed_without_each(votes, alike)
    for each in range(n):
        left[each, 2 + each * n_labels : 2 + (each + 1) * n_labels] = 0
    return left


def _linearised(
    votes: Votes, coefficient: Coefficient[CastTally], alike: Floats | None, rng: Generator
) -> Estimate:
    """Return the estimate where items × annotators are too many to resample.

    Each vote moves the expected agreement by its derivative, each item the observed one.
    """
    n, n_labels, weight = votes.n_annotators, len(votes.labels), votes.item_weight
    vote_weight = weight[votes.item]
    cast = weighted(votes.annotator * n_labels + votes.label, vote_weight, n * n_labels).reshape(n, n_labels)
    n_each = cast.sum(axis=1)
    shares = cast / np.where(n_each > 0, n_each, 1)[:, None]
    people = int((n_each > 0).sum())
    others = _weighed(shares.sum(axis=0) - shares, alike)
    met = (shares * others).sum(axis=1)
    expected = float(met.sum() / (people * (people - 1)))
    sums = _agreed(votes.patterns.rows, alike=alike)[:, 1:][votes.patterns.of_item]
    total = float((weight * sums[:, 0]).sum())
    observed = float((weight * sums[:, 1]).sum()) / total
    if 1 - expected <= LEAST_EXPECTED:
        return _without_value(votes, coefficient, NO_VARIATION, rng)
    moves = others[votes.annotator, votes.label] - met[votes.annotator]
    moves *= 2 * vote_weight / (people * (people - 1) * n_each[votes.annotator])
    room = 1 - expected
    pull = weight * (sums[:, 1] - observed * sums[:, 0]) / total / room
    pull -= (1 - observed) / room**2 * weighted(votes.item, moves, len(votes.items))
    judged = np.flatnonzero(votes.n_each > 0)
    unit = judged if votes.group is None else votes.group[judged]
    clusters = Clusters.of(np.zeros(len(judged), dtype=np.int64), unit, 1)
    unit_name = "item" if votes.group is None else "group"
    choices = {
        "version": coefficient.version, **vote_choices(votes, rng), "resampling_unit": unit_name,
        "people_interval": "linearised_and_annotator_jackknife_t",
    }  # fmt: skip
    found = linearised_estimate(
        coefficient.name, observed=observed, expected=expected,
        error=float(clusters.errors(pull[judged], np.ones(1))[0]),
        n_items=votes.n_items, n_units=int(clusters.n_each[0]), low=-np.inf, choices=choices,
    )  # fmt: skip
    found = replace(found, flags=flags_of(votes), **counts_of(votes))
    return replace(found, **_people(votes, found, shares, people, alike))


def _people(
    votes: Votes, found: Estimate, shares: Floats, people: int, alike: Floats | None
) -> dict[str, Any]:
    if votes.n_annotators < 3:
        return {"no_people": TOO_FEW_PEOPLE}
    if found.low is None or found.high is None or found.value is None:
        return {"no_people": found.no_interval}
    agreed = _observed_without_each(votes, alike)
    if not (agreed[:, 0] > LEAST_EXPECTED).all():
        return {"no_people": Reason("rests_on_one", "Without one annotator there is nothing to compare.")}
    # pe without g, from the sums of all: (P - p_g)² less the squares that are left
    others, squares = shares.sum(axis=0) - shares, (_weighed(shares, alike) * shares).sum(axis=1)
    met = (_weighed(others, alike) * others).sum(axis=1) - (squares.sum() - squares)
    expected = met / ((people - 1) * (people - 2))
    if (1 - expected <= LEAST_EXPECTED).any():
        return {"no_people": Reason("rests_on_one", "Without one annotator nothing varies.")}
    left = 1 - (1 - agreed[:, 1] / agreed[:, 0]) / (1 - expected)
    spread = (found.high - found.low) / (2 * t_quantile(max(found.choices.get("n_resampled", 2) - 1, 1)))
    reach = t_quantile(len(left) - 1) * float(np.sqrt(jackknife_variance(left) + spread**2))
    return {
        "no_people": None,
        "low_people": min(found.low, found.value - reach),
        "high_people": max(found.high, min(1.0, found.value + reach)),
    }
