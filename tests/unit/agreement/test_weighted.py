"""Weights between labels: tables that are refused, and what each weighted coefficient is with weights of 0."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    label_weights,
    scott_pi,
    weighted_brennan_prediger,
    weighted_cohen_kappa,
    weighted_conger_kappa,
    weighted_fleiss_kappa,
)
from goldsmith.errors import InvalidInput
from goldsmith.votes import Estimate, Votes


def ragged(people: str, seed: int = 0, n: int = 80) -> Votes:
    rng = default_rng(seed)
    items, annotators = np.repeat(np.arange(n), len(people)), np.tile(list(people), n)
    labels = np.where(rng.random(len(items)) < 0.6, items % 4, rng.integers(0, 4, len(items)))
    kept = rng.random(len(items)) < 0.85
    return Votes.from_records(items[kept], annotators[kept], labels[kept], label_set=range(4))


def told(estimate: Estimate) -> tuple[float | None, ...]:
    return estimate.value, estimate.low, estimate.high, estimate.low_people, estimate.high_people


@pytest.mark.parametrize(
    ("weighted", "plain", "people"),
    [
        (weighted_cohen_kappa, cohen_kappa, "ab"),
        (weighted_fleiss_kappa, fleiss_kappa, "abcd"),
        (weighted_conger_kappa, conger_kappa, "abcd"),
        (weighted_brennan_prediger, brennan_prediger, "abcd"),
        (gwet_ac2, gwet_ac1, "abcd"),
    ],
)
def test_labels_that_are_all_equally_far_apart_give_the_plain_coefficient(weighted, plain, people) -> None:  # type: ignore[no-untyped-def]
    votes = ragged(people)
    one = weighted(votes, weights=np.eye(4), rng=default_rng(0), replicates=200)
    other = plain(votes, rng=default_rng(0), replicates=200)
    assert told(one) == pytest.approx(told(other), abs=1e-9)


def test_nearer_labels_count_for_more_the_more_so_by_squares() -> None:
    votes = ragged("abcd")
    linear, quadratic = (
        gwet_ac2(votes, weights=weights, rng=default_rng(0), replicates=50)
        for weights in ("linear", "quadratic")
    )
    assert quadratic.observed is not None
    assert linear.observed is not None
    assert quadratic.observed > linear.observed
    assert quadratic.choices["label_weights"] == "quadratic"


def test_quadratic_pi_of_complete_data_is_interval_alpha_but_for_its_small_sample() -> None:
    """alpha = 1 - (1 - pi) (1 - 1 / values), for complete data of two."""
    rng = default_rng(3)
    first = rng.integers(1, 6, 200)
    second = np.clip(first + rng.integers(-1, 2, 200), 1, 5)
    columns = [[*range(200)] * 2, ["a"] * 200 + ["b"] * 200, [*first, *second]]
    votes = Votes.from_records(*columns, label_set=range(1, 6))
    pi = weighted_fleiss_kappa(votes, weights="quadratic", rng=rng, replicates=50).value
    interval = Votes.from_records(*columns, label_set=range(1, 6), level="interval")
    alpha = krippendorff_alpha(interval, rng=rng, replicates=50).value
    assert pi is not None
    assert alpha == pytest.approx(1 - (1 - pi) * (1 - 1 / 400))


def test_scotts_pi_is_fleiss_kappa_of_two_and_never_above_cohens() -> None:
    votes = ragged("ab")
    complete = Votes.from_records(
        *zip(*[(i, a, (i * a) % 3) for i in range(40) for a in (1, 2)], strict=True), label_set=range(3)
    )
    pi, fleiss = (
        each(complete, rng=default_rng(0), replicates=50).value for each in (scott_pi, fleiss_kappa)
    )
    assert pi == pytest.approx(fleiss)
    pi, kappa = (each(votes, rng=default_rng(0), replicates=50).value for each in (scott_pi, cohen_kappa))
    assert pi is not None
    assert kappa is not None
    assert pi <= kappa


@pytest.mark.parametrize(
    "bad",
    [
        "cubic",
        [[1.0, 0.0], [0.0, 1.0]],
        [[1, 0, 0, 0], [0.5, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
        [[1, 2, 0, 0], [2, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
        [[0, 0, 0, 0]] * 4,
    ],
)
def test_weights_that_are_none_are_refused(bad: object) -> None:
    with pytest.raises(InvalidInput):
        label_weights(4, bad)  # type: ignore[arg-type]


def test_without_overlap_or_variation_the_reason_is_told() -> None:
    apart = Votes.from_records([1, 2], ["a", "b"], ["x", "y"])
    same = Votes.from_records([1, 1], ["a", "b"], ["x", "x"], label_set=["x", "y"])
    for votes, why in ((apart, "no_overlap"), (same, "no_variation")):
        for measure in (weighted_cohen_kappa, weighted_fleiss_kappa, gwet_ac2, weighted_brennan_prediger):
            estimate = measure(votes, weights="linear", rng=default_rng(0), replicates=20)
            assert estimate.value is None
            assert estimate.undefined is not None
            assert estimate.undefined.reason == why


def test_conger_of_two_who_labeled_all_is_cohens_weighted() -> None:
    rng = default_rng(4)
    votes = Votes.from_records(list(range(90)) * 2, ["a"] * 90 + ["b"] * 90, rng.integers(0, 4, 180))
    one, other = (
        measure(votes, weights="linear", rng=default_rng(0), replicates=200)
        for measure in (weighted_conger_kappa, weighted_cohen_kappa)
    )
    assert one.value == pytest.approx(other.value, abs=1e-12)
    assert one.low == pytest.approx(other.low, abs=0.03)


def test_weighted_conger_over_too_many_cells_is_linearised_to_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    votes = ragged("abcde", n=300)
    drawn = weighted_conger_kappa(votes, weights="quadratic", rng=default_rng(0))
    monkeypatch.setattr(importlib.import_module("goldsmith.agreement.conger_kappa"), "MOST_CELLS", 0)
    linear = weighted_conger_kappa(votes, weights="quadratic", rng=default_rng(0))
    assert linear.choices["interval"] == "linearised_t"
    assert linear.value == pytest.approx(drawn.value, abs=1e-12)
    for name in ("low", "high", "low_people", "high_people"):
        assert getattr(linear, name) == pytest.approx(getattr(drawn, name), abs=0.02)


@pytest.mark.parametrize(
    ("plain", "named"),
    [
        (cohen_kappa, "weighted_cohen_kappa"),
        (fleiss_kappa, "weighted_fleiss_kappa"),
        (conger_kappa, "weighted_conger_kappa"),
        (brennan_prediger, "weighted_brennan_prediger"),
        (gwet_ac1, "gwet_ac2"),
    ],
)
def test_a_plain_coefficient_that_is_given_weights_names_the_weighted_one(plain, named: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput, match="without weights") as found:
        plain(ragged("ab"), weights="quadratic", rng=default_rng(0))
    assert found.value.mend == f"Use {named} for that."
