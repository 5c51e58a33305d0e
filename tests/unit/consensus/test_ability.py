"""Ability by Dawid-Skene: the own vote is left out, the interval holds what it says, and nothing is made up."""

from __future__ import annotations

import numpy as np
from numpy.random import default_rng

from goldsmith.consensus.ability import ability
from goldsmith.votes import Votes


def said_by(accuracies: list[float], n: int, seed: int, labels: int = 2) -> Votes:
    rng = default_rng(seed)
    truth = rng.integers(labels, size=n)
    wrong = (truth + rng.integers(1, labels, (len(accuracies), n))) % labels
    right = rng.random((len(accuracies), n)) < np.array(accuracies)[:, None]
    said = np.where(right, truth, wrong)
    return Votes.from_records(
        list(range(n)) * len(accuracies), np.repeat(np.arange(len(accuracies)), n), said.ravel()
    )


def test_three_coin_flippers_are_no_better_than_chance() -> None:
    for one in ability(said_by([0.5, 0.5, 0.5], 600, 0)):
        assert one.value is None or (one.low is not None and one.low < 0.5)
        assert one.value is None or one.value < 0.6


def test_the_interval_holds_the_true_share_about_as_often_as_it_says() -> None:
    accuracies = [0.9, 0.8, 0.7, 0.6, 0.85]
    held = [
        (one.low or 0) <= accuracy <= (one.high or 0)
        for seed in range(20)
        for one, accuracy in zip(ability(said_by(accuracies, 150, seed, 3)), accuracies, strict=True)
    ]
    assert np.mean(held) >= 0.9


def test_two_annotators_have_no_ability_and_the_reason_is_the_models() -> None:
    votes = Votes.from_records([1, 1, 2, 2], ["a", "b"] * 2, ["y", "y", "n", "y"])
    assert all("fewer than three" in one.undefined for one in ability(votes))
