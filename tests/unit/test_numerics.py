"""Small numerical tools against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.numerics import (
    Sums,
    bca_interval,
    clopper_pearson,
    compressed,
    jackknife_variance,
    partially_pooled,
    percentile_interval,
    summed_by,
    t_quantile,
)


@pytest.mark.parametrize("values", [[], [5], [7, -3, 7], [10**12, 0, 10**12]])
def test_compressed_values_come_back(values: list[int]) -> None:
    distinct, places = compressed(np.array(values, dtype=np.int64))
    assert distinct.tolist() == sorted(set(values))
    assert distinct[places].tolist() == values


def test_clopper_pearson_meets_its_definition() -> None:
    """At either end, the tail of the binomial is exactly 2.5 %."""
    from scipy.stats import binom

    low, high = clopper_pearson(3, 17)
    assert binom.sf(2, 17, low) == pytest.approx(0.025)
    assert binom.cdf(3, 17, high) == pytest.approx(0.025)
    assert clopper_pearson(0, 9)[0] == 0
    assert clopper_pearson(9, 9)[1] == 1


@pytest.mark.parametrize("times", [[1, 1, 1, 1], [40, 60, 50, 50]])
def test_resampled_totals_have_the_bootstraps_mean_and_variance(times: list[int]) -> None:
    """Units of their own are drawn one by one, equal ones by a multinomial: the same law."""
    units = Sums(np.array([[1.0], [2.0], [4.0], [8.0]]), np.array(times))
    single = np.repeat(units.rows[:, 0], times)
    totals = units.resampled(20_000, default_rng(0))[:, 0]
    assert totals.mean() == pytest.approx(single.sum(), rel=0.01)
    assert totals.var() == pytest.approx(len(single) * single.var(), rel=0.05)


def test_without_one_leaves_out_one_unit_of_each_type() -> None:
    units = Sums(np.array([[1.0], [5.0]]), np.array([3, 1]))
    assert units.without_one().tolist() == [[7.0], [3.0]]


def test_rows_are_summed_by_code() -> None:
    assert summed_by(np.array([1, 0, 1]), np.array([[1.0], [2.0], [4.0]]), 3).tolist() == [
        [2.0],
        [5.0],
        [0.0],
    ]


def test_bca_of_a_symmetric_mean_is_the_percentile_interval() -> None:
    replicates = default_rng(0).normal(size=20_001)
    left, times = np.array([-1.0, 0.0, 1.0]), np.array([1, 1, 1])
    bca = bca_interval(float(np.median(replicates)), replicates, left, times)
    assert bca == pytest.approx(percentile_interval(replicates), abs=0.01)


def test_bca_follows_the_skew_of_the_data() -> None:
    """The interval of the mean of skewed data reaches further to the long side."""
    data = default_rng(1).exponential(size=25)
    units = Sums(np.stack([data, np.ones(25)], axis=1), np.ones(25, dtype=np.int64))
    mean = float(data.mean())
    totals, left = units.resampled(4000, default_rng(2)), units.without_one()
    replicates = totals[:, 0] / totals[:, 1]
    low, high = bca_interval(mean, replicates, left[:, 0] / left[:, 1], units.times)
    plain = percentile_interval(replicates)
    assert high - mean > mean - low
    assert low > plain[0]
    assert high > plain[1]


def test_the_jackknife_of_a_mean_is_its_textbook_variance() -> None:
    data = np.array([1.0, 2.0, 4.0, 9.0])
    without = (data.sum() - data) / 3
    assert jackknife_variance(without) == pytest.approx(data.var(ddof=1) / 4)


def test_the_worst_of_equals_is_drawn_to_the_mean() -> None:
    """Twenty equally good labels: the raw worst is bad luck, and pooling takes nearly all of it back."""
    worst_raw, worst_pooled = [], []
    for seed in range(50):
        values = 0.76 + default_rng(seed).normal(scale=0.08, size=20)
        worst_raw.append(values.min())
        worst_pooled.append(partially_pooled(values, np.full(20, 0.08**2)).min())
    assert np.mean(worst_raw) < 0.63
    assert np.mean(worst_pooled) > 0.71


def test_pooling_moves_the_uncertain_more() -> None:
    values, variances = np.array([0.2, 0.5, 0.8, 0.8]), np.array([1e-4, 1e-4, 1e-4, 0.25])
    moved = np.abs(partially_pooled(values, variances) - values)
    assert moved[3] > 10 * moved[2]
    assert partially_pooled(np.array([0.3]), np.array([1.0])).tolist() == [0.3]


def test_t_quantile_reaches_the_normal() -> None:
    assert t_quantile(np.inf) == pytest.approx(1.959964, abs=1e-6)
    assert t_quantile(4) == pytest.approx(2.776445, abs=1e-6)
