"""Boxes from columns: the report is the one that matched answers give."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from goldsmith.agreement import MatchedAnswers, found_report
from goldsmith.agreement.boxes import DrawnBoxes, box_report
from goldsmith.errors import InvalidInput
from goldsmith.kinds.box import Box, Boxes, BoxKind
from goldsmith.model import Label, Question
from tests.approx import near

QUESTION = Question("q", "box.v1", "Q?", labels=(Label("a", "a"), Label("b", "b")))
PEOPLE = ("ann", "bob", "cy")


def crowd(n_items: int) -> dict[tuple[str, str], Boxes]:
    """Three people's boxes: jittered, some missed, one in five answers empty."""
    rng = default_rng(5)
    drawn = {}
    for n in range(n_items):
        there = rng.uniform(20, 90, (3, 4))
        for who in PEOPLE:
            is_seen = (rng.random(3) < 0.8) & (rng.random() < 0.8)
            rows = (there[is_seen] + rng.normal(0, 4, 4)).tolist()
            boxes = [Box(f"{at}", "ab"[rng.integers(2)], *row) for at, row in enumerate(rows)]
            drawn[f"i{n}", who] = Boxes(tuple(boxes))
    return drawn


def columns(drawn: dict[tuple[str, str], Boxes], **more: Any) -> DrawnBoxes:
    rows = [(item, who, box) for (item, who), boxes in drawn.items() for box in boxes]
    empty = [key for key, boxes in drawn.items() if not len(boxes)]
    return DrawnBoxes.from_records(
        [item for item, _, _ in rows],
        [who for _, who, _ in rows],
        [box.label for _, _, box in rows],
        [box.rect for _, _, box in rows],
        empty=([item for item, _ in empty], [who for _, who in empty]),
        label_set=["a", "b"],
        **more,
    )


@pytest.mark.parametrize("is_grouped", [False, True])
def test_the_report_of_columns_is_that_of_matched_answers(is_grouped: bool) -> None:
    drawn, kind = crowd(60), BoxKind()
    items = sorted({item for item, _ in drawn})
    group = {item: f"g{place % 20}" for place, item in enumerate(items)} if is_grouped else {}
    weight = {item: 1.0 + place % 3 for place, item in enumerate(items)}
    answers = [
        MatchedAnswers(
            item, a, b, kind.match(drawn[item, a], drawn[item, b], QUESTION), weight[item], group.get(item)
        )
        for item in items
        for a, b in combinations(PEOPLE, 2)
    ]
    alone = found_report(answers, ["a", "b"], rng=default_rng(0)).to_json()
    table = columns(drawn, weights=weight, groups=group or None)
    together = box_report(table, rng=default_rng(0)).found.to_json()
    assert near(together, alone)


def test_alpha_is_that_of_the_distances() -> None:
    drawn, kind = crowd(40), BoxKind()
    mean = np.mean(
        [
            kind.distance(drawn[f"i{n}", a], drawn[f"i{n}", b], QUESTION)
            for n in range(40)
            for a, b in combinations(PEOPLE, 2)
        ]
    )
    alpha = box_report(columns(drawn), rng=default_rng(0)).alpha
    assert alpha.observed == pytest.approx(1 - mean)
    assert alpha.choices["n_different"] > 3000


def test_an_order_of_rows_changes_nothing() -> None:
    drawn = crowd(20)
    turned = dict(reversed(drawn.items()))
    one, other = (box_report(columns(each), rng=default_rng(0)).to_json() for each in (drawn, turned))
    assert near(one, other)


def test_an_answer_of_nothing_is_an_answer() -> None:
    table = DrawnBoxes.from_records(
        ["i"], ["ann"], ["a"], [[0, 0, 9, 9]], empty=(["i", "j", "j"], ["bob", "ann", "bob"])
    )
    report = box_report(table, rng=default_rng(0)).found
    assert report.found["f1_50"].value == 0.5
    assert report.counted["both_empty"] == 1


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        ({"annotators": ["ann"]}, "boxes.uneven"),
        ({"boxes": [[0, 0, 9, 9]]}, "boxes.uneven"),
        ({"boxes": [[0, 0, 9, 9], [0, 0, 0, 9]]}, "boxes.no_size"),
        ({"boxes": [[0, 0, 9, 9], [0, float("nan"), 9, 9]]}, "boxes.no_size"),
        ({"empty": (["i"], ["ann"])}, "boxes.not_empty"),
        ({"empty": (["i"], [])}, "boxes.uneven"),
        ({"label_set": ["b"]}, "votes.unknown_label"),
    ],
)
def test_what_is_no_table_of_boxes_is_refused(change: dict[str, Any], slug: str) -> None:
    given: dict[str, Any] = {
        "items": ["i", "i"],
        "annotators": ["ann", "bob"],
        "labels": ["a", "a"],
        "boxes": [[0, 0, 9, 9], [1, 0, 9, 9]],
    }
    with pytest.raises(InvalidInput) as caught:
        DrawnBoxes.from_records(**{**given, **change})
    assert caught.value.slug == slug
