"""What votes tell of each annotator: reliability, confusion, bias, speed, drift and suspected spam. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from goldsmith.consensus.ability import ability
from goldsmith.diagnostics import (
    Drift,
    Groups,
    Measured,
    Rest,
    Spam,
    Speed,
    Use,
    annotator_groups,
    bias,
    drift,
    spam,
    speed,
    taken_for,
    with_the_rest,
)
from goldsmith.numerics import Floats, Ints, partially_pooled

if TYPE_CHECKING:
    from goldsmith.votes import Votes

FLAGS = ("drift", "spam", "speed", "bias")


@dataclass(frozen=True, slots=True)
class AnnotatorRow:
    """What is known of one annotator.

    agreement: how often one of the others, drawn at random, said the same. ability: the share of right votes by
    Dawid-Skene. taken_for: (own label, the others' label), votes shared out over the others. confusion: (true label,
    given label) by Dawid-Skene, None where that is undefined. flags: what was found, of drift, spam, speed and bias.
    """

    annotator: str
    name: str
    n_votes: int
    n_shared: int
    agreement: Measured
    ability: Measured
    taken_for: list[list[float]]
    confusion: list[list[float]] | None
    uses: list[Use]
    drift: Drift
    spam: Spam
    speed: Speed
    flags: list[str]


@dataclass(frozen=True, slots=True)
class AnnotatorReport:
    """rows: who agrees least with the rest first, uncertain values drawn towards the others. undefined: why none.

    choices: how it was computed. groups: where annotators have a group.
    """

    labels: list[str]
    n_items: int
    n_pairable: int
    n_annotators: int
    n_votes: int
    rows: list[AnnotatorRow]
    groups: Groups | None
    choices: dict[str, Any]
    undefined: str


def annotator_report(
    votes: Votes,
    *,
    seed: int = 0,
    when: Floats | Ints | None = None,
    ms: Floats | Ints | None = None,
    names: Mapping[str, str] | None = None,
    groups: Sequence[str] | None = None,
    anchor: Mapping[str, str] | None = None,
) -> AnnotatorReport:
    """Return what the votes tell of each annotator.

    when, ms: (n_votes,), the time of each vote, in any unit, and how long it took, 0 where unknown. Without `when` the
    table's order is that of time. names: annotator → the name to show. groups: one for each of votes.annotators.
    anchor: item → label from outside, against which groups are measured.
    Undefined for unidentified annotators, and where no item has two votes.

    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["ann"] * 4 + ["bob"] * 4, list("yynnynnn"))
    >>> report = annotator_report(votes)
    >>> [(row.name, row.agreement.value) for row in report.rows]
    [('ann', 0.75), ('bob', 0.75)]
    """
    rows: list[AnnotatorRow] = []
    undefined = _why_not(votes)
    found_groups = None
    if not undefined:
        rng = np.random.default_rng(seed)
        rows = _in_order(_rows(votes, rng, when, ms, names or {}))
        if groups is not None:
            found_groups = annotator_groups(votes, groups, rng=rng, anchor=anchor)
    return AnnotatorReport(
        list(votes.labels),
        votes.n_items,
        votes.n_pairable,
        votes.n_annotators,
        votes.n_votes,
        rows,
        found_groups,
        _choices(votes, seed, when is not None, anchor),
        undefined,
    )


def _why_not(votes: Votes) -> str:
    if not votes.identified:
        return "These votes are of seats that several people may fill, so they tell nothing of a person."
    return "" if votes.n_pairable else "No item has votes of two annotators, so nobody can be compared."


def _rows(
    votes: Votes,
    rng: np.random.Generator,
    when: Floats | Ints | None,
    ms: Floats | Ints | None,
    names: Mapping[str, str],
) -> list[AnnotatorRow]:
    rest = Rest(votes)
    took = np.zeros(votes.n_votes) if ms is None else ms
    n_votes = np.bincount(votes.annotator, minlength=votes.n_annotators).tolist()
    parts = zip(
        votes.annotators,
        n_votes,
        ability(votes),
        bias(rest),
        drift(rest, rng=rng, when=when),
        spam(rest),
        speed(rest, took),
        strict=True,
    )
    rows = []
    for who, (key, n, able, uses, drifts, spams, speeds) in enumerate(parts):
        own = rest.of(who)
        flagged = (
            drifts.is_flagged,
            spams.is_flagged,
            speeds.is_flagged,
            any(use.is_flagged for use in uses),
        )
        rows.append(
            AnnotatorRow(
                annotator=key,
                name=names.get(key, key),
                n_votes=n,
                n_shared=len(own),
                agreement=with_the_rest(own),
                ability=Measured(able.n, able.value, able.low, able.high, able.undefined),
                taken_for=taken_for(own).tolist(),
                confusion=None if able.confusion is None else able.confusion.tolist(),
                uses=uses,
                drift=drifts,
                spam=spams,
                speed=speeds,
                flags=[flag for flag, is_so in zip(FLAGS, flagged, strict=True) if is_so],
            )
        )
    return rows


def _in_order(rows: Sequence[AnnotatorRow]) -> list[AnnotatorRow]:
    """Return who agrees least first; values with an interval are partially pooled, those without come last."""

    def error(row: AnnotatorRow) -> float:
        low, high = row.agreement.low, row.agreement.high
        return 0.0 if low is None or high is None else (high - low) / 4

    known = [row for row in rows if error(row) > 0]
    pooled = partially_pooled(
        np.array([row.agreement.value for row in known], dtype=np.float64),
        np.array([error(row) ** 2 for row in known]),
    )
    order = sorted(zip(pooled.tolist(), known, strict=True), key=lambda pair: (pair[0], pair[1].name))
    others = [row for row in rows if not error(row) > 0]
    return [row for _, row in order] + sorted(others, key=lambda row: (row.agreement.value or 0.0, row.name))


def _choices(votes: Votes, seed: int, is_timed: bool, anchor: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "agreement": "with one of the others on the item, own vote left out",
        "interval": "95 %, items independent" if votes.group is None else "95 %, groups of items independent",
        "ability": "Dawid-Skene, own vote left out, refitted inside the interval",
        "order_of_time": "as given" if is_timed else "of the table",
        "drift": "false alarms: 5 % in all, when nobody declines",
        "spam": "false alarms: 5 % in all, when everyone is half as informative as is usual",
        "bias_and_speed": "false discovery rate 5 %",
        "n_anchored": len(anchor or ()),
        "n_replaced": votes.n_replaced,
        "n_repeats": votes.n_repeats,
        "seed": seed,
    }
