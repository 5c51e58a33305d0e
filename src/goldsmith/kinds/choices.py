"""choices: any number of labels for an item. The raw value is a list of label keys; [] is "none of these"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, known_label, moved, place
from goldsmith.model import Item, Json, JsonObject, Label, Question

CHOSEN, LEFT = "1", "0"  # the votes on a label's unit

Labels: TypeAlias = tuple[str, ...]


class Choices:
    """A set of labels. Value: their keys, each once, sorted.

    One given unit for each label of the question, named by its key, with votes CHOSEN or LEFT: so a majority is
    taken label by label, and alpha of one unit over all items is that label's alpha. Options: `min` and `max`
    bound the number of labels; `min` is 0 unless given, so that [] says "none of these".
    """

    name = "choices.v1"
    units: Literal["given", "found"] = "given"
    level: Literal["nominal", "ordinal"] = "nominal"

    def check(self, question: Question) -> None:
        check_labels(question, at_least=1)
        check_options(question, ("min", "max"))
        least, most = _limits(question)
        if (
            {type(least), type(most)} != {int}
            or not 0 <= least <= most
            or not 1 <= most <= len(question.labels)
        ):
            raise InvalidGuideline(
                "choices.bad_limits",
                f"From {least!r} to {most!r} of {len(question.labels)} labels cannot be chosen.",
                where=place(question),
                mend="Options `min` and `max` are whole numbers with 0 ≤ min ≤ max ≤ the number of labels, max ≥ 1.",
            )

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return (LEFT, CHOSEN)

    def schema(self, question: Question) -> JsonObject:
        least, most = _limits(question)
        label = {"type": "string", "enum": list(question.label_keys())}
        return {"type": "array", "items": label, "uniqueItems": True, "minItems": least, "maxItems": most}

    def parse(self, raw: Json, item: Item, question: Question) -> Labels:
        where = place(question, item)
        if not isinstance(raw, list | tuple):
            raise InvalidValue(
                "choices.not_a_list",
                f"{raw!r} is not a list of labels.",
                where=where,
                mend='Send a list of label keys: ["a"], or [] for none of these.',
            )
        keys = [known_label(key, question.label_keys(), item, question) for key in raw]
        repeated = sorted({key for key in keys if keys.count(key) > 1})
        if repeated:
            raise InvalidValue(
                "choices.repeated",
                f"Some labels are chosen more than once: {', '.join(repeated)}.",
                where=where,
                mend="Name each label once.",
            )
        return _within_limits(tuple(sorted(keys)), question, where)

    def load(self, stored: Sequence[str]) -> Labels:
        return tuple(stored)

    def dump(self, value: Labels) -> Json:
        return list(value)

    def distance(self, a: Labels, b: Labels, question: Question) -> float:
        """Return the Jaccard distance: 1 - |shared| / |chosen by either|."""
        either = len(set(a) | set(b))
        return 1 - len(set(a) & set(b)) / either if either else 0.0

    def match(self, a: Labels, b: Labels, question: Question) -> Matching:
        pairs = tuple(Pair(a.index(key), b.index(key), key, key, 1.0) for key in a if key in b)
        only_a = tuple(place for place, key in enumerate(a) if key not in b)
        only_b = tuple(place for place, key in enumerate(b) if key not in a)
        return Matching(pairs, only_a, only_b, a, b)

    def align(self, values: Sequence[Labels], question: Question) -> list[Unit]:
        return [
            Unit(key, tuple(CHOSEN if key in value else LEFT for value in values))
            for key in question.label_keys()
        ]

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Labels], question: Question
    ) -> Labels:
        """Return the labels decided as CHOSEN; raise InvalidValue when they are fewer or more than may be chosen.

        Majorities taken label by label can leave none where each annotator had to choose one: that is no
        decision, and a person rules.
        """
        keys = tuple(sorted(unit.key for unit in units if decided[unit.key] == CHOSEN))
        return _within_limits(keys, question, place(question))

    def relabel(self, value: Labels, labels: Mapping[str, tuple[str, ...]]) -> Labels | None:
        keys = moved(value, labels)
        return None if keys is None else tuple(sorted(set(keys)))

    def labels_of(self, value: Labels) -> tuple[str, ...]:
        return value

    def is_empty(self, value: Labels) -> bool:
        return not value

    def differences(self, values: Sequence[Labels], question: Question) -> list[JsonObject]:
        """Return {"type": "label", "unit": label key, "labels": votes} for each label that not all chose or left."""
        return [
            {"type": "label", "unit": unit.key, "labels": list(unit.votes)}
            for unit in self.align(values, question)
            if len(set(unit.votes)) > 1
        ]

    def coarsen(self, value: Labels, question: Question) -> dict[str, Json]:
        return {}

    def examples(self) -> list[Example]:
        labels = (Label("price", "Price"), Label("service", "Service"), Label("food", "Food"))
        free = Question("topics", self.name, "What is it about?", labels=labels)
        bound = Question("two", self.name, "Name one or two", labels=labels, options={"min": 1, "max": 2})
        text: dict[str, JsonObject] = {"text": {"type": "text", "text": "The soup was cold and dear."}}
        item = Item("0" * 32, "example", None, "", 0, None, text)
        return [
            Example(free, item, ["price", "food"], True),
            Example(free, item, [], True, "none of these"),
            Example(bound, item, ["service"], True),
            Example(free, item, "price", False, "a label alone is an answer to a choice question"),
            Example(free, item, None, False, "no value: skip or abstain instead"),
            Example(free, item, ["price", "price"], False, "a set names each label once"),
            Example(free, item, ["prize"], False, "an unknown label"),
            Example(free, item, [["price"]], False, "a list inside the list"),
            Example(bound, item, [], False, "one at least"),
            Example(bound, item, ["food", "price", "service"], False, "two at most"),
        ]


def _limits(question: Question) -> tuple[int, int]:
    return question.options.get("min", 0), question.options.get("max", len(question.labels))


def _within_limits(keys: Labels, question: Question, where: str) -> Labels:
    least, most = _limits(question)
    if least <= len(keys) <= most:
        return keys
    fault, bound = ("too_few", f"{least} or more") if len(keys) < least else ("too_many", f"{most} or fewer")
    raise InvalidValue(
        f"choices.{fault}",
        f"{len(keys)} labels are chosen.",
        where=where,
        mend=f"Choose {bound}, as the guideline asks.",
    )


registry.add(Choices.name, Choices())
