"""Majority as a consensus with posteriors: the shares of the votes, and annotators measured against the others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from goldsmith.consensus.em import Cells, cells_of, concluded
from goldsmith.consensus.result import Consensus
from goldsmith.consensus.result import reliabilities as rate
from goldsmith.numerics import Floats
from goldsmith.votes import Votes


def vote(votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0) -> Consensus:
    """Return the label with more votes than every other; equals are a tie. The posterior is the share of the votes.

    gold: item → label: held there, whatever was voted. min_posterior: the least share that decides, in [0, 1].
    An annotator's accuracy is the share of votes that hit the majority of the *others* on the item; where the others
    are tied, the credit is shared among the tied labels. It is undefined for who never shared an item.
    Raises InvalidInput for no votes and for gold labels outside the label set.

    >>> votes = Votes.from_records(["q1", "q1", "q2", "q2"], ["ann", "bob"] * 2, ["yes", "yes", "yes", "no"])
    >>> vote(votes).decided
    ('yes', None)
    """
    cells = cells_of(votes, gold)
    credit, compared = against_others(cells)
    return concluded(
        "majority",
        cells,
        cells.shares(),
        rate(
            cells.annotators,
            *(
                cells.by_annotator(each * cells.entry_times)
                for each in (np.ones_like(credit), credit, compared)
            ),
        ),
        min_posterior=min_posterior,
        trace=(),
        stopped="counted",
        choices={"accuracy": "against the majority of the others, or gold"},
    )


def against_others(cells: Cells) -> tuple[Floats, Floats]:
    """Return (entries,) twice: the share of a hit on what the others say, and 1 where they, or gold, say something."""
    counts = cells.on_given_label(cells.n_same)
    most = counts.max(axis=1)
    is_most = counts == most[:, None]
    n_most = is_most.sum(axis=1)
    second = np.where(is_most, -1.0, counts).max(axis=1)
    n_second = (counts == second[:, None]).sum(axis=1)
    row, given = cells.row, counts[cells.row, cells.label]
    is_alone = (given == most[row]) & (n_most[row] == 1)
    rival = np.where(is_alone, second[row], most[row])  # the most votes of the others for another label
    n_rivals = np.where(is_alone, n_second[row], n_most[row] - (given == most[row]))
    own = given - cells.n_same  # the others' votes for the label that was given
    credit = np.where(own > rival, 1.0, np.where(own == rival, 1 / (1 + n_rivals), 0.0))
    is_compared = np.maximum(own, rival) > 0
    held = cells.gold[row]
    credit = np.where(held >= 0, held == cells.label, credit)
    compared = (is_compared | (held >= 0)).astype(np.float64)
    return credit * compared, compared
