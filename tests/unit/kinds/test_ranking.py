from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds.ranking import Ranking
from goldsmith.model import Label, Question

ranking = Ranking()


def question(labels: str = "", **options: Any) -> Question:
    return Question(
        "q", "ranking.v1", "Q?", labels=tuple(Label(key, key) for key in labels.split()), options=options
    )


ABC = question("a b c")


def test_distance_counts_the_pairs_that_stand_the_other_way_round() -> None:
    distances = [
        ranking.distance(("a", "b", "c"), tuple(order), ABC) for order in ("abc", "acb", "bca", "cba")
    ]
    assert distances == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_there_is_one_unit_for_each_pair() -> None:
    units = ranking.align([("a", "b", "c"), ("c", "a", "b")], ABC)
    assert [(unit.key, unit.votes) for unit in units] == [
        ("a>b", ("1", "1")),
        ("a>c", ("1", "0")),
        ("b>c", ("1", "0")),
    ]


def test_every_order_comes_back_from_its_pairs() -> None:
    for order in permutations("abc"):
        units = ranking.align([order], ABC)
        assert ranking.assemble({unit.key: unit.votes[0] for unit in units}, units, [order], ABC) == order


def test_majorities_in_a_circle_are_no_order() -> None:
    with pytest.raises(InvalidValue, match="circle"):
        ranking.assemble({"a>b": "1", "a>c": "0", "b>c": "1"}, [], [], ABC)


def test_merged_labels_cannot_share_a_place() -> None:
    assert ranking.relabel(("a", "b", "c"), {"a": ("x",), "b": ("x",)}) is None
    assert ranking.relabel(("a", "b", "c"), {"a": ("x",)}) == ("x", "b", "c")


def test_fields_of_the_item_can_be_ranked() -> None:
    asked = question(fields=["first_answer", "second_answer"])
    ranking.check(asked)
    assert ranking.schema(asked)["minItems"] == 2


@pytest.mark.parametrize(
    "asked",
    [
        question("a"),
        question(fields=["x"]),
        question(fields=["x", "x"]),
        question(fields="xy"),
        question("a b", fields=["x", "y"]),
        question(" ".join(f"l{n}" for n in range(21))),
        question("a b", ties=True),
    ],
)
def test_what_cannot_be_ranked_is_refused(asked: Question) -> None:
    with pytest.raises(InvalidGuideline):
        ranking.check(asked)


def test_a_description_counts_first_places() -> None:
    values = [("a", "b", "c"), ("b", "a", "c"), ("b", "c", "a")]
    assert ranking.describe(values, ABC) == ("Ranked first: b 2, a 1, c 0.",)
