"""An order of many estimates that does not mistake bad luck for bad agreement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from goldsmith.numerics import partially_pooled, t_quantile
from goldsmith.votes import Estimate

UNSURE = 1.0  # the standard error of a value that has no interval
SURE = 1e-6


def pooled(estimates: Sequence[Estimate]) -> list[float | None]:
    """Return each value drawn towards the others, as far as its interval is wide; None where it has no value."""
    known = [estimate for estimate in estimates if estimate.value is not None]
    values = np.array([estimate.value for estimate in known], dtype=np.float64)
    errors = np.array([_error(estimate) for estimate in known], dtype=np.float64)
    drawn = iter(partially_pooled(values, errors**2).tolist())
    return [None if estimate.value is None else next(drawn) for estimate in estimates]


def worst_first(values: Sequence[float | None]) -> list[int]:
    """Return the places from the lowest value to the highest, then those without a value; equals keep their order.

    >>> worst_first([0.9, None, 0.2])
    [2, 0, 1]
    """
    places = range(len(values))
    return sorted(places, key=lambda place: (values[place] is None, values[place] or 0.0))


def _error(estimate: Estimate) -> float:
    if estimate.low is None or estimate.high is None:
        return UNSURE
    return max(SURE, (estimate.high - estimate.low) / (2 * t_quantile(np.inf)))
