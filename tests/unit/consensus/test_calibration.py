"""Calibration: sure and right scores best, a model that holds lies on the diagonal, and the picture is current."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.consensus.calibration import calibration
from goldsmith.consensus.dawid_skene import dawid_skene
from goldsmith.consensus.voting import vote
from goldsmith.errors import InvalidInput
from goldsmith.votes import Votes

DOCS = Path("docs").resolve()


def test_unanimous_and_right_has_no_error() -> None:
    votes = Votes.from_records(["q1", "q1", "q2", "q2"], ["a", "b"] * 2, ["y", "y", "n", "n"])
    told = calibration(vote(votes), {"q1": "y", "q2": "n"})
    assert (told.brier, told.accuracy) == (0.0, 1.0)


def test_a_tie_shares_its_credit() -> None:
    votes = Votes.from_records(["q1", "q1"], ["a", "b"], ["y", "n"])
    told = calibration(vote(votes), {"q1": "y"})
    assert told.accuracy == 0.5
    assert told.brier == pytest.approx(0.5)


def test_where_the_model_holds_and_votes_are_many_posteriors_lie_on_the_diagonal() -> None:
    rng = default_rng(0)
    n = 4000
    truth = rng.integers(2, size=n)
    accuracy = rng.uniform(0.55, 0.75, 12)
    who = np.stack([rng.choice(12, 3, replace=False) for _ in range(n)]).ravel()
    right = rng.random(3 * n) < accuracy[who]
    item = np.repeat(np.arange(n), 3)
    votes = Votes.from_records(item, who, np.where(right, truth[item], 1 - truth[item]))
    told = calibration(dawid_skene(votes), {str(at): str(label) for at, label in enumerate(truth)})
    for held in told.bins:
        assert held.n < 100 or abs(held.posterior - held.right) < 0.05


def test_unknown_labels_and_no_truth_are_refused() -> None:
    votes = Votes.from_records(["q1", "q1"], ["a", "b"], ["y", "n"])
    for truth in ({}, {"q2": "y"}, {"q1": "maybe"}):
        with pytest.raises(InvalidInput):
            calibration(vote(votes), truth)


def test_the_picture_in_the_docs_is_what_the_script_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(DOCS), *sys.path])
    import make_calibration  # type: ignore[import-not-found,unused-ignore]

    drawn = make_calibration.picture(make_calibration.found())
    assert drawn == make_calibration.TARGET.read_text("utf-8")
