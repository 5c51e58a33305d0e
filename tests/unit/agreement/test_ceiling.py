"""The ceiling holds the truth where it is known, narrows with more votes, and says when it cannot tell."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith.agreement import ceiling
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

SPREADS = {
    "doubtful": np.array([[0.95, 0.05], [0.6, 0.4]]),
    "certain or a coin": np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]),
    "four labels": default_rng(5).dirichlet([0.3] * 4, 300),
    "ten labels": default_rng(6).dirichlet([0.2] * 10, 300),
}


def cast(shares: Floats, n_votes: int, n: int, rng: Generator) -> Votes:
    which = rng.integers(len(shares), size=n)
    return Votes.from_counts(rng.multinomial(n_votes, shares[which]))


def truth(shares: Floats, n_votes: int, rng: Generator) -> float:
    """Return how often the majority of so many votes, ties by lot, is the likeliest label, by drawing it."""
    drawn = rng.multinomial(n_votes, np.repeat(shares, 4000 // len(shares) + 1, axis=0))
    best = np.repeat(shares.argmax(axis=1), 4000 // len(shares) + 1)
    is_most = drawn == drawn.max(axis=1, keepdims=True)
    return float((is_most[np.arange(len(best)), best] / is_most.sum(axis=1)).mean())


@pytest.mark.parametrize("n_votes", [3, 5])
@pytest.mark.parametrize("name", SPREADS)
def test_the_bounds_hold_the_accuracy_of_a_model_that_knows_all(name: str, n_votes: int) -> None:
    rng = default_rng(0)
    for _ in range(5):
        found = ceiling(cast(SPREADS[name], n_votes, 1000, rng), rng=rng)
        assert found.n_read == n_votes
        for n, (low, high) in found.of_votes.items():
            assert low - 0.02 <= truth(SPREADS[name], n, rng) <= high + 0.02


def test_more_votes_an_item_narrow_the_bounds() -> None:
    rng = default_rng(0)
    few, many = (ceiling(cast(SPREADS["doubtful"], n, 2000, rng), rng=rng).of_votes[1] for n in (3, 5))
    assert many[1] - many[0] < few[1] - few[0]


def test_where_all_agree_the_ceiling_is_near_one_and_not_certain() -> None:
    low, high = ceiling(Votes.from_counts([[3, 0]] * 50 + [[0, 3]] * 50), rng=default_rng(0)).of_votes[1]
    assert high == pytest.approx(1)
    assert 0.9 < low < 1


def test_two_votes_an_item_are_too_few() -> None:
    found = ceiling(Votes.from_counts([[2, 0]] * 50 + [[1, 1]] * 50), rng=default_rng(0))
    assert found.of_votes == {}
    assert found.undefined is not None
    assert found.undefined.reason == "too_few_votes"
    assert found.to_json()["undefined"]["reason"] == "too_few_votes"


def test_votes_that_never_stand_three_to_none_are_explained_by_no_shares() -> None:
    """Two against one on every item: people who take turns, not people who draw."""
    found = ceiling(Votes.from_counts([[2, 1]] * 200 + [[1, 2]] * 200), rng=default_rng(0))
    assert found.undefined is not None
    assert found.undefined.reason == "not_independent"


def test_one_column_more_that_nobody_used_changes_little() -> None:
    rows = [[3, 0]] * 60 + [[0, 3]] * 60 + [[2, 1]] * 40
    plain = ceiling(Votes.from_counts(rows), rng=default_rng(0)).of_votes[1]
    wide = ceiling(Votes.from_counts([[*row, 0] for row in rows]), rng=default_rng(0)).of_votes[1]
    assert wide == pytest.approx(plain, abs=0.03)
