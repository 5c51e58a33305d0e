"""Weighted majority: votes count by how often their annotator met the others, on other items."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from goldsmith.consensus.em import cells_of, concluded, log
from goldsmith.consensus.result import Consensus, reliabilities
from goldsmith.consensus.voting import against_others
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

BORROWED = 4.0  # votes of the average annotator that are added to each one's


def weighted_majority(
    votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0
) -> Consensus:
    """Return the label with the most weight; a vote weighs the log odds of its annotator being right.

    gold: item → label: held there, and measured against. min_posterior: below it an item stays open, in [0, 1].
    How often an annotator is right is the share of votes that hit the majority of the *others*, or gold; ties share
    the credit, and four votes of the average annotator are added. What is weighed on an item leaves that item out, so
    that no vote has a say in its own weight. Nobody weighs less than nothing. The posterior takes votes as
    independent and wrong labels as alike; it needs no iterations, and two annotators weigh the same.
    Raises InvalidInput for no votes and for gold labels outside the label set.
    Source of the weights: Nitzan and Paroush (1982), International Economic Review 23(2).

    >>> rows = [(n, who, n % 2) for n in range(9) for who in ("ann", "bob")]
    >>> rows += [(n, who, n // 2 % 2) for n in range(9) for who in ("cy", "dee", "eve")]
    >>> items, annotators, labels = zip(*rows)
    >>> found = weighted_majority(Votes.from_records(items, annotators, labels), gold={"0": "0", "1": "1", "2": "0"})
    >>> found.annotators[0].accuracy > found.annotators[2].accuracy
    True
    """
    cells = cells_of(votes, gold)
    k = len(cells.labels)
    chance, others = 1 / max(k, 2), max(k - 1, 1)
    credit, compared = against_others(
        cells.on_given_label(cells.n_same), cells.gold, cells.row, cells.label, cells.n_same
    )
    right, n_compared = (cells.by_annotator(each * cells.entry_times) for each in (credit, compared))
    pooled = (right.sum() + 1) / (n_compared.sum() + 1 / chance)
    who = cells.annotator
    elsewhere = n_compared[who] - compared * cells.n_same + BORROWED
    accuracy = (right[who] - credit * cells.n_same + BORROWED * pooled) / elsewhere
    weight = np.maximum(log(accuracy * others) - log(1 - accuracy), 0.0)
    return concluded(
        "weighted_majority",
        cells,
        cells.clamped(_shares(cells.on_given_label(weight * cells.n_same))),
        reliabilities(
            cells.annotators,
            cells.by_annotator(cells.entry_times),
            right,
            n_compared,
            prior=(BORROWED * pooled, BORROWED * (1 - pooled)),
        ),
        min_posterior=min_posterior,
        trace=(),
        stopped="counted",
        choices={"weight": "log odds of meeting the majority of the others, or gold, on other items"},
    )


def _shares(logits: Floats) -> Floats:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
    return shares
