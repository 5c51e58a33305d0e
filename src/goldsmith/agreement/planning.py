"""Planning: how many items and people make an interval as narrow as one wishes, and what an overlap costs and buys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import TOO_FEW_PEOPLE, UNIDENTIFIED, Coefficient
from goldsmith.agreement.krippendorff_alpha import alpha_for
from goldsmith.agreement.tally import Tally, count_evidence
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, jackknife_variance, t_quantile
from goldsmith.votes import Reason, Votes

SIMULATED = 4000  # items drawn to see how much one item tells
LEAST_ITEMS = 10
MOST_PEOPLE = 1000
Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One way to reach the width. n_items: labeled by `overlap` people each; n_votes: what that costs in answers."""

    overlap: int
    n_items: int
    n_votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotAdvice:
    """What a pilot says about the whole. value: alpha in the pilot; half_width: asked for.

    items_these_people: items with as many votes as the pilot's for ± half_width, for the pilot's people.
    people_like_these: annotators needed for the same about people like them, and the items that go with them.
    floor_people: the half-width that no number of items can go below with the pilot's people; or the reasons why not.
    """

    value: float | None
    half_width: float
    items_these_people: int | None
    people_like_these: int | None
    items_with_them: int | None
    floor_people: float | None
    undefined: Reason | None
    no_people: Reason | None

    def to_json(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {name: plain[name] and plain[name].to_json() for name in ("undefined", "no_people")}


def plan_overlaps(
    shares: Sequence[float],
    *,
    agreement: float,
    half_width: float,
    overlaps: Sequence[int] = (2, 3, 4, 5),
    rng: Generator,
) -> list[Design]:
    """Return for each overlap the items that bring the 95 % interval of alpha, for these people, to ± half_width.

    shares: how common each label is. agreement: the alpha that is expected, in [0, 1). Items are drawn by a plain
    model: with probability √alpha an answer is the item's own label, else one at random by the shares. More votes on
    an item cost more and tell less each; what an overlap of three buys besides is consensus.
    Raises InvalidInput for shares that are none and values out of range.

    >>> designs = plan_overlaps([0.7, 0.3], agreement=0.6, half_width=0.05, rng=np.random.default_rng(0))
    >>> designs[0].n_items > designs[1].n_items, designs[0].n_votes == 2 * designs[0].n_items
    (True, True)
    """
    p = np.asarray(shares, dtype=np.float64)
    _check(p, agreement, half_width)
    p = p / p.sum()
    designs = []
    for overlap in overlaps:
        rows = _drawn(p, agreement, overlap, rng)
        spread = _spread(Votes.from_counts(rows), rng)
        n = max(LEAST_ITEMS, ceil((Z * spread / half_width) ** 2))
        designs.append(Design(overlap=overlap, n_items=n, n_votes=n * overlap))
    return designs


def plan_from_pilot(votes: Votes, *, half_width: float, rng: Generator) -> PilotAdvice:
    """Return how many items and people a study like the pilot needs for ± half_width around alpha.

    votes: the pilot's, on items drawn at random; nominal or ordinal. The interval for these people shrinks with the
    items; the one for people like these has a part that only more people shrink. Both are as rough as the pilot is
    small: with fewer than 30 items or five people take them for an order of magnitude.
    Undefined where alpha has no interval.

    >>> votes = Votes.from_records(
    ...     [n for n in range(40) for _ in "abc"], list("abc") * 40, [n % 2 for n in range(40) for _ in "ab"] + [0] * 40
    ... )
    >>> plan_from_pilot(votes, half_width=0.1, rng=np.random.default_rng(0)).items_these_people > 40
    True
    """
    _check(np.ones(1), 0.0, half_width)
    coefficient: Coefficient[Tally] = alpha_for("ordinal" if votes.level == "ordinal" else "nominal")
    evidence = count_evidence(votes, rng=rng)
    estimate = evidence.estimate(coefficient)
    why = estimate.undefined or estimate.no_interval
    if why:
        return _without(estimate.value, half_width, why)
    n, by_items = votes.n_pairable, _variance(coefficient.values(evidence.drawn))
    items = max(LEAST_ITEMS, ceil(n * by_items * (Z / half_width) ** 2))
    if not votes.identified or votes.n_annotators < 3:
        reason = UNIDENTIFIED if not votes.identified else TOO_FEW_PEOPLE
        return PilotAdvice(
            value=estimate.value, half_width=half_width, items_these_people=items, people_like_these=None,
            items_with_them=None, floor_people=None, undefined=None, no_people=reason,
        )  # fmt: skip
    left = evidence.without_each
    assert not isinstance(left, Reason)  # noqa: S101 - excluded above
    by_people = jackknife_variance(coefficient.values(evidence.read(left)))
    people, more = _people(by_people, by_items * n, votes.n_annotators, half_width)
    return PilotAdvice(
        value=estimate.value,
        half_width=half_width,
        items_these_people=items,
        people_like_these=people,
        items_with_them=more,
        floor_people=t_quantile(votes.n_annotators - 1) * sqrt(by_people),
        undefined=None,
        no_people=None
        if people
        else Reason("out_of_reach", f"Not even {MOST_PEOPLE:,} people like these bring it to that width."),
    )


def _check(shares: Floats, agreement: float, half_width: float) -> None:
    faults = [
        ("shares", shares.tolist(), shares.ndim != 1 or not (shares >= 0).all() or not shares.sum() > 0),
        ("agreement", agreement, not 0 <= agreement < 1),
        ("half_width", half_width, not 0 < half_width < 1),
    ]
    for name, value, is_bad in faults:
        if is_bad:
            raise InvalidInput(
                "planning.out_of_range",
                f"{name} is {value}.",
                mend="Shares from 0 up, agreement from 0 to below 1, half-width between 0 and 1.",
            )


def _drawn(shares: Floats, agreement: float, overlap: int, rng: Generator) -> Floats:
    """Return (items, labels): counts of votes drawn by the plain model."""
    n, k = SIMULATED, len(shares)
    own = rng.choice(k, size=n, p=shares)
    is_own = rng.random((n, overlap)) < sqrt(agreement)
    cast = np.where(is_own, own[:, None], rng.choice(k, size=(n, overlap), p=shares))
    return np.stack([(cast == label).sum(axis=1) for label in range(k)], axis=1)


def _spread(votes: Votes, rng: Generator) -> float:
    """Return the standard deviation of alpha that one item brings: over √n it is that of n items."""
    drawn = alpha_for("nominal").values(count_evidence(votes, rng=rng).drawn)
    return sqrt(_variance(drawn) * votes.n_pairable)


def _variance(drawn: Floats) -> float:
    return float(drawn[~np.isnan(drawn)].var(ddof=1))


def _people(by_people: float, by_item: float, now: int, half_width: float) -> tuple[int | None, int | None]:
    """Return the fewest people whose share of the variance leaves half of the width's to the items, and those items."""
    for people in range(3, MOST_PEOPLE + 1):
        allowed = (half_width / t_quantile(people - 1)) ** 2
        left = allowed - by_people * now / people
        if left > allowed / 2:
            return people, max(LEAST_ITEMS, ceil(by_item / left))
    return None, None


def _without(value: float | None, half_width: float, why: Reason) -> PilotAdvice:
    return PilotAdvice(
        value=value, half_width=half_width, items_these_people=None, people_like_these=None,
        items_with_them=None, floor_people=None, undefined=why, no_people=why,
    )  # fmt: skip
