"""Hidden items: their share comes out in the long run, and no place after the least distance is foreseeable."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.assign.hidden import chance_now
from goldsmith.errors import InvalidInput


@pytest.mark.parametrize(("share", "distance"), [(0.05, 5), (0.1, 9), (0.2, 1), (0.5, 1)])
def test_the_share_comes_out_and_the_distance_is_kept(share: float, distance: int) -> None:
    rng, since, gaps, n = random.Random(1), distance, [], 0
    for _ in range(40_000):
        if rng.random() < chance_now(since, share=share, distance=distance):
            gaps.append(since)
            since = 0
        n += 1
        since += 1
    n_hidden = len(gaps)
    assert min(gaps) >= distance
    assert n_hidden / (n + n_hidden) == pytest.approx(share, rel=0.05)


@given(st.integers(0, 500), st.floats(0.001, 0.5), st.integers(1, 100))
def test_a_chance_is_one_or_the_policy_is_refused(since: int, share: float, distance: int) -> None:
    try:
        assert 0 <= chance_now(since, share=share, distance=distance) <= 1
    except InvalidInput:
        assert distance > 1 / share - 1


def test_no_share_is_no_chance() -> None:
    assert chance_now(10_000, share=0, distance=5) == 0
