"""choice: one label for an item. The raw value is a label key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from goldsmith.kinds import ANSWER, Example, OneLabel, registry
from goldsmith.labelsets import check_labels, check_options, known_label
from goldsmith.model import Item, Json, JsonObject, Label, Question


class Choice(OneLabel):
    """One of the question's labels. Value: its key. One given unit for each item; votes are label keys."""

    name = "choice.v1"
    level: Literal["nominal", "ordinal"] = "nominal"

    def check(self, question: Question) -> None:
        check_labels(question, at_least=2)
        check_options(question, ())

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return question.label_keys()

    def schema(self, question: Question) -> JsonObject:
        return {"type": "string", "enum": list(question.label_keys())}

    def parse(self, raw: Json, item: Item, question: Question) -> str:
        return known_label(raw, question.label_keys(), item, question)

    def differences(self, values: Sequence[str], question: Question) -> list[JsonObject]:
        """Return [{"type": "label", "unit": "answer", "labels": one for each answer}], or nothing when all agree."""
        return [{"type": "label", "unit": ANSWER, "labels": list(values)}] if len(set(values)) > 1 else []

    def coarsen(self, value: str, question: Question) -> dict[str, Json]:
        return {"choices.v1": [value]}

    def examples(self) -> list[Example]:
        question = Question(
            "wellformed",
            self.name,
            "Is this a well-formed question?",
            labels=(
                Label("yes", "Well-formed"),
                Label("no", "Not well-formed"),
                Label("none", "Not a question"),
            ),
        )
        text: dict[str, JsonObject] = {"text": {"type": "text", "text": "Which river is the longest?"}}
        item = Item("0" * 32, "example", None, "", 0, None, text)
        return [
            Example(question, item, "yes", True),
            Example(question, item, "none", True, "a label like the others, not a missing answer"),
            Example(question, item, "Yes", False, "keys are compared letter by letter"),
            Example(question, item, "", False, "no label"),
            Example(question, item, None, False, "no value: skip or abstain instead"),
            Example(question, item, 1, False, "a place in the list is not a label"),
            Example(question, item, ["yes"], False, "a list is an answer to a choices question"),
        ]


registry.add(Choice.name, Choice())
