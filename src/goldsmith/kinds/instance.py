"""instance: objects on an image, each with a label and a mask of its own. The raw value holds them in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from math import fsum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from goldsmith.errors import InvalidValue
from goldsmith.geometry import best_matching
from goldsmith.kinds import ABSENT, Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, known_label, moved, number_option, place
from goldsmith.masks import check_size, image_size, members_of, normal_counts, short
from goldsmith.model import Item, Json, JsonObject, Label, Question

if TYPE_CHECKING:  # numpy is imported once a mask is compared, not when kinds are
    from goldsmith.runs import Runs, Steps

OPTIONS = {"match_iou": 0.3, "cluster_iou": 0.5, "edge_iou": 0.75}
MEMBERS = ("size", "objects")
PART = ("id", "label", "counts")

Content: TypeAlias = tuple[str, str]  # counts and label


@dataclass(frozen=True, slots=True)
class Instance:
    """One object: its pixels as COCO's compressed run lengths. The id takes no part in equality."""

    id: str = field(compare=False)
    label: str
    counts: str

    @property
    def content(self) -> Content:
        return self.counts, self.label


@dataclass(frozen=True, slots=True, eq=False)
class Instances:
    """The objects of one answer, the lowest first; they share no pixel.

    Two answers are equal when they hold the same pixels with the same labels, in whatever order and with whatever ids.
    """

    height: int
    width: int
    objects: tuple[Instance, ...] = ()

    def __iter__(self) -> Iterator[Instance]:
        return iter(self.objects)

    def __len__(self) -> int:
        return len(self.objects)

    def __getitem__(self, place: int) -> Instance:
        return self.objects[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instances) and self.contents() == other.contents()

    def __hash__(self) -> int:
        return hash(self.contents())

    @property
    def n_pixels(self) -> int:
        return self.height * self.width

    def contents(self) -> tuple[Any, ...]:
        """Return what is drawn, sorted: without ids and order."""
        return self.height, self.width, *sorted(one.content for one in self.objects)


