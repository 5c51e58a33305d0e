"""rating: one step of an ordered scale. The raw value is the step's key."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Literal

from goldsmith.errors import InvalidGuideline
from goldsmith.kinds import ANSWER, Example, OneLabel, registry
from goldsmith.labelsets import check_labels, check_options, known_label, place
from goldsmith.model import Item, Json, JsonObject, Label, Question

MOST_STEPS = 101  # 0 … 100


class Rating(OneLabel):
    """One of an ordered list of labels. Value: its key. One given unit for each item; votes are label keys.

    The scale is the question's labels in their order, or, where it has none, the range that the options `min`,
    `max` and `step` (1 unless given) span: min 1, max 5 makes "1" … "5".
    """

    name = "rating.v1"
    level: Literal["nominal", "ordinal"] = "ordinal"

    def check(self, question: Question) -> None:
        check_options(question, ("min", "max", "step"))
        if question.labels and question.options:
            raise InvalidGuideline(
                "rating.two_scales",
                "The question has labels and a range.",
                where=place(question),
                mend="Keep the labels, in order, or `min`, `max` and `step`; not both.",
            )
        if question.options:
            scale(question)
        else:
            check_labels(question, at_least=2)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return scale(question)

    def schema(self, question: Question) -> JsonObject:
        return {"type": "string", "enum": list(scale(question))}

    def parse(self, raw: Json, item: Item, question: Question) -> str:
        return known_label(raw, scale(question), item, question)

    def distance(self, a: str, b: str, question: Question) -> float:
        """Return the steps between the two, as a share of the whole scale."""
        steps = scale(question)
        return abs(steps.index(a) - steps.index(b)) / (len(steps) - 1)

    def differences(self, values: Sequence[str], question: Question) -> list[JsonObject]:
        """Return [{"type": "label", "unit", "labels", "distance": between the farthest two}], or nothing."""
        if len(set(values)) < 2:
            return []
        ordered = sorted(set(values), key=scale(question).index)
        farthest = self.distance(ordered[0], ordered[-1], question)
        return [{"type": "label", "unit": ANSWER, "labels": list(values), "distance": farthest}]

    def coarsen(self, value: str, question: Question) -> dict[str, Json]:
        return {"choice.v1": value}

    def examples(self) -> list[Example]:
        words = Question(
            "fluency",
            self.name,
            "How fluent is it?",
            labels=(Label("poor", "Poor"), Label("fair", "Fair"), Label("good", "Good")),
        )
        stars = Question("stars", self.name, "How many stars?", options={"min": 1, "max": 5})
        halves = Question("halves", self.name, "How sure?", options={"min": 0, "max": 1, "step": 0.5})
        text: dict[str, JsonObject] = {"text": {"type": "text", "text": "It did what it said."}}
        item = Item("0" * 32, "example", None, "", 0, None, text)
        return [
            Example(words, item, "fair", True),
            Example(words, item, "good", True),
            Example(stars, item, "4", True),
            Example(halves, item, "0.5", True),
            Example(words, item, "2", False, "a rank is not a key"),
            Example(stars, item, "0", False, "below the scale"),
            Example(stars, item, "6", False, "above the scale"),
            Example(stars, item, 4, False, "keys are texts"),
            Example(halves, item, "0.25", False, "between two steps"),
            Example(words, item, None, False, "no value: skip or abstain instead"),
        ]


def scale(question: Question) -> tuple[str, ...]:
    """Return the keys of the scale in order: of the labels, or of the range in the options.

    >>> scale(Question("q", "rating.v1", "How sure?", options={"min": 0, "max": 1, "step": 0.5}))
    ('0', '0.5', '1')
    """
    return question.label_keys() or tuple(label.key for label in range_labels(question))


def range_labels(question: Question) -> tuple[Label, ...]:
    """Return one label for each step of the range in the question's options; raise InvalidGuideline for a bad range."""
    try:
        low, high, step = (Decimal(str(question.options.get(name, 1))) for name in ("min", "max", "step"))
    except InvalidOperation:
        low = high = step = Decimal("NaN")
    sound = (
        all(n.is_finite() for n in (low, high, step)) and step > 0 and low < high and (high - low) % step == 0
    )
    count = int((high - low) / step) + 1 if sound else 0
    if not 2 <= count <= MOST_STEPS:
        raise InvalidGuideline(
            "rating.bad_range",
            f"The options {dict(question.options)} span no scale.",
            where=place(question),
            mend=f"Give `min` < `max` a whole number of `step`s apart, with at most {MOST_STEPS} steps in all.",
        )
    keys = [f"{(low + step * place).normalize():f}" for place in range(count)]
    return tuple(Label(key, key) for key in keys)


registry.add(Rating.name, Rating())
