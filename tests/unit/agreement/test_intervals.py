"""Intervals: which method, when none, and how often they hold the truth."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith.agreement import (
    agreement_report,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    krippendorff_alpha,
    percent_agreement,
    weighted_brennan_prediger,
)
from goldsmith.agreement.fleiss_kappa import FLEISS
from goldsmith.agreement.gwet_ac1 import AC1
from goldsmith.agreement.krippendorff_alpha import NOMINAL
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.tally import count_evidence, without_each_annotator
from goldsmith.numerics import Ints
from goldsmith.votes import Level, Votes


def ragged_counts(n: int, rng: Generator) -> Ints:
    """Return n items of up to three binary votes: prevalence .3, kappa .6, each vote missing at random 15 %."""
    truth = rng.random(n) < 0.3
    votes = np.where(rng.random((n, 3)) < np.sqrt(0.6), truth[:, None], rng.random((n, 3)) < 0.3)
    is_there = rng.random((n, 3)) < 0.85
    return np.stack([(is_there & ~votes).sum(axis=1), (is_there & votes).sum(axis=1)], axis=1)


def by_person(labels: Ints, n_labels: int = 2) -> Votes:
    """Return the votes of people × items, all answering all."""
    people, items = np.indices(labels.shape)
    return Votes.from_records(items.ravel(), people.ravel(), labels.ravel(), label_set=range(n_labels))


@pytest.mark.slow
@pytest.mark.parametrize("n", [30, 100])
def test_the_item_interval_holds_the_population_value(n: int) -> None:
    """300 repeats of a fixed seed, ragged answers of three annotators."""
    rng = default_rng(2)
    truth = {FLEISS: 0.5999, AC1: 0.7103, NOMINAL: 0.5999, PERCENT: 0.8320}
    population = count_evidence(Votes.from_counts(ragged_counts(1_000_000, rng)), rng=rng, replicates=2)
    hits = dict.fromkeys(truth, 0)
    for coefficient, value in truth.items():
        assert population.estimate(coefficient).value == pytest.approx(value, abs=3e-3)
    for _ in range(300):
        evidence = count_evidence(Votes.from_counts(ragged_counts(n, rng)), rng=rng, replicates=300)
        for coefficient, value in truth.items():
            estimate = evidence.estimate(coefficient)
            assert estimate.low is not None
            assert estimate.high is not None
            hits[coefficient] += estimate.low <= value <= estimate.high
    assert min(hits.values()) / 300 >= 0.92


def test_people_like_these_need_the_wider_interval() -> None:
    """Five annotators of their own accuracy on 1,000 items: items alone miss the population's value mostly."""
    rng = default_rng(3)

    def labels(n_people: int, n_items: int) -> Ints:
        truth = rng.random(n_items) < 0.5
        accuracy = rng.uniform(0.55, 1, n_people)
        is_right = rng.random((n_people, n_items)) < accuracy[:, None]
        return np.where(is_right, truth, ~truth).astype(np.int64)

    truth = percent_agreement(by_person(labels(600, 2_000)), rng=rng, replicates=2).value
    assert truth is not None
    inner, outer = 0, 0
    for _ in range(100):
        estimate = percent_agreement(by_person(labels(5, 1_000)), rng=rng, replicates=200)
        inner += (estimate.low or 0) <= truth <= (estimate.high or 0)
        outer += (estimate.low_people or 0) <= truth <= (estimate.high_people or 0)
    assert inner < 50
    assert outer >= 88


