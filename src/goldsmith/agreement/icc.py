"""Intraclass correlation of ratings, in the six forms of Shrout and Fleiss, named as McGraw and Wong name them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import (
    NO_OVERLAP,
    NO_VARIATION,
    REPLICATES,
    TOO_FEW_PEOPLE,
    UNIDENTIFIED,
    Coefficient,
    Evidence,
)
from goldsmith.agreement.number_alpha import label_numbers
from goldsmith.agreement.registry import given_units_only
from goldsmith.agreement.tally import counts_of, flags_of, vote_choices
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Sums, compressed, summed_by, weighted_counts
from goldsmith.votes import Estimate, Reason, Votes

VERSION = "icc.v1"
Form: TypeAlias = Literal["ICC(1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)"]
INCOMPLETE = Reason(
    "incomplete", "Not everyone rated every item; of the forms only ICC(1) and ICC(1,k) allow for that."
)


@dataclass(frozen=True, slots=True)
class Squares:
    """Sums over items: (…, 6 + annotators).

    Items rated, ratings, squares of an item's ratings in number, sums of ratings, their squares over the number, sums
    of squared ratings; then the sum of each annotator's ratings.
    """

    sums: Floats

    def means(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Return mean squares (…): between items, within items, between annotators, and what is left."""
        n, n_ratings, _, total, by_item, squares = (self.sums[..., place] for place in range(6))
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total**2 / n_ratings
            between = np.maximum(by_item - mean, 0)
            annotators = np.maximum((self.sums[..., 6:] ** 2).sum(axis=-1) / n - mean, 0)
            within = np.maximum(squares - by_item, 0)
            k = n_ratings / n
            left = np.maximum(within - annotators, 0)
            return (
                between / (n - 1),
                within / (n_ratings - n),
                annotators / (k - 1),
                left / ((n - 1) * (k - 1)),
            )

    def ratings_each(self) -> Floats:
        """Return (…): the ratings of an item, averaged as the one-way form asks where they differ in number."""
        n, n_ratings, squared = (self.sums[..., place] for place in range(3))
        with np.errstate(divide="ignore", invalid="ignore"):
            return (n_ratings - squared / n_ratings) / (n - 1)

    def undefined(self) -> Reason | None:
        """Return why there is no value, if so."""
        if not self.sums[..., 1] > self.sums[..., 0]:
            return NO_OVERLAP
        return None if self.sums[..., 0] > 1 and self.means()[0] + self.means()[1] > 0 else NO_VARIATION


