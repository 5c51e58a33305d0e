"""box: rectangles on an image, each with a label. The raw value is a list of them; [] is "nothing here"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import fsum
from typing import Any, Literal, TypeAlias

from goldsmith.errors import GoldsmithError, InvalidValue
from goldsmith.geometry import Rect, best_matching, iou, mean_rect
from goldsmith.kinds import ABSENT, Example, Matching, Pair, Unit, registry
from goldsmith.labelsets import check_labels, check_options, known_label, moved, number_option, place
from goldsmith.model import Item, Json, JsonObject, Label, Question

TOLERANCE = 1e-6  # px by which floats may pass the image's edge
FARTHEST = 1e9  # px: beyond it, infinite or not a number, nothing is a coordinate
SIDES = ("x", "y", "width", "height")
MEMBERS = ("id", "label", *SIDES)
OPTIONS = {"min_size": 1.0, "match_iou": 0.3, "cluster_iou": 0.5, "edge_iou": 0.75}

Content: TypeAlias = tuple[Rect, str]
Key: TypeAlias = tuple[Rect, str, int]  # content, and which of the equal boxes of one answer


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle: float pixels of the upright image, from 0, origin top-left. The id takes no part in equality."""

    id: str = field(compare=False)
    label: str
    x: float
    y: float
    width: float
    height: float

    @property
    def rect(self) -> Rect:
        return self.x, self.y, self.width, self.height

    @property
    def content(self) -> Content:
        return self.rect, self.label


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """The boxes of one answer in the order of drawing, which is kept for lists on the screen.

    Two answers are equal when they hold the same rectangles with the same labels, in whatever order and with
    whatever ids.
    """

    objects: tuple[Box, ...] = ()

    def __iter__(self) -> Iterator[Box]:
        return iter(self.objects)

    def __len__(self) -> int:
        return len(self.objects)

    def __getitem__(self, place: int) -> Box:
        return self.objects[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Boxes) and self.contents() == other.contents()

    def __hash__(self) -> int:
        return hash(self.contents())

    def contents(self) -> tuple[Content, ...]:
        """Return what is drawn, sorted: without ids and order."""
        return tuple(sorted(box.content for box in self.objects))