class InstanceKind:
    """Objects on an image with a mask each. Value: Instances. Found units: the objects; votes are their labels.

    Options, all in IoU of masks: `match_iou` (.3) is what two objects must pass to be matched for agreement;
    `cluster_iou` (.5) what they must reach to be one object in consensus; below `edge_iou` (.75) two drawings of one
    object are shown to the adjudicator as different.
    """

    name = "instance.v1"
    units: Literal["given", "found"] = "found"
    level: Literal["nominal", "ordinal"] = "nominal"

    def check(self, question: Question) -> None:
        check_labels(question, at_least=1)
        check_options(question, OPTIONS)
        for name, default in OPTIONS.items():
            number_option(question, name, default, low=0.01, high=1)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return question.label_keys()

    def schema(self, question: Question) -> JsonObject:
        part = {
            "type": "object",
            "properties": {
                "id": {"type": "string", "minLength": 1},
                "label": {"type": "string", "enum": list(question.label_keys())},
                "counts": {"type": "string", "minLength": 1},
            },
            "required": list(PART),
            "additionalProperties": False,
        }
        size = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2}
        return {
            "type": "object",
            "properties": {"size": size, "objects": {"type": "array", "items": part}},
            "required": list(MEMBERS),
            "additionalProperties": False,
        }

    def parse(self, raw: Json, item: Item, question: Question) -> Instances:
        """Return the objects; where some overlap, later ones lie on top, and what they cover is no longer kept.

        An object that is covered altogether is refused: nobody would ever see it.
        """
        where = place(question, item)
        height, width = image_size(item, question, "instance")
        given = members_of(raw, MEMBERS, "an answer to an instance question", "instance", where)
        check_size(given["size"], height, width, "instance", where)
        parts = given["objects"]
        if not isinstance(parts, list | tuple):
            raise InvalidValue(
                "instance.not_a_list",
                f"{short(parts)} is not a list of objects.",
                where=where,
                mend="Send a list of objects, or [] for nothing here.",
            )
        objects: list[Instance] = []
        for number, one in enumerate(parts, 1):
            at = f"object {number} of {len(parts)}, {where}"
            part = members_of(one, PART, "an object", "instance", at)
            ident = part["id"]
            if not isinstance(ident, str) or not ident or ident in {other.id for other in objects}:
                raise InvalidValue(
                    "instance.bad_id",
                    f"The id {short(ident)} is empty, not a text, or another object's.",
                    where=at,
                    mend="Give every object of an answer an id of its own: a text that is not empty.",
                )
            label = known_label(part["label"], question.label_keys(), item, question)
            objects.append(
                Instance(ident, label, normal_counts(part["counts"], height * width, "instance", at))
            )
        return Instances(height, width, _apart(objects, height * width, where))

    def load(self, stored: Mapping[str, Any]) -> Instances:
        height, width = stored["size"]
        return Instances(height, width, tuple(Instance(**one) for one in stored["objects"]))

    def dump(self, value: Instances) -> Json:
        objects = [{"id": one.id, "label": one.label, "counts": one.counts} for one in value]
        return {"size": [value.height, value.width], "objects": objects}

    def distance(self, a: Instances, b: Instances, question: Question) -> float:
        """Return 1 - 2 ΣIoU / (objects of a + of b), the sum over the best matching of objects with equal labels."""
        if not len(a) + len(b):
            return 0.0
        shared = fsum(pair.similarity for pair in _pairs(a, b, floor=0, same_label=True))
        return max(0.0, 1 - 2 * shared / (len(a) + len(b)))

    def match(self, a: Instances, b: Instances, question: Question) -> Matching:
        """Return the matching with the largest sum of IoU among pairs above `match_iou`, whatever their labels."""
        pairs = _pairs(a, b, floor=_option(question, "match_iou"), same_label=False)
        return Matching(
            pairs=tuple(pairs),
            only_a=tuple(sorted(set(range(len(a))) - {pair.a for pair in pairs})),
            only_b=tuple(sorted(set(range(len(b))) - {pair.b for pair in pairs})),
            labels_a=tuple(one.label for one in a),
            labels_b=tuple(one.label for one in b),
        )

    def align(self, values: Sequence[Instances], question: Question) -> list[Unit]:
        """Return the objects that the answers drew, in the order of their content, each with its votes.

        Equal objects of different answers are one. Then all pairs from `cluster_iou` up are gone through, most alike
        first and equals by content; the clusters that they belong to become one unless some answer has an object in
        both. Neither the order of the answers nor that of their objects plays a part.
        """
        places: dict[Content, dict[int, int]] = {}
        for answer, value in enumerate(values):
            for at, drawn in enumerate(value):
                places.setdefault(drawn.content, {})[answer] = at
        cluster = {content: [content] for content in sorted(places)}
        for _, one, other in _alike(values, _option(question, "cluster_iou")):
            mine, theirs = cluster[one], cluster[other]
            if mine is not theirs and not any(
                places[a].keys() & places[b].keys() for a in mine for b in theirs
            ):
                mine += theirs
                cluster |= dict.fromkeys(theirs, mine)
        objects = [contents for content, contents in cluster.items() if content == min(contents)]
        return [
            _unit(number, {answer: at for one in contents for answer, at in places[one].items()}, values)
            for number, contents in enumerate(objects, 1)
        ]

    def assemble(
        self,
        decided: Mapping[str, str],
        units: Sequence[Unit],
        values: Sequence[Instances],
        question: Question,
    ) -> Instances:
        """Return one object for each unit not decided ABSENT: the pixels that most of its members have.

        Members are those with the decided label, all where none bears it. Pixels on which half of them agree go to
        either side half-way. Where objects overlap then, small ones lie on top. Ids are the unit's keys.
        """
        height, width = values[0].height, values[0].width
        made = []
        for unit in units:
            label = decided[unit.key]
            members = [values[answer][at] for answer, at in enumerate(unit.members) if at is not None]
            named = [one for one in members if one.label == label] or members
            if label != ABSENT:
                made.append(Instance(unit.key, label, _voted([one.counts for one in named], height, width)))
        by_size = sorted(made, key=lambda one: -_runs(one.counts, height * width).area)
        return Instances(height, width, _apart(by_size, height * width, place(question)))

    def relabel(self, value: Instances, labels: Mapping[str, tuple[str, ...]]) -> Instances | None:
        keys = moved([one.label for one in value], labels)
        if keys is None:
            return None
        objects = tuple(replace(one, label=key) for one, key in zip(value, keys, strict=True))
        return Instances(value.height, value.width, objects)

    def labels_of(self, value: Instances) -> tuple[str, ...]:
        return tuple(sorted({one.label for one in value}))

    def is_empty(self, value: Instances) -> bool:
        return not len(value)

    def differences(self, values: Sequence[Instances], question: Question) -> list[JsonObject]:
        """Return what the answers differ on, object by object; an object can differ in several ways.

        Each difference: {"type", "unit": key, "objects": id or None for each answer, "labels": votes, "similarity":
        the least IoU of two of its masks}. "extra": half of the answers or fewer drew it; "missing": more than half
        did, not all; "label": it has several labels; "edges": its masks differ beyond `edge_iou`.
        """
        return [
            {"type": kind, **described}
            for unit in self.align(values, question)
            for described in [_described(unit, values)]
            for kind in _ways(unit, described["similarity"], _option(question, "edge_iou"))
        ]

    def coarsen(self, value: Instances, question: Question) -> dict[str, Json]:
        """Return the boxes round the objects, one mask for each label, and the labels."""
        from goldsmith.runs import bounds, encode, united

        boxes: list[Json] = []
        for one in value:
            x, y, width, height = bounds(_runs(one.counts, value.n_pixels), value.height)
            boxes.append({"id": one.id, "label": one.label, "x": x, "y": y, "width": width, "height": height})
        masks: list[Json] = []
        for label in self.labels_of(value):
            parts = [_runs(one.counts, value.n_pixels) for one in value if one.label == label]
            masks.append({"label": label, "counts": encode(united(parts), value.n_pixels)})
        return {
            "box.v1": boxes,
            "mask.v1": {"size": [value.height, value.width], "masks": masks},
            "choices.v1": list(self.labels_of(value)),
        }

    def examples(self) -> list[Example]:
        labels = (Label("cat", "Cat"), Label("dog", "Dog"))
        pets = Question("pets", self.name, "Which animals are there?", labels=labels)
        item = Item("0" * 32, "example", None, "", 0, None, {"image": {**IMAGE, "width": 40, "height": 30}})
        text = Item("1" * 32, "example", None, "", 0, None, {"text": {"type": "text", "text": "No picture."}})
        one: dict[str, Json] = {"id": "a", "label": "cat", "counts": LEFT}
        two: dict[str, Json] = {"id": "b", "label": "dog", "counts": RIGHT}
        size = [30, 40]
        bad: list[tuple[Json, str]] = [
            ({"size": size, "objects": [{**one, "label": "cow"}]}, "an unknown label"),
            ({"size": [40, 30], "objects": [one]}, "width and height in the wrong order"),
            ({"size": size, "objects": [one, {**two, "id": "a"}]}, "one id for two objects"),
            ({"size": size, "objects": [{**one, "id": ""}]}, "no id"),
            ({"size": size, "objects": [one, {**two, "counts": LEFT}]}, "an object covered by a later one"),
            ({"size": size, "objects": [{**one, "counts": EMPTY}]}, "an object without a pixel"),
            ({"size": size, "objects": [{**one, "counts": "0"}]}, "run lengths of another size"),
            ({"size": size, "objects": [{"id": "a", "label": "cat"}]}, "an object without pixels"),
            ({"size": size, "objects": one}, "an object alone: send a list"),
            ({"objects": []}, "no size"),
            ([one], "a list of objects does not say how large the picture is"),
            (None, "no value: skip or abstain instead"),
        ]
        return [
            Example(pets, item, {"size": size, "objects": [one, two]}, True),
            Example(pets, item, {"size": size, "objects": [two]}, True, "one object"),
            Example(
                pets,
                item,
                {"size": size, "objects": [{**one, "label": "dog"}, two]},
                True,
                "two of one label",
            ),
            Example(pets, item, {"size": size, "objects": []}, True, "nothing here"),
            *(Example(pets, item, raw, False, why) for raw, why in bad),
            Example(pets, text, {"size": size, "objects": []}, False, "an item without an image"),
        ]


