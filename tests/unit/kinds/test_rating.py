from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline
from goldsmith.kinds import get
from goldsmith.kinds.rating import scale
from goldsmith.model import Label, Question

rating = get("rating.v1")


def question(labels: str = "", **options: Any) -> Question:
    return Question(
        "q", "rating.v1", "Q?", labels=tuple(Label(key, key) for key in labels.split()), options=options
    )


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({"min": 1, "max": 5}, ("1", "2", "3", "4", "5")),
        ({"min": 0, "max": 0.3, "step": 0.1}, ("0", "0.1", "0.2", "0.3")),
        ({"min": -20, "max": 20, "step": 20}, ("-20", "0", "20")),
    ],
)
def test_a_range_makes_the_scale(options: dict[str, Any], keys: tuple[str, ...]) -> None:
    rating.check(question(**options))
    assert scale(question(**options)) == keys


def test_distance_counts_steps_in_the_order_of_the_guideline_and_not_of_the_alphabet() -> None:
    asked = question("poor fair good")
    assert rating.distance("poor", "good", asked) == 1
    assert rating.distance("fair", "good", asked) == 0.5
    assert rating.match("fair", "good", asked).pairs[0].similarity == 0.5


def test_the_difference_says_how_far_the_farthest_two_are_apart() -> None:
    asked = question(min=1, max=5)
    assert rating.differences(["2", "4", "2"], asked) == [
        {"type": "label", "unit": "answer", "labels": ["2", "4", "2"], "distance": 0.5}
    ]


@pytest.mark.parametrize(
    "options",
    [
        {"min": 5, "max": 1},
        {"min": 1, "max": 1},
        {"min": 1, "max": 2, "step": 0.3},
        {"min": 1, "max": 5, "step": 0},
        {"min": 0, "max": 1000},
        {"min": "low", "max": "high"},
        {"min": 1, "max": float("inf")},
        {"min": None, "max": 5},
    ],
)
def test_a_range_that_spans_no_scale_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidGuideline) as caught:
        rating.check(question(**options))
    assert caught.value.slug == "rating.bad_range"


def test_labels_and_a_range_together_are_refused() -> None:
    with pytest.raises(InvalidGuideline, match="labels and a range"):
        rating.check(question("a b", min=1, max=2))


def test_a_scale_needs_two_labels() -> None:
    with pytest.raises(InvalidGuideline, match="needs 2 labels"):
        rating.check(question("a"))
