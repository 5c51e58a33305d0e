"""Agreement on each label against all the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.random import Generator

from goldsmith.agreement.confusion import Confusion, confusion
from goldsmith.agreement.evidence import NO_VARIATION, REPLICATES, Coefficient, Evidence
from goldsmith.agreement.krippendorff_alpha import LEAST
from goldsmith.agreement.ranking import pooled, worst_first
from goldsmith.agreement.tally import Tally, count_evidence, no_overlap
from goldsmith.numerics import Floats, Ints
from goldsmith.votes import Estimate, Reason, Votes

VERSION = "per_label.v1"
UNUSED = Reason("unused", "Nobody gave this label to an item with two answers.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelAgreement:
    """How well one label is agreed upon.

    alpha: Krippendorff's, this label against the rest. specific: given that one annotator said it, the chance that
    another did. fleiss_kappa: Fleiss' per-category kappa, where all items have equally many votes. n_votes, n_items:
    where it was used. pooled: alpha drawn towards the other labels', for the order. confused_with: the label that
    most often stood against it, in how many pairs of answers.
    """

    label: str
    n_votes: int
    n_items: int
    alpha: Estimate
    specific: Estimate
    fleiss_kappa: Estimate | None
    pooled: float | None
    confused_with: tuple[str, int] | None

    def to_json(self) -> dict[str, Any]:
        other = self.confused_with
        return {
            "label": self.label,
            "n_votes": self.n_votes,
            "n_items": self.n_items,
            "alpha": self.alpha.to_json(),
            "specific": self.specific.to_json(),
            "fleiss_kappa": self.fleiss_kappa and self.fleiss_kappa.to_json(),
            "pooled": self.pooled,
            "confused_with": other and {"label": other[0], "pairs": other[1]},
        }


def per_label(votes: Votes, *, rng: Generator, replicates: int = REPLICATES) -> list[LabelAgreement]:
    """Return the agreement on each label, worst first; labels that nobody used stand last.

    The order is by partially pooled alpha: of many labels that are equally hard, one is always the worst by chance.
    Source: Fleiss (1971), eq. 20-21, for his kappas; Cicchetti and Feinstein (1990), Journal of Clinical
    Epidemiology 43(6), for specific agreement.
    """
    evidence = count_evidence(votes, rng=rng, replicates=replicates)
    return labels_of(votes.patterns.rows, votes.patterns.times, evidence, confusion(votes))


def labels_of(rows: Ints, times: Ints, evidence: Evidence[Tally], table: Confusion) -> list[LabelAgreement]:
    """Return the agreement on each label, worst first, from what is counted already.

    rows, times: distinct rows of label counts, and how many items have each.
    """
    n_each = rows.sum(axis=1)
    n_each = n_each[n_each > 0]
    is_equal = len(n_each) > 0 and n_each[0] > 1 and np.ptp(n_each) == 0
    n_items, n_votes = times @ (rows > 0), times @ rows
    found = [
        LabelAgreement(
            label=label,
            n_votes=int(n_votes[number]),
            n_items=int(n_items[number]),
            alpha=evidence.estimate(_alpha(number)),
            specific=evidence.estimate(_specific(number)),
            fleiss_kappa=evidence.estimate(_fleiss(number)) if is_equal else None,
            pooled=None,
            confused_with=table.nearest(number),
        )
        for number, label in enumerate(table.labels)
    ]
    drawn = pooled([each.alpha for each in found])
    return [replace(found[place], pooled=drawn[place]) for place in worst_first(drawn)]


def _alpha(label: int) -> Coefficient[Tally]:
    def disagreement(tally: Tally) -> tuple[Floats, Floats]:
        n, mine = tally.n_votes, tally.votes[..., label]
        pairs = np.where(n > 1, n * (n - 1), np.inf)
        return _apart(tally, label), 2 * mine * (n - mine) / pairs

    return Coefficient("alpha", VERSION, disagreement, _undefined(label), low=LEAST)


def _fleiss(label: int) -> Coefficient[Tally]:
    def disagreement(tally: Tally) -> tuple[Floats, Floats]:
        share = tally.shares[..., label] / np.where(tally.judged > 0, tally.judged, 1)
        return _apart(tally, label), 2 * share * (1 - share)

    return Coefficient("fleiss_kappa", VERSION, disagreement, _undefined(label))


def _specific(label: int) -> Coefficient[Tally]:
    def disagreement(tally: Tally) -> tuple[Floats, Floats]:
        mine = tally.votes[..., label]
        observed = np.where(mine > 0, 1 - tally.same[..., label] / np.where(mine > 0, mine, 1), np.nan)
        return observed, np.ones_like(observed)

    def undefined(tally: Tally) -> Reason | None:
        return no_overlap(tally) or (None if tally.votes[..., label] > 0 else UNUSED)

    return Coefficient("specific", VERSION, disagreement, undefined, low=0.0)


def _apart(tally: Tally, label: int) -> Floats:
    """Return the share of coincidences in which just one of the two votes bears the label."""
    n = tally.n_votes
    apart = 2 * (tally.votes[..., label] - tally.same[..., label])
    return np.where(n > 0, apart / np.where(n > 0, n, 1), np.nan)


def _undefined(label: int) -> Any:
    def undefined(tally: Tally) -> Reason | None:
        mine, n = tally.votes[..., label], tally.n_votes
        if no_overlap(tally) or mine == 0:
            return no_overlap(tally) or UNUSED
        return NO_VARIATION if mine == n else None

    return undefined
