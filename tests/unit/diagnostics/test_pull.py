"""The pull of suggestions is found where it was planted, with intervals that hold it, and not where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith.diagnostics import Pull, pull

PER_ITEM = 2


def drawn(
    rng: Generator, *, shown: float, silent: float, n: int = 200, share: float = 0.3, slow: float = 0
) -> Pull:
    """Return the pull on n items of two answers each, which meet the suggestion by item as often as planted."""
    item = np.repeat(np.arange(n), PER_ITEM)
    is_shown = np.repeat(rng.random(n) >= share, PER_ITEM)
    chance = np.where(is_shown, shown, silent)
    ease = np.repeat(rng.random(n), PER_ITEM)  # the two answers to an item hang together
    same = np.where(rng.random(len(item)) < 0.6, ease, rng.random(len(item))) < chance
    seconds = rng.lognormal(np.where(is_shown, 1.0, 1.0 + np.log(slow or 1)), 0.3) * (slow > 0)
    return pull(same.astype(float), same, is_shown, item, seconds, rng=rng)


def test_the_interval_holds_a_planted_pull_about_as_often_as_it_says() -> None:
    rng = default_rng(1)
    found = [drawn(rng, shown=0.9, silent=0.7, n=120).pull for _ in range(150)]
    held = [one.low <= 0.2 <= one.high for one in found if one.low is not None and one.high is not None]
    assert len(held) == 150
    assert np.mean(held) >= 0.92


def test_without_a_pull_the_interval_holds_zero_about_as_often_as_it_says() -> None:
    rng = default_rng(2)
    found = [drawn(rng, shown=0.8, silent=0.8, n=120).pull for _ in range(150)]
    held = [one.low <= 0 <= one.high for one in found if one.low is not None and one.high is not None]
    assert np.mean(held) >= 0.92


def test_arms_changed_about_turn_the_sign() -> None:
    item, shown = np.arange(60), np.arange(60) % 2 == 0
    same = default_rng(0).random(60) < np.where(shown, 0.9, 0.5)
    one, other = (
        pull(same.astype(float), same, arm, item, np.zeros(60), rng=default_rng(0)).pull
        for arm in (shown, ~shown)
    )
    assert (one.value, one.low, one.high) == pytest.approx(
        (-(other.value or 0), -(other.high or 0), -(other.low or 0))
    )


def test_where_all_agree_in_both_arms_nothing_is_certain() -> None:
    same, shown = np.ones(60, bool), np.arange(60) % 2 == 0
    found = pull(same.astype(float), same, shown, np.arange(60), np.zeros(60), rng=default_rng(0)).pull
    assert found.value == 0
    assert found.low is not None
    assert found.high is not None
    assert found.low < -0.05
    assert found.high > 0.05


@pytest.mark.parametrize("n_silent", [0, 9])
def test_a_small_arm_leaves_the_pull_undefined_and_says_how_many_there_are(n_silent: int) -> None:
    n = 50 + n_silent
    shown, same = np.arange(n) < 50, np.ones(n, bool)
    found = pull(same.astype(float), same, shown, np.arange(n), np.ones(n), rng=default_rng(0))
    assert found.pull.value is None
    assert found.pull.undefined.endswith(f"there are 50 and {n_silent}.")
    assert found.saved.undefined == found.pull.undefined
    assert found.kept.value == 1


def test_many_answers_of_few_groups_are_few() -> None:
    shown, same = np.arange(400) % 2 == 0, np.ones(400, bool)
    found = pull(
        same.astype(float), same, shown, np.arange(400) % 4, np.ones(400), rng=default_rng(0), unit="groups"
    )
    assert "groups" in found.pull.undefined


def test_time_saved_is_the_difference_of_medians_and_answers_of_unknown_time_are_left_out() -> None:
    found = drawn(default_rng(3), shown=0.9, silent=0.9, slow=2.0, n=400)
    assert found.seconds_shown == pytest.approx(np.e, rel=0.1)
    assert found.saved.low is not None
    assert found.saved.high is not None
    assert found.saved.low < np.e < found.saved.high
    shown, same = np.arange(40) < 20, np.ones(40, bool)
    untimed = pull(same.astype(float), same, shown, np.arange(40), np.zeros(40), rng=default_rng(0))
    assert untimed.seconds_shown is None
    assert untimed.saved.value is None
    assert untimed.pull.value == 0
