"""MACE: an annotator either knows the label or spams, with habits of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.em import cells_of, class_shares, climb, concluded, log
from goldsmith.consensus.result import Consensus, reliabilities
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

KNOWS, SPAMS = 1.0, 1.0  # votes that each annotator is taken to have given before
CLASSES = 1.0  # items taken as seen before, spread evenly over the labels
HABIT = 1.0  # spammed votes taken as seen before, spread evenly over the labels


@dataclass(frozen=True, slots=True)
class _Params:
    """shares: (labels,). knows: (annotators,), the probability of not spamming.

    habit: (annotators, labels), what spam looks like.
    """

    shares: Floats
    knows: Floats
    habit: Floats


def mace(votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0) -> Consensus:
    """Return the consensus when each vote is either the true label or spam, by EM from the shares of the votes.

    gold: item → label: held there. min_posterior: below it an item stays open, in [0, 1]. How frequent
    each label is, is learned, where the paper takes all as equally frequent: rare labels would drown. The start is
    fixed, so that there is no seed on which the result could depend.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    Source: Hovy, Berg-Kirkpatrick, Vaswani and Hovy (2013), NAACL-HLT, with MAP estimates.

    >>> votes = Votes.from_records(["q1"] * 3 + ["q2"] * 3, ["ann", "bob", "cy"] * 2, ["a", "a", "b", "b", "b", "b"])
    >>> mace(votes).decided
    ('a', 'b')
    """
    cells = cells_of(votes, gold, for_model="MACE")
    k, n_annotators = len(cells.labels), len(cells.annotators)
    n_votes = cells.by_annotator(cells.entry_times)
    place = cells.annotator * k + cells.label

    def maximise(posterior: Floats, before: _Params) -> _Params:
        spam = (1 - before.knows)[:, None] * before.habit
        is_known = (before.knows[:, None] / (before.knows[:, None] + spam)).ravel()[place]
        known = cells.said(posterior) * is_known * cells.entry_times
        spammed = np.bincount(place, cells.entry_times - known, n_annotators * k).reshape(-1, k) + HABIT / k
        knows = (cells.by_annotator(known) + KNOWS) / (n_votes + KNOWS + SPAMS)
        habit = spammed / spammed.sum(axis=1, keepdims=True)
        return _Params(class_shares(cells, posterior, CLASSES), knows, habit)

    def score(params: _Params) -> tuple[Floats, float]:
        spam = (1 - params.knows)[:, None] * params.habit
        miss, hit = log(spam).ravel()[place], log(spam + params.knows[:, None]).ravel()[place]
        logits = cells.on_given_label((hit - miss) * cells.n_same)
        logits += cells.by_row(miss * cells.n_same)[:, None] + log(params.shares)
        log_prior = (KNOWS * log(params.knows) + SPAMS * log(1 - params.knows)).sum()
        log_prior += CLASSES * log(params.shares).mean()
        return logits, float(log_prior + HABIT * log(params.habit).mean(axis=1).sum())

    start = _Params(np.full(k, 1 / k), np.full(n_annotators, 0.5), np.full((n_annotators, k), 1 / k))
    end = climb(cells, cells.shares(), start, maximise=maximise, score=score)
    right = cells.by_annotator(cells.said(end.posterior) * cells.entry_times)
    return concluded(
        "mace",
        cells,
        end.posterior,
        reliabilities(cells.annotators, n_votes, right, n_votes),
        min_posterior=min_posterior,
        trace=(end.trace,),
        stopped=end.stopped,
        choices={
            "prior": f"{KNOWS:g} known, {SPAMS:g} spammed, {HABIT:g} by habit; shares of the labels learned"
        },
    )
