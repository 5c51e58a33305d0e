"""Ordinal: Dawid-Skene on a scale: each annotator has a bias along it and a spread about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.em import Cells, cells_of, class_shares, climb, concluded, log
from goldsmith.consensus.result import Consensus, reliabilities
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

BORROWED = 4.0  # pseudo-votes for each true label, spread as everybody's votes are
STEPS, HALVINGS = 3, 6  # of Newton in each iteration; of a step that would lose


@dataclass(frozen=True, slots=True)
class _Params:
    """shares: (labels,). slopes: (annotators, 2): of a vote's distance from the truth, and of minus half its square."""

    shares: Floats
    slopes: Floats


def ordinal(votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0) -> Consensus:
    """Return the consensus on a scale whose labels stand in order, by EM from the shares of the votes.

    gold: item → label: held there. min_posterior: below it an item stays open, in [0, 1].
    An annotator says step c of a true step k with a probability that goes with exp(u d - v d² / 2), d = c - k: a
    normal error cut to the scale, of bias u / v and variance 1 / v where v > 0. Two numbers for each annotator, where
    Dawid-Skene has one for each pair of labels: it needs fewer votes, and knows that near steps are confused more
    than far ones. Four votes for each true label, of everybody's confusion, are added to each annotator's. The label
    of the highest posterior is decided.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    Source: Dawid and Skene (1979), Applied Statistics 28(1), with confusions as in Andrich (1978), Psychometrika 43(4).

    >>> scale = ["poor", "fair", "good"]
    >>> rows = (["q1"] * 3 + ["q2"] * 3, ["ann", "bob", "cy"] * 2, ["poor", "poor", "fair", "good", "good", "good"])
    >>> ordinal(Votes.from_records(*rows, label_set=scale)).decided
    ('poor', 'good')
    """
    cells = cells_of(votes, gold, for_model="The ordinal model")
    k = len(cells.labels)
    start = cells.shares()
    pooled = _counts(cells, start).sum(axis=0) + np.full((k, k), 1 / k) + np.eye(k)
    pseudo = BORROWED * pooled / pooled.sum(axis=0)

    def maximise(posterior: Floats, before: _Params) -> _Params:
        slopes = before.slopes
        counts = _counts(cells, posterior) + pseudo
        for _ in range(STEPS):
            slopes = _improved(slopes, counts)
        return _Params(class_shares(cells, posterior, 1.0), slopes)

    def score(params: _Params) -> tuple[Floats, float]:
        logs = _log_confusions(params.slopes, k)
        logits = cells.matrix @ logs.reshape(-1, k)
        logits += log(params.shares)
        return logits, float((pseudo * logs.sum(axis=0)).sum() + log(params.shares).mean())

    first = _Params(np.full(k, 1 / k), np.tile([0.0, 1.0], (len(cells.annotators), 1)))
    end = climb(cells, start, first, maximise=maximise, score=score)
    counts = _counts(cells, end.posterior)
    n_votes, right = counts.sum(axis=(1, 2)), np.einsum("akk->a", counts)
    hit = float(right.sum() / n_votes.sum())
    return concluded(
        "ordinal",
        cells,
        end.posterior,
        reliabilities(
            cells.annotators,
            n_votes,
            right,
            n_votes,
            prior=(BORROWED * hit + 0.5, BORROWED * (1 - hit) + 0.5),
            confusions=np.exp(_log_confusions(end.params.slopes, k)).transpose(0, 2, 1),
        ),
        min_posterior=min_posterior,
        trace=(end.trace,),
        stopped=end.stopped,
        choices={"prior": f"{BORROWED:g} votes of the pooled confusion for each true label"},
    )


def _counts(cells: Cells, posterior: Floats) -> Floats:
    """Return (annotators, given, true): expected votes."""
    k = len(cells.labels)
    counts: Floats = cells.tally.T @ posterior
    return counts.reshape(-1, k, k)


def _terms(k: int) -> Floats:
    """Return (2, given, true): what the two slopes are multiplied with."""
    apart = np.subtract.outer(np.arange(k), np.arange(k)).astype(np.float64)
    return np.stack([apart, -(apart**2) / 2])


def _log_confusions(slopes: Floats, k: int) -> Floats:
    """Return (annotators, given, true); the exponentials of the columns sum to 1 over given."""
    from scipy.special import logsumexp

    logits = np.einsum("at,tgk->agk", slopes, _terms(k))
    logs: Floats = logits - logsumexp(logits, axis=1, keepdims=True)
    return logs


def _improved(slopes: Floats, counts: Floats) -> Floats:
    """Return the slopes after a step of Newton for each annotator, halved until it does not lose, or left out."""
    k = counts.shape[1]
    terms = _terms(k)
    confusions = np.exp(_log_confusions(slopes, k))
    of_true = counts.sum(axis=1)
    mean = np.einsum("agk,tgk->atk", confusions, terms)
    slope = np.einsum("agk,tgk->at", counts, terms) - np.einsum("ak,atk->at", of_true, mean)
    second = np.einsum("agk,tgk,sgk->atsk", confusions, terms, terms) - np.einsum("atk,ask->atsk", mean, mean)
    bend = np.einsum("ak,atsk->ats", of_true, second) + 1e-9 * np.eye(2)
    step = np.linalg.solve(bend, slope[:, :, None])[:, :, 0]
    before = _worth(slopes, counts)
    for _ in range(HALVINGS):
        is_loss = _worth(slopes + step, counts) < before
        if not is_loss.any():
            return slopes + step
        step = np.where(is_loss[:, None], step / 2, step)
    return np.where((_worth(slopes + step, counts) < before)[:, None], slopes, slopes + step)


def _worth(slopes: Floats, counts: Floats) -> Floats:
    """Return (annotators,): the expected log probability of each one's votes."""
    worth: Floats = np.einsum("agk,agk->a", counts, _log_confusions(slopes, counts.shape[1]))
    return worth
