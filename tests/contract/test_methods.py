"""What every consensus method promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.consensus.registry import Decide, get, registry
from goldsmith.kinds import ABSENT
from goldsmith.votes import Votes

METHODS = {name: get(name) for name in registry}

every_method = pytest.mark.parametrize("decide", METHODS.values(), ids=METHODS.keys())


def random_votes() -> Votes:
    rng = default_rng(0)
    items, annotators = np.repeat(np.arange(50), 4), np.tile(np.arange(4), 50)
    return Votes.from_records(items, annotators, rng.integers(0, 3, 200), label_set=range(3))


@every_method
def test_unanimous_in_unanimous_out(decide: Decide) -> None:
    items = [n for n in range(12) for _ in range(3)]
    votes = Votes.from_records(items, ["a", "b", "c"] * 12, [f"label {n % 3}" for n in items])
    decided = {decision.item: decision.label for decision in decide(votes)}
    assert decided == {str(n): f"label {n % 3}" for n in range(12)}


@every_method
def test_shares_sum_to_one_and_a_decision_names_a_label_or_says_why_not(decide: Decide) -> None:
    votes = random_votes()
    for decision in decide(votes):
        assert sum(decision.shares.values()) == pytest.approx(1)
        assert (decision.label is None) == (decision.why is not None)
        assert decision.label is None or decision.label in votes.labels


@every_method
def test_the_order_of_votes_plays_no_part(decide: Decide) -> None:
    votes = random_votes()
    order = default_rng(1).permutation(votes.n_votes)
    shuffled = replace(
        votes, item=votes.item[order], annotator=votes.annotator[order], label=votes.label[order]
    )
    assert decide(shuffled) == decide(votes)


@every_method
def test_what_nobody_marked_is_absent_and_never_a_label(decide: Decide) -> None:
    votes = Votes.from_records(
        ["u", "u"], ["a", "b"], [ABSENT, ABSENT], label_set=["cat", ABSENT], units="found"
    )
    assert [decision.label for decision in decide(votes, quorum=0.5)] == [ABSENT]
