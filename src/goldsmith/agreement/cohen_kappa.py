"""Cohen's kappa of two annotators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.evidence import (
    NO_OVERLAP,
    REPLICATES,
    TOO_FEW_PEOPLE,
    UNIDENTIFIED,
    Coefficient,
    Evidence,
)
from goldsmith.agreement.pairs import shared_votes
from goldsmith.agreement.registry import metric
from goldsmith.agreement.tally import counts_of, flags_of, vote_choices
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Sums, compressed, summed_by
from goldsmith.votes import Estimate, Reason, Votes

if TYPE_CHECKING:
    from goldsmith.agreement.parts import VoteCounts

VERSION = "cohen_kappa.v1"


@dataclass(frozen=True, slots=True)
class TwoTally:
    """Sums over shared items: (…, 2 + 2 labels): items, how far they were labeled alike, each annotator's labels."""

    sums: Floats
    n_labels: int

    @property
    def n(self) -> Floats:
        """(…): shared items; NaN where there is none."""
        return np.where(self.sums[..., 0] > 0, self.sums[..., 0], np.nan)

    @property
    def agreeing(self) -> Floats:
        """(…): the mean agreement of the two labels of an item, 1 where they are the same."""
        return self.sums[..., 1] / self.n

    @property
    def labels_a(self) -> Floats:
        """(…, labels): the share of each label in the first annotator's."""
        return self.sums[..., 2 : 2 + self.n_labels] / self.n[..., None]

    @property
    def labels_b(self) -> Floats:
        """(…, labels): the share of each label in the second annotator's."""
        return self.sums[..., 2 + self.n_labels :] / self.n[..., None]

    def undefined(self) -> Reason | None:
        """Return why no coefficient has a value, if so."""
        return None if self.sums[..., 0] > 0 else NO_OVERLAP


def _disagreement(tally: TwoTally) -> tuple[Floats, Floats]:
    return 1 - tally.agreeing, 1 - (tally.labels_a * tally.labels_b).sum(axis=-1)


COHEN = Coefficient("cohen_kappa", VERSION, _disagreement, TwoTally.undefined, low=-1.0)


@metric(VERSION, units="given", two_only=True, weighted="weighted_cohen_kappa")
def cohen_kappa(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Cohen's kappa of the two annotators in the votes, on the items that both labeled.

    Returns an Estimate in [-1, 1]; 1 is perfect, 0 is chance. Undefined for unidentified annotators, without a
    shared item, and where both gave one and the same label throughout. Raises InvalidInput for more than two
    annotators; `pair_table` compares every two of many.
    Source: Cohen (1960), Educational and Psychological Measurement 20(1).

    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["ann"] * 4 + ["bob"] * 4, list("yynnynnn"))
    >>> cohen_kappa(votes, rng=np.random.default_rng(0)).value
    0.5
    """
    return two_annotators(votes, COHEN, rng=rng, replicates=replicates)


def two_annotators(
    votes: Votes,
    coefficient: Coefficient[TwoTally],
    *,
    rng: Generator,
    replicates: int,
    alike: Floats | None = None,
) -> Estimate:
    """Return a coefficient of the two annotators in the votes. alike: (labels, labels), else same or not the same."""
    reason = why_not_two(votes)
    if reason and reason.reason == "more_than_two":
        raise InvalidInput(
            "agreement.more_than_two",
            f"{coefficient.name} compares two annotators; these votes are of {votes.n_annotators}.",
            mend="Use pair_table(votes) for every two of them, or fleiss_kappa for all together.",
        )
    if reason:
        return undefined_two(votes, coefficient, reason, rng)
    units = _units(votes, np.eye(len(votes.labels)) if alike is None else alike)
    evidence = Evidence(
        units=units,
        read=partial(TwoTally, n_labels=len(votes.labels)),
        replicates=units.resampled(replicates, rng),
        leave_out=lambda: TOO_FEW_PEOPLE,
        counts=counts_of(votes),
        choices=vote_choices(votes, rng),
        unit="item" if votes.group is None else "group",
        flags=flags_of(votes),
    )
    return evidence.estimate(coefficient)


def why_not_two(votes: Votes | VoteCounts) -> Reason | None:
    """Return why one Cohen's kappa cannot be told for these votes, if it cannot."""
    if not votes.identified:
        return UNIDENTIFIED
    if votes.n_annotators > 2:
        return Reason("more_than_two", "This coefficient is of two annotators; see who agrees with whom.")
    return NO_OVERLAP if not votes.n_pairable else None


def undefined_two(
    votes: Votes | VoteCounts, coefficient: Coefficient[TwoTally], reason: Reason, rng: Generator
) -> Estimate:
    """Return a coefficient without a value, and why."""
    choices = {"version": coefficient.version, "interval": "none", **vote_choices(votes, rng)}
    return Estimate(
        name=coefficient.name, value=None, undefined=reason, no_interval=reason, no_people=reason,
        choices=choices, **counts_of(votes),
    )  # fmt: skip


def _units(votes: Votes, alike: Floats) -> Sums:
    shared, n_labels = shared_votes(votes), len(votes.labels)
    cells, cell = compressed(shared.label_a * n_labels + shared.label_b)
    label_a, label_b = cells // n_labels, cells % n_labels
    every = np.arange(n_labels)
    columns = [
        np.ones(len(cells)),
        alike[label_a, label_b],
        label_a[:, None] == every,
        label_b[:, None] == every,
    ]
    rows = np.column_stack(columns).astype(np.float64)
    if votes.group is None and votes.weight is None:
        return Sums(rows, np.bincount(cell, minlength=len(rows)))
    weighted = rows[cell] * votes.item_weight[shared.item, None]
    if votes.group is None:
        return Sums(weighted, np.ones(len(weighted), dtype=np.int64))
    groups, group = compressed(votes.group[shared.item])
    return Sums(summed_by(group, weighted, len(groups)), np.ones(len(groups), dtype=np.int64))