def test_leaving_out_an_annotator_is_the_same_as_never_having_asked() -> None:
    rng = default_rng(4)
    items, people = np.repeat(np.arange(80), 4), np.tile(np.arange(4), 80)
    labels, kept = rng.integers(0, 3, 320), rng.random(320) < 0.8
    weights = {item: 1.0 + item % 3 for item in range(80)}
    votes = Votes.from_records(items[kept], people[kept], labels[kept], weights=weights, level="ordinal")
    total = count_evidence(votes, rng=rng, replicates=2).units.total()
    left = without_each_annotator(votes, total)
    for person in range(4):
        others = kept & (people != person)
        fewer = Votes.from_records(
            items[others],
            people[others],
            labels[others],
            label_set=range(3),
            weights=weights,
            level="ordinal",
        )
        scale = votes.item_weight[0] / fewer.item_weight[0]
        expected = scale * count_evidence(fewer, rng=rng, replicates=2).units.total()
        assert left[person] == pytest.approx(expected)


def test_seats_are_not_people() -> None:
    estimate = fleiss_kappa(Votes.from_counts([[2, 1], [0, 3], [3, 0]] * 20), rng=default_rng(0))
    assert estimate.low is not None
    assert estimate.low_people is None
    assert estimate.no_people is not None
    assert estimate.no_people.reason == "unidentified"


def test_two_people_say_nothing_about_people_like_these() -> None:
    votes = Votes.from_records([1, 2, 3] * 2, ["a"] * 3 + ["b"] * 3, list("xyxxyy"))
    estimate = krippendorff_alpha(votes, rng=default_rng(0))
    assert estimate.no_people is not None
    assert estimate.no_people.reason == "too_few_annotators"


def test_a_value_that_rests_on_one_annotator_has_no_people_interval() -> None:
    """Everybody shares items with a only."""
    items, people = [1, 1, 2, 2, 3, 3, 4, 4], list("abacabac")
    votes = Votes.from_records(items, people, list("xxyyxyyx"))
    estimate = percent_agreement(votes, rng=default_rng(0))
    assert estimate.value == 0.5
    assert estimate.no_people is not None
    assert estimate.no_people.reason == "rests_on_one"


def test_too_many_undefined_replicates_leave_no_interval() -> None:
    votes = Votes.from_counts([[0, 5]] * 21 + [[1, 4]])
    alpha = krippendorff_alpha(votes, rng=default_rng(0))
    assert alpha.value == pytest.approx(0)
    assert alpha.low is None
    assert alpha.no_interval is not None
    assert alpha.no_interval.reason == "unstable"
    assert alpha.choices["dropped"] > 50
    assert gwet_ac1(votes, rng=default_rng(0)).low is not None


def test_one_item_has_a_value_and_no_interval() -> None:
    estimate = percent_agreement(Votes.from_counts([[2, 1]]), rng=default_rng(0))
    assert estimate.value == pytest.approx(1 / 3)
    assert estimate.no_interval is not None
    assert estimate.no_interval.reason == "one_unit"


@pytest.mark.parametrize(("n", "method"), [(49, "bootstrap_bca"), (50, "bootstrap_percentile")])
def test_few_items_take_the_corrected_bootstrap_and_say_so(n: int, method: str) -> None:
    counts = ragged_counts(400, default_rng(5))
    judged = counts[counts.sum(axis=1) > 0][:n]
    assert fleiss_kappa(Votes.from_counts(judged), rng=default_rng(0)).choices["interval"] == method


def test_never_agreeing_is_no_certainty_either() -> None:
    estimate = percent_agreement(Votes.from_counts([[1, 1]] * 20), rng=default_rng(0))
    assert (estimate.value, estimate.low) == (0.0, 0.0)
    assert estimate.high == pytest.approx(0.168, abs=5e-4)


def test_prevalence_and_constant_annotators_are_flagged_beside_the_number() -> None:
    labels = ["x"] * 19 + ["y"] + ["x"] * 20
    votes = Votes.from_records([*range(20)] * 2, ["a"] * 20 + ["b"] * 20, labels)
    estimate = agreement_report(votes, rng=default_rng(0)).coefficients["cohen_kappa"]
    assert estimate.value == pytest.approx(0)
    assert "x" in estimate.flags["prevalence"]
    assert "b" in estimate.flags["constant_annotator"]
    assert "a" not in estimate.flags["constant_annotator"].split("from")[1]


