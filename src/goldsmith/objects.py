"""Objects that annotators find themselves: two answers matched, several put together, what they differ on. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum
from typing import Any, ClassVar, Generic, Literal, Protocol, Self, TypeAlias, TypeVar

from goldsmith.attributes import Attributes, alike
from goldsmith.errors import GoldsmithError, InvalidValue
from goldsmith.geometry import fair_matching
from goldsmith.labelsets import moved
from goldsmith.model import Json, JsonObject, Question

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
Content: TypeAlias = tuple[Any, str, Attributes]  # what is drawn, its label, what else is said of it
Key: TypeAlias = tuple[Any, str, Attributes, int]  # content, and which of the equal objects of one answer
Overlap: TypeAlias = Callable[
    [Any, Any], float
]  # how alike two shapes are, 0 … 1; 1 for equal ones; symmetric


class FoundObject(Protocol):
    """One object of an answer. shape: what is drawn, hashable and sortable; the id takes no part in equality."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def attributes(self) -> Attributes: ...
    @property
    def shape(self) -> Any: ...
    def labelled(self, label: str) -> Self:
        """Return the same object under another label."""


Thing = TypeVar("Thing", bound=FoundObject)


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

    def contents(self) -> tuple[Content, ...]:
        """Return what is drawn, sorted: without ids and order."""
        return tuple(sorted(content(thing) for thing in self))

    def relabelled(self, labels: Mapping[str, tuple[str, ...]]) -> Self | None:
        """Return the drawing under renamed or merged labels, or None when one was split or removed."""
        keys = moved([thing.label for thing in self], labels)
        if keys is None:
            return None
        return type(self)(tuple(thing.labelled(key) for thing, key in zip(self, keys, strict=True)))


class ObjectKind(Generic[Thing]):
    """What kinds share whose answers are lists of objects that the annotator found. `overlap` compares two shapes.

    Options: `match_iou` (.3) is what two objects must pass to be matched for agreement; `cluster_iou` (.5) is what
    they must reach to be one object in consensus; below `edge_iou` (.75) two drawings of one object are shown to the
    adjudicator as different.
    """

    units: Literal["given", "found"] = "found"
    level: Literal["nominal", "ordinal"] = "nominal"
    ious: ClassVar[Mapping[str, float]] = {"match_iou": 0.3, "cluster_iou": 0.5, "edge_iou": 0.75}

    def overlap(self, a: Any, b: Any) -> float:
        """Return how alike two shapes are, 0 … 1."""
        raise NotImplementedError

    def frame(self, shape: Any) -> Frame:
        """Return left, top, right and bottom, between which all of a shape lies."""
        raise NotImplementedError

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return question.label_keys()

    def distance(self, a: Drawing[Thing], b: Drawing[Thing], question: Question) -> float:
        """Return 1 - 2 ΣIoU / (objects of a + objects of b), the sum over the best matching of equally labelled ones.

        Attributes that differ take away up to half of a pair's IoU: all of them half, one of two a quarter.
        """
        if not len(a) + len(b):
            return 0.0

        def shared(one: Content, other: Content) -> float:
            if one[1] != other[1]:
                return 0.0
            return self.overlap(one[0], other[0]) * (1 + alike(one[2], other[2])) / 2

        total = fsum(pair.similarity for pair in matched(a, b, shared, self.frame, floor=0))
        return max(0.0, 1 - 2 * total / (len(a) + len(b)))

    def match(self, a: Drawing[Thing], b: Drawing[Thing], question: Question) -> Matching:
        """Return the matching with the largest sum of IoU above `match_iou`, whatever labels and attributes say."""
        floor = self.iou_option(question, "match_iou")
        pairs = matched(a, b, lambda one, other: self.overlap(one[0], other[0]), self.frame, floor=floor)
        return Matching(
            pairs=tuple(pairs),
            only_a=tuple(sorted(set(range(len(a))) - {pair.a for pair in pairs})),
            only_b=tuple(sorted(set(range(len(b))) - {pair.b for pair in pairs})),
            labels_a=tuple(thing.label for thing in a),
            labels_b=tuple(thing.label for thing in b),
        )

    def align(self, values: Sequence[Drawing[Thing]], question: Question) -> list[Unit]:
        return clustered(values, self.overlap, least=self.iou_option(question, "cluster_iou"))

    def differences(self, values: Sequence[Drawing[Thing]], question: Question) -> list[JsonObject]:
        return differing(
            self.align(values, question), values, self.overlap, least=self.iou_option(question, "edge_iou")
        )

    def labels_of(self, value: Drawing[Thing]) -> tuple[str, ...]:
        return tuple(sorted({thing.label for thing in value}))

    def is_empty(self, value: Drawing[Thing]) -> bool:
        return not len(value)

    def iou_option(self, question: Question, name: str) -> float:
        return float(question.options.get(name, self.ious[name]))


def content(thing: FoundObject) -> Content:
    """Return all that is said of an object but for its id."""
    return thing.shape, thing.label, thing.attributes


def matched(
    a: Drawing[Thing],
    b: Drawing[Thing],
    weigh: Callable[[Content, Content], float],
    frame: Callable[[Any], Frame],
    *,
    floor: float,
) -> list[Pair]:
    """Return the best matching of the pairs that weigh more than the floor, in the order of a's objects.

    frame: of a shape; two whose frames do not overlap weigh nothing. floor: 0 or more.
    weigh: symmetric, so that neither the order of drawing nor that of the two answers decides between matchings that
    are equally good.
    """
    ones, others = [content(thing) for thing in a], [content(thing) for thing in b]
    frames = [frame(other[0]) for other in others]
    weights = {
        (i, j): weight
        for i, one in enumerate(ones)
        for left, top, right, bottom in [frame(one[0])]
        for j, (start, above, end, below) in enumerate(frames)
        if left < end and start < right and top < below and above < bottom
        if (weight := weigh(one, others[j])) > floor
    }
    return [
        Pair(i, j, a[i].label, b[j].label, weights[i, j]) for i, j in fair_matching(ones, others, weights)
    ]


