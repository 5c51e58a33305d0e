"""Plans keep their word in simulation, and say when no number of items is enough."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith.agreement import krippendorff_alpha, plan_from_pilot, plan_overlaps
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Ints
from goldsmith.votes import Votes


def drawn(shares: list[float], alpha: float, overlap: int, n: int, rng: Generator) -> Ints:
    """Return counts of votes: each is the item's own label with probability √alpha, else one by the shares."""
    own = rng.choice(len(shares), size=n, p=shares)
    cast = np.where(
        rng.random((n, overlap)) < np.sqrt(alpha),
        own[:, None],
        rng.choice(len(shares), size=(n, overlap), p=shares),
    )
    return np.stack([(cast == label).sum(axis=1) for label in range(len(shares))], axis=1)


def half_width(votes: Votes, rng: Generator) -> float:
    estimate = krippendorff_alpha(votes, rng=rng, replicates=300)
    assert estimate.low is not None
    assert estimate.high is not None
    return (estimate.high - estimate.low) / 2


@pytest.mark.parametrize(
    ("shares", "alpha"), [([0.5, 0.5], 0.6), ([0.9, 0.1], 0.5), ([0.4, 0.3, 0.2, 0.1], 0.8)]
)
def test_the_width_reached_is_within_15_percent_of_the_one_planned(shares: list[float], alpha: float) -> None:
    rng = default_rng(0)
    for design in plan_overlaps(shares, agreement=alpha, half_width=0.06, overlaps=(2, 3), rng=rng):
        rows = (drawn(shares, alpha, design.overlap, design.n_items, rng) for _ in range(25))
        reached = np.mean([half_width(Votes.from_counts(each), rng) for each in rows])
        assert reached == pytest.approx(0.06, rel=0.15)


def test_a_pilot_tells_the_items_that_the_same_people_need() -> None:
    rng = default_rng(1)
    pilot = Votes.from_counts(drawn([0.7, 0.3], 0.6, 3, 400, rng))
    advice = plan_from_pilot(pilot, half_width=0.05, rng=rng)
    assert advice.items_these_people is not None
    assert advice.no_people is not None
    assert advice.no_people.reason == "unidentified"
    rows = (drawn([0.7, 0.3], 0.6, 3, advice.items_these_people, rng) for _ in range(20))
    assert np.mean([half_width(Votes.from_counts(each), rng) for each in rows]) == pytest.approx(
        0.05, rel=0.15
    )


def crew(n_items: int, sloppy: dict[str, float], rng: Generator) -> Votes:
    """Return votes of people, each wrong at a rate of their own."""
    truth = rng.integers(0, 2, n_items)
    rows = [
        (item, who, int(truth[item]) ^ int(rng.random() < rate))
        for item in range(n_items)
        for who, rate in sloppy.items()
    ]
    return Votes.from_records(*zip(*rows, strict=True))


def test_people_who_differ_set_a_floor_that_no_items_go_below() -> None:
    votes = crew(600, {"a": 0.02, "b": 0.05, "c": 0.3, "d": 0.1}, default_rng(0))
    advice = plan_from_pilot(votes, half_width=0.1, rng=default_rng(0))
    assert advice.items_these_people is not None
    assert advice.people_like_these is not None
    assert advice.floor_people is not None
    assert advice.floor_people > 0.1
    assert advice.people_like_these > votes.n_annotators
    json = advice.to_json()
    assert json["undefined"] is None
    assert json["no_people"] is None


def test_a_pilot_without_overlap_says_so() -> None:
    advice = plan_from_pilot(
        Votes.from_records([1, 2], ["a", "b"], ["x", "y"]), half_width=0.1, rng=default_rng(0)
    )
    assert advice.undefined is not None
    assert advice.undefined.reason == "no_overlap"
    assert advice.items_these_people is None


@pytest.mark.parametrize(
    ("shares", "alpha", "width"),
    [([], 0.5, 0.1), ([0.5, -0.5], 0.5, 0.1), ([1, 1], 1.0, 0.1), ([1, 1], 0.5, 0)],
)
def test_what_cannot_be_planned_is_refused(shares: list[float], alpha: float, width: float) -> None:
    with pytest.raises(InvalidInput):
        plan_overlaps(shares, agreement=alpha, half_width=width, rng=default_rng(0))
