"""Kinds of answers. A kind is one file here; it turns its values into units, on which all else is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from goldsmith.labelsets import moved
from goldsmith.model import Item, Json, JsonObject, Label, Question
from goldsmith.objects import ABSENT as ABSENT
from goldsmith.objects import Matching as Matching
from goldsmith.objects import ObjectKind
from goldsmith.objects import Pair as Pair
from goldsmith.objects import Unit as Unit
from goldsmith.registry import Registry

if TYPE_CHECKING:
    from goldsmith.boxtable import BoxTable

Level = Literal["nominal", "ordinal", "interval", "distance"]
MEASURED: tuple[Level, ...] = (
    "interval",
    "distance",
)  # levels at which answers are not compared label by label


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
    when they also find them. level: how its answers compare: as labels, "nominal" or "ordinal"; as numbers,
    "interval"; or only by how far they are apart, "distance".
    """

    name: str
    units: Literal["given", "found"]

    @property
    def level(self) -> Level:
        """How its answers compare."""

    def check(self, question: Question) -> None:
        """Raise InvalidGuideline when the question cannot be asked with this kind."""

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        """Return the labels that votes on its units may bear, in order; ABSENT is not among them.

        None where there is no end to them: then a vote is the value itself as text, and the kind has a middle.
        """

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

    def sizes(self, values: Sequence[Any], question: Question) -> Mapping[str, int]:
        """Return how many pixels each unit of `align` has, by its key."""


@runtime_checkable
class Along(Protocol):
    """What a kind offers beside whose objects are stretches of something that has a length: a text or a recording.

    step: the smallest length there is, 1 for code points; None for time, which has none.
    """

    step: float | None

    def stretches(self, value: Any) -> tuple[tuple[float, float, str], ...]:
        """Return start, end and label of each stretch, half-open, from 0."""

    def length(self, item: Item, question: Question) -> float:
        """Return how long an item is that `parse` takes answers to."""


@runtime_checkable
class Tabled(Protocol):
    """A kind whose answers can be matched by the hundred thousand, all together, in columns."""

    def table(self, values: Sequence[Any], question: Question) -> BoxTable | None:
        """Return the answers in columns, in their order; None where some need `match` and `distance` one by one."""

    def iou_option(self, question: Question, name: str) -> float:
        """Return an option of the question: `match_iou` is what two objects must pass to be matched."""


@runtime_checkable
class HasMiddle(Protocol):
    """A kind whose answers are too many for a majority: several of them come to the one in their middle.

    middle_name: the method that decisions name, "median" or "medoid".
    """

    middle_name: str

    def middle(self, values: Sequence[Any], question: Question) -> Any | None:
        """Return the value in the middle of some that differ, or None: a tie. Their order plays no part."""


@runtime_checkable
class HasNumbers(Protocol):
    """A kind whose answers are numbers, so that several can come to one that nobody gave."""

    def nearest(self, number: float, question: Question) -> Any:
        """Return the answer nearest to a number: within the bounds, on the steps."""

    def same_within(self, question: Question) -> float | None:
        """Return how far apart two numbers may be that count as the same; None where nothing says so."""


@runtime_checkable
class HasOrder(Protocol):
    """A kind whose answers are all things in order, the best first: each value is the sequence of their keys."""

    def things(self, question: Question) -> tuple[str, ...]:
        """Return the keys of what is put in order."""


@runtime_checkable
class HasOwnLabels(Protocol):
    """A kind that makes labels of the question's options, where the guideline lists none."""

    def own_labels(self, question: Question) -> tuple[Label, ...]:
        """Return them in order, with the titles that people see."""


@runtime_checkable
class Described(Protocol):
    """A kind whose answers no count of labels would sum up."""

    def describe(self, values: Sequence[Any], question: Question) -> tuple[str, ...]:
        """Return a few sentences that sum them up, for data cards; none where there are no values."""

    def word(self, value: Any) -> str:
        """Return one answer in a word, by which lists show it and find it."""


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


class OneValue:
    """What kinds share whose value is one text or number: one given unit for each item, voted on with `spell`."""

    units: Literal["given", "found"] = "given"

    def spell(self, value: Any) -> str:
        """Return the value as the label of its vote."""
        return str(value)

    def load(self, stored: Any) -> Any:
        return stored

    def dump(self, value: Any) -> Json:
        plain: Json = value
        return plain

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return ()

    def distance(self, a: Any, b: Any, question: Question) -> float:
        return float(a != b)

    def match(self, a: Any, b: Any, question: Question) -> Matching:
        one, other = self.spell(a), self.spell(b)
        pair = Pair(0, 0, one, other, 1 - self.distance(a, b, question))
        return Matching((pair,), (), (), (one,), (other,))

    def align(self, values: Sequence[Any], question: Question) -> list[Unit]:
        return [Unit(ANSWER, tuple(self.spell(value) for value in values))]

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Any], question: Question
    ) -> Any:
        return next(value for value in values if self.spell(value) == decided[ANSWER])

    def relabel(self, value: Any, labels: Mapping[str, tuple[str, ...]]) -> Any | None:
        return value

    def labels_of(self, value: Any) -> tuple[str, ...]:
        return ()

    def is_empty(self, value: Any) -> bool:
        return False

    def coarsen(self, value: Any, question: Question) -> dict[str, Json]:
        return {}


registry: Registry[Kind] = Registry("goldsmith.kinds", "kind")


def get(name: str) -> Kind:
    """Return the kind of that name, `choice` or `choice.v1`; raises NotFound."""
    return registry.get(name)


def has_objects(name: str) -> bool:
    """Return whether answers of that kind are lists of objects, each of which may bear attributes.

    >>> [has_objects(name) for name in ("segment.v1", "choice.v1")]
    [True, False]
    """
    return isinstance(get(name), ObjectKind)


def labels(question: Question) -> tuple[Label, ...]:
    """Return the question's labels, or those that its kind makes of its options, or else bare votes."""
    kind = get(question.kind)
    if question.labels:
        return question.labels
    if isinstance(kind, HasOwnLabels):
        return kind.own_labels(question)
    return tuple(Label(key, key) for key in kind.vote_labels(question))


def words(value: Any, question: Question) -> tuple[str, ...]:
    """Return what lists show of an answer: the labels that it uses, or the word that its kind has for it."""
    kind = get(question.kind)
    return (kind.word(value),) if isinstance(kind, Described) else kind.labels_of(value)
