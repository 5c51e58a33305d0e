"""ranking: things in order, the best first. The raw value is the list of their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, TypeAlias

from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.kinds import Example, Level, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, check_shown, known_label, moved, place
from goldsmith.model import Item, Json, JsonObject, Label, Question

BEFORE, AFTER = "1", "0"  # the votes on a pair: its first thing stands before its second, or after
MOST = 20

Order: TypeAlias = tuple[str, ...]


class Ranking:
    """All things of the question in order, the best first. Value: their keys, each once.

    The things are the question's labels or, in the option `fields`, fields of the item. One given unit for each two
    things, named `x>y`, with votes BEFORE or AFTER: a majority is taken pair by pair, and where majorities go round
    in a circle there is none. Answers are compared whole, by how many pairs they order differently.
    """

    name = "ranking.v1"
    units: Literal["given", "found"] = "given"
    level: Level = "distance"

    def check(self, question: Question) -> None:
        check_options(question, ("fields",))
        if "fields" in question.options and question.labels:
            raise InvalidGuideline(
                "ranking.two_lists",
                "The question has labels and fields to rank.",
                where=place(question),
                mend="Keep `labels:` or `fields:`, not both.",
            )
        if "fields" not in question.options:
            check_labels(question, at_least=2)
        fields = question.options.get("fields", question.label_keys())
        if not isinstance(fields, list | tuple) or not all(isinstance(one, str) and one for one in fields):
            fields = ()
        if not 2 <= len(set(fields)) == len(fields) <= MOST:
            raise InvalidGuideline(
                "ranking.bad_things",
                f"{len(fields)} things cannot be ranked.",
                where=place(question),
                mend=f"Name 2 to {MOST} different ones, under `labels:` or `fields:`.",
            )
        check_shown(question, question.options.get("fields", ()))

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return (AFTER, BEFORE)

    def own_labels(self, question: Question) -> tuple[Label, ...]:
        return tuple(Label(key, key.replace("_", " ")) for key in things(question))

    def schema(self, question: Question) -> JsonObject:
        n = len(things(question))
        one = {"type": "string", "enum": list(things(question))}
        return {"type": "array", "items": one, "uniqueItems": True, "minItems": n, "maxItems": n}

    def parse(self, raw: Json, item: Item, question: Question) -> Order:
        where = place(question, item)
        if not isinstance(raw, list | tuple):
            raise InvalidValue(
                "ranking.not_a_list",
                f"{raw!r} is not a list.",
                where=where,
                mend='Send the keys in order, the best first: ["b", "a", "c"].',
            )
        order = tuple(known_label(key, things(question), item, question) for key in raw)
        wrong = [key for key, n in Counter([*order, *things(question)]).items() if n != 2]
        if wrong:
            raise InvalidValue(
                "ranking.not_each_once",
                f"Not once in the order: {', '.join(sorted(wrong))}.",
                where=where,
                mend=f"Name each of the {len(things(question))} things once.",
            )
        return order

    def load(self, stored: Sequence[str]) -> Order:
        return tuple(stored)

    def dump(self, value: Order) -> Json:
        return list(value)

    def distance(self, a: Order, b: Order, question: Question) -> float:
        """Return the share of pairs that the two order differently: Kendall's distance, 1 for the reverse order."""
        place_in_b = {key: n for n, key in enumerate(b)}
        turned = sum(place_in_b[one] > place_in_b[other] for one, other in combinations(a, 2))
        return turned / (len(a) * (len(a) - 1) / 2)

    def match(self, a: Order, b: Order, question: Question) -> Matching:
        pairs = tuple(Pair(n, b.index(key), key, key, 1.0) for n, key in enumerate(a))
        return Matching(pairs, (), (), a, b)

    def align(self, values: Sequence[Order], question: Question) -> list[Unit]:
        return [
            Unit(
                f"{one}>{other}",
                tuple(BEFORE if value.index(one) < value.index(other) else AFTER for value in values),
            )
            for one, other in combinations(things(question), 2)
        ]

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Order], question: Question
    ) -> Order:
        """Return the order that has every pair as decided; raise InvalidValue when the pairs go round in a circle."""
        keys = things(question)
        wins: Counter[str] = Counter()
        for one, other in combinations(keys, 2):
            wins[one if decided[f"{one}>{other}"] == BEFORE else other] += 1
        order = tuple(sorted(keys, key=lambda key: -wins[key]))
        if len({wins[key] for key in keys}) < len(keys):
            raise InvalidValue(
                "ranking.circle",
                "The majorities of the pairs go round in a circle.",
                where=place(question),
                mend="Rule on it: no order agrees with all of them.",
            )
        return order

    def things(self, question: Question) -> tuple[str, ...]:
        return things(question)

    def relabel(self, value: Order, labels: Mapping[str, tuple[str, ...]]) -> Order | None:
        """Return the order under renamed labels; None where two were merged, since both cannot have one place."""
        keys = moved(value, labels)
        return keys if keys is not None and len(set(keys)) == len(keys) else None

    def labels_of(self, value: Order) -> tuple[str, ...]:
        return tuple(sorted(value))

    def is_empty(self, value: Order) -> bool:
        return False

    def differences(self, values: Sequence[Order], question: Question) -> list[JsonObject]:
        """Return {"type": "order", "unit": "x>y", "labels": votes} for each pair that not all order alike."""
        return [
            {"type": "order", "unit": unit.key, "labels": list(unit.votes)}
            for unit in self.align(values, question)
            if len(set(unit.votes)) > 1
        ]

    def coarsen(self, value: Order, question: Question) -> dict[str, Json]:
        return {}

    def describe(self, values: Sequence[Order], question: Question) -> tuple[str, ...]:
        if not values:
            return ()
        titles = {label.key: label.title for label in question.labels or self.own_labels(question)}
        first = Counter(value[0] for value in values)
        rows = sorted(things(question), key=lambda key: -first[key])
        return (f"Ranked first: {', '.join(f'{titles[key]} {first[key]:,}' for key in rows)}.",)

    def word(self, value: Order) -> str:
        """Return what stands first."""
        return value[0]

    def examples(self) -> list[Example]:
        labels = (Label("price", "Price"), Label("taste", "Taste"), Label("speed", "Speed"))
        named = Question("matters", self.name, "What matters most here?", labels=labels)
        fields = Question(
            "best", self.name, "Which is best?", options={"fields": ["first", "second", "third"]}
        )
        texts: dict[str, Any] = {
            name: {"type": "text", "text": f"The {name} answer."} for name in ("first", "second", "third")
        }
        item = Item("0" * 32, "example", None, "", 0, None, texts)
        return [
            Example(named, item, ["taste", "price", "speed"], True),
            Example(named, item, ["speed", "price", "taste"], True, "the reverse"),
            Example(named, item, ["taste", "speed", "price"], True),
            Example(fields, item, ["second", "first", "third"], True, "fields of the item"),
            Example(named, item, ["taste", "price"], False, "one is missing"),
            Example(named, item, ["taste", "price", "price"], False, "one stands twice"),
            Example(named, item, ["taste", "price", "look"], False, "an unknown label"),
            Example(named, item, [], False, "no order"),
            Example(named, item, "taste", False, "the best alone is an answer to a choice question"),
            Example(
                named, item, {"taste": 1, "price": 2, "speed": 3}, False, "ranks: send the keys in order"
            ),
            Example(named, item, None, False, "no value: skip or abstain instead"),
        ]


def things(question: Question) -> tuple[str, ...]:
    """Return the keys of what is ranked: the labels, or the fields of the option."""
    return question.label_keys() or tuple(question.options.get("fields", ()))


registry.add(Ranking.name, Ranking())
