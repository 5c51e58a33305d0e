"""The same numbers as scikit-learn, statsmodels and krippendorff on random tables."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from numpy.random import default_rng
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats import inter_rater

from goldsmith.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha, pair_table, per_label
from goldsmith.agreement.registry import Measure
from goldsmith.numerics import Floats, Ints
from goldsmith.votes import Level, Votes


def answers(seed: int, people: int, items: int, labels: int) -> Ints:
    """Return people × items of labels that agree somewhat."""
    rng = default_rng(seed)
    truth = rng.integers(0, labels, items)
    return np.where(rng.random((people, items)) < 0.6, truth, rng.integers(0, labels, (people, items)))


def gaps(table: Ints, seed: int) -> Floats:
    return np.where(default_rng(seed).random(table.shape) < 0.7, table, np.nan)


def votes_of(table: Floats | Ints, n_labels: int, level: Level = "nominal") -> Votes:
    people, items = np.nonzero(~np.isnan(table))
    labels = table[people, items].astype(np.int64)
    return Votes.from_records(items, people, labels, label_set=range(n_labels), level=level)


def value(metric: Measure, votes: Votes) -> float | None:
    return metric(votes, rng=default_rng(0), replicates=2).value


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_alpha_is_krippendorffs_on_ragged_tables(seed: int, level: Level) -> None:
    labels = 2 + seed % 5
    table = gaps(answers(seed, 2 + seed % 4, 30, labels), seed)
    expected = krippendorff.alpha(
        reliability_data=table, level_of_measurement=level, value_domain=range(labels)
    )
    assert value(krippendorff_alpha, votes_of(table, labels, level)) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(6))
def test_alpha_by_label_is_alpha_of_that_label_against_the_rest(seed: int) -> None:
    table = gaps(answers(seed, 4, 40, 3), seed)
    for each in per_label(votes_of(table, 3), rng=default_rng(0), replicates=2):
        is_it = np.where(np.isnan(table), np.nan, table == int(each.label))
        expected = krippendorff.alpha(reliability_data=is_it, level_of_measurement="nominal")
        assert each.alpha.value == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(6))
def test_fleiss_is_statsmodels_where_votes_are_equal(seed: int) -> None:
    votes = votes_of(answers(seed, 3 + seed % 3, 30, 4), 4)
    assert value(fleiss_kappa, votes) == pytest.approx(inter_rater.fleiss_kappa(votes.counts()))


@pytest.mark.parametrize("seed", range(6))
def test_cohen_is_scikit_learns_and_so_is_each_pair(seed: int) -> None:
    table = answers(seed, 3, 50, 4)
    assert value(cohen_kappa, votes_of(table[:2], 4)) == pytest.approx(cohen_kappa_score(table[0], table[1]))
    for row in pair_table(votes_of(table, 4)).rows:
        expected = cohen_kappa_score(table[int(row.a)], table[int(row.b)])
        assert row.cohen_kappa.value == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(3))
def test_the_pairs_standard_error_is_statsmodels(seed: int) -> None:
    table = answers(seed, 2, 400, 3)
    cross = np.bincount(table[0] * 3 + table[1], minlength=9).reshape(3, 3)
    expected = inter_rater.cohens_kappa(cross).std_kappa
    (row,) = pair_table(votes_of(table, 3)).rows
    assert row.cohen_kappa.low is not None
    assert row.cohen_kappa.high is not None
    from_interval = (row.cohen_kappa.high - row.cohen_kappa.low) / 2 / 1.966  # t with 399 degrees of freedom
    assert from_interval == pytest.approx(expected, rel=2e-3)
