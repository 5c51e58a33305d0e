"""Krippendorff's alpha of numbers."""

from __future__ import annotations

import importlib
from dataclasses import replace

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import agreement_report, krippendorff_alpha
from goldsmith.errors import InvalidInput
from goldsmith.numerics import Floats
from goldsmith.votes import Level, Votes

module = importlib.import_module("goldsmith.agreement.number_alpha")
LEVELS: tuple[Level, ...] = ("interval", "ratio")
each_level = pytest.mark.parametrize("level", LEVELS)


def measured(level: Level = "interval", *, decimals: int = 0, offset: float = 0.0, n: int = 80) -> Votes:
    """Return four people who measure to within an error, with gaps."""
    rng = default_rng(3)
    items, who = np.repeat(np.arange(n), 4), np.tile(list("abcd"), n)
    numbers = np.round(rng.normal(40, 12, n)[items] + rng.normal(0, 4, 4 * n), decimals).clip(0) + offset
    kept = rng.random(4 * n) < 0.8
    return Votes.from_records(items[kept], who[kept], numbers[kept].tolist(), level=level)


def by_hand(votes: Votes) -> float:
    """Return alpha from its definition, pair by pair."""
    x = np.array([float(label) for label in votes.labels])[votes.label]
    x = x - (0 if votes.level == "ratio" else x[0])

    def apart(a: Floats, b: Floats) -> Floats:
        far: Floats = (a - b) / (1 if votes.level == "interval" else np.maximum(a + b, 1e-300))
        return far**2

    kept = votes.n_each[votes.item] > 1
    values, n = x[kept], int(kept.sum())
    observed = 0.0
    for item in np.unique(votes.item[kept]):
        of_item = x[votes.item == item]
        observed += apart(of_item[:, None], of_item[None]).sum() / (len(of_item) - 1)
    return float(1 - (observed / n) / (apart(values[:, None], values[None]).sum() / (n * (n - 1))))


@each_level
@pytest.mark.parametrize("decimals", [-1, 3])
def test_alpha_is_its_definition_for_few_and_for_many_values(level: Level, decimals: int) -> None:
    votes = measured(level, decimals=decimals)
    assert (len(votes.labels) > module.FEW_VALUES) == (decimals == 3)
    assert krippendorff_alpha(votes, rng=default_rng(0), replicates=50).value == pytest.approx(by_hand(votes))


@pytest.mark.parametrize("offset", [1e8, -1e8, 1e11])
def test_a_large_offset_does_no_harm_to_interval_alpha(offset: float) -> None:
    plain, moved = (
        krippendorff_alpha(measured(offset=at), rng=default_rng(0), replicates=50) for at in (0, offset)
    )
    assert moved.value == pytest.approx(plain.value)
    assert moved.low == pytest.approx(plain.low)


def test_ratio_alpha_does_not_depend_on_the_unit() -> None:
    votes = measured("ratio")
    feet = replace(votes, labels=tuple(str(float(label) * 3.28) for label in votes.labels))
    one, other = (krippendorff_alpha(each, rng=default_rng(0), replicates=50) for each in (votes, feet))
    assert one.value == pytest.approx(other.value)


@each_level
def test_the_order_of_the_label_set_plays_no_part(level: Level) -> None:
    votes = measured(level)
    turned = replace(votes, labels=votes.labels[::-1], label=len(votes.labels) - 1 - votes.label)
    one, other = (krippendorff_alpha(each, rng=default_rng(0), replicates=50) for each in (votes, turned))
    assert one.value == pytest.approx(other.value)


@each_level
def test_without_each_annotator_is_what_their_votes_leave(level: Level) -> None:
    votes = replace(measured(level, n=30), weight=(1 + np.arange(30) % 3).astype(np.float64))
    numbers = module.label_numbers(votes)
    features = np.eye(len(numbers))
    shared = module.shared_votes(votes)
    left = module._without_each(
        votes, shared, module._ratio(numbers[shared.label_a], numbers[shared.label_b]), features
    )
    for who in range(4):
        kept = votes.annotator != who
        fewer = replace(
            votes, item=votes.item[kept], annotator=votes.annotator[kept], label=votes.label[kept]
        )
        shared = module.shared_votes(fewer)
        distance = module._ratio(numbers[shared.label_a], numbers[shared.label_b])
        rows = module._item_rows(fewer, shared, distance, features)
        # the weights keep the scale that all votes give them
        expected = (rows * votes.item_weight[:, None]).sum(axis=0)
        assert left[who, 1:] == pytest.approx(expected[1:], abs=1e-9)


@each_level
def test_the_intervals_hold_the_value_and_people_vary_more(level: Level) -> None:
    found = krippendorff_alpha(measured(level), rng=default_rng(0))
    assert found.choices["level"] == level
    assert None not in (found.value, found.low, found.low_people, found.high, found.high_people)
    assert found.low_people <= found.low < found.value < found.high <= found.high_people  # type: ignore[operator]


@each_level
def test_one_number_everywhere_is_no_variation(level: Level) -> None:
    votes = Votes.from_records([1, 1, 2, 2], ["a", "b"] * 2, [1e8 + 1] * 4, level=level)
    undefined = krippendorff_alpha(votes, rng=default_rng(0)).undefined
    assert undefined is not None
    assert undefined.reason == "no_variation"


@each_level
def test_no_votes_are_no_overlap(level: Level) -> None:
    undefined = krippendorff_alpha(Votes.from_records([], [], [], level=level), rng=default_rng(0)).undefined
    assert undefined is not None
    assert undefined.reason == "no_overlap"


@pytest.mark.parametrize(("level", "label"), [("interval", "warm"), ("interval", "inf"), ("ratio", "-1")])
def test_what_is_no_number_is_refused_by_name(level: Level, label: str) -> None:
    votes = Votes.from_records([1, 1], ["a", "b"], ["2", label], level=level)
    with pytest.raises(InvalidInput, match=label) as caught:
        krippendorff_alpha(votes, rng=default_rng(0))
    assert caught.value.slug == "votes.not_a_number"


def test_the_report_has_alpha_at_the_level_of_the_votes() -> None:
    votes = measured(decimals=-1)
    report = agreement_report(votes, rng=default_rng(0), replicates=50)
    assert report.coefficients["krippendorff_alpha"].value == pytest.approx(by_hand(votes))
