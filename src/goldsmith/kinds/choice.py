"""choice: one label for an item. The raw value is a label key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from goldsmith.kinds import Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, known_label, moved
from goldsmith.model import Item, Json, JsonObject, Label, Question

UNIT = "answer"  # the one unit of an item: the answer itself


class Choice:
    """One of the question's labels. Value: its key. One given unit for each item; votes are label keys."""

    name = "choice.v1"
    units: Literal["given", "found"] = "given"
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

    def load(self, stored: str) -> str:
        return stored

    def dump(self, value: str) -> Json:
        return value

    def distance(self, a: str, b: str, question: Question) -> float:
        return float(a != b)

    def match(self, a: str, b: str, question: Question) -> Matching:
        return Matching((Pair(0, 0, a, b, float(a == b)),), (), (), (a,), (b,))

    def align(self, values: Sequence[str], question: Question) -> list[Unit]:
        return [Unit(UNIT, tuple(values))]

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[str], question: Question
    ) -> str:
        return decided[UNIT]

    def relabel(self, value: str, labels: Mapping[str, tuple[str, ...]]) -> str | None:
        keys = moved([value], labels)
        return keys[0] if keys else None

    def labels_of(self, value: str) -> tuple[str, ...]:
        return (value,)

    def is_empty(self, value: str) -> bool:
        return False

    def differences(self, values: Sequence[str], question: Question) -> list[JsonObject]:
        """Return [{"type": "label", "unit": "answer", "labels": one for each answer}], or nothing when all agree."""
        return [{"type": "label", "unit": UNIT, "labels": list(values)}] if len(set(values)) > 1 else []

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
