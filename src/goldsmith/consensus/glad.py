"""GLAD: annotators differ in ability and items in difficulty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from goldsmith.consensus.em import cells_of, climb, concluded
from goldsmith.consensus.result import Consensus, reliabilities
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

MEAN_ABILITY = 1.0  # of the normal prior, whose standard deviation is 1, as is that of log ease about 0
HALVINGS = 4  # of a step that would lose


@dataclass(frozen=True, slots=True)
class _Params:
    """ability: (annotators,). ease: (rows,), the logarithm of how easy an item is."""

    ability: Floats
    ease: Floats


def glad(votes: Votes, *, gold: Mapping[str, str] | None = None, min_posterior: float = 0.0) -> Consensus:
    """Return the consensus when a vote is right with the probability logistic(ability × ease of the item), by EM.

    gold: item → label: held there. min_posterior: below it an item stays open, in [0, 1]. Abilities are drawn to 1
    and log eases to 0 (normal, standard deviation 1). Beforehand every label is as likely as any other: learned, the
    shares run away with the common one. Steps of abilities and eases that would lose are shortened.
    Raises InvalidInput for fewer than three annotators, unnamed ones, and groups of them that share no item.
    Source: Whitehill, Ruvolo, Wu, Bergsma and Movellan (2009), NeurIPS 22.

    >>> votes = Votes.from_records(["q1"] * 3 + ["q2"] * 3, ["ann", "bob", "cy"] * 2, ["a", "a", "b", "b", "b", "b"])
    >>> glad(votes).decided
    ('a', 'b')
    """
    cells = cells_of(votes, gold, for_model="GLAD")
    k, n_annotators = len(cells.labels), len(cells.annotators)
    others, weight = max(k - 1, 1), cells.entry_times

    def maximise(posterior: Floats, before: _Params) -> _Params:
        q = cells.said(posterior)

        def of_abilities(ability: Floats) -> Floats:
            gain = _gain(q, ability[cells.annotator] * ease) * weight
            return cells.by_annotator(gain) - (ability - MEAN_ABILITY) ** 2 / 2

        def of_eases(log_ease: Floats) -> Floats:
            gain = _gain(q, ability[cells.annotator] * np.exp(log_ease)[cells.row]) * cells.n_same
            return cells.by_row(gain) - log_ease**2 / 2

        ease = np.exp(before.ease)[cells.row]
        p = _logistic(before.ability[cells.annotator] * ease)
        slope = cells.by_annotator((q - p) * ease * weight) - (before.ability - MEAN_ABILITY)
        bend = cells.by_annotator(p * (1 - p) * ease**2 * weight) + 1
        ability = _improved(before.ability, slope / bend, of_abilities)

        x = ability[cells.annotator] * ease
        p = _logistic(x)
        slope = cells.by_row((q - p) * x * cells.n_same) - before.ease
        bend = cells.by_row(p * (1 - p) * x**2 * cells.n_same) + 1
        return _Params(ability, _improved(before.ease, slope / bend, of_eases))

    def score(params: _Params) -> tuple[Floats, float]:
        x = params.ability[cells.annotator] * np.exp(params.ease)[cells.row]
        logits = cells.on_given_label((x + np.log(others)) * cells.n_same)
        miss = -np.logaddexp(0, x) - np.log(others)
        logits += cells.by_row(miss * cells.n_same)[:, None] - np.log(k)
        log_prior = -((params.ability - MEAN_ABILITY) ** 2).sum() / 2 - cells.times @ params.ease**2 / 2
        return logits, float(log_prior)

    start = _Params(np.full(n_annotators, MEAN_ABILITY), np.zeros(cells.n_rows))
    end = climb(cells, cells.shares(), start, maximise=maximise, score=score)
    n_votes = cells.by_annotator(weight)
    right = cells.by_annotator(cells.said(end.posterior) * weight)
    return concluded(
        "glad",
        cells,
        end.posterior,
        reliabilities(cells.annotators, n_votes, right, n_votes),
        min_posterior=min_posterior,
        trace=(end.trace,),
        stopped=end.stopped,
        choices={
            "prior": "ability normal about 1, log ease normal about 0, standard deviations 1; labels equal"
        },
    )


def _logistic(x: Floats) -> Floats:
    from scipy.special import expit

    p: Floats = expit(x)
    return p


def _gain(q: Floats, x: Floats) -> Floats:
    """Return (entries,): the expected log probability of a vote that is right with probability q."""
    gain: Floats = q * x - np.logaddexp(0, x)
    return gain


def _improved(values: Floats, step: Floats, worth: Callable[[Floats], Floats]) -> Floats:
    """Return values + step, each step halved until it does not lose, or left out."""
    before = worth(values)
    for _ in range(HALVINGS):
        is_loss = worth(values + step) < before
        if not is_loss.any():
            return values + step
        step = np.where(is_loss, step / 2, step)
    return np.where(worth(values + step) < before, values, values + step)
