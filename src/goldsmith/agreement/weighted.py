"""Coefficients in which some labels are nearer to one another than others: weights of agreement between labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.cohen_kappa import TwoTally, two_annotators
from goldsmith.agreement.conger_kappa import conger, several_annotators
from goldsmith.agreement.evidence import NO_OVERLAP, NO_VARIATION, REPLICATES, Coefficient
from goldsmith.agreement.registry import given_units_only
from goldsmith.agreement.tally import summed_evidence
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats, Ints
from goldsmith.votes import Estimate, Reason, Votes

Weights: TypeAlias = "Literal['linear', 'quadratic'] | Floats | list[list[float]]"


def label_weights(n_labels: int, weights: Weights) -> Floats:
    """Return (labels, labels): how far two labels agree, 1 for the same, from 0.

    weights: "linear" or "quadratic" by the labels' places in their order, or a symmetric table of one's own with
    entries from 0 to 1 and a diagonal of 1. Raises InvalidInput for any other.
    Source: Cohen (1968), Psychological Bulletin 70(4); Gwet (2014), ch. 3.

    >>> label_weights(3, "linear").tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.5], [0.0, 0.5, 1.0]]
    """
    if isinstance(weights, str):
        if weights not in ("linear", "quadratic"):
            raise InvalidInput(
                "agreement.unknown_weights",
                f"There are no weights named {weights!r}.",
                mend='Use "linear", "quadratic", or a table of your own.',
            )
        place = np.arange(n_labels)
        apart = np.abs(place[:, None] - place) / max(n_labels - 1, 1)
        graded: Floats = 1 - (apart if weights == "linear" else apart**2)
        return graded
    own = np.asarray(weights, dtype=np.float64)
    is_square = own.shape == (n_labels, n_labels)
    if not is_square or not (
        np.array_equal(own, own.T) and (np.diag(own) == 1).all() and ((own >= 0) & (own <= 1)).all()
    ):
        raise InvalidInput(
            "agreement.bad_weights",
            f"This is no table of agreement between {n_labels} labels.",
            mend="Give a symmetric table in the order of the labels: 1 on the diagonal, else from 0 to 1.",
        )
    return own


@dataclass(frozen=True, slots=True)
class WeightedTally:
    """Sums over items: (…, 3 + labels): items judged, items pairable, their disagreement, shares of the labels."""

    sums: Floats

    @property
    def observed(self) -> Floats:
        """(…): mean disagreement of two votes on a pairable item."""
        n = self.sums[..., 1]
        return np.where(n > 0, self.sums[..., 2] / np.where(n > 0, n, 1), np.nan)

    @property
    def shares(self) -> Floats:
        """(…, labels): the mean share of each label over judged items."""
        n = self.sums[..., 0]
        return self.sums[..., 3:] / np.where(n > 0, n, 1)[..., None]

    def undefined(self) -> Reason | None:
        """Return why there is no value, if so."""
        if not self.sums[..., 1] > 0:
            return NO_OVERLAP
        return NO_VARIATION if (self.sums[..., 3:] > 0).sum() < 2 else None


def _item_sums(counts: Ints, *, apart: Floats) -> Floats:
    c = counts.astype(np.float64)
    n = c.sum(axis=1)
    is_judged, is_pairable = n > 0, n > 1
    pairs = np.where(is_pairable, n * (n - 1), 1)
    differing = np.where(is_pairable, ((c @ apart) * c).sum(axis=1) / pairs, 0.0)
    shares = c / np.where(is_judged, n, 1)[:, None]
    return np.column_stack([is_judged, is_pairable, differing, shares])


def weighted_cohen_kappa(
    votes: Votes, *, weights: Weights, rng: Generator, replicates: int = REPLICATES
) -> Estimate:
    """Return Cohen's weighted kappa of the two annotators in the votes, on the items that both labeled.

    weights: as `label_weights` takes them; labels in the order of the label set. With weights of 0 it is Cohen's
    kappa. Undefined and refused as that is.
    Source: Cohen (1968), Psychological Bulletin 70(4).

    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["a"] * 4 + ["b"] * 4, [1, 2, 3, 3, 1, 2, 3, 2])
    >>> round(weighted_cohen_kappa(votes, weights="quadratic", rng=np.random.default_rng(0)).value, 4)
    0.8
    """
    given_units_only("weighted_cohen_kappa", votes)
    alike = label_weights(len(votes.labels), weights)

    def disagreement(tally: TwoTally) -> tuple[Floats, Floats]:
        expected = ((tally.labels_a @ alike) * tally.labels_b).sum(axis=-1)
        return 1 - tally.agreeing, 1 - expected

    coefficient = Coefficient(
        "weighted_cohen_kappa", "weighted_cohen_kappa.v1", disagreement, TwoTally.undefined,
        low=-1.0 if isinstance(weights, str) else -inf,  # nothing bounds any table that is symmetric
    )  # fmt: skip
    estimate = two_annotators(votes, coefficient, rng=rng, replicates=replicates, alike=alike)
    return _told(estimate, weights)


def weighted_fleiss_kappa(
    votes: Votes, *, weights: Weights, rng: Generator, replicates: int = REPLICATES
) -> Estimate:
    """Return Fleiss' kappa with weights of agreement between labels; of two complete annotators, weighted pi.

    weights: as `label_weights` takes them. Undefined when no item has two votes or one label occurs.
    Source: Gwet (2014), Handbook of Inter-Rater Reliability, ch. 3.

    >>> votes = Votes.from_counts([[2, 0, 0], [0, 2, 0], [0, 1, 1], [0, 0, 2]])
    >>> round(weighted_fleiss_kappa(votes, weights="linear", rng=np.random.default_rng(0)).value, 4)
    0.7037
    """
    apart = 1 - label_weights(len(votes.labels), weights)

    def disagreement(tally: WeightedTally) -> tuple[Floats, Floats]:
        return tally.observed, ((tally.shares @ apart) * tally.shares).sum(axis=-1)

    return _of_many("weighted_fleiss_kappa", disagreement, votes, weights, rng, replicates)


def weighted_conger_kappa(
    votes: Votes, *, weights: Weights, rng: Generator, replicates: int = REPLICATES
) -> Estimate:
    """Return Conger's kappa with weights of agreement between labels: Cohen's weighted kappa of several annotators.

    weights: as `label_weights` takes them; with weights of 0 it is Conger's kappa. Undefined and refused as that is.
    Source: Conger (1980), Psychological Bulletin 88(2); Gwet (2014), Handbook of Inter-Rater Reliability, ch. 3.

    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["a"] * 4 + ["b"] * 4, [1, 2, 3, 3, 1, 2, 3, 2])
    >>> round(weighted_conger_kappa(votes, weights="quadratic", rng=np.random.default_rng(0)).value, 4)
    0.8
    """
    given_units_only("weighted_conger_kappa", votes)
    alike = label_weights(len(votes.labels), weights)
    coefficient = conger("weighted_conger_kappa", "weighted_conger_kappa.v1", alike)
    estimate = several_annotators(votes, coefficient, rng=rng, replicates=replicates, alike=alike)
    return _told(estimate, weights)


def weighted_brennan_prediger(
    votes: Votes, *, weights: Weights, rng: Generator, replicates: int = REPLICATES
) -> Estimate:
    """Return Brennan and Prediger's coefficient with weights of agreement between labels.

    weights: as `label_weights` takes them. It depends on the declared labels. Undefined when no item has two votes or
    one label occurs.
    Source: Gwet (2014), ch. 3.

    >>> votes = Votes.from_counts([[2, 0, 0], [0, 2, 0], [0, 1, 1], [0, 0, 2]])
    >>> round(weighted_brennan_prediger(votes, weights="linear", rng=np.random.default_rng(0)).value, 4)
    0.7188
    """
    apart = 1 - label_weights(len(votes.labels), weights)

    def disagreement(tally: WeightedTally) -> tuple[Floats, Floats]:
        return tally.observed, np.full_like(tally.observed, apart.mean())

    return _of_many(
        "weighted_brennan_prediger", disagreement, votes, weights, rng, replicates, low=_lowest(apart)
    )


def gwet_ac2(votes: Votes, *, weights: Weights, rng: Generator, replicates: int = REPLICATES) -> Estimate:
    """Return Gwet's AC2: AC1 with weights of agreement between labels, for labels that have an order.

    weights: as `label_weights` takes them; with weights of 0 it is AC1. It depends on the declared labels. Undefined
    when no item has two votes or one label occurs.
    Source: Gwet (2014), ch. 3.

    >>> votes = Votes.from_counts([[2, 0, 0], [0, 2, 0], [0, 1, 1], [0, 0, 2]])
    >>> round(gwet_ac2(votes, weights="linear", rng=np.random.default_rng(0)).value, 4)
    0.7241
    """
    alike = label_weights(len(votes.labels), weights)
    q = len(votes.labels)

    def disagreement(tally: WeightedTally) -> tuple[Floats, Floats]:
        doubtful = (tally.shares * (1 - tally.shares)).sum(axis=-1)
        return tally.observed, 1 - alike.sum() / max(q * (q - 1), 1) * doubtful

    return _of_many("gwet_ac2", disagreement, votes, weights, rng, replicates, low=_lowest(1 - alike))


def _lowest(apart: Floats) -> float:
    """Return the least value where chance agrees at most as often as with labels that are all equally frequent.

    apart: (labels, labels), how far two disagree; no item disagrees by more than its largest entry.
    """
    return 1 - float(apart.max() / apart.mean()) if apart.any() else 1.0


def _of_many(
    name: str,
    disagreement: Any,
    votes: Votes,
    weights: Weights,
    rng: Generator,
    replicates: int,
    *,
    low: float = -inf,
) -> Estimate:
    given_units_only(name, votes)
    apart = 1 - label_weights(len(votes.labels), weights)
    evidence = summed_evidence(
        votes, partial(_item_sums, apart=apart), WeightedTally, rng=rng, replicates=replicates
    )
    coefficient = Coefficient(name, f"{name}.v1", disagreement, WeightedTally.undefined, low=low)
    return _told(evidence.estimate(coefficient), weights)


def _told(estimate: Estimate, weights: Weights) -> Estimate:
    """Return the estimate with the weights among its choices."""
    told = weights if isinstance(weights, str) else np.asarray(weights).tolist()
    return estimate.with_choices(label_weights=told)
