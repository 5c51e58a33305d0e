"""Votes: what is taken, what is refused, and how it is coded."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from goldsmith.errors import InvalidInput
from goldsmith.votes import Estimate, Reason, Votes


def test_labels_keep_the_order_of_the_label_set_and_unused_ones_stay() -> None:
    votes = Votes.from_records([1, 1], ["a", "b"], ["lo", "hi"], label_set=["lo", "mid", "hi"])
    assert votes.labels == ("lo", "mid", "hi")
    assert votes.counts().tolist() == [[1, 0, 1]]


def test_the_last_vote_of_an_annotator_on_an_item_counts_and_it_is_said() -> None:
    votes = Votes.from_records(["i", "i", "i"], ["a", "b", "a"], ["x", "x", "y"])
    assert votes.n_replaced == 1
    assert votes.counts().tolist() == [[1, 1]]
    assert votes.n_votes == 2


def test_every_row_with_an_unknown_label_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"rows 2, 4") as caught:
        Votes.from_records([1, 2, 3, 4], ["a"] * 4, ["x", "q", "x", "r"], label_set=["x"])
    assert caught.value.slug == "votes.unknown_label"


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_missing_answer_is_no_label(nothing: object) -> None:
    with pytest.raises(InvalidInput, match="rows 2") as caught:
        Votes.from_records([1, 2], ["a", "a"], ["x", nothing])
    assert caught.value.slug == "votes.no_label"


def test_words_are_no_ordinal_scale_without_their_order() -> None:
    with pytest.raises(InvalidInput) as caught:
        Votes.from_records([1, 2], ["a", "a"], ["low", "high"], level="ordinal")
    assert caught.value.slug == "votes.no_order"
    assert Votes.from_records([1, 2], ["a", "a"], [10, 9], level="ordinal").labels == ("9", "10")


@pytest.mark.parametrize(
    ("items", "annotators", "labels", "slug"),
    [
        ([1], ["a", "b"], ["x", "y"], "votes.uneven"),
        ([1, "1"], ["a", "a"], ["x", "y"], "votes.mixed_names"),
        ([None], ["a"], ["x"], "votes.no_item"),
        ([1], [None], ["x"], "votes.no_annotator"),
    ],
)
def test_columns_that_make_no_sense_are_refused(items: Any, annotators: Any, labels: Any, slug: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Votes.from_records(items, annotators, labels)
    assert caught.value.slug == slug


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_is_above_zero(weight: float) -> None:
    with pytest.raises(InvalidInput, match="items i"):
        Votes.from_records(["i"], ["a"], ["x"], weights={"i": weight})


@pytest.mark.parametrize("counts", [[1, 2], [[-1, 2]], [[0.5, 1]], [["x"]]])
def test_counts_are_a_table_of_whole_numbers(counts: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        Votes.from_counts(counts)
    assert caught.value.slug == "votes.bad_counts"


def test_counts_come_back_as_they_went_in_and_seats_are_no_people() -> None:
    table = [[2, 1, 0], [0, 0, 0], [0, 0, 1]]
    votes = Votes.from_counts(table)
    assert votes.counts().tolist() == table
    assert not votes.identified
    assert (votes.n_items, votes.n_pairable, votes.n_annotators, votes.n_votes) == (2, 1, 3, 4)


def test_items_that_have_no_group_are_groups_of_their_own() -> None:
    votes = Votes.from_records(["i", "j", "k"], ["a"] * 3, ["x"] * 3, groups={"i": "doc", "k": "doc"})
    assert votes.group is not None
    assert votes.group[0] == votes.group[2] != votes.group[1]


@pytest.mark.parametrize("n_labels", [2, 40])
def test_patterns_say_the_same_as_counts(n_labels: int) -> None:
    """Forty labels do not fit one number and take the other road."""
    rng = np.random.default_rng(0)
    items, annotators = np.repeat(np.arange(200), 5), np.tile(np.arange(5), 200)
    votes = Votes.from_records(items, annotators, rng.integers(0, n_labels, 1000), label_set=range(n_labels))
    assert (votes.patterns.rows[votes.patterns.of_item] == votes.counts()).all()
    assert len(np.unique(votes.patterns.rows, axis=0)) == len(votes.patterns.rows)


def test_lists_arrays_and_object_arrays_are_read_alike() -> None:
    as_lists = Votes.from_records([3, 1], ["a", "b"], [0, 1])
    as_arrays = Votes.from_records(np.array([3, 1]), np.array(["a", "b"], dtype=object), np.array([0, 1]))
    for name in ("items", "annotators", "labels"):
        assert getattr(as_lists, name) == getattr(as_arrays, name)
    assert as_lists.item.tolist() == as_arrays.item.tolist() == [1, 0]


def test_an_estimate_is_plain_json_with_its_reasons() -> None:
    reason = Reason("no_overlap", "No item has answers of two annotators.")
    plain = Estimate(name="percent", value=None, undefined=reason, choices={"seed": 0}).to_json()
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert plain["undefined"] == {"reason": "no_overlap", "why": str(reason)}
    assert plain["no_interval"] is None
