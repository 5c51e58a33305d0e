"""Laws of agreement that hold for any votes."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.random import default_rng

from goldsmith.agreement.brennan_prediger import BRENNAN_PREDIGER
from goldsmith.agreement.evidence import Coefficient
from goldsmith.agreement.fleiss_kappa import FLEISS
from goldsmith.agreement.gwet_ac1 import AC1
from goldsmith.agreement.krippendorff_alpha import NOMINAL, ORDINAL
from goldsmith.agreement.percent_agreement import PERCENT
from goldsmith.agreement.report import agreement_report
from goldsmith.agreement.tally import Tally, count_evidence
from goldsmith.votes import Votes

COEFFICIENTS = (PERCENT, FLEISS, NOMINAL, AC1, BRENNAN_PREDIGER)
LABELS = 4

rows = st.lists(st.lists(st.integers(0, 3), min_size=LABELS, max_size=LABELS), min_size=1, max_size=12)


def value(coefficient: Coefficient[Tally], votes: Votes) -> float | None:
    return count_evidence(votes, rng=default_rng(0), replicates=1).estimate(coefficient).value


def values(votes: Votes) -> list[float | None]:
    return [value(coefficient, votes) for coefficient in COEFFICIENTS]


def near(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else one == pytest.approx(other)


@given(rows, st.permutations(range(LABELS)), st.randoms(use_true_random=False))
def test_neither_items_nor_label_codes_matter(
    counts: list[list[int]], order: list[int], random: object
) -> None:
    shuffled = [[row[label] for label in order] for row in reversed(counts)]
    pairs = zip(values(Votes.from_counts(counts)), values(Votes.from_counts(shuffled)), strict=True)
    assert all(near(one, other) for one, other in pairs)


@given(rows)
def test_reversing_the_scale_leaves_ordinal_alpha(counts: list[list[int]]) -> None:
    votes = Votes.from_counts(counts, level="ordinal")
    turned = Votes.from_counts([row[::-1] for row in counts], level="ordinal")
    assert near(value(ORDINAL, votes), value(ORDINAL, turned))


@given(rows)
def test_an_unused_label_changes_only_coefficients_that_count_labels(counts: list[list[int]]) -> None:
    votes = Votes.from_counts([[*row, 0] for row in counts])
    for coefficient in (PERCENT, FLEISS, NOMINAL):
        assert near(value(coefficient, votes), value(coefficient, Votes.from_counts(counts)))
    narrow = value(AC1, Votes.from_counts(counts))
    assume(narrow is not None and narrow < 1)
    wide, flat = value(AC1, votes), value(BRENNAN_PREDIGER, votes)
    assert wide is not None
    assert wide > (narrow or 0)
    assert (flat or 0) > (value(BRENNAN_PREDIGER, Votes.from_counts(counts)) or 0)


@given(rows)
def test_no_coefficient_exceeds_one_and_percent_is_a_share(counts: list[list[int]]) -> None:
    percent, *corrected = values(Votes.from_counts(counts))
    assert percent is None or 0 <= percent <= 1
    assert all(each is None or each <= 1 + 1e-12 for each in corrected)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=30))
def test_two_annotators_without_gaps(pairs: list[tuple[int, int]]) -> None:
    """Fleiss is Scott's pi; alpha is 1 - (1 - pi)(1 - 1/n) of n values."""
    n = len(pairs)
    used = np.bincount(np.ravel(pairs), minlength=LABELS) / (2 * n)
    assume((used > 0).sum() > 1)
    observed, by_chance = np.mean([a == b for a, b in pairs]), float((used**2).sum())
    pi = (observed - by_chance) / (1 - by_chance)
    votes = Votes.from_counts([[(a == label) + (b == label) for label in range(LABELS)] for a, b in pairs])
    assert value(FLEISS, votes) == pytest.approx(pi)
    assert value(NOMINAL, votes) == pytest.approx(1 - (1 - pi) * (1 - 1 / (2 * n)))


@given(rows)
def test_two_labels_make_ordinal_alpha_nominal(counts: list[list[int]]) -> None:
    binary = [row[:2] for row in counts]
    ordinal = value(ORDINAL, Votes.from_counts(binary, level="ordinal"))
    assert near(value(NOMINAL, Votes.from_counts(binary)), ordinal)


@given(rows, st.integers(0, 12))
def test_tallies_of_parts_add_up(counts: list[list[int]], cut: int) -> None:
    def sums(part: list[list[int]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        table = np.array(part, dtype=np.int64).reshape(-1, LABELS)
        return count_evidence(Votes.from_counts(table), rng=default_rng(0), replicates=1).units.total()

    assert sums(counts) == pytest.approx(sums(counts[:cut]) + sums(counts[cut:]))


@given(rows)
def test_equal_weights_and_groups_of_one_change_no_value(counts: list[list[int]]) -> None:
    plain, n = Votes.from_counts(counts), len(counts)
    for same in (Votes.from_counts(counts, weights=[3.0] * n), Votes.from_counts(counts, groups=range(n))):
        assert all(near(one, other) for one, other in zip(values(plain), values(same), strict=True))


@settings(max_examples=40)
@given(st.data())
def test_a_report_never_fails_and_never_says_nan(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 25))
    items = data.draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))
    people = data.draw(st.lists(st.sampled_from("abcd"), min_size=n, max_size=n))
    labels = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    votes = Votes.from_records(items, people, labels, label_set=range(4))
    if data.draw(st.booleans()):
        votes = replace(votes, group=np.arange(len(votes.items)) // 2)
    if data.draw(st.booleans()):
        votes = replace(votes, weight=np.array([1.0 + place % 3 for place in range(len(votes.items))]))
    if data.draw(st.booleans()):
        votes = replace(votes, level="ordinal")
    report = agreement_report(votes, rng=default_rng(0), replicates=40)
    json.dumps(report.to_json(), allow_nan=False)
    for estimate in report.coefficients.values():
        assert (estimate.value is None) == (estimate.undefined is not None)
        assert (estimate.low is None) == (estimate.no_interval is not None)
        assert (estimate.low_people is None) == (estimate.no_people is not None)
        if estimate.low is not None and estimate.high is not None:
            assert estimate.low <= estimate.high <= 1 + 1e-9
