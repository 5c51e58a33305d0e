"""Objects that annotators find themselves: read, matched, put together, compared. Pure.

What all kinds share whose answers are lists of them stands here; such a kind says only what one object looks like.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import fsum
from operator import itemgetter
from typing import Any, ClassVar, Generic, Literal, Self, TypeAlias, TypeVar

from goldsmith.attributes import (
    OPTION,
    Attributes,
    agreed_attributes,
    alike,
    attributes_schema,
    check_attributes,
    declared,
    dump_attributes,
    load_attributes,
    parse_attributes,
)
from goldsmith.errors import GoldsmithError, InvalidValue
from goldsmith.geometry import fair_matching
from goldsmith.labelsets import check_labels, check_options, known_label, moved, number_option, place
from goldsmith.model import Item, Json, JsonObject, Question

ABSENT = ""  # the label of a found unit that an annotator did not mark


@dataclass(frozen=True, slots=True)
class Pair:
    """Two objects matched one to one: their places in the two answers, their labels, and how alike they are."""

    a: int
    b: int
    label_a: str
    label_b: str
    similarity: float  # 0 … 1; intersection over union for shapes


@dataclass(frozen=True, slots=True)
class Matching:
    """The optimal one-to-one matching of two answers' objects, and what stayed alone on either side."""

    pairs: tuple[Pair, ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]
    labels_a: tuple[str, ...]
    labels_b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that annotators can agree about, with everyone's vote on it.

    key: stable name within the item. votes: one label for each answer, in the order of the answers given;
    for found units ABSENT where the annotator did not mark it. members: for found units, the place of the
    object in each answer, or None.
    """

    key: str
    votes: tuple[str, ...]
    members: tuple[int | None, ...] = ()


Frame: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom
Content: TypeAlias = tuple[Any, ...]  # what is drawn, its label, what else is said of it
Key: TypeAlias = tuple[Content, int]  # content, and which of the equal objects of one answer
Overlaps: TypeAlias = Mapping[tuple[int, int], float]  # by the places of two objects in two answers, above 0


@dataclass(frozen=True, slots=True)
class Found:
    """One object of an answer: its id, which takes no part in equality, its label, and what else is said of it."""

    id: str = field(compare=False)
    label: str
    attributes: Attributes = field(default=(), kw_only=True)

    @property
    def shape(self) -> Any:
        """Return what is drawn, hashable and sortable."""
        raise NotImplementedError

    @property
    def content(self) -> Content:
        """Return all that is said of it but for its id, shape and label first."""
        return self.shape, self.label, self.attributes

    def labelled(self, label: str) -> Self:
        """Return the same object under another label."""
        return replace(self, label=label)


Thing = TypeVar("Thing", bound=Found)


@dataclass(frozen=True, slots=True, eq=False)
class Drawing(Generic[Thing]):
    """The objects of one answer in the order of drawing, which is kept for lists on the screen.

    Two answers are equal when they hold the same shapes with the same labels and attributes, in whatever order and
    with whatever ids.
    """

    objects: tuple[Thing, ...] = ()

    def __iter__(self) -> Iterator[Thing]:
        return iter(self.objects)

    def __len__(self) -> int:
        return len(self.objects)

    def __getitem__(self, place: int) -> Thing:
        return self.objects[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.contents() == other.contents()

    def __hash__(self) -> int:
        return hash(self.contents())

    def contents(self) -> tuple[Any, ...]:
        """Return what is drawn, sorted: without ids and order."""
        return tuple(sorted(thing.content for thing in self))

    def relabelled(self, labels: Mapping[str, tuple[str, ...]]) -> Self | None:
        """Return the drawing under renamed or merged labels, or None when one was split or removed."""
        keys = moved([thing.label for thing in self], labels)
        if keys is None:
            return None
        return replace(
            self, objects=tuple(thing.labelled(key) for thing, key in zip(self, keys, strict=True))
        )


Value = TypeVar("Value", bound=Drawing[Any])


class ObjectKind(Generic[Thing, Value]):
    """What kinds share whose answers are lists of objects that the annotator found.

    Such a kind names its `members`, reads one object with `read_one`, makes one of several with `merged`, and compares
    two shapes with `overlap` within their `frame`, or two whole answers with `overlaps`.

    Options: `match_iou` (.3) is what two objects must pass to be matched for agreement; `cluster_iou` (.5) is what
    they must reach to be one object in consensus; below `edge_iou` (.75) two drawings of one object are shown to the
    adjudicator as different; `attributes`, see there.
    """

    name: str
    nouns: ClassVar[tuple[str, str]]  # one and several of its objects, as messages call them
    members: ClassVar[tuple[str, ...]]  # what every object has in JSON beside an id and a label
    drawing: type[Value]
    key: ClassVar[str] = "object"  # begins the keys of its units
    units: Literal["given", "found"] = "found"
    level: Literal["nominal", "ordinal"] = "nominal"
    ious: ClassVar[Mapping[str, float]] = {"match_iou": 0.3, "cluster_iou": 0.5, "edge_iou": 0.75}
    options: ClassVar[Collection[str]] = ()  # further ones

    # ── what a kind says of its objects ──────────────────────────────────────────────────────────────────────────

    def shown(self, item: Item, question: Question) -> JsonObject:
        """Return the field that is drawn on; raise InvalidValue where the item shows none."""
        raise NotImplementedError

    def optional(self, question: Question) -> Mapping[str, JsonObject]:
        """Return the schemas of the members that an object may have beside those that all have."""
        return {}

    def may_have(self, question: Question) -> Collection[str]:
        """Return the names of the members that `read_one` looks at beside `members`, if only to refuse them."""
        return self.optional(question)

    def members_schema(self, question: Question) -> Mapping[str, JsonObject]:
        """Return the schemas of `members`."""
        raise NotImplementedError

    def read_one(self, raw: Mapping[str, Any], shown: JsonObject, item: Item, question: Question) -> Thing:
        """Return one object, with whatever id, label and attributes; raise InvalidValue."""
        raise NotImplementedError

    def load_one(self, stored: Mapping[str, Any]) -> Thing:
        """Return the object that `dump_one` made, its attributes as they are held."""
        raise NotImplementedError

    def dump_one(self, thing: Thing) -> dict[str, Json]:
        """Return an object as JSON without its attributes."""
        return {name: getattr(thing, name) for name in ("id", "label", *self.members)}

    def merged(self, named: Sequence[Thing], every: Sequence[Thing], question: Question) -> Thing:
        """Return the object that several come to, with whatever id, label and attributes.

        named: those with the label decided, all where none bears it; every: all of the unit. Sorted by content.
        """
        raise NotImplementedError

    def overlap(self, a: Any, b: Any) -> float:
        """Return how alike two shapes are, 0 … 1; 1 for equal ones; the same from either side."""
        raise NotImplementedError

    def frame(self, shape: Any) -> Frame:
        """Return left, top, right and bottom, between which all of a shape lies."""
        raise NotImplementedError

    # ── questions and answers ────────────────────────────────────────────────────────────────────────────────────

    def check(self, question: Question) -> None:
        check_labels(question, at_least=1)
        check_options(question, {OPTION, *self.ious, *self.options})
        for name, default in self.ious.items():
            number_option(question, name, default, low=0.01, high=1)
        check_attributes(question)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return question.label_keys()

    def schema(self, question: Question) -> JsonObject:
        properties: dict[str, JsonObject] = {
            "id": {"type": "string", "minLength": 1},
            "label": {"type": "string", "enum": list(question.label_keys())},
            **self.members_schema(question),
            **self.optional(question),
        }
        if declared(question):
            properties[OPTION] = attributes_schema(question)
        one = {
            "type": "object",
            "properties": properties,
            "required": ["id", "label", *self.members],
            "additionalProperties": False,
        }
        return {"type": "array", "items": one}

    def parse(self, raw: Json, item: Item, question: Question) -> Value:
        """Return the objects; every faulty one is reported, and none is clipped, closed or mended."""
        return self.drawing(self.parse_each(raw, item, question))

    def load(self, stored: Any) -> Value:
        return self.drawing(self.load_each(stored))

    def dump(self, value: Value) -> Json:
        return self.dump_each(value)

    def assemble(
        self,
        decided: Mapping[str, str],
        units: Sequence[Unit],
        values: Sequence[Value],
        question: Question,
    ) -> Value:
        """Return one object for each unit not decided ABSENT, made by `merged`; ids are the units' keys.

        It has the attributes that more than half of the members have that bear its label.
        """
        return self.drawing(self.assemble_each(decided, units, values, question))

    def relabel(self, value: Value, labels: Mapping[str, tuple[str, ...]]) -> Value | None:
        return value.relabelled(labels)

    def labels_of(self, value: Value) -> tuple[str, ...]:
        return tuple(sorted({thing.label for thing in value}))

    def is_empty(self, value: Value) -> bool:
        return not len(value)

    def coarsen(self, value: Value, question: Question) -> dict[str, Json]:
        return {"choices.v1": list(self.labels_of(value))}

    def parse_each(self, raw: Json, item: Item, question: Question) -> tuple[Thing, ...]:
        shown = self.shown(item, question)
        every = self.listed(raw, item, question)
        things: list[Thing] = []
        faults: list[GoldsmithError] = []
        taken: set[str] = set()
        for number, one in enumerate(every, 1):
            try:
                things.append(self._parse_one(one, taken, shown, item, question))
            except InvalidValue as fault:
                faults.append(fault.at(f"{self.nouns[0]} {number} of {len(every)}"))
        if faults:
            raise self.together(faults, item, question)
        return tuple(things)

    def load_each(self, stored: Sequence[Mapping[str, Any]]) -> tuple[Thing, ...]:
        return tuple(self.load_one({**one, OPTION: load_attributes(one.get(OPTION, {}))}) for one in stored)

    def dump_each(self, things: Value) -> list[Json]:
        return [{**self.dump_one(thing), **dump_attributes(thing.attributes)} for thing in things]

    def assemble_each(
        self,
        decided: Mapping[str, str],
        units: Sequence[Unit],
        values: Sequence[Value],
        question: Question,
    ) -> tuple[Thing, ...]:
        made = []
        for unit in units:
            label = decided[unit.key]
            if label == ABSENT:
                continue
            every = sorted(members(unit, values), key=lambda thing: thing.content)
            named = [thing for thing in every if thing.label == label] or every
            said = agreed_attributes(thing.attributes for thing in named)
            one = self.merged(named, every, question)
            made.append(replace(one, id=unit.key, label=label, attributes=said))
        return tuple(made)

    def listed(self, raw: Json, item: Item, question: Question) -> Sequence[Json]:
        """Return the raw answer where it is a list; raise InvalidValue otherwise."""
        if isinstance(raw, list | tuple):
            return raw
        raise InvalidValue(
            f"{self.slug}.not_a_list",
            f"{short(raw)} is not a list of {self.nouns[1]}.",
            where=place(question, item),
            mend=f"Send a list of {self.nouns[1]}, or [] for nothing here.",
        )

    def together(self, faults: Sequence[GoldsmithError], item: Item, question: Question) -> InvalidValue:
        """Return one error for all that is wrong with an answer: the fault itself where there is only one."""
        if len(faults) == 1:
            return InvalidValue(faults[0].slug, faults[0].what, where=faults[0].where, mend=faults[0].mend)
        what = " ".join(f"{fault.where.split(',')[0].capitalize()}: {fault.what}" for fault in faults)
        return InvalidValue(
            f"{self.slug}.several",
            f"{len(faults)} {self.nouns[1]} are at fault. {what}",
            where=place(question, item),
            mend=" ".join(dict.fromkeys(fault.mend for fault in faults)),
        )

    @property
    def slug(self) -> str:
        return self.name.partition(".")[0]

    def iou_option(self, question: Question, name: str) -> float:
        return float(question.options.get(name, self.ious[name]))

    def _parse_one(
        self, raw: Json, taken: set[str], shown: JsonObject, item: Item, question: Question
    ) -> Thing:
        one = self._whole(raw, item, question)
        ident = one["id"]
        if not isinstance(ident, str) or not ident or ident in taken:
            raise InvalidValue(
                f"{self.slug}.bad_id",
                f"The id {short(ident)} is empty, not a text, or another {self.nouns[0]}'s.",
                where=place(question, item),
                mend=f"Give every {self.nouns[0]} of an answer an id of its own: a text that is not empty.",
            )
        taken.add(ident)
        label = known_label(one["label"], question.label_keys(), item, question)
        said = parse_attributes(one.get(OPTION, {}), item, question)
        made = self.read_one(one, shown, item, question)
        return replace(made, id=ident, label=label, attributes=said)

    def _whole(self, raw: Json, item: Item, question: Question) -> Mapping[str, Any]:
        needed = ("id", "label", *self.members)
        more = (*self.may_have(question), OPTION)
        if isinstance(raw, Mapping) and set(needed) <= set(raw) <= {*needed, *more}:
            return raw
        noun = self.nouns[0]
        asked = [*self.optional(question), *([OPTION] if declared(question) else [])]
        raise InvalidValue(
            f"{self.slug}.bad_members",
            f"{short(raw)} is not {'an' if noun[0] in 'aeiou' else 'a'} {noun}.",
            where=place(question, item),
            mend=f"It has exactly these members: {', '.join(needed)}"
            + (f"; and it may have {' and '.join(asked)}." if asked else "."),
        )

    # ── several answers ──────────────────────────────────────────────────────────────────────────────────────────

    def overlaps(self, a: Value, b: Value) -> Overlaps:
        """Return how alike each object of a is with each of b that it shares anything with, by their places."""
        ones = [thing.shape for thing in a]
        others = sorted(
            ((self.frame(thing.shape), j, thing.shape) for j, thing in enumerate(b)), key=itemgetter(0)
        )
        lefts = [frame[0] for frame, _, _ in others]
        widest = max((frame[2] - frame[0] for frame, _, _ in others), default=0.0)
        found: dict[tuple[int, int], float] = {}
        for i, one in enumerate(ones):
            left, top, right, bottom = self.frame(one)
            near = others[bisect_left(lefts, left - widest) : bisect_left(lefts, right)]
            for (_, above, end, below), j, other in near:
                if left < end and top < below and above < bottom:
                    shared = self.overlap(one, other)
                    if shared > 0:
                        found[i, j] = shared
        return found

    def likeness(self, one: Thing, other: Thing) -> float:
        """Return how alike two objects are in what is said of them, 0 … 1: 0 under different labels.

        Attributes that differ take away up to half: all of them half, one of two a quarter.
        """
        return (one.label == other.label) * (1 + alike(one.attributes, other.attributes)) / 2

    def distance(self, a: Value, b: Value, question: Question) -> float:
        """Return 1 - 2 Σ(IoU · likeness) / (objects of a + objects of b), the sum over the best matching."""
        if not len(a) + len(b):
            return 0.0
        total = fsum(pair.similarity for pair in self.likest(a, b))
        return max(0.0, 1 - 2 * total / (len(a) + len(b)))

    def likest(self, a: Value, b: Value) -> list[Pair]:
        """Return the matching with the largest sum of overlap and likeness."""
        weights = {
            (i, j): shared * self.likeness(a[i], b[j]) for (i, j), shared in self.overlaps(a, b).items()
        }
        return matched(a, b, weights, floor=0)

    def match(self, a: Value, b: Value, question: Question) -> Matching:
        """Return the matching with the largest sum of IoU above `match_iou`, whatever labels and attributes say."""
        return matching(
            a, b, matched(a, b, self.overlaps(a, b), floor=self.iou_option(question, "match_iou"))
        )

    def align(self, values: Sequence[Value], question: Question) -> list[Unit]:
        """Return the objects that the answers drew, in the order of their content, each with its votes.

        Equal objects of different answers are one. Then all pairs that overlap by `cluster_iou` or more are gone
        through, most alike first and equals by content; the units that they belong to become one unless some answer
        has an object in both. An answer thus has one object at most in each unit, and neither the order of the answers
        nor that of their objects plays a part.
        """
        least = self.iou_option(question, "cluster_iou")
        places: dict[Key, dict[int, int]] = {}
        for answer, value in enumerate(values):
            for key, at in zip(_keys(value), range(len(value)), strict=True):
                places.setdefault(key, {})[answer] = at
        cluster = {key: [key] for key in sorted(places)}
        for _, one, other in self._alike(values, least):
            mine, theirs = cluster[one], cluster[other]
            if mine is not theirs and not any(
                places[a].keys() & places[b].keys() for a in mine for b in theirs
            ):
                mine += theirs
                cluster |= dict.fromkeys(theirs, mine)
        objects = [keys for key, keys in cluster.items() if key == min(keys)]
        return [
            unit_of(
                f"{self.key}-{number}",
                {answer: at for key in keys for answer, at in places[key].items()},
                values,
            )
            for number, keys in enumerate(objects, 1)
        ]

    def differences(self, values: Sequence[Value], question: Question) -> list[JsonObject]:
        """Return what the answers differ on, unit by unit; a unit can differ in several ways.

        Each difference: {"type", "unit": key, "objects": id or None for each answer, "labels": votes, "similarity":
        the least overlap of two of its objects}. "extra": half of the answers or fewer drew it; "missing": more than
        half did, not all; "label": it has several labels; "attributes": something else is said of it in different
        ways; "edges": its objects overlap by less than `edge_iou`.
        """
        shared = {(a, b): self.overlaps(values[a], values[b]) for a, b in combinations(range(len(values)), 2)}
        least = self.iou_option(question, "edge_iou")
        return [
            {"type": way, **told}
            for unit in self.align(values, question)
            for told in [described(unit, values, _similarity(unit, shared))]
            for way in self.ways(unit, list(members(unit, values)), is_apart=told["similarity"] < least)
        ]

    def ways(self, unit: Unit, things: Sequence[Thing], *, is_apart: bool) -> list[str]:
        """Return in which ways the members of a unit differ."""
        return ways(unit, things) + ["edges"] * is_apart

    def _alike(self, values: Sequence[Value], least: float) -> list[tuple[float, Key, Key]]:
        keyed = [(value, list(_keys(value))) for value in values]
        found: dict[tuple[Key, Key], float] = {}
        for (a, keys_a), (b, keys_b) in combinations(keyed, 2):
            for (i, j), shared in self.overlaps(a, b).items():
                one, other = sorted((keys_a[i], keys_b[j]))
                if shared >= least and one != other:
                    found[one, other] = shared
        return sorted((-shared, one, other) for (one, other), shared in found.items())


def matched(a: Drawing[Any], b: Drawing[Any], weights: Overlaps, *, floor: float) -> list[Pair]:
    """Return the best matching of the pairs that weigh more than the floor, in the order of a's objects.

    Neither the order of drawing nor that of the two answers decides between matchings that are equally good.
    """
    kept = {pair: weight for pair, weight in weights.items() if weight > floor}
    ones, others = ([thing.content for thing in value] for value in (a, b))
    return [Pair(i, j, a[i].label, b[j].label, kept[i, j]) for i, j in fair_matching(ones, others, kept)]


def matching(a: Drawing[Any], b: Drawing[Any], pairs: Sequence[Pair]) -> Matching:
    """Return the pairs with what they leave alone on either side."""
    return Matching(
        pairs=tuple(pairs),
        only_a=tuple(sorted(set(range(len(a))) - {pair.a for pair in pairs})),
        only_b=tuple(sorted(set(range(len(b))) - {pair.b for pair in pairs})),
        labels_a=tuple(thing.label for thing in a),
        labels_b=tuple(thing.label for thing in b),
    )


def members(unit: Unit, values: Sequence[Drawing[Thing]]) -> Iterator[Thing]:
    """Yield the objects of a unit, in the order of the answers that drew one."""
    for at, value in zip(unit.members, values, strict=True):
        if at is not None:
            yield value[at]


def unit_of(key: str, places: Mapping[int, int], values: Sequence[Drawing[Any]]) -> Unit:
    """Return the unit whose members stand at these places of these answers."""
    at = tuple(places.get(answer) for answer in range(len(values)))
    votes = tuple(ABSENT if m is None else value[m].label for m, value in zip(at, values, strict=True))
    return Unit(key, votes, at)


def described(unit: Unit, values: Sequence[Drawing[Any]], similarity: float) -> dict[str, Any]:
    """Return what a difference says of its unit."""
    return {
        "unit": unit.key,
        "objects": [
            None if at is None else value[at].id for at, value in zip(unit.members, values, strict=True)
        ],
        "labels": list(unit.votes),
        "similarity": similarity,
    }


def ways(unit: Unit, things: Sequence[Found]) -> list[str]:
    """Return in which ways the members of a unit differ but for where they lie."""
    found = (
        []
        if len(things) == len(unit.votes)
        else ["extra" if 2 * len(things) <= len(unit.votes) else "missing"]
    )
    found += ["label"] * (len({thing.label for thing in things}) > 1)
    return found + ["attributes"] * (len({thing.attributes for thing in things}) > 1)


def short(raw: object) -> str:
    """Return a raw value as a message can quote it: 80 characters at most."""
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _similarity(unit: Unit, shared: Mapping[tuple[int, int], Overlaps]) -> float:
    drawn = [(answer, at) for answer, at in enumerate(unit.members) if at is not None]
    return min(
        (shared[one[0], other[0]].get((one[1], other[1]), 0.0) for one, other in combinations(drawn, 2)),
        default=1.0,
    )


def _keys(value: Drawing[Any]) -> Iterator[Key]:
    seen: dict[Content, int] = {}
    for thing in value:
        said = thing.content
        seen[said] = seen.get(said, -1) + 1
        yield said, seen[said]
