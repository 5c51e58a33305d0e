"""Weighted majority and the ordinal model, on crowds whose truth is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.models import MODELS
from goldsmith.consensus.ordinal import ordinal
from goldsmith.consensus.weighted_majority import weighted_majority
from goldsmith.votes import Votes
from tests.unit.consensus.crowds import coded, right

ACCURACIES = (0.95, 0.9, 0.55, 0.55, 0.55)


def mixed_crowd(seed: int, n: int = 400) -> tuple[Votes, list[str]]:
    """Two who know and three who nearly guess, on two labels."""
    rng = default_rng(seed)
    truth = rng.integers(0, 2, n)
    is_right = rng.random((n, len(ACCURACIES))) < ACCURACIES
    return coded(np.where(is_right, truth[:, None], 1 - truth[:, None]), range(2)), [str(t) for t in truth]


@pytest.mark.parametrize("seed", range(3))
def test_weights_hear_those_who_know(seed: int) -> None:
    votes, truth = mixed_crowd(seed)
    plain, weighted = (right(fit(votes).decided, truth) for fit in (MODELS["majority"], weighted_majority))
    assert plain < 0.91
    assert weighted > plain + 0.03


def test_a_vote_has_no_say_in_its_own_weight() -> None:
    """Five coin-flippers: weights from the items that they weigh would favour whom the majority happened to meet."""
    rng = default_rng(0)
    found = weighted_majority(coded(rng.integers(0, 2, (2000, 5)), range(2)))
    assert [one.accuracy for one in found.annotators] == pytest.approx([0.5] * 5, abs=0.03)
    assert np.abs(found.posterior - 0.5).max() < 0.35


def test_two_annotators_weigh_the_same_so_that_their_differences_are_ties() -> None:
    votes = Votes.from_records([1, 1, 2, 2, 3, 3], ["a", "b"] * 3, [0, 0, 1, 1, 0, 1])
    assert weighted_majority(votes).decided == ("0", "1", None)


def scale_crowd(seed: int, n: int = 300) -> tuple[Votes, list[int]]:
    """Seven steps; two are near the truth, two say a step too much, and one is all over the scale."""
    rng = default_rng(seed)
    truth = rng.integers(0, 7, n)
    bias, spread = np.array([0, 0, 1.2, 1.2, 0.0]), np.array([0.5, 0.6, 0.7, 0.8, 2.5])
    said = np.clip(np.rint(truth[:, None] + bias + rng.normal(0, 1, (n, 5)) * spread), 0, 6).astype(int)
    return coded(said, range(7), level="ordinal"), truth.tolist()


def off(decided: Any, truth: list[int]) -> float:
    """Return the mean distance from the truth; an open item counts as two steps."""
    return float(np.mean([2 if d is None else abs(int(d) - t) for d, t in zip(decided, truth, strict=True)]))


@pytest.mark.parametrize("seed", range(3))
def test_bias_and_spread_along_the_scale_are_seen_through(seed: int) -> None:
    votes, truth = scale_crowd(seed, n=120)
    by_scale, by_matrix, by_vote = (
        off(fit(votes).decided, truth) for fit in (ordinal, dawid_skene, MODELS["majority"])
    )
    assert by_scale < by_vote / 1.5
    assert by_scale < by_matrix + 0.05


def test_the_ordinal_model_tells_a_bias_from_a_spread() -> None:
    votes, _ = scale_crowd(1)
    found = ordinal(votes)
    tables = [one.confusion for one in found.annotators if one.confusion is not None]
    mean = [float(table[3] @ np.arange(7)) for table in tables]
    assert mean[2:4] == pytest.approx([4.2, 4.2], abs=0.35)
    assert mean[:2] == pytest.approx([3, 3], abs=0.35)
    spread = [float(table[3] @ (np.arange(7) - m) ** 2) for table, m in zip(tables, mean, strict=True)]
    assert spread[4] > 3 * max(spread[:2])


def test_far_steps_are_confused_less_than_near_ones_even_where_nobody_has_shown_it() -> None:
    found = ordinal(
        Votes.from_records([1, 1, 1, 2, 2, 2], ["a", "b", "c"] * 2, [0, 0, 1, 4, 4, 4], label_set=range(5))
    )
    confusion = found.annotators[0].confusion
    assert confusion is not None
    assert confusion[0, 0] > confusion[0, 1] > confusion[0, 4]
