"""One coin: each annotator is right with one probability, whatever the label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.em import cells_of, class_shares, climb, concluded, log
from goldsmith.consensus.result import Consensus, reliabilities
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

RIGHT, WRONG = 2.0, 1.0  # votes that each annotator is taken to have given before
CLASSES = 1.0  # items taken as seen before, spread evenly over the labels


@dataclass(frozen=True, slots=True)
class _Params:
    shares: Floats
    accuracy: Floats


def one_coin(votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0) -> Consensus:
    """Return the consensus under one accuracy for each annotator, by EM from the shares of the votes.

    gold: item → label: held there. min_posterior: below it an item stays open, in [0, 1]. A wrong annotator gives
    every other label alike; nobody is worse than chance. Made for few votes and many labels; where two labels are
    often confused, use dawid_skene.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    Source: Dawid and Skene (1979), Applied Statistics 28(1), with one free parameter for each annotator.

    >>> votes = Votes.from_records(["q1"] * 3 + ["q2"] * 3, ["ann", "bob", "cy"] * 2, ["a", "a", "b", "b", "b", "b"])
    >>> one_coin(votes).decided
    ('a', 'b')
    """
    cells = cells_of(votes, gold, for_model="One coin")
    chance, others = 1 / max(len(cells.labels), 2), max(len(cells.labels) - 1, 1)
    n_votes = cells.by_annotator(cells.entry_times)

    def maximise(posterior: Floats, _before: _Params) -> _Params:
        right = cells.by_annotator(cells.said(posterior) * cells.entry_times)
        accuracy = np.maximum((right + RIGHT) / (n_votes + RIGHT + WRONG), chance)
        return _Params(class_shares(cells, posterior, CLASSES), accuracy)

    def score(params: _Params) -> tuple[Floats, float]:
        hit, miss = log(params.accuracy), log((1 - params.accuracy) / others)
        logits = cells.on_given_label(((hit - miss)[cells.annotator]) * cells.n_same)
        logits += cells.by_row(miss[cells.annotator] * cells.n_same)[:, None] + log(params.shares)
        log_prior = (RIGHT * hit + WRONG * miss).sum() + CLASSES * log(params.shares).mean()
        return logits, float(log_prior)

    start = _Params(np.full(len(cells.labels), chance), n_votes)
    end = climb(cells, cells.shares(), start, maximise=maximise, score=score)
    right = cells.by_annotator(cells.said(end.posterior) * cells.entry_times)
    return concluded(
        "one_coin",
        cells,
        end.posterior,
        reliabilities(cells.annotators, n_votes, right, n_votes, prior=(RIGHT, WRONG)),
        min_posterior=min_posterior,
        trace=(end.trace,),
        stopped=end.stopped,
        choices={"prior": f"{RIGHT:g} right, {WRONG:g} wrong; no accuracy below chance"},
    )
