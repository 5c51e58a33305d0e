"""Orders as whole answers: the order with the least distance from the answers, each weighed by its annotator."""

from __future__ import annotations

import typing
from itertools import combinations, permutations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from goldsmith.consensus.joined import Cast, Joined, Made, check, entropy_of
from goldsmith.consensus.mallows import Orders, mallows
from goldsmith.consensus.result import Measure, Open, Reliability
from goldsmith.kinds import HasOrder
from goldsmith.numerics import Floats

MOST_TRIED = 6  # things of which every order is a candidate: 720 of them
TIED = 1e-9

Order: TypeAlias = tuple[int, ...]
Signs: TypeAlias = NDArray[np.int8]


def kemeny(cast: Cast, *, min_posterior: float) -> Joined:
    """Return the orders that answers come to: Kemeny's, weighed by how near each annotator is to the truth elsewhere.

    Of up to six things every order is a candidate. Of more, the answers are, with the order that a search from
    Borda's finds and all orders in which one thing of it stands elsewhere; the posterior is then among those, and so
    somewhat too high. Equally likely orders are a tie. Each item tells how likely each thing stands before each.
    Raises InvalidInput for fewer than three annotators and for unnamed ones.

    >>> from goldsmith.model import Label, Question
    >>> asked = Question("best", "ranking.v1", "Which?", labels=tuple(Label(key, key) for key in "abc"))
    >>> answers = {f"q{n}": {"ann": tuple("abc"), "bob": tuple("abc"), "cy": tuple("cba")} for n in range(5)}
    >>> kemeny(Cast(asked, answers), min_posterior=0.5).made[0].value
    ('a', 'b', 'c')
    """
    check(cast, min_posterior)
    cast.need_people(
        "Kemeny's order by reliability", "Use the majority of each pair, which projects hold already"
    )
    keys = typing.cast(HasOrder, cast.kind).things(cast.question)
    place = {key: at for at, key in enumerate(keys)}
    people = cast.annotators
    number = {name: at for at, name in enumerate(people)}
    candidates: list[list[Order]] = []
    items = []
    for item in cast.items:
        answers = [tuple(place[key] for key in value) for value in cast.values(item)]
        gold = cast.gold.get(item)
        held = None if gold is None else tuple(place[key] for key in gold)
        every = candidate_orders(answers, len(keys), held)
        candidates.append(every)
        who = np.array([number[name] for name in sorted(cast.answers[item])])
        items.append(Orders(distances(every, answers), who, None if held is None else every.index(held)))
    found = mallows(items, len(people), spectrum=spectrum(len(keys)))
    made = [
        _made(cast, item, every, posterior, keys, min_posterior)
        for item, every, posterior in zip(cast.items, candidates, found.posteriors, strict=True)
    ]
    n_votes = np.bincount(np.concatenate([one.annotator for one in items]), minlength=len(people)).tolist()
    rows = zip(
        people, n_votes, found.distances.tolist(), *(each.tolist() for each in found.near), strict=True
    )
    tried = "all orders" if len(keys) <= MOST_TRIED else "answers, best order found, its neighbours"
    return cast.joined(
        "kemeny",
        made,
        [
            Reliability(name, n, None, None, None, measures={"distance": Measure(mean, low, high)})
            for name, n, mean, low, high in rows
        ],
        trace=(found.trace,),
        stopped=found.stopped,
        choices={"min_posterior": min_posterior, "candidates": tried},
    )


def _made(
    cast: Cast, item: str, tried: list[Order], posterior: Floats, keys: tuple[str, ...], least: float
) -> Made:
    best = int(posterior.argmax())
    most = float(posterior[best])
    why: Open | None = None
    if int((posterior > most - TIED).sum()) > 1:
        why = "tie"
    elif most < least - TIED:
        why = "low_posterior"
    before = (posterior @ (_signs(tried) > 0)).tolist()
    pairs = [f"{keys[a]}>{keys[b]}" for a, b in combinations(range(len(keys)), 2)]
    told = {"pairs": {pair: round(p, 6) for pair, p in zip(pairs, before, strict=True)}}
    value = None if why else cast.kind.load([keys[at] for at in tried[best]])
    return Made(item, value, why, most, entropy_of(posterior), {}, told)


def _signs(orders: list[Order]) -> Signs:
    """Return (orders, pairs): 1 where the first thing of a pair stands before the second, else -1."""
    places = np.argsort(np.array(orders), axis=1)
    first, second = np.triu_indices(places.shape[1], 1)
    return np.where(places[:, first] < places[:, second], 1, -1).astype(np.int8)


def distances(tried: list[Order], answers: list[Order]) -> Floats:
    """Return (tried, answers): the share of pairs that two orders put differently, Kendall's distance.

    >>> distances([(0, 1, 2)], [(0, 1, 2), (2, 1, 0), (1, 0, 2)]).round(2).tolist()
    [[0.0, 1.0, 0.33]]
    """
    one, other = _signs(tried).astype(np.float64), _signs(answers).astype(np.float64)
    far: Floats = (1 - one @ other.T / one.shape[1]) / 2
    return far


def spectrum(n: int) -> tuple[Floats, Floats]:
    """Return the distances that orders of n things have from one of them, and how many orders lie at each.

    >>> [each.tolist() for each in spectrum(3)]
    [[0.0, 0.3333333333333333, 0.6666666666666666, 1.0], [1.0, 2.0, 2.0, 1.0]]
    """
    counts = np.ones(1)
    for things in range(2, n + 1):
        counts = np.convolve(counts, np.ones(things))
    return np.arange(len(counts)) / (len(counts) - 1), counts


def candidate_orders(answers: list[Order], n: int, held: Order | None = None) -> list[Order]:
    """Return the orders that may be the truth, sorted: all where the things are few, else those near the answers."""
    if n <= MOST_TRIED:
        return list(permutations(range(n)))
    best = _searched(answers, n)
    return sorted({*answers, best, *_moved(best), *([] if held is None else [held])})


def _searched(answers: list[Order], n: int) -> Order:
    """Return an order that no move of one thing brings nearer to the answers, from Borda's on."""
    places = np.argsort(np.array(answers), axis=1).sum(axis=0)
    best: Order = tuple(sorted(range(n), key=lambda thing: (places[thing], thing)))
    far = float(distances([best], answers).sum())
    while True:
        near = sorted(_moved(best))
        sums: Floats = distances(near, answers).sum(axis=1)
        at = int(sums.argmin())
        if sums[at] >= far - TIED:
            return best
        best, far = near[at], float(sums[at])


def _moved(order: Order) -> set[Order]:
    found = set()
    for at, thing in enumerate(order):
        rest = order[:at] + order[at + 1 :]
        found |= {(*rest[:to], thing, *rest[to:]) for to in range(len(order))}
    return found - {order}
