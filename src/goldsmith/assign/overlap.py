"""Overlap by arms: "30 % of the items × 3, the rest × 1", drawn at random, stratified if asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import floor
from typing import Any

from goldsmith.assign import PlanItem, Planned, chance, draw, registry, shuffled, whole_number
from goldsmith.errors import InvalidInput


@registry.register("overlap.v1")
def overlap(items: Sequence[PlanItem], params: Mapping[str, Any], *, seed: int) -> list[Planned]:
    """Return every item in one arm, by rank.

    params: {"arms": [{"name", "share", "overlap"}, …]}; the shares sum to 1, a name is made when there is none.
    An arm gets its share of the items exactly; a fraction of an item is rounded up or down by chance, so that each
    item's probability is the share itself, even when items come one by one. Within each stratum, arms taken
    in order keep their shares to within one item each (systematic sampling from a random order).
    Raises InvalidInput for arms that make no sense.

    >>> plan = overlap([PlanItem(str(i)) for i in range(10)], {"arms": [
    ...     {"share": 0.3, "overlap": 3}, {"share": 0.7, "overlap": 1}]}, seed=1)
    >>> sum(p.overlap for p in plan)
    16
    """
    arms = list(_arms(params))
    ranks = {item.id: rank for rank, item in enumerate(shuffled(items, seed, "rank"))}
    sizes = _sizes([share for _, share, _ in arms], len(items), chance(items, seed, "round"))
    rest = _by_stratum(items, seed)
    planned: list[Planned] = []
    for (name, share, n_people), size in zip(arms, sizes, strict=True):
        taken, rest = _systematic(rest, size, chance(items, seed, f"start {name}"))
        planned += [Planned(item.id, name, n_people, share, ranks[item.id]) for item in taken]
    return sorted(planned, key=lambda one: one.rank)


def with_floor(
    arms: Sequence[Mapping[str, Any]], share: float = 0.1, overlap: int = 2
) -> list[Mapping[str, Any]]:
    """Return the arms with a random floor taken out of those that only one person labels, so that agreement is known.

    share: of the single-labeled items; 0, or no such arm, changes nothing.

    >>> [(a["share"], a["overlap"]) for a in with_floor([{"share": 1.0, "overlap": 1}])]
    [(0.1, 2), (0.9, 1)]
    """
    single = sum(arm["share"] for arm in arms if arm["overlap"] == 1)
    if not single or not share:
        return list(arms)
    rest = [{**arm, "share": arm["share"] * (1 - share)} if arm["overlap"] == 1 else arm for arm in arms]
    return [{"name": "floor", "share": single * share, "overlap": overlap}, *rest]


def _arms(params: Mapping[str, Any]) -> Iterator[tuple[str, float, int]]:
    given = params.get("arms")
    arms = given if isinstance(given, Sequence) and not isinstance(given, str) else []
    shares = [arm.get("share") for arm in arms if isinstance(arm, Mapping)]
    numbers = [share for share in shares if isinstance(share, int | float) and 0 <= share <= 1]
    if not arms or len(numbers) != len(arms) or abs(sum(numbers) - 1) > 1e-6:
        raise InvalidInput(
            "assign.bad_shares",
            f"The shares {shares} do not sum to 1.",
            where="arms",
            mend="Give each arm its share of the items: 0.3 and 0.7 say.",
        )
    names = [str(arm.get("name") or f"overlap {arm.get('overlap')}") for arm in arms]
    for at, arm in enumerate(arms):
        if names[at] in names[:at]:
            raise InvalidInput(
                "assign.repeated_arm",
                f"Two arms are named {names[at]!r}.",
                where="arms",
                mend="Give each arm a name or an overlap of its own.",
            )
        yield names[at], float(arm["share"]), whole_number(arm, "overlap", least=1)


def _sizes(shares: Sequence[float], n: int, start: float) -> list[int]:
    """Return whole sizes that sum to n: each share of n, rounded up or down; over all starts, that is its mean."""
    bounds = [0]
    total = 0.0
    for share in shares:
        total += share * n
        bounds.append(floor(round(total, 6) + start))  # rounded: 0.1 + 0.2 must not lose an item
    bounds[-1] = n
    return [after - before for before, after in pairwise(bounds)]


def _by_stratum(items: Sequence[PlanItem], seed: int) -> list[PlanItem]:
    """Return the items stratum after stratum, at random within each; the strata in random order too."""
    places = {one: draw(f"{seed} stratum {one!r}") for one in {item.stratum for item in items}}
    return sorted(shuffled(items, seed, "order"), key=lambda item: places[item.stratum])


def _systematic(items: Sequence[PlanItem], size: int, start: float) -> tuple[list[PlanItem], list[PlanItem]]:
    """Return `size` of the items at equal steps from a random start, and the others; both in order."""
    n = len(items)
    first = floor(start * n)
    taken: list[PlanItem] = []
    rest: list[PlanItem] = []
    for at, item in enumerate(items):
        is_taken = ((at + 1) * size + first) // n > (at * size + first) // n
        (taken if is_taken else rest).append(item)
    return taken, rest