class BoxKind:
    """Rectangles on an image. Value: Boxes. Found units: the objects; votes are their labels.

    Options: `min_size` (1 px) is the least width and height; `match_iou` (.3) is what two boxes must pass to be
    matched for agreement; `cluster_iou` (.5) is what they must reach to be one object in consensus; below
    `edge_iou` (.75) two drawings of one object are shown to the adjudicator as different.
    """

    name = "box.v1"
    units: Literal["given", "found"] = "found"
    level: Literal["nominal", "ordinal"] = "nominal"

    def check(self, question: Question) -> None:
        check_labels(question, at_least=1)
        check_options(question, OPTIONS)
        number_option(question, "min_size", OPTIONS["min_size"], low=TOLERANCE)
        for name in ("match_iou", "cluster_iou", "edge_iou"):
            number_option(question, name, OPTIONS[name], low=0.01, high=1)

    def vote_labels(self, question: Question) -> tuple[str, ...]:
        return question.label_keys()

    def schema(self, question: Question) -> JsonObject:
        size = {"type": "number", "minimum": _option(question, "min_size")}
        edge = {"type": "number", "minimum": -TOLERANCE}
        properties = {
            "id": {"type": "string", "minLength": 1},
            "label": {"type": "string", "enum": list(question.label_keys())},
            "x": edge,
            "y": edge,
            "width": size,
            "height": size,
        }
        box = {
            "type": "object",
            "properties": properties,
            "required": list(MEMBERS),
            "additionalProperties": False,
        }
        return {"type": "array", "items": box}

    def parse(self, raw: Json, item: Item, question: Question) -> Boxes:
        """Return the boxes; every faulty one is reported, and none is clipped or mended."""
        where = place(question, item)
        image = item.image(question.show)
        if image is None:
            raise InvalidValue(
                "box.no_image",
                "Boxes need an image, and this item shows none.",
                where=where,
                mend="Show an image field under the question's `show:`, or ask this question of images only.",
            )
        if not isinstance(raw, list | tuple):
            raise InvalidValue(
                "box.not_a_list",
                f"{_short(raw)} is not a list of boxes.",
                where=where,
                mend="Send a list of boxes, or [] for nothing here.",
            )
        boxes: list[Box] = []
        faults: list[GoldsmithError] = []
        for number, one in enumerate(raw, 1):
            try:
                boxes.append(_parse_one(one, {box.id for box in boxes}, image, item, question))
            except InvalidValue as fault:
                faults.append(fault.at(f"box {number} of {len(raw)}"))
        if faults:
            raise _together(faults, where)
        return Boxes(tuple(boxes))

    def load(self, stored: Sequence[Mapping[str, Any]]) -> Boxes:
        return Boxes(tuple(Box(**box) for box in stored))

    def dump(self, value: Boxes) -> Json:
        return [{name: getattr(box, name) for name in MEMBERS} for box in value]

    def distance(self, a: Boxes, b: Boxes, question: Question) -> float:
        """Return 1 - 2 ΣIoU / (boxes of a + boxes of b), the sum over the best matching of boxes with equal labels."""
        if not len(a) + len(b):
            return 0.0
        shared = fsum(pair.similarity for pair in _pairs(a, b, floor=0, same_label=True))
        return max(0.0, 1 - 2 * shared / (len(a) + len(b)))

    def match(self, a: Boxes, b: Boxes, question: Question) -> Matching:
        """Return the matching with the largest sum of IoU among pairs above `match_iou`, whatever their labels."""
        pairs = _pairs(a, b, floor=_option(question, "match_iou"), same_label=False)
        return Matching(
            pairs=tuple(pairs),
            only_a=tuple(sorted(set(range(len(a))) - {pair.a for pair in pairs})),
            only_b=tuple(sorted(set(range(len(b))) - {pair.b for pair in pairs})),
            labels_a=tuple(box.label for box in a),
            labels_b=tuple(box.label for box in b),
        )

    def align(self, values: Sequence[Boxes], question: Question) -> list[Unit]:
        """Return the objects that the answers drew, in the order of their content, each with its votes.

        Equal boxes of different answers are one object. Then all pairs of boxes from `cluster_iou` up are gone
        through, most alike first and equals by content; the objects that they belong to become one unless some
        answer has a box in both. An answer thus has one box at most in each object, and neither the order of the
        answers nor that of their boxes plays a part.
        """
        places: dict[Key, dict[int, int]] = {}
        for answer, value in enumerate(values):
            for key, at in _keyed(value):
                places.setdefault(key, {})[answer] = at
        cluster = {key: [key] for key in sorted(places)}
        for _, one, other in _alike(sorted(places), _option(question, "cluster_iou")):
            mine, theirs = cluster[one], cluster[other]
            if mine is not theirs and not any(
                places[a].keys() & places[b].keys() for a in mine for b in theirs
            ):
                mine += theirs
                cluster |= dict.fromkeys(theirs, mine)
        objects = [keys for key, keys in cluster.items() if key == min(keys)]
        return [
            _unit(number, {answer: at for key in keys for answer, at in places[key].items()}, values)
            for number, keys in enumerate(objects, 1)
        ]

    def assemble(
        self, decided: Mapping[str, str], units: Sequence[Unit], values: Sequence[Boxes], question: Question
    ) -> Boxes:
        """Return one box for each unit not decided ABSENT: the mean edges of its members with the decided label.

        Where no member bears that label, all members count. Ids are the unit's keys.
        """
        boxes = []
        for unit in units:
            label = decided[unit.key]
            members = [values[answer][at] for answer, at in enumerate(unit.members) if at is not None]
            named = [box for box in members if box.label == label] or members
            if label != ABSENT:
                boxes.append(Box(unit.key, label, *mean_rect([box.rect for box in named])))
        return Boxes(tuple(boxes))

    def relabel(self, value: Boxes, labels: Mapping[str, tuple[str, ...]]) -> Boxes | None:
        keys = moved([box.label for box in value], labels)
        if keys is None:
            return None
        return Boxes(tuple(replace(box, label=key) for box, key in zip(value, keys, strict=True)))

    def labels_of(self, value: Boxes) -> tuple[str, ...]:
        return tuple(sorted({box.label for box in value}))

    def is_empty(self, value: Boxes) -> bool:
        return not len(value)

    def differences(self, values: Sequence[Boxes], question: Question) -> list[JsonObject]:
        """Return what the answers differ on, object by object; an object can differ in several ways.

        Each difference: {"type", "unit": key, "objects": box id or None for each answer, "labels": votes,
        "similarity": the least IoU of two of its boxes}. "extra": half of the answers or fewer drew it; "missing":
        more than half did, not all; "label": it has several labels; "edges": its boxes differ beyond `edge_iou`.
        """
        return [
            {"type": kind, **described}
            for unit in self.align(values, question)
            for described in [_described(unit, values)]
            for kind in _ways(unit, described["similarity"], _option(question, "edge_iou"))
        ]

    def coarsen(self, value: Boxes, question: Question) -> dict[str, Json]:
        return {"choices.v1": list(self.labels_of(value))}

    def examples(self) -> list[Example]:
        cells = Question(
            "cells",
            self.name,
            "Which cells are there?",
            labels=(Label("red", "Red"), Label("white", "White")),
        )
        item = Item("0" * 32, "example", None, "", 0, None, {"image": {**IMAGE, "width": 640, "height": 480}})
        text = Item("1" * 32, "example", None, "", 0, None, {"text": {"type": "text", "text": "No picture."}})
        one: dict[str, Json] = {"id": "a", "label": "red", "x": 10, "y": 20.5, "width": 100, "height": 80}
        edge: dict[str, Json] = {"id": "b", "label": "white", "x": 0, "y": 0, "width": 640, "height": 480}
        bad: list[tuple[Json, str]] = [
            ([{**one, "label": "blue"}], "an unknown label"),
            ([{**one, "x": 600}], "beyond the right edge"),
            ([{**one, "y": -5}], "above the top edge"),
            ([{**one, "width": 0}], "no width"),
            ([{**one, "height": -80}], "drawn upwards: send the top-left corner"),
            ([{**one, "x": "10"}], "a text for a number"),
            ([{**one, "x": True}], "a truth value for a number"),
            ([one, {**edge, "id": "a"}], "one id for two boxes"),
            ([{**one, "id": ""}], "no id"),
            ([{"label": "red", "x": 1, "y": 1, "width": 9, "height": 9}], "a member is missing"),
            ([{**one, "rotation": 45}], "a member that boxes do not have"),
            ([[10, 20, 100, 80]], "a list of numbers does not say which is which"),
            (one, "a box alone: send a list"),
            (None, "no value: skip or abstain instead"),
        ]
        return [
            Example(cells, item, [one, edge], True),
            Example(cells, item, [edge, one], True, "another order of drawing"),
            Example(cells, item, [], True, "nothing here"),
            *(Example(cells, item, raw, False, why) for raw, why in bad),
            Example(cells, text, [], False, "an item without an image"),
        ]


