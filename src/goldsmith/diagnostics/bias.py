"""Bias: the labels that an annotator gives oftener, or less often, than the others do on the same items."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from goldsmith.diagnostics.measured import LEAST_CLUSTERS, Measured, mean_over
from goldsmith.diagnostics.rest import Own, Rest
from goldsmith.numerics import Floats, compressed, discovered

FALSE_DISCOVERIES = 0.05


@dataclass(frozen=True, slots=True)
class Use:
    """How often an annotator gives a label, and how often the others do on the same items: shares of n votes.

    excess: the difference with its interval; above 0 the annotator gives it oftener. p: of no difference.
    """

    label: str
    own: float
    rest: float
    excess: Measured
    p: float | None
    is_flagged: bool


def bias(rest: Rest) -> list[list[Use]]:
    """Return for each annotator their use of each label, the largest difference first, in the order of annotators.

    Labels that neither side gave are left out. Each difference is taken item by item, with items or groups as
    independent; flags keep the false discovery rate at 5 % over all annotators and labels. In a small team one
    person's bias makes the others' use differ as well, the other way and less.

    >>> from goldsmith.votes import Votes
    >>> votes = Votes.from_records([1, 2, 3, 4] * 2, ["ann"] * 4 + ["bob"] * 4, list("yyynyynn"))
    >>> [(use.label, use.own, use.rest) for use in bias(Rest(votes))[0]]
    [('n', 0.25, 0.5), ('y', 0.75, 0.5)]
    """
    found = [_uses(rest.of(who), rest.votes.labels) for who in range(rest.votes.n_annotators)]
    flags = iter(
        discovered(
            np.array([np.nan if use.p is None else use.p for uses in found for use in uses]),
            FALSE_DISCOVERIES,
        ).tolist()
    )
    flagged = [[replace(use, is_flagged=next(flags)) for use in uses] for uses in found]
    return [sorted(uses, key=lambda use: (-abs(use.own - use.rest), use.label)) for uses in flagged]


def _uses(own: Own, labels: tuple[str, ...]) -> list[Use]:
    uses = []
    for place, label in enumerate(labels):
        given = (own.label == place).astype(np.float64)
        others = own.others[:, place]
        if len(own) and (given.any() or others.any()):
            excess = given - others
            found = mean_over(excess, own.cluster, "votes on shared items")
            uses.append(
                Use(
                    label,
                    float(given.mean()),
                    float(others.mean()),
                    found,
                    _chance(found, excess, own),
                    False,
                )
            )
    return uses


def _chance(found: Measured, excess: Floats, own: Own) -> float | None:
    """Return the two-sided p-value of a mean of 0, by t over clusters; None where there are too few."""
    from scipy.stats import t

    names, place = compressed(own.cluster)
    m = len(names)
    if found.value is None or m < LEAST_CLUSTERS:
        return None
    sums = np.bincount(place, excess, m)
    spread = float(np.sqrt(m / (m - 1) * ((sums - sums.mean()) ** 2).sum()))
    return 1.0 if spread == 0 else float(2 * t.sf(abs(float(sums.sum())) / spread, m - 1))


def taken_for(own: Own) -> Floats:
    """Return (labels, labels): how often the others said each label (column) where this annotator said another (row).

    Each vote counts once, shared out over the others' votes on the item.
    """
    n = own.others.shape[1]
    table = np.zeros((n, n))
    np.add.at(table, own.label, own.others)
    return table
