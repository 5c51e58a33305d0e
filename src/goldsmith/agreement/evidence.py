"""Evidence: sums counted and resampled once, and the estimate that any coefficient makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.random import Generator

from goldsmith.numerics import (
    BLOCKS,
    LEVEL,
    Floats,
    Sums,
    bca_interval,
    clopper_pearson,
    jackknife_variance,
    percentile_interval,
    t_quantile,
)
from goldsmith.votes import Estimate, Level, Reason

REPLICATES = 1000
FEW = 50  # below so many units the percentile interval is too short
MOST_DROPPED = 0.05
LEAST_EXPECTED = 1e-12  # expected disagreement below it is rounding

NO_OVERLAP = Reason("no_overlap", "No item has answers of two annotators.")
NO_VARIATION = Reason("no_variation", "Only one label was used, so nothing tells agreement from chance.")
UNIDENTIFIED = Reason(
    "unidentified", "The annotators are not identified: different people may have filled a seat."
)
TOO_FEW_PEOPLE = Reason(
    "too_few_annotators", "Fewer than three annotators say nothing about people like these."
)
NOT_ASKED = Reason("not_asked", "It was not asked for.")

T = TypeVar("T")
Interval: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Coefficient(Generic[T]):
    """1 - observed / expected disagreement, both in [0, 1].

    disagreement: sums as T → both, over its leading axes; observed is NaN where there is nothing to observe.
    undefined: the reason why all the sums give no value, if there is one. version: of its mathematics. low: the
    least value it can have, or what tells it from all the sums; unequal numbers of votes can take kappas below -1.
    """

    name: str
    version: str
    disagreement: Callable[[T], tuple[Floats, Floats]]
    undefined: Callable[[T], Reason | None]
    low: float | Callable[[T], float] = -inf
    level: Level = "nominal"  # whether the order of the labels plays a part

    def lowest(self, sums: T) -> float:
        """Return the least value that there can be."""
        return self.low(sums) if callable(self.low) else self.low

    def values(self, sums: T) -> Floats:
        """Return the values over the leading axes; NaN, which never leaves this package, where there is none."""
        observed, expected = self.disagreement(sums)
        is_defined = expected > LEAST_EXPECTED
        return np.where(is_defined, 1 - observed / np.where(is_defined, expected, 1), np.nan)


@dataclass(frozen=True, kw_only=True)
class Evidence(Generic[T]):
    """What was counted, by resampling unit, with bootstrap replicates and without each annotator in turn.

    units: the sums to resample. read: sums (…, columns) → what coefficients are made of. replicates: (replicates,
    columns). leave_out: → (annotators, columns), sums without each, or why not. counts: an Estimate's n's.
    """

    units: Sums
    read: Callable[[Floats], T]
    replicates: Floats
    leave_out: Callable[[], Floats | Reason]
    counts: Mapping[str, Any]
    choices: Mapping[str, Any]
    unit: str = "item"
    flags: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def total(self) -> T:
        return self.read(self.units.total())

    @cached_property
    def drawn(self) -> T:
        return self.read(self.replicates)

    @cached_property
    def by_unit(self) -> T:
        return self.read(self.units.rows)

    @cached_property
    def without_one(self) -> T:
        return self.read(self.units.without_one())

    @cached_property
    def without_each(self) -> Floats | Reason:
        return self.leave_out()

    def estimate(self, coefficient: Coefficient[T]) -> Estimate:
        """Return the coefficient's value with both intervals, or why it has none."""
        undefined = coefficient.undefined(self.total)
        observed, expected = coefficient.disagreement(self.total)
        if undefined is None and not expected > LEAST_EXPECTED:
            undefined = NO_VARIATION
        if undefined:
            reasons: dict[str, Any] = {
                "undefined": undefined,
                "no_interval": undefined,
                "no_people": undefined,
            }
            return Estimate(
                name=coefficient.name, value=None, flags=self.flags, **self.counts, **reasons,
                choices=self._choices(coefficient, "none", 0),
            )  # fmt: skip
        value = float(1 - observed / expected)
        replicates = coefficient.values(self.drawn)
        drawn = replicates[~np.isnan(replicates)]
        interval, method = self._interval(coefficient, value, drawn)
        people = self._people(coefficient, value, drawn, interval)
        return Estimate(
            name=coefficient.name, value=value, observed=float(1 - observed), expected=float(1 - expected),
            flags=self.flags, choices=self._choices(coefficient, method, len(replicates) - len(drawn)),
            **self.counts, **_ends(interval, "", "no_interval"), **_ends(people, "_people", "no_people"),
        )  # fmt: skip

    def _interval(
        self, coefficient: Coefficient[T], value: float, drawn: Floats
    ) -> tuple[Interval | Reason, str]:
        if self.units.n < 2:
            return Reason("one_unit", f"A single {self.unit} says nothing about others like it."), "none"
        uniform = self._uniform(coefficient)
        n_drawn = len(self.replicates)
        dropped = n_drawn - len(drawn)
        if dropped > MOST_DROPPED * n_drawn:
            why = f"In {dropped} of {n_drawn} resamples the value is undefined: too little varies."
            return (uniform, "clopper_pearson") if uniform else (Reason("unstable", why), "none")
        if uniform:
            low, high = percentile_interval(drawn)
            return (min(low, uniform[0]), max(high, uniform[1])), "clopper_pearson"
        if self.units.n >= FEW:
            return percentile_interval(drawn), "bootstrap_percentile"
        left = coefficient.values(self.without_one)
        is_defined = ~np.isnan(left)
        ends = bca_interval(value, drawn, left[is_defined], self.units.times[is_defined])
        return ends, "bootstrap_bca"

    def _uniform(self, coefficient: Coefficient[T]) -> Interval | None:
        """Return bounds where all units agree alike, so that resampling them shows no variation; else None.

        Of n units of one sort, the exact bound leaves room for a share of others that agree fully or not at all.
        """
        by_unit, _ = coefficient.disagreement(self.by_unit)
        is_seen = ~np.isnan(by_unit)
        if not is_seen.any():  # a single unit has no value of its own
            return None
        if np.ptp(by_unit[is_seen]) > LEAST_EXPECTED:
            return None
        observed, expected = coefficient.disagreement(self.total)
        n = int(self.units.times[is_seen].sum())
        return mapped_bounds(float(observed), float(expected), n, coefficient.lowest(self.total))

    def _people(
        self, coefficient: Coefficient[T], value: float, drawn: Floats, inner: Interval | Reason
    ) -> Interval | Reason:
        if isinstance(self.without_each, Reason):
            return self.without_each
        if isinstance(inner, Reason):
            return inner
        left = coefficient.values(self.read(self.without_each))
        if np.isnan(left).any():
            return Reason("rests_on_one", "Without one of the annotators there is no value to compare.")
        variance = jackknife_variance(left) + (float(drawn.var(ddof=1)) if len(drawn) > 1 else 0.0)
        reach = t_quantile(len(left) - 1) * float(np.sqrt(variance))
        low, high = max(coefficient.lowest(self.total), value - reach), min(1.0, value + reach)
        return min(inner[0], low), max(inner[1], high)  # the wider question never has the narrower interval

    def _choices(self, coefficient: Coefficient[T], method: str, dropped: int) -> dict[str, Any]:
        return {
            "version": coefficient.version,
            "interval": method,
            "dropped": dropped,
            **self.choices,
            **({"level": coefficient.level} if "level" in self.choices else {}),
            "resampling_unit": self.unit,
            "n_resampled": self.units.n,
            "replicates": len(self.replicates),
            **({"resampled_blocks": BLOCKS} if self.units.is_in_blocks else {}),
        }


def choices_of(rng: Generator) -> dict[str, Any]:
    """Return the choices that all estimates share. seed: that of a fresh generator, None where it has none."""
    entropy = getattr(getattr(rng.bit_generator, "seed_seq", None), "entropy", None)
    return {
        "confidence": LEVEL,
        "people_interval": "items_and_annotator_jackknife_t",
        "seed": entropy if isinstance(entropy, int) else None,
    }


def mapped_bounds(observed: float, expected: float, n: int, low: float = -inf) -> Interval:
    """Return the interval of 1 - observed / expected when all n units show the same observed disagreement.

    The other units that Clopper and Pearson's bound leaves room for may disagree fully or not at all.

    >>> tuple(round(end, 3) for end in mapped_bounds(0.0, 1.0, 20))
    (0.832, 1.0)
    """
    others = clopper_pearson(0, n)[1]
    least = observed * (1 - others)
    return max(low, 1 - (least + others) / expected), 1 - least / expected


def _ends(interval: Interval | Reason, suffix: str, why: str) -> dict[str, Any]:
    if isinstance(interval, Reason):
        return {why: interval}
    return {f"low{suffix}": interval[0], f"high{suffix}": interval[1]}