IMAGE: JsonObject = {
    "type": "image",
    "media": "cells.jpg",
    "linked": False,
    "name": "cells.jpg",
    "exif_orientation": 1,
}


def _option(question: Question, name: str) -> float:
    return float(question.options.get(name, OPTIONS[name]))


def _parse_one(raw: Json, taken: set[str], image: JsonObject, item: Item, question: Question) -> Box:
    where = place(question, item)
    if not isinstance(raw, Mapping) or set(raw) != set(MEMBERS):
        raise InvalidValue(
            "box.bad_members",
            f"{_short(raw)} is not a box.",
            where=where,
            mend=f"A box has exactly these members: {', '.join(MEMBERS)}.",
        )
    ident = raw["id"]
    if not isinstance(ident, str) or not ident or ident in taken:
        raise InvalidValue(
            "box.bad_id",
            f"The id {_short(ident)} is empty, not a text, or another box's.",
            where=where,
            mend="Give every box of an answer an id of its own: a text that is not empty.",
        )
    label = known_label(raw["label"], question.label_keys(), item, question)
    return Box(ident, label, *_rect(raw, image, where, _option(question, "min_size")))


def _rect(raw: Mapping[str, Any], image: JsonObject, where: str, least: float) -> Rect:
    for side in SIDES:
        number = raw[side]
        if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < FARTHEST:
            raise InvalidValue(
                "box.not_a_number",
                f"{side} is {_short(number)}.",
                where=where,
                mend="Send finite numbers of pixels for x, y, width and height.",
            )
    x, y, width, height = (float(raw[side]) for side in SIDES)
    if width < least or height < least:
        raise InvalidValue(
            "box.too_small",
            f"The box is {width:g} x {height:g} px.",
            where=where,
            mend=f"Make it {least:g} px or more each way, from its top-left corner, or delete it.",
        )
    if (
        min(x, y) < -TOLERANCE
        or x + width > image["width"] + TOLERANCE
        or y + height > image["height"] + TOLERANCE
    ):
        raise InvalidValue(
            "box.outside",
            f"The box reaches from ({x:g}, {y:g}) to ({x + width:g}, {y + height:g}), beyond the image.",
            where=where,
            mend=f"The upright image is {image['width']} x {image['height']} px; draw the part inside it. "
            "If your tool stores percent, or corners instead of sizes, convert them first.",
        )
    return x, y, width, height