def icc(votes: Votes, *, form: Form, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return the intraclass correlation: the share of the ratings' variance that lies between items.

    votes: labels are numbers. form: "ICC(1)" when items are rated by whoever is at hand; "ICC(A,1)" for absolute
    agreement and "ICC(C,1)" for consistency of the same annotators on all items; with k instead of 1, of the mean of
    all ratings of an item instead of one.
    Returns an Estimate of at most 1. Undefined when no item has two ratings, when nothing varies, and, but for the
    first forms, when not everyone rated every item. Raises InvalidInput for labels that are no numbers.
    Source: Shrout and Fleiss (1979), Psychological Bulletin 86(2); McGraw and Wong (1996), Psychological Methods 1(1).

    >>> votes = Votes.from_records([1, 2, 3] * 2, ["ann"] * 3 + ["bob"] * 3, [1, 4, 6, 2, 4, 7])
    >>> round(icc(votes, form="ICC(C,1)", rng=np.random.default_rng(0)).value, 3)
    0.974
    """
    given_units_only("icc", votes)
    if form not in get_args(Form):
        raise InvalidInput(
            "agreement.unknown_form",
            f"There is no form {form!r} of the intraclass correlation.",
            mend=f"Forms: {', '.join(get_args(Form))}.",
        )
    numbers = label_numbers(votes)
    rows = _item_rows(votes, _centred(numbers, votes))
    coefficient = Coefficient("icc", VERSION, _FORMS[form], Squares.undefined, level="interval")
    choices = {**vote_choices(votes, rng), "form": form}
    why = _why_not(votes, form)
    if why:
        return Estimate(
            name="icc", value=None, undefined=why, no_interval=why, no_people=why,
            choices={"version": VERSION, "interval": "none", **choices}, **counts_of(votes),
        )  # fmt: skip
    units = _units(votes, rows)

    def leave_out() -> Floats | Reason:
        if not votes.identified:
            return UNIDENTIFIED
        few = votes.n_annotators < 3
        return TOO_FEW_PEOPLE if few else _without_each(votes, _centred(numbers, votes))

    evidence = Evidence(
        units=units,
        read=Squares,
        replicates=units.resampled(replicates, rng),
        leave_out=leave_out,
        counts=counts_of(votes),
        choices=choices,
        unit="item" if votes.group is None else "group",
        flags=flags_of(votes),
    )
    return evidence.estimate(coefficient)


def _why_not(votes: Votes, form: Form) -> Reason | None:
    if form in ("ICC(1)", "ICC(1,k)"):
        return None if votes.n_pairable else NO_OVERLAP
    if not votes.identified:
        return UNIDENTIFIED
    if not votes.n_pairable:
        return NO_OVERLAP
    return None if votes.n_votes == votes.n_items * votes.n_annotators else INCOMPLETE


def _centred(numbers: Floats, votes: Votes) -> Floats:
    """Return each vote's number, moved and scaled so that sums of squares lose no digits."""
    cast = numbers[votes.label]
    if not len(cast):
        return cast
    spread = float(np.ptp(cast))
    centred: Floats = (cast - cast.mean()) / (spread if spread > 0 else 1.0)
    return centred


def _item_rows(votes: Votes, cast: Floats) -> Floats:
    n = votes.n_each.astype(np.float64)
    total = weighted_counts(votes.item, cast, len(votes.items))
    squares = weighted_counts(votes.item, cast**2, len(votes.items))
    own = np.zeros((len(votes.items), votes.n_annotators))
    own[votes.item, votes.annotator] = cast
    return np.column_stack([n > 0, n, n**2, total, total**2 / np.where(n > 0, n, 1), squares, own])


def _units(votes: Votes, rows: Floats) -> Sums:
    weighted = rows * votes.item_weight[:, None]
    if votes.group is not None:
        groups, group = compressed(votes.group)
        weighted = summed_by(group, weighted, len(groups))
    rated = weighted[weighted[:, 0] > 0]
    return Sums(rated, np.ones(len(rated), dtype=np.int64))


def _without_each(votes: Votes, cast: Floats) -> Floats:
    """Return (annotators, columns): the sums without the ratings of one annotator each."""
    left = []
    for number in range(votes.n_annotators):
        is_kept = votes.annotator != number
        fewer = replace(
            votes,
            item=votes.item[is_kept],
            annotator=votes.annotator[is_kept],
            label=votes.label[is_kept],
        )
        left.append((_item_rows(fewer, cast[is_kept]) * votes.item_weight[:, None]).sum(axis=0))
    return np.array(left)


def _one_way(tally: Squares) -> tuple[Floats, Floats]:
    between, within, _, _ = tally.means()
    k = tally.ratings_each()
    return k * within, between + (k - 1) * within


def _one_way_mean(tally: Squares) -> tuple[Floats, Floats]:
    between, within, _, _ = tally.means()
    return within, between


def _consistency(tally: Squares) -> tuple[Floats, Floats]:
    between, _, _, left = tally.means()
    k = tally.sums[..., 1] / tally.sums[..., 0]
    return k * left, between + (k - 1) * left


def _consistency_mean(tally: Squares) -> tuple[Floats, Floats]:
    between, _, _, left = tally.means()
    return left, between


def _agreement(tally: Squares) -> tuple[Floats, Floats]:
    between, _, annotators, left = tally.means()
    n = tally.sums[..., 0]
    k = tally.sums[..., 1] / n
    apart = k * (annotators - left) / n
    return k * left + apart, between + (k - 1) * left + apart


def _agreement_mean(tally: Squares) -> tuple[Floats, Floats]:
    between, _, annotators, left = tally.means()
    apart = (annotators - left) / tally.sums[..., 0]
    return left + apart, between + apart


_FORMS = {
    "ICC(1)": _one_way,
    "ICC(A,1)": _agreement,
    "ICC(C,1)": _consistency,
    "ICC(1,k)": _one_way_mean,
    "ICC(A,k)": _agreement_mean,
    "ICC(C,k)": _consistency_mean,
}
