"""What becomes of old answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from goldsmith import kinds
from goldsmith.guidelines import Carried, carry, parse_guideline
from goldsmith.model import Guideline

Moves = dict[str, Sequence[str]]


def version(question: str, moves: Moves | None = None) -> Guideline:
    carries = {"q": moves} if moves else {}
    return parse_guideline(f"---\nquestions:\n- {question}\n---\n", version=1, carries=carries)


def choice(labels: str, moves: Moves | None = None) -> Guideline:
    return version(f"{{key: q, kind: choice, labels: [{labels}]}}", moves)


OTHER = version("{key: other, kind: choice, labels: [a, b]}")


@pytest.mark.parametrize(
    ("value", "chain", "carried"),
    [
        ("a", [choice("a, b")], Carried("a", "carries_over")),
        ("a", [choice("a, b"), choice("a, b, c")], Carried("a", "carries_over")),
        ("b", [choice("a, b"), choice("a, c", {"b": ["c"]})], Carried("c", "mapped")),
        ("a", [choice("a, b"), choice("a, c", {"b": ["c"]})], Carried("a", "carries_over")),
        ("b", [choice("a, b, c"), choice("a, c", {"b": ["a"]})], Carried("a", "mapped")),
        ("b", [choice("a, b"), choice("a, c, d", {"b": ["c", "d"]})], Carried(None, "look_again")),
        ("b", [choice("a, b, c"), choice("a, c")], Carried(None, "look_again")),
        ("b", [choice("a, b"), choice("a, b", {"b": []})], Carried(None, "look_again")),
        ("a", [choice("a, b"), choice("a, b", {"a": ["b"], "b": ["a"]})], Carried("b", "mapped")),
        ("a", [choice("a, b"), OTHER], Carried(None, "question_removed")),
        ("a", [choice("a, b"), OTHER, choice("a, b")], Carried(None, "look_again")),
        (
            "a",
            [choice("a, b"), choice("c, b", {"a": ["c"]}), choice("d, b", {"c": ["d"]})],
            Carried("d", "mapped"),
        ),
        (
            "a",
            [choice("a, b"), version("{key: q, kind: rating, labels: [a, b]}")],
            Carried(None, "look_again"),
        ),
    ],
)
def test_a_choice_carries_over_is_mapped_or_must_be_looked_at(
    value: str, chain: list[Guideline], carried: Carried
) -> None:
    assert carry(value, "q", chain) == carried


def test_a_set_of_labels_that_breaks_a_new_limit_must_be_looked_at() -> None:
    old = version("{key: q, kind: choices, labels: [a, b, c]}")
    new = version("{key: q, kind: choices, labels: [a, b, c], max: 1}")
    assert carry(("a",), "q", [old, new]).outcome == "carries_over"
    assert carry(("a", "b"), "q", [old, new]).outcome == "look_again"


def test_two_labels_of_a_set_may_merge_into_one() -> None:
    old = version("{key: q, kind: choices, labels: [a, b, c]}")
    new = version("{key: q, kind: choices, labels: [a, c]}", {"b": ["a"]})
    assert carry(("a", "b"), "q", [old, new]) == Carried(("a",), "mapped")


def test_boxes_are_relabeled_one_by_one_and_held_against_a_new_least_size() -> None:
    def boxes(label: str) -> Any:
        box = {"id": "1", "label": label, "x": 1.0, "y": 1.0, "width": 4.0, "height": 4.0}
        return kinds.get("box").load([box])

    old = version("{key: q, kind: box, labels: [red, white]}")
    renamed = version("{key: q, kind: box, labels: [cell, white]}", {"red": ["cell"]})
    larger = version("{key: q, kind: box, labels: [red, white], min_size: 5}")
    assert carry(boxes("red"), "q", [old, renamed]) == Carried(boxes("cell"), "mapped")
    assert carry(boxes("white"), "q", [old, renamed]) == Carried(boxes("white"), "carries_over")
    assert carry(boxes("red"), "q", [old, larger]).outcome == "look_again"


def test_a_step_outside_a_new_range_must_be_looked_at() -> None:
    old, new = version("{key: q, kind: rating, max: 5}"), version("{key: q, kind: rating, max: 3}")
    assert [carry(step, "q", [old, new]).outcome for step in ("3", "4")] == ["carries_over", "look_again"]