IMAGE: JsonObject = {
    "type": "image",
    "media": "pets.jpg",
    "linked": False,
    "name": "pets.jpg",
    "exif_orientation": 1,
}
LEFT, RIGHT, EMPTY = "0hb0hb0", "hb0hb0", "`U1"  # halves of 30 x 40 pixels, and none of them


def _option(question: Question, name: str) -> float:
    return float(question.options.get(name, OPTIONS[name]))


@lru_cache(maxsize=512)
def _runs(counts: str, n_pixels: int) -> Runs:
    from goldsmith.runs import decode

    return decode(counts, n_pixels)


@lru_cache(maxsize=32)
def _steps(counts: tuple[str, ...], n_pixels: int) -> Steps:
    from goldsmith.runs import steps

    return steps([_runs(one, n_pixels) for one in counts], n_pixels)


def _apart(objects: Sequence[Instance], n_pixels: int, where: str) -> tuple[Instance, ...]:
    """Return the objects without what later ones cover; raise InvalidValue for one that is covered altogether."""
    from goldsmith.runs import encode, overlaps, united, without

    sets = [_runs(one.counts, n_pixels) for one in objects]
    if not overlaps(sets):
        return tuple(objects)
    kept = []
    for at, one in enumerate(objects):
        left = without(sets[at], united(sets[at + 1 :]))
        if not len(left):
            raise InvalidValue(
                "instance.hidden",
                f"Object {at + 1} of {len(objects)}, {short(one.id)}, is covered by later ones.",
                where=where,
                mend="Later objects lie on top: send small ones after large ones, or leave it out.",
            )
        kept.append(replace(one, counts=encode(left, n_pixels)))
    return tuple(kept)