def clustered(values: Sequence[Drawing[Thing]], overlap: Overlap, *, least: float) -> list[Unit]:
    """Return the objects that the answers drew, in the order of their content, each with its votes.

    Equal objects of different answers are one. Then all pairs that overlap by `least` or more are gone through, most
    alike first and equals by content; the units that they belong to become one unless some answer has an object in
    both. An answer thus has one object at most in each unit, and neither the order of the answers nor that of their
    objects plays a part.
    """
    places: dict[Key, dict[int, int]] = {}
    for answer, value in enumerate(values):
        for key, at in _keyed(value):
            places.setdefault(key, {})[answer] = at
    cluster = {key: [key] for key in sorted(places)}
    for _, one, other in _alike(sorted(places), overlap, least):
        mine, theirs = cluster[one], cluster[other]
        if mine is not theirs and not any(places[a].keys() & places[b].keys() for a in mine for b in theirs):
            mine += theirs
            cluster |= dict.fromkeys(theirs, mine)
    objects = [keys for key, keys in cluster.items() if key == min(keys)]
    return [
        _unit(number, {answer: at for key in keys for answer, at in places[key].items()}, values)
        for number, keys in enumerate(objects, 1)
    ]


def differing(
    units: Sequence[Unit], values: Sequence[Drawing[Thing]], overlap: Overlap, *, least: float
) -> list[JsonObject]:
    """Return what the answers differ on, unit by unit; a unit can differ in several ways.

    Each difference: {"type", "unit": key, "objects": id or None for each answer, "labels": votes, "similarity": the
    least overlap of two of its objects}. "extra": half of the answers or fewer drew it; "missing": more than half
    did, not all; "label": it has several labels; "attributes": something else is said of it in different ways;
    "edges": its objects overlap by less than `least`.
    """
    found: list[JsonObject] = []
    for unit in units:
        things = list(members(unit, values))
        similarity = min((overlap(a.shape, b.shape) for a, b in combinations(things, 2)), default=1.0)
        described = {
            "unit": unit.key,
            "objects": [
                None if at is None else value[at].id for at, value in zip(unit.members, values, strict=True)
            ],
            "labels": list(unit.votes),
            "similarity": similarity,
        }
        found += [{"type": way, **described} for way in _ways(unit, things, is_apart=similarity < least)]
    return found


def members(unit: Unit, values: Sequence[Drawing[Thing]]) -> Iterator[Thing]:
    """Yield the objects of a unit, in the order of the answers that drew one."""
    for at, value in zip(unit.members, values, strict=True):
        if at is not None:
            yield value[at]


def decided_members(unit: Unit, label: str, values: Sequence[Drawing[Thing]]) -> list[Thing]:
    """Return the objects that a decided one is made of, in an order that does not depend on the annotators'.

    They are the unit's members with that label; where no member bears it, all of them.
    """
    every = sorted(members(unit, values), key=content)
    return [thing for thing in every if thing.label == label] or every


def short(raw: object) -> str:
    """Return a raw value as a message can quote it."""
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


def told(faults: Sequence[GoldsmithError]) -> tuple[str, str]:
    """Return what is wrong with several objects of one answer, and the mends, each once."""
    what = " ".join(f"{fault.where.split(',')[0].capitalize()}: {fault.what}" for fault in faults)
    return what, " ".join(dict.fromkeys(fault.mend for fault in faults))


def parsed_each(
    raw: Iterable[Json], parse: Callable[[Json, set[str]], Thing], noun: str
) -> tuple[tuple[Thing, ...], list[GoldsmithError]]:
    """Return the objects that `parse` takes and the faults of the others. parse: gets the ids taken so far."""
    things: list[Thing] = []
    faults: list[GoldsmithError] = []
    every = list(raw)
    for number, one in enumerate(every, 1):
        try:
            things.append(parse(one, {thing.id for thing in things}))
        except InvalidValue as fault:
            faults.append(fault.at(f"{noun} {number} of {len(every)}"))
    return tuple(things), faults


def _keyed(value: Drawing[Thing]) -> list[tuple[Key, int]]:
    seen: dict[Content, int] = {}
    keyed = []
    for at, thing in enumerate(value):
        said = content(thing)
        seen[said] = seen.get(said, -1) + 1
        keyed.append(((*said, seen[said]), at))
    return keyed


def _alike(keys: Sequence[Key], overlap: Overlap, least: float) -> list[tuple[float, Key, Key]]:
    pairs = ((-overlap(one[0], other[0]), one, other) for one, other in combinations(keys, 2))
    return sorted(pair for pair in pairs if -pair[0] >= least)


def _unit(number: int, places: Mapping[int, int], values: Sequence[Drawing[Thing]]) -> Unit:
    at = tuple(places.get(answer) for answer in range(len(values)))
    votes = tuple(ABSENT if m is None else value[m].label for m, value in zip(at, values, strict=True))
    return Unit(f"object-{number}", votes, at)


def _ways(unit: Unit, things: Sequence[FoundObject], *, is_apart: bool) -> list[str]:
    ways = (
        []
        if len(things) == len(unit.votes)
        else ["extra" if 2 * len(things) <= len(unit.votes) else "missing"]
    )
    ways += ["label"] * (len({thing.label for thing in things}) > 1)
    ways += ["attributes"] * (len({thing.attributes for thing in things}) > 1)
    return ways + ["edges"] * is_apart
