"""Correlations within items, and concordance: what they need, and what must not matter."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from goldsmith.agreement import icc, kendall_w
from goldsmith.agreement.icc import Form
from goldsmith.errors import InvalidInput
from goldsmith.votes import Votes

FORMS = get_args(Form)


def table(rng: Generator, n: int = 60, k: int = 4) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return ratings with variances 4 of items, 1 of annotators and 1 of the rest, rounded."""
    items, people = rng.normal(0, 2, n)[:, None], rng.normal(0, 1, k)
    return np.round(items + people + rng.normal(0, 1, (n, k)), 1)


def votes_of(ratings: np.ndarray[tuple[int, ...], np.dtype[np.float64]], **more: object) -> Votes:
    items, people = np.indices(ratings.shape)
    return Votes.from_records(items.ravel(), people.ravel(), ratings.ravel().tolist(), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_moving_and_stretching_the_scale_changes_nothing(form: Form) -> None:
    ratings = table(default_rng(0))
    one = icc(votes_of(ratings), form=form, rng=default_rng(1), replicates=100)
    far = icc(votes_of(ratings * 4 + 1e8), form=form, rng=default_rng(1), replicates=100)
    assert far.value == pytest.approx(one.value, abs=1e-6)
    assert far.choices["form"] == form


def test_single_ratings_recover_the_shares_of_variance_that_made_them() -> None:
    values = [
        [
            icc(votes_of(table(default_rng(seed), 80, 6)), form=form, rng=default_rng(0), replicates=2).value
            or 0
            for form in ("ICC(A,1)", "ICC(C,1)")
        ]
        for seed in range(60)
    ]
    agreement, consistency = np.mean(values, axis=0)
    assert agreement == pytest.approx(4 / 6, abs=0.04)
    assert consistency == pytest.approx(4 / 5, abs=0.02)


def test_an_annotator_who_is_always_one_higher_lowers_agreement_but_not_consistency() -> None:
    ratings = np.array([[1, 2], [3, 4], [5, 6], [8, 9]], dtype=np.float64)
    consistent = icc(votes_of(ratings), form="ICC(C,1)", rng=default_rng(0), replicates=50).value
    agreeing = icc(votes_of(ratings), form="ICC(A,1)", rng=default_rng(0), replicates=50).value
    assert consistent == pytest.approx(1)
    assert agreeing is not None
    assert agreeing < 0.97


def test_where_not_everyone_rated_everything_only_the_one_way_forms_have_a_value() -> None:
    votes = Votes.from_records([1, 1, 2, 2, 3, 3, 3], list("abacabc"), [1, 2, 5, 5, 8, 9, 8])
    for form in FORMS:
        estimate = icc(votes, form=form, rng=default_rng(0), replicates=50)
        if form.startswith("ICC(1"):
            assert estimate.value is not None
        else:
            assert estimate.undefined is not None
            assert estimate.undefined.reason == "incomplete"


def test_unidentified_seats_have_one_way_forms_only() -> None:
    votes = Votes.from_counts([[2, 0, 1], [0, 3, 0], [0, 1, 2]], label_set=[1, 2, 3])
    assert icc(votes, form="ICC(1)", rng=default_rng(0), replicates=50).value is not None
    two_way = icc(votes, form="ICC(A,1)", rng=default_rng(0), replicates=50)
    assert two_way.undefined is not None
    assert two_way.undefined.reason == "unidentified"


def test_a_form_that_is_none_and_words_as_ratings_are_refused() -> None:
    votes = Votes.from_records([1, 1], ["a", "b"], ["low", "high"])
    with pytest.raises(InvalidInput, match="no form"):
        icc(votes, form="ICC(9)", rng=default_rng(0))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="are numbers"):
        icc(votes, form="ICC(1)", rng=default_rng(0))


def test_the_same_order_is_full_concordance_whatever_the_distances() -> None:
    ratings = np.array([[1, 10], [2, 70], [3, 71]], dtype=np.float64)
    assert kendall_w(votes_of(ratings), rng=default_rng(0)).value == pytest.approx(1)


def test_opposite_orders_of_two_have_no_concordance() -> None:
    ratings = np.array([[1, 4], [2, 3], [3, 2], [4, 1]], dtype=np.float64)
    assert kendall_w(votes_of(ratings), rng=default_rng(0)).value == pytest.approx(0)


def test_concordance_has_no_interval_for_items_and_says_why() -> None:
    estimate = kendall_w(votes_of(table(default_rng(0))), rng=default_rng(0))
    assert estimate.no_interval is not None
    assert estimate.no_interval.reason == "ranked_together"
    assert estimate.low_people is not None
    assert estimate.value is not None
    assert estimate.low_people < estimate.value


def test_annotators_who_rate_everything_alike_have_no_concordance_to_tell() -> None:
    estimate = kendall_w(votes_of(np.ones((4, 3))), rng=default_rng(0))
    assert estimate.undefined is not None
    assert estimate.undefined.reason == "no_variation"
