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
MOST_EXACT = 12  # things of which the nearest order is found exactly, over 4,096 sets of them
TIED = 1e-9

Order: TypeAlias = tuple[int, ...]
Signs: TypeAlias = NDArray[np.int8]


def kemeny(cast: Cast, *, min_posterior: float) -> Joined:
    """Return the orders that answers come to: Kemeny's, weighed by how near each annotator is to the truth elsewhere.

    Of up to six things every order is a candidate. Of more, the answers are, with an order of the least sum of
    distances from them, all annotators counting alike, and all orders in which one thing of it stands elsewhere. That
    order is exact up to twelve things; of more it is what a local search from Borda's finds, and `choices` says so.
    The posterior is then among these candidates only: it is too high, and where reliability differs much the likeliest
    of all orders may not be among them. Equally likely candidates are a tie. Each item tells how likely each thing
    stands before each.
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
    return cast.joined(
        "kemeny",
        made,
        [
            Reliability(name, n, None, None, None, measures={"distance": Measure(mean, low, high)})
            for name, n, mean, low, high in rows
        ],
        trace=(found.trace,),
        stopped=found.stopped,
        choices={"min_posterior": min_posterior, "candidates": _tried(len(keys))},
    )


def _tried(n: int) -> str:
    """Say which orders of n things are candidates."""
    if n <= MOST_TRIED:
        return "all orders"
    best = "nearest order" if n <= MOST_EXACT else "order by local search"
    return f"answers, {best}, its neighbours"


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
    best = nearest(answers, n) if n <= MOST_EXACT else _searched(answers, n)
    return sorted({*answers, best, *_moved(best), *([] if held is None else [held])})


def nearest(answers: list[Order], n: int) -> Order:
    """Return an order of n things with the least sum of distances from the answers, by a programme over sets of things.

    Whatever the order of the things that come first, the last of them costs the same: those who put it before others.
    Time and memory grow with n 2 ** n. Source: Held & Karp (1962), J. SIAM 10.

    >>> nearest([(0, 1, 2), (1, 2, 0), (0, 1, 2)], 3)
    (0, 1, 2)
    """
    places = np.argsort(np.array(answers), axis=1)
    before = (places[:, :, None] < places[:, None, :]).sum(axis=0).astype(np.int64)
    sets = np.arange(2**n)
    has = (sets[:, None] >> np.arange(n)) & 1 == 1
    last_costs = has @ before.T  # (sets, things): answers that put the thing before one of the set
    size = has.sum(axis=1)
    cost, last = np.zeros(2**n, np.int64), np.zeros(2**n, np.int64)
    for k in range(1, n + 1):
        of_size = sets[size == k]
        rest = of_size[:, None] ^ (1 << np.arange(n))  # without each thing, where it is in the set
        sums = np.where(has[of_size], cost[rest] + last_costs[rest, np.arange(n)], np.iinfo(np.int64).max)
        last[of_size], cost[of_size] = sums.argmin(axis=1), sums.min(axis=1)
    order: list[int] = []
    left = 2**n - 1
    while left:
        order.append(int(last[left]))
        left ^= 1 << order[-1]
    return tuple(reversed(order))


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
