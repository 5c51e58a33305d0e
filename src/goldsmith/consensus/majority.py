"""Majority: the label with more votes than any other. A tie stays a tie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from goldsmith.consensus.registry import Decision, Why, method
from goldsmith.errors import InvalidInput
from goldsmith.kinds import ABSENT

if TYPE_CHECKING:  # numpy loads when votes do
    from goldsmith.votes import Votes

ROUNDING = 1e-9  # two thirds of three annotators are two of them


@method("majority.v1")
def majority(votes: Votes, *, quorum: float | None = None) -> list[Decision]:
    """Return for each item the label with more votes than every other; equals are a tie, never decided by order.

    quorum: for found units, the share of annotators that must have marked a unit: from it up, the labels alone are
    voted on; below it, the unit is ABSENT. Without a quorum, ABSENT is a label like the others.
    Raises InvalidInput for a quorum outside (0, 1].

    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records(["q1", "q1", "q2", "q2"], ["ann", "bob"] * 2, ["yes", "yes", "yes", "no"])
    >>> [(decision.label, decision.why) for decision in majority(votes)]
    [('yes', None), (None, 'tie')]
    """
    _check(quorum)
    decided = [
        _decide(dict(zip(votes.labels, row, strict=True)), quorum) for row in votes.patterns.rows.tolist()
    ]
    by_item = (decided[row] for row in votes.patterns.of_item.tolist())
    return [
        Decision(item, label, why, shares, n_votes)
        for item, (label, why, shares), n_votes in zip(
            votes.items, by_item, votes.n_each.tolist(), strict=True
        )
    ]


def plurality(votes: Sequence[str], *, quorum: float | None = None) -> str | None:
    """Return the label with more votes than every other, or None: a tie, or no votes.

    quorum: as for `majority`.

    >>> plurality(["cat", "dog", "cat"]), plurality(["cat", "dog"]), plurality(["cat", "", ""], quorum=0.3)
    ('cat', None, 'cat')
    """
    _check(quorum)
    return _decide(Counter(votes), quorum)[0]


def _decide(
    counts: Mapping[str, int], quorum: float | None
) -> tuple[str | None, Why | None, dict[str, float]]:
    total = sum(counts.values())
    shares = {label: n / total for label, n in counts.items() if n}
    if not total:
        return None, "no_votes", shares
    standing = counts
    if quorum is not None:
        marked = total - counts.get(ABSENT, 0)
        if marked == 0 or marked < quorum * total - ROUNDING:
            return ABSENT, None, shares
        standing = {label: n for label, n in counts.items() if label != ABSENT}
    most = max(standing.values())
    winners = [label for label, n in standing.items() if n == most]
    return (winners[0], None, shares) if len(winners) == 1 else (None, "tie", shares)


def _check(quorum: float | None) -> None:
    if quorum is not None and not 0 < quorum <= 1:
        raise InvalidInput(
            "consensus.bad_quorum",
            f"A quorum of {quorum} is no share of the annotators.",
            mend="Give a number above 0 and at most 1, such as 0.5.",
        )
