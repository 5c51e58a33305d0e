from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.dedup import leaks
from goldsmith.dedup.canaries import edited
from goldsmith.dedup.leaks import newcombe
from goldsmith.dedup.minhash import band_keys, candidates
from goldsmith.dedup.shingles import shingle_sets
from goldsmith.errors import InvalidInput
from tests.unit.dedup.test_near_duplicates import passages


def test_each_kind_of_evidence_is_found_and_counted_once_for_each_test_item() -> None:
    rng = default_rng(0)
    train = passages(200, rng)
    test = [train[3], train[4].upper(), edited(train[5], 0.02, rng), *passages(20, rng), "", None]
    found = leaks([*train, train[3]], test)
    assert [(pair.test, pair.train, pair.evidence, pair.n_equal) for pair in found.pairs] == [
        (0, 3, "exact", 2),
        (1, 4, "normalised", 1),
        (2, 5, "near", 1),
    ]
    assert (found.n_twinned, found.n_empty, found.share) == (3, 2, 3 / 23)
    assert dict(found.n_by_evidence) == {"exact": 1, "normalised": 1, "near": 1}


def test_copies_within_one_side_are_no_leak() -> None:
    train = passages(30, default_rng(1))
    test = passages(30, default_rng(2))
    found = leaks(train + train, [*test, *test, ""])
    assert found.pairs == ()
    assert found.share == 0


def test_links_are_the_same_from_either_side() -> None:
    rng = default_rng(3)
    train = passages(300, rng)
    test = [edited(text, 0.05, rng) for text in train[:200]]
    one = {(pair.train, pair.test, pair.similarity) for pair in leaks(train, test).pairs}
    other = {(pair.test, pair.train, pair.similarity) for pair in leaks(test, train).pairs}
    assert one == other
    assert len(one) > 180


def test_a_twin_is_found_in_a_giant_bucket_of_boilerplate() -> None:
    rng = default_rng(4)
    common = passages(1, rng, words=120)[0]
    texts = [f"{common} {tail}" for tail in passages(1_001, rng, words=8)]
    found = leaks(texts[:1_000], texts[1_000:])
    assert found.n_twinned == 1
    assert len(found.pairs) <= 1_000


def test_every_text_of_a_giant_bucket_meets_the_only_one_of_the_other_side() -> None:
    rng = default_rng(4)
    common = passages(1, rng, words=120)[0]
    texts = [f"{common} {tail}" for tail in passages(401, rng, words=8)]
    assert leaks(texts[:1], texts[1:]).n_twinned == 400


def test_only_pairs_across_the_sides_are_compared() -> None:
    rng = default_rng(6)
    texts = [edited(text, 0.02, rng) for text in passages(20, rng) for _ in range(6)]
    side = np.arange(len(texts)) % 2 + 1
    a, b = candidates(band_keys(shingle_sets(texts)), side)
    assert len(a) > 100
    assert (side[a] != side[b]).all()


def test_no_text_on_the_test_side_gives_no_share() -> None:
    assert leaks(["a"], [""]).share is None


def test_accuracy_is_compared_between_items_with_and_without_a_twin() -> None:
    rng = default_rng(5)
    train = passages(60, rng)
    test = train[:40] + passages(50, rng)
    is_right = [n % 10 > 0 for n in range(40)] + [n % 2 > 0 for n in range(48)] + [None, None]
    found = leaks(train, test, is_right=is_right).comparison
    assert found is not None
    assert (found.n_right_twinned, found.n_twinned, found.n_right_free, found.n_free) == (36, 40, 24, 48)
    assert found.difference == pytest.approx(0.4)
    assert found.interval == pytest.approx(newcombe(36, 40, 24, 48))


def test_a_comparison_with_nothing_on_one_side_has_no_difference() -> None:
    found = leaks(["one"], ["two"], is_right=[True]).comparison
    assert found is not None
    assert (found.n_free, found.difference, found.interval) == (1, None, None)


def test_predictions_for_another_number_of_items_are_refused() -> None:
    with pytest.raises(InvalidInput, match="2 predictions for 1"):
        leaks(["one"], ["two"], is_right=[True, False])


@pytest.mark.parametrize(
    ("counts", "ends"),
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 20), (0.6791, 1.0)),
        ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ],
)
def test_intervals_are_those_of_newcombe_1998_table_2(
    counts: tuple[int, int, int, int], ends: tuple[float, float]
) -> None:
    """Source: Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""
    assert newcombe(*counts) == pytest.approx(ends, abs=5e-5)