def test_asking_a_third_only_on_disagreement_biases_and_weights_do_not_hide_it() -> None:
    """Votes added because two differed are no random sample: alpha falls apart from the first two answers'."""
    rng = default_rng(6)
    truth = rng.random(20_000) < 0.5
    votes = np.where(rng.random((3, 20_000)) < 0.85, truth, ~truth)
    first_two = np.stack([(~votes[:2]).sum(axis=0), votes[:2].sum(axis=0)], axis=1)
    with_third = np.stack([(~votes).sum(axis=0), votes.sum(axis=0)], axis=1)
    mixed = np.where((first_two.max(axis=1) == 2)[:, None], first_two, with_third)
    blind = fleiss_kappa(Votes.from_counts(first_two), rng=rng, replicates=2).value
    biased = fleiss_kappa(Votes.from_counts(mixed), rng=rng, replicates=2).value
    assert blind == pytest.approx(0.49, abs=0.02)
    assert biased is not None
    assert biased > 0.6


def test_inclusion_weights_undo_oversampling() -> None:
    """Hard items are drawn four times as often as easy ones; weights give back the plain mean over all items."""
    rng = default_rng(7)
    is_hard = rng.random(40_000) < 0.5
    agrees = rng.random(40_000) < np.where(is_hard, 0.6, 0.9)
    drawn = rng.random(40_000) < np.where(is_hard, 0.4, 0.1)
    counts = np.where(agrees[:, None], [2, 0], [1, 1])[drawn]
    weighted = Votes.from_counts(counts, weights=np.where(is_hard, 1 / 0.4, 1 / 0.1)[drawn].tolist())
    assert percent_agreement(Votes.from_counts(counts), rng=rng, replicates=2).value == pytest.approx(
        0.66, abs=0.02
    )
    estimate = percent_agreement(weighted, rng=rng, replicates=200)
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.low < agrees.mean() < estimate.high


def test_no_interval_reaches_where_no_value_can_be() -> None:
    votes = by_person(np.array([[0, 1, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]]))
    for coefficient in ("gwet_ac1", "brennan_prediger"):
        found = agreement_report(votes, rng=default_rng(0)).coefficients[coefficient]
        assert found.low_people is not None
        assert found.low_people == -1  # of two labels; the jackknife alone goes far below


def test_a_weighted_coefficient_ends_at_its_own_least_value() -> None:
    """Of three labels with quadratic weights: 1 - 1 / (3 / 9), all votes at either end of the scale."""
    votes = by_person(np.array([[0, 2, 0, 2], [2, 0, 0, 2], [0, 2, 2, 0]]), n_labels=3)
    for measure in (gwet_ac2, weighted_brennan_prediger):
        found = measure(votes, weights="quadratic", rng=default_rng(0))
        assert found.low_people is not None
        assert found.low_people == pytest.approx(-2)
    apart = by_person(np.array([[0] * 9, [2] * 9]), n_labels=3)
    assert weighted_brennan_prediger(apart, weights="quadratic", rng=default_rng(0)).value == pytest.approx(
        -2
    )


def test_alpha_of_all_labels_and_of_one_ends_at_minus_one() -> None:
    votes = by_person(np.array([[0, 1, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]]))
    found = agreement_report(votes, rng=default_rng(0))
    for one in (found.coefficients["krippendorff_alpha"], *(row.alpha for row in found.per_label)):
        assert one.low_people == -1  # the jackknife alone goes far below


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_alpha_is_never_below_minus_one_however_votes_are_spread(level: Level) -> None:
    rng = default_rng(1)
    tables = [rng.integers(0, 3, (int(rng.integers(1, 5)), 3)) for _ in range(300)]
    found = [
        krippendorff_alpha(Votes.from_counts(table.tolist(), level=level), rng=rng, replicates=2).value
        for table in (*tables, np.array([[1, 1]] * 40))
    ]
    assert -1 <= min(value for value in found if value is not None) < -0.95