def _overlaps(a: Instances, b: Instances) -> dict[tuple[int, int], float]:
    """Return the IoU of each object of a with each of b that it shares a pixel with."""
    from goldsmith.runs import pixels_shared

    one, other = (_steps(tuple(each.counts for each in value), value.n_pixels) for value in (a, b))
    counts = pixels_shared(one, other, len(a), len(b))
    area_a, area_b = counts.sum(axis=1), counts.sum(axis=0)
    return {
        (i, j): float(counts[i, j] / (area_a[i] + area_b[j] - counts[i, j]))
        for i in range(len(a))
        for j in range(len(b))
        if counts[i, j]
    }


def _pairs(a: Instances, b: Instances, *, floor: float, same_label: bool) -> list[Pair]:
    """Return the best matching of the pairs whose IoU is above the floor, in the order of a's objects.

    Objects are numbered by content, and the smaller answer is always the left side, so that neither the order of
    drawing nor that of the two answers decides between matchings that are equally good.
    """
    if b.contents() < a.contents():
        swapped = _pairs(b, a, floor=floor, same_label=same_label)
        turned = [Pair(pair.b, pair.a, pair.label_b, pair.label_a, pair.similarity) for pair in swapped]
        return sorted(turned, key=lambda pair: pair.a)
    first = sorted(range(len(a)), key=lambda i: a[i].content)
    second = sorted(range(len(b)), key=lambda j: b[j].content)
    rank_a, rank_b = ({at: rank for rank, at in enumerate(order)} for order in (first, second))
    weights = {
        (rank_a[i], rank_b[j]): overlap
        for (i, j), overlap in _overlaps(a, b).items()
        if overlap > floor and not (same_label and a[i].label != b[j].label)
    }
    pairs = [
        Pair(first[i], second[j], a[first[i]].label, b[second[j]].label, weights[i, j])
        for i, j in best_matching(weights)
    ]
    return sorted(pairs, key=lambda pair: pair.a)


def _alike(values: Sequence[Instances], least: float) -> list[tuple[float, Content, Content]]:
    found: dict[tuple[Content, Content], float] = {}
    for a, b in combinations(values, 2):
        for (i, j), overlap in _overlaps(a, b).items():
            one, other = sorted((a[i].content, b[j].content))
            if overlap >= least and one != other:
                found[one, other] = overlap
    return sorted((-overlap, one, other) for (one, other), overlap in found.items())


def _voted(counts: Sequence[str], height: int, width: int) -> str:
    """Return the pixels that most of these masks have; those of a tie are halved."""
    from goldsmith.overlays import painted, regions
    from goldsmith.runs import NOTHING, encode, runs_of

    if len(set(counts)) == 1:
        return counts[0]
    n_pixels = height * width
    found = regions([_steps((one,), n_pixels) for one in counts], height=height, tolerance=0)
    made = painted(
        [(region.leaders()[0], region.runs) for region in found if len(region.leaders()) == 1],
        [region for region in found if len(region.leaders()) > 1],
        height=height,
        width=width,
        order={0: 0, NOTHING: 1},
    )
    held = made.codes == 0
    return encode(runs_of(made.edges[:-1][held], made.edges[1:][held]), n_pixels)


def _unit(number: int, members: Mapping[int, int], values: Sequence[Instances]) -> Unit:
    at = tuple(members.get(answer) for answer in range(len(values)))
    votes = tuple(ABSENT if m is None else value[m].label for m, value in zip(at, values, strict=True))
    return Unit(f"object-{number}", votes, at)


def _described(unit: Unit, values: Sequence[Instances]) -> dict[str, Any]:
    from goldsmith.runs import iou

    objects = [None if at is None else value[at] for at, value in zip(unit.members, values, strict=True)]
    drawn = [_runs(one.counts, values[0].n_pixels) for one in objects if one]
    return {
        "unit": unit.key,
        "objects": [one.id if one else None for one in objects],
        "labels": list(unit.votes),
        "similarity": min((iou(a, b) for a, b in combinations(drawn, 2)), default=1.0),
    }


def _ways(unit: Unit, similarity: float, least: float) -> list[str]:
    drawn = [vote for vote in unit.votes if vote != ABSENT]
    ways = (
        [] if len(drawn) == len(unit.votes) else ["extra" if 2 * len(drawn) <= len(unit.votes) else "missing"]
    )
    return ways + ["label"] * (len(set(drawn)) > 1) + ["edges"] * (similarity < least)


registry.add(InstanceKind.name, InstanceKind())
