"""What a design costs in people's time: answers × seconds an answer, with the range that the project's clock leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.random import Generator

FEW_TIMES, FEW_PEOPLE = 30, 3
REPLICATES = 400


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds; low and high: 95 % of resamples, None where an assumption stands in for measurement.

    basis: measured, few (the range rests on too little), assumed, or none (total_s is None then). median_s: of all
    answers, beside the mean that sums need. why: what it rests on, in words.
    """

    n_answers: int
    n_people: int
    basis: str
    each_s: float | None
    median_s: float | None
    total_s: float | None
    low_s: float | None
    high_s: float | None
    n_times: int
    n_timed: int
    why: str

    @property
    def each_person_s(self) -> float | None:
        """Seconds for each person when all take an even part."""
        return None if self.total_s is None else self.total_s / max(1, self.n_people)


def cost(
    times_ms: Mapping[int, Sequence[int]],
    *,
    n_answers: int,
    n_people: int,
    rng: Generator,
    assumed_s: float | None = None,
) -> Cost:
    """Return what so many answers cost, from how long each person's last answers took.

    times_ms: person → milliseconds of answers, idle time excluded. A sum needs the mean, not the median: long answers
    are few and yet must be paid. Each person weighs the same, since who gives how many of the new answers is not known.
    The range resamples people, then their answers (two stages). assumed_s: seconds an answer, used when nothing is
    measured.

    >>> from numpy.random import default_rng
    >>> found = cost({1: [2000] * 40, 2: [4000] * 40, 3: [3000] * 40}, n_answers=100, n_people=5, rng=default_rng(0))
    >>> found.total_s, found.each_person_s, found.basis
    (300.0, 60.0, 'measured')
    """
    timed = [np.asarray(times, float) / 1000 for times in times_ms.values() if len(times)]
    n_times = sum(len(times) for times in timed)
    if not timed:
        total = None if assumed_s is None else n_answers * assumed_s
        basis = "none" if assumed_s is None else "assumed"
        why = (
            "No answer has been timed yet, so nothing is known of the time."
            if assumed_s is None
            else "No answer has been timed yet: the seconds an answer are what you assumed."
        )
        return Cost(n_answers, n_people, basis, assumed_s, None, total, None, None, 0, 0, why)
    each = float(np.mean([times.mean() for times in timed]))
    means = np.empty(REPLICATES)
    for n in range(REPLICATES):
        people = rng.integers(len(timed), size=len(timed))
        means[n] = np.mean([rng.choice(timed[p], size=len(timed[p])).mean() for p in people])
    low, high = np.quantile(means, (0.025, 0.975))
    is_few = n_times < FEW_TIMES or len(timed) < FEW_PEOPLE
    return Cost(
        n_answers,
        n_people,
        "few" if is_few else "measured",
        each,
        float(median(np.concatenate(timed))),
        each * n_answers,
        float(low) * n_answers,
        float(high) * n_answers,
        n_times,
        len(timed),
        _why(n_times, len(timed), is_few),
    )


def _why(n_times: int, n_timed: int, is_few: bool) -> str:
    people = f"{n_timed} {'person' if n_timed == 1 else 'people'}"
    told = f"From {n_times:,} timed answers of {people}."
    return (
        f"{told} That is little: the range may be too narrow, and others may be slower." if is_few else told
    )
