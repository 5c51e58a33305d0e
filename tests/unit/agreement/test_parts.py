"""Votes by parts: whatever the parts, the report is that of one pass."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from goldsmith.agreement import VoteCounts, agreement_by_parts, agreement_report, report_of
from goldsmith.errors import InvalidInput
from goldsmith.votes import Votes
from tests.approx import near

votes_of_items = st.lists(
    st.dictionaries(st.sampled_from("pqrst"), st.sampled_from("abc"), max_size=4), min_size=1, max_size=30
)
PEOPLE = {"low_people", "high_people"}


def votes_of(items: list[tuple[int, dict[str, str]]], level: Any = "nominal") -> Votes:
    rows = [(item, who, label) for item, given in items for who, label in given.items()]
    return Votes.from_records(
        [item for item, _, _ in rows],
        [who for _, who, _ in rows],
        [label for _, _, label in rows],
        label_set="abc",
        level=level,
    )


def exact(report: dict[str, Any]) -> dict[str, Any]:
    """Return the coefficients and labels without the interval for people like these, whose last digit is rounding."""

    def bare(estimate: dict[str, Any] | None) -> dict[str, Any] | None:
        return estimate and {name: value for name, value in estimate.items() if name not in PEOPLE}

    labels = [
        {name: bare(value) if isinstance(value, dict) and "value" in value else value for name, value in row.items()}
        for row in report["per_label"]
    ]  # fmt: skip
    return {
        **report,
        "coefficients": {k: bare(v) for k, v in report["coefficients"].items()},
        "per_label": labels,
    }


@given(votes_of_items, st.data(), st.sampled_from(["nominal", "ordinal"]))
def test_any_parts_by_item_give_the_report_of_one_pass(
    items: list[dict[str, str]], data: st.DataObject, level: str
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(items)), max_size=4)) | {0, len(items)})
    numbered = data.draw(st.permutations(list(enumerate(items))))
    parts = [votes_of(list(numbered[start:stop]), level) for start, stop in pairwise(cuts)]
    whole = agreement_report(votes_of(list(numbered), level), rng=default_rng(0), replicates=50, pairs=False)
    counted = agreement_by_parts(iter(parts), rng=default_rng(0), replicates=50)
    one, other = whole.to_json(), counted.to_json()
    if whole.counts["n_annotators"] == 2:  # Cohen's kappa needs the pairs
        one["coefficients"]["cohen_kappa"] = other["coefficients"]["cohen_kappa"]
    assert exact(one) == exact(other)
    assert near(one, other)


def test_counts_take_no_more_room_for_more_items() -> None:
    def counts(n: int) -> VoteCounts:
        rng = default_rng(0)
        return VoteCounts.of(
            Votes.from_records(
                np.repeat(np.arange(n), 3),
                np.tile(np.arange(3), n),
                rng.integers(0, 2, 3 * n),
                label_set=[0, 1],
            )
        )

    few, many = counts(1_000), counts(20_000)
    assert len(few.rows) == len(many.rows) == 4
    assert len(few.n) == len(many.n)
    assert (few + many).n_items == 21_000


def test_a_sum_does_not_depend_on_the_order_of_its_parts() -> None:
    parts = [VoteCounts.of(votes_of([(n, {"p": "a", "q": "ab"[n % 2], "r": "c"})])) for n in range(4)]
    one, other = parts[0] + parts[1] + parts[2] + parts[3], parts[3] + (parts[1] + (parts[2] + parts[0]))
    first, second = (report_of(each, rng=default_rng(0)).to_json() for each in (one, other))
    assert first == second


def test_what_does_not_add_up_is_refused() -> None:
    plain = Votes.from_records([1, 1], ["p", "q"], ["a", "b"], label_set="ab")
    other = Votes.from_records([2, 2], ["p", "q"], ["a", "b"], label_set="abc")
    heavy = Votes.from_records([2, 2], ["p", "q"], ["a", "b"], label_set="ab", weights={2: 3.0})
    numbers = Votes.from_records([2, 2], ["p", "q"], [1, 2], level="interval")
    faults = {}
    for name, parts in {
        "labels": [plain, other],
        "weights": [heavy],
        "numbers": [numbers],
        "none": [],
    }.items():
        with pytest.raises(InvalidInput) as caught:
            agreement_by_parts(parts, rng=default_rng(0))
        faults[name] = caught.value.slug
    assert faults == {
        "labels": "agreement.parts_differ",
        "weights": "agreement.not_by_parts",
        "numbers": "agreement.not_by_parts",
        "none": "agreement.no_parts",
    }
