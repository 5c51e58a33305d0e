"""Kinds of answers. A kind is one file here; it turns its values into units, on which all else is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from goldsmith.labelsets import moved
from goldsmith.model import Item, Json, JsonObject, Question
from goldsmith.objects import ABSENT as ABSENT
from goldsmith.objects import Matching as Matching
from goldsmith.objects import Pair as Pair
from goldsmith.objects import Unit as Unit
from goldsmith.registry import Registry


@dataclass(frozen=True, slots=True)
class Example:
    """A raw answer that must be taken (`good`) or refused, for a question; feeds tests, docs and the UI."""

    question: Question
    item: Item
    raw: Json
    good: bool
    why: str = ""


@runtime_checkable
class Kind(Protocol):
    """What every kind offers. Values are immutable and hashable; `parse` is the only door in.

    name: versioned, stored beside each answer. units: "given" when all annotators judge the same units, "found"
    when they also find them. level: how the labels of its units compare: "nominal" or "ordinal".
    """

    name: str
    units: Literal["given", "found"]
    level: Literal["nominal", "ordinal"]

    def check(self, question: Question) -> None:
        """Raise InvalidGuideline when the question cannot be asked with this kind."""

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        """Return the labels that votes on its units may bear, in order; ABSENT is not among them."""

    def schema(self, question: Question) -> JsonObject:
        """Return the JSON Schema of a raw value."""

    def parse(self, raw: Json, item: Item, question: Question) -> Any:
        """Return the value; raise InvalidValue with what, where and mend."""

    def load(self, stored: Any) -> Any:
        """Return the value that `dump` made; trusts it, since `parse` let it in."""

    def dump(self, value: Any) -> Json:
        """Return the value as JSON; parse(dump(v)) == v."""

    def distance(self, a: Any, b: Any, question: Question) -> float:
        """Return 0 (the same) … 1 (nothing shared); symmetric; 0 when both are empty."""

    def match(self, a: Any, b: Any, question: Question) -> Matching:
        """Return the optimal one-to-one matching of two answers' objects; labels do not guide it."""

    def align(self, values: Sequence[Any], question: Question) -> list[Unit]:
        """Return the units of several answers, with votes; the clustering does not depend on the answers' order."""

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Any], question: Question
    ) -> Any:
        """Return one value from the label decided for each unit key (ABSENT drops a found unit)."""

    def relabel(self, value: Any, labels: Mapping[str, tuple[str, ...]]) -> Any | None:
        """Return the value under renamed or merged labels, or None when it must be looked at again.

        labels: old key → new keys, as in Guideline.carries; a key that is not listed stays.
        """

    def labels_of(self, value: Any) -> tuple[str, ...]:
        """Return the label keys that the value uses, each once, sorted: for filters and label balance."""

    def is_empty(self, value: Any) -> bool:
        """Return whether the value is the explicit "nothing here"."""

    def differences(self, values: Sequence[Any], question: Question) -> list[JsonObject]:
        """Return what annotators differ on, for the adjudicator: [{"type": "label" | "extra" | "edges" | …, …}]."""

    def coarsen(self, value: Any, question: Question) -> dict[str, Json]:
        """Return the same answer read as cheaper kinds: kind name → raw value."""

    def examples(self) -> list[Example]:
        """Return good and bad examples."""


@runtime_checkable
class Areas(Protocol):
    """What a kind offers beside whose given units are regions of a picture: pixels, by what two answers say of them."""

    def areas(self, a: Any, b: Any) -> Mapping[tuple[str, str], int]:
        """Return how many pixels bear each label of a and each of b; ABSENT where they bear none."""


ANSWER = "answer"  # the one unit of an item whose answer is a single label


class OneLabel:
    """What kinds share whose value is one label key: one given unit for each item, voted on with label keys."""

    units: Literal["given", "found"] = "given"

    def load(self, stored: str) -> str:
        return stored

    def dump(self, value: str) -> Json:
        return value

    def distance(self, a: str, b: str, question: Question) -> float:
        return float(a != b)

    def match(self, a: str, b: str, question: Question) -> Matching:
        return Matching((Pair(0, 0, a, b, 1 - self.distance(a, b, question)),), (), (), (a,), (b,))

    def align(self, values: Sequence[str], question: Question) -> list[Unit]:
        return [Unit(ANSWER, tuple(values))]

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[str], question: Question
    ) -> str:
        return decided[ANSWER]

    def relabel(self, value: str, labels: Mapping[str, tuple[str, ...]]) -> str | None:
        keys = moved([value], labels)
        return keys[0] if keys else None

    def labels_of(self, value: str) -> tuple[str, ...]:
        return (value,)

    def is_empty(self, value: str) -> bool:
        return False


registry: Registry[Kind] = Registry("goldsmith.kinds", "kind")


def get(name: str) -> Kind:
    """Return the kind of that name, `choice` or `choice.v1`; raises NotFound."""
    return registry.get(name)
