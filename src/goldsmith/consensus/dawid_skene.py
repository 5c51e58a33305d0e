"""Dawid-Skene: a confusion matrix for each annotator, drawn towards the one they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.em import (
    LIMIT,
    TOLERANCE,
    Cells,
    Climb,
    cells_of,
    class_shares,
    climb,
    concluded,
    log,
)
from goldsmith.consensus.result import Consensus, reliabilities
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

STRENGTHS = 2.0 ** np.arange(-2, 11)  # pseudo-votes for each true label that are tried
FIRST_STRENGTH = 4.0
ROUNDS, STEPS = 8, 5  # the prior is learned anew after so many iterations, so often at most
DIAGONAL = 1.0
MOST_BORROWED = 4.0  # votes of the others in an annotator's accuracy: more would make few votes look certain


@dataclass(frozen=True, slots=True)
class _Params:
    """shares: (labels,). confusions: (annotators, given, true); the columns sum to 1 over given."""

    shares: Floats
    confusions: Floats


@dataclass(frozen=True, slots=True)
class _Prior:
    """pseudo: (given, true), votes added to each annotator's. classes: items added, spread evenly."""

    pseudo: Floats
    classes: float
    strength: float


def dawid_skene(
    votes: Votes,
    *,
    gold: Mapping[str, str] | None = None,
    min_posterior: float = 0.0,
    is_plain: bool = False,
    worth: Floats | None = None,
    limit: int = LIMIT,
    tolerance: float = TOLERANCE,
) -> Consensus:
    """Return the consensus under a confusion matrix for each annotator, by EM from the shares of the votes.

    gold: item → label: held there; it informs the confusions. min_posterior: below it an item stays open, in [0, 1].
    Each annotator's confusion is a MAP estimate: drawn to the pooled confusion, with a strength learned from how much
    annotators differ (empirical Bayes), and with one vote added to its diagonal. is_plain: maximum likelihood, as in
    1979, nothing added. Several votes of one annotator on one item, where the table has them, all count.
    worth: (n_items,), how many independent items each is worth, 1 unless given; every item then has a vote.
    limit: of iterations. tolerance: gain in log posterior per item that counts as arrived.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    Source: Dawid and Skene (1979), Applied Statistics 28(1).

    >>> votes = Votes.from_records(["q1"] * 3 + ["q2"] * 3, ["ann", "bob", "cy"] * 2, ["a", "a", "b", "b", "b", "b"])
    >>> dawid_skene(votes).decided
    ('a', 'b')
    """
    cells = cells_of(votes, gold, for_model="Dawid-Skene")
    if worth is not None:
        cells = cells.worth(worth)
    k = len(cells.labels)
    posterior = cells.shares()
    none = _Prior(np.zeros((k, k)), 0.0, 0.0)
    prior = none if is_plain else _learned(_counts(cells, posterior), FIRST_STRENGTH)
    traces: list[tuple[float, ...]] = []
    for _ in range(0 if is_plain else ROUNDS):
        left = min(STEPS, limit - sum(map(len, traces)) - 1)  # one at least is left for the last climb
        if left < 1:
            break
        step = _climb(cells, posterior, prior, left, tolerance)
        posterior, before = step.posterior, prior
        traces.append(step.trace)
        prior = _learned(_counts(cells, posterior))
        if prior.strength == before.strength and step.stopped == "converged":
            break
    end = _climb(cells, posterior, prior, limit - sum(map(len, traces)), tolerance)
    counts = _counts(cells, end.posterior)
    right = np.einsum("akk->a", counts)
    n_votes = counts.sum(axis=(1, 2))
    pooled = float(right.sum() / n_votes.sum())
    weight = min(prior.strength, MOST_BORROWED)
    return concluded(
        "dawid_skene",
        cells,
        end.posterior,
        reliabilities(
            cells.annotators,
            n_votes,
            right,
            n_votes,
            prior=(weight * pooled + 0.5, weight * (1 - pooled) + 0.5),
            confusions=end.params.confusions.transpose(0, 2, 1),
        ),
        min_posterior=min_posterior,
        trace=(*traces, end.trace),
        stopped=end.stopped,
        choices={
            "prior": "none" if is_plain else "pooled confusion, strength by empirical Bayes",
            "strength": prior.strength,
            "diagonal": 0.0 if is_plain else DIAGONAL,
        },
    )


def _counts(cells: Cells, posterior: Floats) -> Floats:
    """Return (annotators, given, true): expected votes."""
    k = len(cells.labels)
    counts: Floats = cells.tally.T @ posterior
    return counts.reshape(-1, k, k)


def _climb(cells: Cells, posterior: Floats, prior: _Prior, limit: int, tolerance: float) -> Climb[_Params]:
    k = len(cells.labels)

    def maximise(posterior: Floats, _before: _Params) -> _Params:
        counts = _counts(cells, posterior) + prior.pseudo
        total = counts.sum(axis=1, keepdims=True)
        confusions = np.where(total > 0, counts / np.maximum(total, 1e-300), 1 / k)
        return _Params(class_shares(cells, posterior, prior.classes), confusions)

    def score(params: _Params) -> tuple[Floats, float]:
        logs = log(params.confusions)
        logits = cells.matrix @ logs.reshape(-1, k)
        logits += log(params.shares)
        log_prior = (prior.pseudo * logs.sum(axis=0)).sum() + prior.classes * log(params.shares).mean()
        return logits, float(log_prior)

    start = _Params(np.full(k, 1 / k), np.empty((0, k, k)))
    return climb(cells, posterior, start, maximise=maximise, score=score, limit=limit, tolerance=tolerance)


def _learned(counts: Floats, strength: float | None = None) -> _Prior:
    """Return the prior: the pooled confusion, at the strength under which the counts are likeliest.

    The diagonal stays out of the evidence: it is added for annotators of few votes, not learned.
    """
    k = counts.shape[1]
    total = counts.sum(axis=0) + 1 / k
    pooled = total / total.sum(axis=0)
    diagonal = DIAGONAL * np.eye(k)
    if strength is None:
        evidence = [_evidence(counts, s * pooled) for s in STRENGTHS]
        strength = float(STRENGTHS[int(np.argmax(evidence))])
    return _Prior(strength * pooled + diagonal, 1.0, strength)


def _evidence(counts: Floats, pseudo: Floats) -> float:
    """Return the log probability of the counts when each annotator's confusion is drawn from a Dirichlet."""
    from scipy.special import gammaln

    of_cells = (gammaln(counts + pseudo) - gammaln(pseudo)).sum()
    totals = pseudo.sum(axis=0)
    of_totals = (gammaln(counts.sum(axis=1) + totals) - gammaln(totals)).sum()
    return float(of_cells - of_totals)
