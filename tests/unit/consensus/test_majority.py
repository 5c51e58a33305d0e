"""Majority: ties stay ties, and a quorum decides what was found."""

from __future__ import annotations

import pytest

from goldsmith.consensus import majority, plurality
from goldsmith.errors import InvalidInput
from goldsmith.kinds import ABSENT
from goldsmith.votes import Votes


@pytest.mark.parametrize("votes", [["cat", "dog"], ["dog", "cat"], ["cat", "cat", "dog", "dog", "cow"]])
def test_a_tie_is_never_decided_by_order(votes: list[str]) -> None:
    assert plurality(votes) is None


@pytest.mark.parametrize(
    ("votes", "quorum", "label"),
    [
        (["cat", ABSENT], None, None),
        (["cat", ABSENT, ABSENT], None, ABSENT),
        (["cat", ABSENT], 0.5, "cat"),
        (["cat", ABSENT, ABSENT], 0.5, ABSENT),
        (["cat", "cat", ABSENT], 2 / 3, "cat"),
        (["cat", "dog", ABSENT], 0.5, None),
        (["cat", "cat", "dog", ABSENT, ABSENT], 0.5, "cat"),
        ([], 0.5, None),
    ],
)
def test_a_quorum_asks_first_whether_it_is_there_and_then_what_it_is(
    votes: list[str], quorum: float | None, label: str | None
) -> None:
    assert plurality(votes, quorum=quorum) == label


@pytest.mark.parametrize("quorum", [0.0, -0.1, 1.5, float("nan")])
def test_a_quorum_is_a_share_of_the_annotators(quorum: float) -> None:
    with pytest.raises(InvalidInput) as caught:
        plurality(["cat"], quorum=quorum)
    assert caught.value.slug == "consensus.bad_quorum"


def test_decisions_carry_shares_and_the_reason_for_none() -> None:
    tie, none, clear = majority(
        Votes.from_counts([[1, 1, 0], [0, 0, 0], [0, 1, 2]], label_set=["x", "y", "z"])
    )
    assert (tie.label, tie.why, tie.shares) == (None, "tie", {"x": 0.5, "y": 0.5})
    assert (none.label, none.why, none.shares, none.n_votes) == (None, "no_votes", {}, 0)
    assert (clear.label, clear.why, clear.n_votes) == ("z", None, 3)
    assert clear.to_json()["shares"] == {"y": pytest.approx(1 / 3), "z": pytest.approx(2 / 3)}


def test_plurality_and_majority_decide_alike() -> None:
    rows = [[2, 1, 1], [1, 1, 0], [0, 3, 0], [2, 2, 1]]
    labels = ["a", "b", ABSENT]
    votes = Votes.from_counts(rows, label_set=labels)
    for quorum in (None, 0.5, 0.9):
        one_by_one = [
            plurality([label for label, n in zip(labels, row, strict=True) for _ in range(n)], quorum=quorum)
            for row in rows
        ]
        assert [decision.label for decision in majority(votes, quorum=quorum)] == one_by_one
