"""The pull of suggestions: what people answer with one in sight, against items where it was kept back by lot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from goldsmith.diagnostics.measured import Measured, share_over
from goldsmith.numerics import Floats, Ints, compressed, percentile_interval

LEAST = 10  # items, or their groups, in each arm
REPLICATES = 500


@dataclass(frozen=True, slots=True)
class Pull:
    """How like the suggestion answers are: 1 the same … 0 nothing shared, `shown` in sight and `silent` without it.

    pull: shown - silent. kept, kept_silent: the share of answers that are exactly the suggestion. seconds_shown,
    seconds_silent: the median time of an answer; saved: silent - shown, in s.
    """

    shown: Measured
    silent: Measured
    pull: Measured
    kept: Measured
    kept_silent: Measured
    seconds_shown: float | None
    seconds_silent: float | None
    saved: Measured


def pull(
    likeness: Floats,
    is_same: NDArray[np.bool_],
    is_shown: NDArray[np.bool_],
    cluster: Ints,
    seconds: Floats,
    *,
    rng: Generator,
    unit: str = "items",
) -> Pull:
    """Return how much suggestions move answers, with intervals that take items, or groups, as independent.

    All (n,), an answer each, on items that had a suggestion; which of them showed it was drawn by lot. likeness: of
    the answer to the suggestion, in [0, 1]; is_same: whether it is the suggestion as it stood. cluster: the number of
    its item or group; unit: clusters in words. seconds: how long it took, 0 where that is not known. An arm of fewer
    than ten clusters leaves what compares undefined. Sources: the difference by Newcombe (1998), Statistics in
    Medicine 17, method 10, from each arm's own interval; time by percentiles of the cluster bootstrap.

    >>> from numpy.random import default_rng
    >>> shown = np.arange(40) < 20
    >>> like = np.where(shown, 1.0, np.arange(40) % 2)
    >>> found = pull(like, like == 1, shown, np.arange(40), np.where(shown, 2.0, 5.0), rng=default_rng(0))
    >>> found.pull.value, round(found.pull.low, 2), found.kept.value, found.saved.value
    (0.5, 0.21, 1.0, 3.0)
    """
    arms = [(is_shown, "answers with the suggestion in sight"), (~is_shown, "answers without it")]
    (shown, silent), (kept, kept_silent) = (
        [share_over(values[arm], cluster[arm], what, unit=unit) for arm, what in arms]
        for values in (likeness, is_same)
    )
    why = _too_few(is_shown, cluster, unit)
    is_timed = seconds > 0
    timed, at = is_shown[is_timed], seconds[is_timed]
    return Pull(
        shown,
        silent,
        Measured(len(likeness), undefined=why) if why else _difference(shown, silent),
        kept,
        kept_silent,
        _median(at[timed]),
        _median(at[~timed]),
        _saved(timed, cluster[is_timed], at, rng, unit),
    )


def _median(seconds: Floats) -> float | None:
    return float(np.median(seconds)) if len(seconds) else None


def _too_few(is_shown: NDArray[np.bool_], cluster: Ints, unit: str) -> str:
    """Return why the arms cannot be compared; empty when they can."""
    n_shown, n_silent = (len(np.unique(cluster[arm])) for arm in (is_shown, ~is_shown))
    if min(n_shown, n_silent) >= LEAST:
        return ""
    return (
        f"It takes {LEAST} {unit} answered with their suggestion in sight and {LEAST} without; "
        f"there are {n_shown:,} and {n_silent:,}."
    )


def _difference(a: Measured, b: Measured) -> Measured:
    """Return a - b, its interval made of theirs: each bound is as far away as both can be together."""
    n = a.n + b.n
    if a.value is None or a.low is None or a.high is None:
        return Measured(n, undefined=a.undefined)
    if b.value is None or b.low is None or b.high is None:
        return Measured(n, undefined=b.undefined)
    value = a.value - b.value
    below = hypot(a.value - a.low, b.high - b.value)
    above = hypot(a.high - a.value, b.value - b.low)
    return Measured(n, value, value - below, value + above)


def _saved(
    is_shown: NDArray[np.bool_], cluster: Ints, seconds: Floats, rng: Generator, unit: str
) -> Measured:
    """Return the median without a suggestion minus the median with it."""
    n = len(seconds)
    if why := _too_few(is_shown, cluster, unit):
        return Measured(n, undefined=why)
    names, place = compressed(cluster)
    m = len(names)
    drawn = []
    for _ in range(REPLICATES):
        times = np.bincount(rng.integers(m, size=m), minlength=m)[place]
        if times[is_shown].any() and times[~is_shown].any():
            drawn.append(_apart(np.repeat(is_shown, times), np.repeat(seconds, times)))
    found = Measured(n, _apart(is_shown, seconds))
    low, high = percentile_interval(np.array(drawn))
    return replace(found, low=low, high=high)


def _apart(is_shown: NDArray[np.bool_], seconds: Floats) -> float:
    return float(np.median(seconds[~is_shown]) - np.median(seconds[is_shown]))