def _together(faults: Sequence[GoldsmithError], where: str) -> InvalidValue:
    if len(faults) == 1:
        return InvalidValue(faults[0].slug, faults[0].what, where=faults[0].where, mend=faults[0].mend)
    told = " ".join(f"{fault.where.split(',')[0].capitalize()}: {fault.what}" for fault in faults)
    mends = " ".join(dict.fromkeys(fault.mend for fault in faults))
    return InvalidValue("box.several", f"{len(faults)} boxes are at fault. {told}", where=where, mend=mends)


def _short(raw: object) -> str:
    text = repr(raw)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _pairs(a: Boxes, b: Boxes, *, floor: float, same_label: bool) -> list[Pair]:
    """Return the best matching of the pairs whose IoU is above the floor, in the order of a's boxes.

    Boxes are numbered by content, and the smaller answer is always the left side, so that neither the order of
    drawing nor that of the two answers decides between matchings that are equally good.
    """
    if b.contents() < a.contents():
        swapped = _pairs(b, a, floor=floor, same_label=same_label)
        turned = [Pair(pair.b, pair.a, pair.label_b, pair.label_a, pair.similarity) for pair in swapped]
        return sorted(turned, key=lambda pair: pair.a)
    first = sorted(range(len(a)), key=lambda i: a[i].content)
    second = sorted(range(len(b)), key=lambda j: b[j].content)
    weights = {
        (i, j): overlap
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if not (same_label and a[one].label != b[other].label)
        and (overlap := iou(a[one].rect, b[other].rect)) > floor
    }
    pairs = [
        Pair(first[i], second[j], a[first[i]].label, b[second[j]].label, weights[i, j])
        for i, j in best_matching(weights)
    ]
    return sorted(pairs, key=lambda pair: pair.a)


def _keyed(value: Boxes) -> list[tuple[Key, int]]:
    seen: dict[Content, int] = {}
    keyed = []
    for at, box in enumerate(value):
        seen[box.content] = seen.get(box.content, -1) + 1
        keyed.append(((*box.content, seen[box.content]), at))
    return keyed


def _alike(keys: Sequence[Key], least: float) -> list[tuple[float, Key, Key]]:
    pairs = ((-iou(one[0], other[0]), one, other) for one, other in combinations(keys, 2))
    return sorted(pair for pair in pairs if -pair[0] >= least)


def _unit(number: int, members: Mapping[int, int], values: Sequence[Boxes]) -> Unit:
    at = tuple(members.get(answer) for answer in range(len(values)))
    votes = tuple(ABSENT if m is None else value[m].label for m, value in zip(at, values, strict=True))
    return Unit(f"object-{number}", votes, at)


def _described(unit: Unit, values: Sequence[Boxes]) -> dict[str, Any]:
    boxes = [None if at is None else value[at] for at, value in zip(unit.members, values, strict=True)]
    drawn = [box.rect for box in boxes if box]
    return {
        "unit": unit.key,
        "objects": [box.id if box else None for box in boxes],
        "labels": list(unit.votes),
        "similarity": min((iou(a, b) for a, b in combinations(drawn, 2)), default=1.0),
    }


def _ways(unit: Unit, similarity: float, least: float) -> list[str]:
    drawn = [vote for vote in unit.votes if vote != ABSENT]
    ways = (
        [] if len(drawn) == len(unit.votes) else ["extra" if 2 * len(drawn) <= len(unit.votes) else "missing"]
    )
    return ways + ["label"] * (len(set(drawn)) > 1) + ["edges"] * (similarity < least)


registry.add(BoxKind.name, BoxKind())
