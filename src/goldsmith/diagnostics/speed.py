"""Speed against accuracy: whether an annotator's fast answers agree less with the rest than the slow ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from goldsmith.diagnostics.measured import Measured, share_over
from goldsmith.diagnostics.rest import Own, Rest
from goldsmith.numerics import Floats, Ints, compressed, discovered

FALSE_DISCOVERIES = 0.05
LEAST = 30  # timed votes on shared items: ten in each third
THIRDS = 3


@dataclass(frozen=True, slots=True)
class Third:
    """A third of an annotator's votes, by how long they took: the middle time, and the agreement with the rest."""

    median_ms: float
    agreement: Measured


@dataclass(frozen=True, slots=True)
class Speed:
    """thirds: fastest first. p: the chance that fast answers agree so much less than slow ones by luck alone.

    is_flagged: the fast third agrees less. That hard items take longer works against it, so a flag is no accident of
    easy items; that there is none does not show that speed is harmless.
    """

    n: int
    median_ms: float | None
    thirds: tuple[Third, ...]
    p: float | None
    is_flagged: bool
    undefined: str = ""


def speed(rest: Rest, ms: Floats | Ints) -> list[Speed]:
    """Return for each annotator how agreement with the rest goes with the time taken, in the order of annotators.

    ms: (n_votes,), active time; 0 or less is not known. Thirds are by the annotator's own times. Flags keep the false
    discovery rate at 5 % over all annotators. Undefined with fewer than 30 timed votes on shared items.

    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records(list(range(60)) * 2, ["ann"] * 60 + ["bob"] * 60, ["y", "n"] * 60)
    >>> speed(Rest(votes), np.arange(1, 121))[0].thirds[0].median_ms
    10.5
    """
    found = [_one(rest.of(who), ms) for who in range(rest.votes.n_annotators)]
    flags = discovered(np.array([np.nan if one.p is None else one.p for one in found]), FALSE_DISCOVERIES)
    return [replace(one, is_flagged=bool(flag)) for one, flag in zip(found, flags, strict=True)]


def _one(own: Own, ms: Floats | Ints) -> Speed:
    timed = own.chosen(np.flatnonzero(ms[own.vote] > 0))
    took = ms[timed.vote].astype(np.float64)
    n = len(timed)
    median = float(np.median(took)) if n else None
    if n < LEAST:
        why = (
            f"This takes {LEAST} timed votes on shared items; there are {n}." if n else "No times are known."
        )
        return Speed(n, median, (), None, False, why)
    order = np.argsort(took, kind="stable")
    parts = [timed.chosen(rows) for rows in np.array_split(order, THIRDS)]
    thirds = tuple(
        Third(
            float(np.median(ms[part.vote])), share_over(part.hit, part.cluster, "timed votes on shared items")
        )
        for part in parts
    )
    return Speed(n, median, thirds, _chance(parts[0], parts[-1]), False)


def _chance(fast: Own, slow: Own) -> float | None:
    """Return the one-sided p-value of fast answers agreeing less, by t over the clusters of both."""
    from scipy.stats import t

    gap = float(fast.hit.mean() - slow.hit.mean())
    pull = np.concatenate(
        [(fast.hit - fast.hit.mean()) / len(fast), -(slow.hit - slow.hit.mean()) / len(slow)]
    )
    names, place = compressed(np.concatenate([fast.cluster, slow.cluster]))
    m = len(names)
    error = float(np.sqrt(m / (m - 1) * (np.bincount(place, pull, m) ** 2).sum())) if m > 1 else 0.0
    return None if error == 0 else float(t.cdf(gap / error, m - 1))
