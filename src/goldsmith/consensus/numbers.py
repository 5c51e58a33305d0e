"""Numbers as whole answers: the mean by precision, on the question's steps, with its interval."""

from __future__ import annotations

import typing
from math import e, erf, log, pi, sqrt

import numpy as np

from goldsmith.consensus.joined import Cast, Joined, Made, check
from goldsmith.consensus.numeric import NumberConsensus, numeric
from goldsmith.consensus.result import Open, Reliability
from goldsmith.kinds import HasNumbers

DIGITS = 6
LOW: Open = "low_posterior"


def weighted_mean(cast: Cast, *, min_posterior: float) -> Joined:
    """Return the numbers that answers come to: the mean by precision, without each annotator's bias.

    The posterior is the probability that the truth lies within the question's `tolerance`, or half a step where it has
    a `step`; without both it is undefined, and then no number is held open. Each item tells its 95 % interval.
    Raises InvalidInput for fewer than three annotators and for unnamed ones.

    >>> from goldsmith.model import Question
    >>> asked = Question("weight", "number.v1", "What does it weigh?", options={"step": 1})
    >>> answers = {f"sack {n}": {"ann": n, "bob": n, "cy": n + 40} for n in (3, 5, 9)}
    >>> [made.value for made in weighted_mean(Cast(asked, answers, gold={"sack 3": 3}), min_posterior=0.5).made]
    [3, 5, 9]
    """
    check(cast, min_posterior)
    cast.need_people("The mean by precision", "Use the median, which projects hold already")
    kind = typing.cast(HasNumbers, cast.kind)
    items, people = cast.items, cast.annotators
    place = {name: number for number, name in enumerate(people)}
    rows = [
        (at, place[name], float(value))
        for at, item in enumerate(items)
        for name, value in sorted(cast.answers[item].items())
    ]
    item, annotator, value = (np.array(column) for column in zip(*rows, strict=True))
    gold = {at: float(cast.gold[name]) for at, name in enumerate(items) if cast.gold.get(name) is not None}
    found = numeric(item, annotator, value, gold=gold)
    n_votes = np.bincount(annotator, minlength=len(people)).tolist()
    measured = zip(people, n_votes, found.biases, found.spreads, strict=True)
    return cast.joined(
        "weighted_mean",
        _made(cast, found, min_posterior),
        [
            Reliability(name, n, None, None, None, measures={"bias": bias, "spread": spread})
            for name, n, bias, spread in measured
        ],
        trace=(found.trace,),
        stopped=found.stopped,
        choices={
            "min_posterior": min_posterior,
            "within": kind.same_within(cast.question),
            "errors": "normal",
        },
    )


def _made(cast: Cast, found: NumberConsensus, min_posterior: float) -> list[Made]:
    kind = typing.cast(HasNumbers, cast.kind)
    within = kind.same_within(cast.question)
    rows = zip(cast.items, found.mean.tolist(), found.sd.tolist(), *found.interval(), strict=True)
    made = []
    for item, mean, sd, low, high in rows:
        decided = kind.nearest(mean, cast.question)
        chance = None if within is None else _within(float(decided) - mean, sd, within)
        is_low = chance is not None and chance < min_posterior - 1e-9
        told = {"low": round(float(low), DIGITS), "high": round(float(high), DIGITS)}
        entropy = max(0.0, log(sd * sqrt(2 * pi * e) / (2 * within))) if sd > 0 and within else 0.0
        value, why = (None, LOW) if is_low else (decided, None)
        made.append(Made(item, value, why, chance, entropy, {}, told))
    return made


def _within(off: float, sd: float, reach: float) -> float:
    """Return the probability that a normal error lies within the reach of a number so far off its mean."""
    if sd == 0:
        return float(abs(off) <= reach + 1e-9)
    low, high = (off - reach) / sd, (off + reach) / sd
    return (erf(high / sqrt(2)) - erf(low / sqrt(2))) / 2
