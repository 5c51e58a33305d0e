"""How often both intervals hold the truth: the gate. `benchmarks/interval_coverage.py` has the whole grid."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from benchmarks.interval_coverage import COEFFICIENTS, NAMES, Cell, covered, drawn_votes, truths
from goldsmith.agreement.tally import count_evidence

REPEATS = 1_000
GATE = 0.92


@pytest.mark.slow
def test_both_intervals_hold_the_truth_often_enough() -> None:
    """A hundred items, prevalence .3, kappa .6, three annotators; one standard error of a share is .008."""
    found = covered(Cell(prevalence=0.3, kappa=0.6, people=3, items=100), REPEATS, default_rng(0))
    assert found.like_these is not None
    for name in NAMES:
        assert found.without[name] == 0
        assert found.these[name] >= GATE
        assert found.like_these[name] >= GATE


def test_the_truth_that_intervals_are_held_against_is_that_of_endless_items_and_people() -> None:
    cell, rng = Cell(prevalence=0.3, kappa=0.6, people=4, items=200_000), default_rng(1)
    skill, habit = np.array([0.6, 0.7, 0.8, 0.9]), np.array([0.2, 0.3, 0.3, 0.4])
    these = count_evidence(drawn_votes(cell, skill, habit, rng), rng=rng, replicates=2, people=False)
    many = Cell(prevalence=0.3, kappa=0.49, people=400, items=4_000)
    skills, habits = rng.uniform(0.6, 0.8, many.people), rng.uniform(0.25, 0.35, many.people)
    everyone = count_evidence(drawn_votes(many, skills, habits, rng), rng=rng, replicates=2, people=False)
    exact = truths(0.3, skill, habit, is_population=False)
    population = truths(0.3, np.float64(0.7), np.array([0.3]), is_population=True)
    assert population["krippendorff_alpha"] == pytest.approx(0.49)
    for coefficient in COEFFICIENTS:
        assert these.estimate(coefficient).value == pytest.approx(exact[coefficient.name], abs=5e-3)
        assert everyone.estimate(coefficient).value == pytest.approx(population[coefficient.name], abs=1.5e-2)
