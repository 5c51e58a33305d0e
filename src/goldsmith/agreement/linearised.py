"""Intervals of many values at once by linearisation, where a bootstrap of each would cost too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from goldsmith.agreement.evidence import LEAST_EXPECTED, NO_VARIATION, TOO_FEW_PEOPLE, mapped_bounds
from goldsmith.numerics import Floats, Ints, compressed, t_quantile, weighted_counts
from goldsmith.votes import Estimate, Reason


@dataclass(frozen=True, slots=True)
class Clusters:
    """Which rows stand or fall together within which pair. of_row: each row's cluster; pair: each cluster's pair."""

    of_row: Ints
    pair: Ints
    n_each: Ints

    @classmethod
    def of(cls, pair: Ints, unit: Ints, n_pairs: int) -> Clusters:
        """Return the clusters of rows that belong to a pair, 0 … n_pairs - 1, and a resampling unit."""
        width = int(unit.max(initial=0)) + 1
        keys, of_row = compressed(pair * width + unit)
        return cls(of_row, keys // width, np.bincount(keys // width, minlength=n_pairs))

    def errors(self, pull: Floats, total: Floats) -> Floats:
        """Return (pairs,) standard errors of weighted means.

        pull: (rows,), weight times how far the row moves its pair's value; total: (pairs,) weights.
        """
        by_cluster = weighted_counts(self.of_row, pull, len(self.pair))
        squares = weighted_counts(self.pair, by_cluster**2, len(total))
        n = np.maximum(self.n_each, 2).astype(np.float64)
        errors: Floats = np.sqrt(squares * n / (n - 1)) / total
        return errors


def linearised_estimate(
    name: str,
    *,
    observed: float,
    expected: float,
    error: float,
    n_items: int,
    n_units: int,
    low: float,
    choices: Mapping[str, Any],
) -> Estimate:
    """Return the estimate of (observed - expected) / (1 - expected) of two annotators.

    error: its standard error; n_units: items or groups. Where all units are alike, the interval is Clopper and
    Pearson's bound carried over; a single unit has none.
    """
    known: dict[str, Any] = {
        "n_items": n_items,
        "n_pairable": n_items,
        "n_annotators": 2,
        "n_votes": 2 * n_items,
    }
    room = 1 - expected
    if room <= LEAST_EXPECTED:
        known |= dict.fromkeys(("undefined", "no_interval", "no_people"), NO_VARIATION)
        return Estimate(name=name, value=None, choices={**choices, "interval": "none"}, **known)
    value = 1 - (1 - observed) / room
    known |= {"observed": observed, "expected": expected, "no_people": TOO_FEW_PEOPLE}
    if n_units < 2:
        known["no_interval"] = Reason("one_unit", "One shared item says nothing about others like it.")
        return Estimate(name=name, value=value, choices={**choices, "interval": "none"}, **known)
    if error < LEAST_EXPECTED:
        method, ends = "clopper_pearson", mapped_bounds(1 - observed, room, n_units, low)
    else:
        reach = t_quantile(n_units - 1) * error
        method, ends = "linearised_t", (max(low, value - reach), min(1.0, value + reach))
    choices = {**choices, "interval": method, "n_resampled": n_units}
    return Estimate(name=name, value=value, low=ends[0], high=ends[1], choices=choices, **known)
