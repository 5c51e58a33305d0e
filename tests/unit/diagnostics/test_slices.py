"""Slices: the part where people agree less is found and stands first, and even parts are left alone."""

from __future__ import annotations

import numpy as np
from numpy.random import default_rng

from goldsmith.diagnostics.slices import Part, slices


def parts(n_parts: int, each: int) -> list[Part]:
    return [Part("site", f"s{at}", np.arange(at * each, (at + 1) * each)) for at in range(n_parts)]


def test_the_planted_slice_stands_first_and_is_flagged_and_even_ones_are_not() -> None:
    rng = default_rng(0)
    chance = np.repeat([0.8, 0.8, 0.45, 0.8], 100)
    agreement = (rng.random(400) < chance).astype(float)
    found = slices(agreement, np.arange(400), parts(4, 100))
    assert (found[0].value, found[0].is_flagged) == ("s2", True)
    assert not any(one.is_flagged for one in found[1:])
    assert all(agreement[place] == 0 for place in found[0].worst)


def test_of_many_even_slices_next_to_none_is_flagged() -> None:
    n = 0
    for seed in range(20):
        agreement = (default_rng(seed).random(1000) < 0.7).astype(float)
        n += sum(one.is_flagged for one in slices(agreement, np.arange(1000), parts(20, 50)))
    assert n <= 2


def test_the_raw_worst_of_few_items_does_not_stand_before_a_surely_poor_one() -> None:
    rng = default_rng(1)
    agreement = np.concatenate([rng.random(300) < 0.44, rng.random(300) < 0.9, [0, 0, 1, 0, 1]]).astype(float)
    three = [
        Part("by", "sure", np.arange(300)),
        Part("by", "good", np.arange(300, 600)),
        Part("by", "few", np.arange(600, 605)),
    ]
    assert slices(agreement, np.arange(605), three)[0].value == "sure"


def test_slices_of_fewer_than_five_items_are_left_out() -> None:
    assert slices(np.ones(20), np.arange(20), [Part("by", "few", np.arange(4))]) == []


def test_items_of_one_group_are_no_independent_evidence() -> None:
    agreement = np.array([0.0] * 20 + [1.0] * 20)
    assert not slices(agreement, np.repeat([0, 1], 20), parts(2, 20))[0].is_flagged
