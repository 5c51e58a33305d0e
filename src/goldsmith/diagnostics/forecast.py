"""Forecast: when the answers that are still wanted will have come, with the range that the past pace allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.numerics import Ints

WINDOW, LEAST_WORKING, REPLICATES, HORIZON = 28, 3, 1_000, 3_650
SHARES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days from today until the last answer, today being 0, or why there is none.

    low, high: nine in ten of the replicates end between them. high None: more than one in twenty has no end within
    ten years. n_days, n_working: days looked at, and those with an answer. per_day: mean over all days looked at.
    """

    n_left: int
    days: int | None = None
    low: int | None = None
    high: int | None = None
    undefined: str = ""
    n_days: int = 0
    n_working: int = 0
    per_day: float = 0.0


def forecast(per_day: Ints, n_left: int, *, rng: np.random.Generator) -> Forecast:
    """Return when n_left answers will have come, if days to come are like the last ones.

    per_day: answers of each day, oldest first, up to yesterday; days without any are 0 and belong to the pace. The
    last 28 are read. Each replicate draws these days anew, with replacement, which makes the mean uncertain, and then
    days to come out of the draw until enough answers are there. Undefined with fewer than three days of work.
    Days are taken as independent: a pace that rises or falls steadily is not followed.
    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, ch. 6 and 8.

    >>> found = forecast(np.full(10, 100), 450, rng=np.random.default_rng(0))
    >>> (found.low, found.days, found.high)
    (5, 5, 5)
    """
    recent = np.asarray(per_day, np.int64)[-WINDOW:]
    first = int(np.argmax(recent > 0)) if recent.any() else len(recent)
    recent = recent[first:]
    n_working = int((recent > 0).sum())
    known = {
        "n_left": n_left,
        "n_days": len(recent),
        "n_working": n_working,
        "per_day": float(recent.mean()) if len(recent) else 0.0,
    }
    if n_left <= 0:
        return Forecast(**known, undefined="No answer is wanted any more.")  # type: ignore[arg-type]
    if n_working < LEAST_WORKING:
        why = f"It takes {LEAST_WORKING} whole days with answers among the last {WINDOW}; there are {n_working}."
        return Forecast(**known, undefined=why)  # type: ignore[arg-type]
    ends = _ends(recent, n_left, rng)
    low, middle, high = (float(np.quantile(ends, share, method="inverted_cdf")) for share in SHARES)
    if middle > HORIZON:
        why = "At the pace of the last days it would take more than ten years."
        return Forecast(**known, undefined=why)  # type: ignore[arg-type]
    return Forecast(
        **known,  # type: ignore[arg-type]
        days=int(middle),
        low=int(low),
        high=int(high) if high <= HORIZON else None,
    )


def _ends(recent: Ints, n_left: int, rng: np.random.Generator) -> Ints:
    """Return (replicates,): the day on which each replicate has enough; HORIZON + 1 when it never has."""
    drawn = recent[rng.integers(0, len(recent), (REPLICATES, len(recent)))]
    ends = np.full(REPLICATES, HORIZON + 1, np.int64)
    done = np.zeros(REPLICATES, np.int64)
    day = 0
    open_ = np.flatnonzero(drawn.any(axis=1))
    while len(open_) and day < HORIZON:
        step = min(256, HORIZON - day)
        picks = rng.integers(0, drawn.shape[1], (len(open_), step))
        totals = done[open_, None] + np.cumsum(np.take_along_axis(drawn[open_], picks, axis=1), axis=1)
        is_over = totals[:, -1] >= n_left
        ends[open_[is_over]] = day + 1 + np.argmax(totals[is_over] >= n_left, axis=1)
        done[open_] = totals[:, -1]
        open_ = open_[~is_over]
        day += step
    return ends
