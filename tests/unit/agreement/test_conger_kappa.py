"""Conger's kappa where it differs from its neighbours."""

from __future__ import annotations

import importlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import agreement_report, conger_kappa, label_weights
from goldsmith.numerics import Floats
from goldsmith.votes import Votes

module = importlib.import_module("goldsmith.agreement.conger_kappa")


def panel(n: int = 400, people: int = 5, seed: int = 0) -> Votes:
    """Return people with habits of their own, and gaps."""
    rng = default_rng(seed)
    items, who = np.repeat(np.arange(n), people), np.tile(np.arange(people), n)
    habit = np.where(who < 2, 0, 2)
    labels = np.where(rng.random(len(items)) < 0.6, items % 3, habit)
    kept = rng.random(len(items)) < 0.7
    return Votes.from_records(items[kept], who[kept], labels[kept], label_set=range(3))


def as_linearised(votes: Votes, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patch:
        patch.setattr(module, "MOST_CELLS", 0)
        return conger_kappa(votes, rng=default_rng(0))


def test_expected_agreement_is_the_mean_of_cohens_over_every_two() -> None:
    votes = panel()
    cast = np.zeros((5, 3))
    np.add.at(cast, (votes.annotator, votes.label), 1)
    share = cast / cast.sum(axis=1, keepdims=True)
    every_two = [share[a] @ share[b] for a in range(5) for b in range(5) if a != b]
    assert conger_kappa(votes, rng=default_rng(0)).expected == pytest.approx(np.mean(every_two))


@pytest.mark.parametrize("grouped", [False, True])
def test_the_linearised_interval_is_that_of_the_bootstrap(
    grouped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    votes = panel()
    votes = replace(votes, group=np.arange(len(votes.items)) // 4) if grouped else votes
    drawn = conger_kappa(votes, rng=default_rng(0))
    linear = as_linearised(votes, monkeypatch)
    assert drawn.choices["interval"] == "bootstrap_percentile"
    assert linear.choices["interval"] == "linearised_t"  # type: ignore[attr-defined]
    for end in ("value", "low", "high", "low_people", "high_people"):
        assert getattr(linear, end) == pytest.approx(getattr(drawn, end), abs=0.012)
    assert linear.value == pytest.approx(drawn.value, abs=1e-12)  # type: ignore[attr-defined]


def test_weighted_items_give_the_same_value_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = panel()
    votes = replace(votes, weight=np.where(np.arange(len(votes.items)) % 2, 3.0, 1.0))
    drawn = conger_kappa(votes, rng=default_rng(0))
    assert as_linearised(votes, monkeypatch).value == pytest.approx(drawn.value)  # type: ignore[attr-defined]
    assert drawn.value != pytest.approx(conger_kappa(replace(votes, weight=None), rng=default_rng(0)).value)


@pytest.mark.parametrize("alike", [None, label_weights(3, "linear")])
def test_without_each_annotator_is_what_their_votes_leave(alike: Floats | None) -> None:
    votes = panel(n=60)
    units = module._units(votes, module._types(votes), alike)
    left = module._without_each(votes, units.total(), alike)
    for who in range(5):
        kept = votes.annotator != who
        fewer = replace(
            votes, item=votes.item[kept], annotator=votes.annotator[kept], label=votes.label[kept]
        )
        expected = module._units(fewer, module._types(fewer), alike).total()
        assert left[who] == pytest.approx(expected)


def test_seats_have_no_conger() -> None:
    estimate = conger_kappa(Votes.from_counts([[2, 1], [1, 2]]), rng=default_rng(0))
    assert estimate.undefined is not None
    assert estimate.undefined.reason == "unidentified"


def test_an_unused_label_changes_nothing() -> None:
    votes = panel()
    more = replace(votes, labels=(*votes.labels, "never"))
    one, other = (conger_kappa(each, rng=default_rng(0)) for each in (votes, more))
    assert one.value == pytest.approx(other.value)
    assert one.low == pytest.approx(other.low)


def test_differing_habits_set_it_above_fleiss() -> None:
    fleiss = agreement_report(panel(), rng=default_rng(0), replicates=50).coefficients["fleiss_kappa"].value
    assert (conger_kappa(panel(), rng=default_rng(0)).value or 0) > (fleiss or 0)
