"""pairwise: which of two fields is better, or a tie. The raw value is "a", "b" or "tie"; a is the first field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import ANSWER, Example, Level, OneLabel, registry
from goldsmith.labelsets import check_options, check_shown, known_label, place
from goldsmith.model import Item, Json, JsonObject, Label, Question

A, TIE, B = "a", "tie", "b"
TITLES = {A: "First is better", TIE: "Tie", B: "Second is better"}


class Pairwise(OneLabel):
    """Which of two fields of the item is better. Value: "a" for the first of the two, "b" for the second, or "tie".

    The fields are those of the option `fields`, or the first two that the question shows. Which one stands first on
    the screen is drawn for each annotator and item; the value names the field wherever it stood. `tie: false` asks
    for a decision. One given unit for each item. A tie lies halfway between a and b: the level is ordinal.
    """

    name = "pairwise.v1"
    level: Level = "ordinal"

    def check(self, question: Question) -> None:
        check_options(question, ("fields", "tie"))
        if question.labels:
            raise InvalidGuideline(
                "pairwise.labels",
                "A pairwise question has no labels: its answers are the two fields, or a tie.",
                where=place(question),
                mend="Take `labels:` out, and name the two fields in `fields:`.",
            )
        if not isinstance(question.options.get("tie", True), bool):
            raise InvalidGuideline(
                "guideline.bad_option",
                f"The option tie is {question.options['tie']!r}.",
                where=place(question),
                mend="Write true or false; left out, a tie may be answered.",
            )
        named = question.options.get("fields", question.show[:2])
        given = "fields" in question.options or bool(question.show)
        if given and not _are_two(named):
            raise InvalidGuideline(
                "pairwise.not_two",
                f"{named!r} are not two fields to compare.",
                where=place(question),
                mend="Name two different fields of the items: `fields: [answer_1, answer_2]`.",
            )
        check_shown(question, named)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return (A, TIE, B) if question.options.get("tie", True) else (A, B)

    def own_labels(self, question: Question) -> tuple[Label, ...]:
        """Return one label for each answer. Titles do not name the fields, which could say who wrote them."""
        return tuple(Label(key, TITLES[key]) for key in self.vote_labels(question))

    def schema(self, question: Question) -> JsonObject:
        return {"type": "string", "enum": list(self.vote_labels(question))}

    def parse(self, raw: Json, item: Item, question: Question) -> str:
        label = known_label(raw, self.vote_labels(question), item, question)
        missing = [name for name in compared(item, question) if name not in item.fields]
        if missing or len(compared(item, question)) < 2:
            raise InvalidValue(
                "pairwise.no_field",
                f"The item lacks {' and '.join(missing) or 'a second field'}, so there is nothing to compare.",
                where=place(question, item),
                mend="Name two fields that every item has in the question's `fields:`, or withdraw the item.",
            )
        return label

    def distance(self, a: str, b: str, question: Question) -> float:
        """Return 0 for the same answer, 1 between a and b, and 0.5 from either to a tie."""
        places = {A: 0.0, TIE: 0.5, B: 1.0}
        return abs(places[a] - places[b])

    def differences(self, values: Sequence[str], question: Question) -> list[JsonObject]:
        """Return [{"type": "label", "unit": "answer", "labels": one for each answer}], or nothing when all agree."""
        return [{"type": "label", "unit": ANSWER, "labels": list(values)}] if len(set(values)) > 1 else []

    def coarsen(self, value: str, question: Question) -> dict[str, Json]:
        return {"choice.v1": value}

    def examples(self) -> list[Example]:
        named = Question("better", self.name, "Which one is better?", options={"fields": ["first", "second"]})
        shown = Question("clearer", self.name, "Which is clearer?", show=("first", "second"))
        strict = Question(
            "shorter", self.name, "Which is shorter?", options={"fields": ["first", "second"], "tie": False}
        )
        texts: dict[str, JsonObject] = {
            "first": {"type": "text", "text": "It is on the left."},
            "second": {"type": "text", "text": "You will find it on the left-hand side."},
        }
        item = Item("0" * 32, "example", None, "", 0, None, texts)
        alone = Item("1" * 32, "example", None, "", 0, None, {"first": texts["first"]})
        return [
            Example(named, item, "a", True),
            Example(named, item, "b", True),
            Example(named, item, "tie", True, "neither is better"),
            Example(shown, item, "b", True, "the first two fields that the question shows"),
            Example(strict, item, "a", True),
            Example(strict, item, "tie", False, "this question asks for a decision"),
            Example(named, item, "first", False, "a and b name the fields, in the guideline's order"),
            Example(named, item, "left", False, "the value names a field, not where it stood"),
            Example(named, item, 1, False, "a place is no answer"),
            Example(named, item, None, False, "no value: skip or abstain instead"),
            Example(named, alone, "a", False, "an item without the second field"),
        ]


def compared(item: Item, question: Question) -> tuple[str, ...]:
    """Return the names of the two fields that are compared, a before b; fewer when the item has no two."""
    named = question.options.get("fields") or question.show or tuple(item.fields)
    return tuple(named[:2])


def _are_two(named: Any) -> bool:
    if not isinstance(named, list | tuple) or len(named) != 2:
        return False
    return all(isinstance(name, str) and name for name in named) and named[0] != named[1]


registry.add(Pairwise.name, Pairwise())
