from __future__ import annotations

from typing import Any

import pytest

from goldsmith.errors import InvalidGuideline
from goldsmith.kinds import get, labels
from goldsmith.kinds.pairwise import compared
from goldsmith.model import Item, Label, Question

pairwise = get("pairwise.v1")


def question(show: tuple[str, ...] = (), **options: Any) -> Question:
    return Question("q", "pairwise.v1", "Which is better?", show=show, options=options)


def item(*names: str) -> Item:
    return Item("i", "s", None, "", 0, None, {name: {"type": "text", "text": name} for name in names})


def test_the_fields_are_those_named_else_those_shown_else_the_first_two() -> None:
    three = item("prompt", "x", "y")
    assert compared(three, question(fields=["y", "x"])) == ("y", "x")
    assert compared(three, question(("x", "y", "prompt"))) == ("x", "y")
    assert compared(three, question()) == ("prompt", "x")


def test_a_tie_lies_halfway_and_can_be_forbidden() -> None:
    assert pairwise.vote_labels(question()) == ("a", "tie", "b")
    assert pairwise.vote_labels(question(tie=False)) == ("a", "b")
    assert [pairwise.distance("a", other, question()) for other in ("a", "tie", "b")] == [0, 0.5, 1]


def test_titles_do_not_name_the_fields() -> None:
    assert [label.title for label in labels(question(fields=["gpt", "llama"]))] == [
        "First is better",
        "Tie",
        "Second is better",
    ]


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        (question(fields=["x"]), "pairwise.not_two"),
        (question(fields=["x", "x"]), "pairwise.not_two"),
        (question(fields="xy"), "pairwise.not_two"),
        (question(("x",)), "pairwise.not_two"),
        (question(("prompt", "x"), fields=["x", "y"]), "guideline.hidden_field"),
        (question(tie="no"), "guideline.bad_option"),
        (question(ties=True), "guideline.unknown_option"),
        (Question("q", "pairwise.v1", "Q?", labels=(Label("x", "X"),)), "pairwise.labels"),
    ],
)
def test_what_compares_no_two_fields_is_refused(asked: Question, slug: str) -> None:
    with pytest.raises(InvalidGuideline) as caught:
        pairwise.check(asked)
    assert caught.value.slug == slug
