"""The medoid by reliability: the one answer that the others lie nearest to, each weighed by its annotator."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from goldsmith.consensus.joined import Cast, Joined, Made, check, entropy_of
from goldsmith.consensus.pairs import apart_from_truth
from goldsmith.consensus.result import Measure, Open, Reliability
from goldsmith.numerics import Floats

LEAST = 0.02  # the least distance from the truth that anybody is taken to have
TIED = 1e-9


def weighted_medoid(cast: Cast, *, min_posterior: float) -> Joined:
    """Return of each item the answer that is likeliest the truth, given how far from it each annotator lies.

    Two answers are taken to lie as far apart as both lie from the truth together, so each annotator's distance comes
    from the pairs with others (and with gold): nobody's answer is held against itself. Answers then lie about the truth
    with exponential distances. The posterior is among the answers given: that one of them is right is taken for
    granted. It needs no iterations.
    Raises InvalidInput for fewer than three annotators and for unnamed ones.
    Source of the model: Braylan and Lease (2020), WWW; least squares over pairs instead of sampling.

    >>> from goldsmith.model import Question
    >>> asked = Question("line", "text.v1", "What does it say?")
    >>> said = {f"q{n}": {"ann": f"line {n}", "bob": f"line {n}.", "cy": "???", "dee": f"lime {n}"} for n in range(9)}
    >>> weighted_medoid(Cast(asked, said), min_posterior=0).made[3].value
    'line 3'
    """
    check(cast, min_posterior)
    cast.need_people("The medoid by reliability", "Use the plain medoid, which projects hold already")
    people = {name: at for at, name in enumerate(cast.annotators)}
    far = {item: _table(cast, item) for item in cast.items}
    mean, low, high = _from_truth(cast, far, people)
    n_votes = {name: sum(name in given for given in cast.answers.values()) for name in people}
    return cast.joined(
        "weighted_medoid",
        [
            cast.held(item)
            if cast.gold.get(item) is not None
            else _made(cast, item, far[item], mean, people, min_posterior)
            for item in cast.items
        ],
        [
            Reliability(name, n_votes[name], None, None, None, measures={"distance": Measure(*row)})
            for name, row in zip(people, np.stack([mean, low, high], axis=1).tolist(), strict=True)
        ],
        trace=(),
        stopped="counted",
        choices={"min_posterior": min_posterior, "distance": "from pairs with others, by least squares"},
    )


def _table(cast: Cast, item: str) -> Floats:
    """Return (answers, answers): how far apart they are."""
    values = cast.values(item)
    table = np.zeros((len(values), len(values)))
    for one, other in combinations(range(len(values)), 2):
        table[one, other] = table[other, one] = cast.kind.distance(values[one], values[other], cast.question)
    return table


def _from_truth(
    cast: Cast, far: Mapping[str, Floats], people: Mapping[str, int]
) -> tuple[Floats, Floats, Floats]:
    """Return (annotators,) three times: the distance from the truth, and the bounds of its 95 % interval."""
    pairs: list[tuple[int, int, float]] = []
    for item, table in far.items():
        names = [people[name] for name in sorted(cast.answers[item])]
        pairs += [(names[a], names[b], float(table[a, b])) for a, b in combinations(range(len(names)), 2)]
        gold = cast.gold.get(item)
        if gold is not None:
            values = zip(names, cast.values(item), strict=True)
            pairs += [
                (who, len(people), cast.kind.distance(value, gold, cast.question)) for who, value in values
            ]
    one, other = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    mean, low, high = apart_from_truth(
        one, other, np.array([pair[2] for pair in pairs]), len(people), least=LEAST
    )
    return mean, low, np.minimum(high, 1.0)


def _made(
    cast: Cast, item: str, table: Floats, mean: Floats, people: Mapping[str, int], least: float
) -> Made:
    kind, values = cast.kind, cast.values(item)
    rates = 1 / mean[[people[name] for name in sorted(cast.answers[item])]]
    spelled = kind.align(values, cast.question)[0].votes
    first = {said: at for at, said in reversed(list(enumerate(spelled)))}
    places = [first[said] for said in sorted(first)]
    logits = -(table[places] @ rates)
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    most = float(shares.max())
    why: Open | None = None
    if int((shares > most - TIED).sum()) > 1:
        why = "tie"
    elif most < least - TIED:
        why = "low_posterior"
    value = None if why else values[places[int(shares.argmax())]]
    return Made(item, value, why, most, entropy_of(shares))
