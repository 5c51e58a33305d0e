"""polygon: outlines on an image, of several parts and with holes, each object with a label. [] is "nothing here"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goldsmith import regions
from goldsmith.attributes import OPTION
from goldsmith.errors import InvalidValue
from goldsmith.kinds import Example, registry
from goldsmith.labelsets import number_option, place
from goldsmith.model import Item, Json, JsonObject, Label, Question
from goldsmith.objects import Drawing, Found, Frame, ObjectKind, short
from goldsmith.regions import Region, Ring

TOLERANCE = 1e-6  # px by which floats may pass the image's edge
FARTHEST = 1e9  # px: beyond it, infinite or not a number, nothing is a coordinate
MIN_AREA = 1.0  # px²


@dataclass(frozen=True, slots=True)
class Polygon(Found):
    """One object: float pixels of the upright image, from 0, origin top-left, rings as they were drawn.

    As a shape it does not matter where a ring begins and which way it turns.
    """

    region: Region

    @property
    def shape(self) -> Region:
        return regions.canonical(self.region)


class Polygons(Drawing[Polygon]):
    """The polygons of one answer."""

    __slots__ = ()


class PolygonKind(ObjectKind[Polygon, Polygons]):
    """Outlines on an image. Value: Polygons. Found units: the objects; votes are their labels.

    Options: `min_area` (1 px²) is the least area; those of ObjectKind.
    """

    name = "polygon.v1"
    nouns = ("polygon", "polygons")
    members = ("parts",)
    drawing = Polygons
    options = ("min_area",)

    def overlap(self, a: Region, b: Region) -> float:
        return regions.overlap(a, b)

    def frame(self, shape: Region) -> Frame:
        x, y, width, height = regions.bounds(shape)
        return x, y, x + width, y + height

    def check(self, question: Question) -> None:
        super().check(question)
        number_option(question, "min_area", MIN_AREA, low=TOLERANCE)

    def members_schema(self, question: Question) -> dict[str, JsonObject]:
        spot = {
            "type": "array",
            "items": {"type": "number", "minimum": -TOLERANCE},
            "minItems": 2,
            "maxItems": 2,
        }
        ring = {"type": "array", "items": spot, "minItems": 3}
        part = {
            "type": "object",
            "properties": {"outline": ring, "holes": {"type": "array", "items": ring}},
            "required": ["outline"],
            "additionalProperties": False,
        }
        return {"parts": {"type": "array", "items": part, "minItems": 1}}

    def shown(self, item: Item, question: Question) -> JsonObject:
        image = item.image(question.show)
        if image is None:
            raise InvalidValue(
                "polygon.no_image",
                "Polygons need an image, and this item shows none.",
                where=place(question, item),
                mend="Show an image field under the question's `show:`, or ask this question of images only.",
            )
        return image

    def read_one(self, raw: Mapping[str, Any], shown: JsonObject, item: Item, question: Question) -> Polygon:
        where = place(question, item)
        region = _region(raw["parts"], shown, where)
        least, measured = _min_area(question), regions.area(region)
        if measured < least:
            raise InvalidValue(
                "polygon.too_small",
                f"The polygon covers {measured:g} square pixels.",
                where=where,
                mend=f"Make it {least:g} or more, or delete it.",
            )
        return Polygon("", "", region)

    def load_one(self, stored: Mapping[str, Any]) -> Polygon:
        region = regions.from_json(stored["parts"])
        return Polygon(stored["id"], stored["label"], region, attributes=stored[OPTION])

    def dump_one(self, thing: Polygon) -> dict[str, Json]:
        return {"id": thing.id, "label": thing.label, "parts": regions.to_json(thing.region)}

    def merged(self, named: Sequence[Polygon], every: Sequence[Polygon], question: Question) -> Polygon:
        """Return what at least half of those with the decided label cover; see `regions.majority`.

        Where that falls below `min_area`, the one stands that overlaps the others most.
        """
        return Polygon("", "", _consensus(named, _min_area(question)))

    def coarsen(self, value: Polygons, question: Question) -> dict[str, Json]:
        """Return the boxes round the polygons, and the labels that occur."""
        sides = ("x", "y", "width", "height")
        boxes: list[Json] = [
            {"id": each.id, "label": each.label, **dict(zip(sides, regions.bounds(each.region), strict=True))}
            for each in value
        ]
        return {"box.v1": boxes, "choices.v1": list(self.labels_of(value))}

    def examples(self) -> list[Example]:
        fields = Question(
            "fields",
            self.name,
            "Which fields are there?",
            labels=(Label("wheat", "Wheat"), Label("maize", "Maize")),
        )
        asked: list[Json] = [{"key": "flooded", "title": "Flooded"}]
        said = Question("more", self.name, fields.title, labels=fields.labels, options={OPTION: asked})
        item = Item("0" * 32, "example", None, "", 0, None, {"image": {**IMAGE, "width": 640, "height": 480}})
        text = Item("1" * 32, "example", None, "", 0, None, {"text": {"type": "text", "text": "No picture."}})
        triangle: list[Json] = [[10, 10], [210, 20.5], [100, 200]]
        square: list[Json] = [[300, 100], [600, 100], [600, 400], [300, 400]]
        pond: list[Json] = [[400, 200], [400, 300], [500, 300], [500, 200]]
        one: dict[str, Json] = {"id": "a", "label": "wheat", "parts": [{"outline": triangle, "holes": []}]}
        two: dict[str, Json] = {
            "id": "b",
            "label": "maize",
            "parts": [
                {"outline": square, "holes": [pond]},
                {"outline": [[0, 480], [0, 440], [80, 480]], "holes": []},
            ],
        }

        def drawn(outline: Json, *holes: Json) -> Json:
            return [{**one, "parts": [{"outline": outline, "holes": list(holes)}]}]

        bad: list[tuple[Json, str]] = [
            ([{**one, "label": "rye"}], "an unknown label"),
            (drawn([[10, 10], [700, 20], [100, 200]]), "beyond the right edge"),
            (drawn([[10, 10], [210, 20], [100, -4]]), "above the top edge"),
            (drawn([[10, 10], [210, 20]]), "two points enclose nothing"),
            (drawn([[10, 10], [210, 20], [100, 200], [10, 10]]), "the first point again at the end"),
            (drawn([[0, 0], [100, 100], [100, 0], [0, 100]]), "an outline that crosses itself"),
            (drawn([[0, 0], [50, 50], [100, 100]]), "points on one line"),
            (drawn([[0, 0], [0.5, 0], [0, 0.5]]), "smaller than the least area"),
            (drawn(square, triangle), "a hole outside its outline"),
            (drawn(square, pond, pond), "a hole twice"),
            ([{**one, "parts": []}], "no parts"),
            ([{**one, "parts": [{"outline": square}, {"outline": pond}]}], "parts that overlap"),
            ([{**one, "parts": [{"holes": [pond]}]}], "a hole without an outline"),
            (drawn([[10, "10"], [210, 20], [100, 200]]), "a text for a number"),
            (drawn([10, 10, 210, 20, 100, 200]), "numbers in a row: send pairs"),
            ([one, {**two, "id": "a"}], "one id for two polygons"),
            ([{**one, "id": ""}], "no id"),
            ([{"label": "wheat", "parts": one["parts"]}], "a member is missing"),
            ([{**one, "rotation": 45}], "a member that polygons do not have"),
            (one, "a polygon alone: send a list"),
            (None, "no value: skip or abstain instead"),
        ]
        return [
            Example(fields, item, [one, two], True, "two parts, one with a hole"),
            Example(fields, item, [two, one], True, "another order of drawing"),
            Example(fields, item, [one], True),
            Example(fields, item, [], True, "nothing here"),
            *(Example(fields, item, raw, False, why) for raw, why in bad),
            Example(said, item, [{**one, OPTION: {"flooded": True}}], True, "with an attribute"),
            Example(said, item, [one], True, "without it"),
            Example(said, item, [{**one, OPTION: {"dry": True}}], False, "an unknown attribute"),
            Example(fields, text, [], False, "an item without an image"),
        ]


IMAGE: JsonObject = {
    "type": "image",
    "media": "fields.jpg",
    "linked": False,
    "name": "fields.jpg",
    "exif_orientation": 1,
}


def _min_area(question: Question) -> float:
    return float(question.options.get("min_area", MIN_AREA))


def _spots(ring: Sequence[Sequence[float]]) -> Ring:
    return tuple((float(x), float(y)) for x, y in ring)


def _consensus(named: Sequence[Polygon], least: float) -> Region:
    drawn = [each.region for each in named]
    if len({each.shape for each in named}) == 1:
        return drawn[0]
    found = regions.majority([each.shape for each in named])
    return found if regions.area(found) >= least else regions.central([each.shape for each in named])


def _region(raw: Json, image: JsonObject, where: str) -> Region:
    if not isinstance(raw, list | tuple) or not raw or not all(map(_is_part, raw)):
        raise InvalidValue(
            "polygon.bad_parts",
            f"{short(raw)} are not the parts of a polygon.",
            where=where,
            mend='Send one part or more, each {"outline": ring, "holes": rings}; a ring is a list of [x, y].',
        )
    region = tuple(
        tuple(_ring(ring, image, where) for ring in (part["outline"], *part.get("holes", ()))) for part in raw
    )
    for number, part in enumerate(region, 1):
        for at, ring in enumerate(part):
            fault = regions.ring_fault(ring)
            if fault:
                raise InvalidValue(
                    "polygon.bad_ring",
                    f"{'The outline' if not at else f'Hole {at}'} of part {number} {fault}.",
                    where=where,
                    mend="Draw it round once, without a crossing; it closes by itself, so do not repeat a point.",
                )
        fault = regions.part_fault(part)
        if fault:
            raise InvalidValue(
                "polygon.bad_hole",
                f"Part {number} {fault}.",
                where=where,
                mend="Keep every hole inside its outline and apart from the others.",
            )
    if len(region) > 1 and regions.parts_overlap(region):
        raise InvalidValue(
            "polygon.overlapping_parts",
            "Two parts of the polygon overlap.",
            where=where,
            mend="Draw what belongs together as one part.",
        )
    return region


def _is_part(raw: Json) -> bool:
    return (
        isinstance(raw, Mapping)
        and {"outline"} <= set(raw) <= {"outline", "holes"}
        and isinstance(raw.get("holes", ()), list | tuple)
    )


def _ring(raw: Json, image: JsonObject, where: str) -> Ring:
    if not isinstance(raw, list | tuple) or not all(
        isinstance(one, list | tuple) and len(one) == 2 for one in raw
    ):
        raise InvalidValue(
            "polygon.not_a_ring",
            f"{short(raw)} is not a ring.",
            where=where,
            mend="A ring is a list of points, each [x, y] in pixels.",
        )
    for spot in raw:
        for number in spot:
            if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < FARTHEST:
                raise InvalidValue(
                    "polygon.not_a_number",
                    f"The point {short(spot)} is not two numbers.",
                    where=where,
                    mend="Send finite numbers of pixels for x and y.",
                )
    ring = _spots(raw)
    width, height = image["width"] + TOLERANCE, image["height"] + TOLERANCE
    beyond = [
        f"({x:g}, {y:g})" for x, y in ring if not (-TOLERANCE <= x <= width and -TOLERANCE <= y <= height)
    ]
    if beyond:
        raise InvalidValue(
            "polygon.outside",
            f"{len(beyond)} of its points lie beyond the image, first {beyond[0]}.",
            where=where,
            mend=f"The upright image is {image['width']} x {image['height']} px; draw the part inside it. "
            "If your tool stores percent, convert them first.",
        )
    return ring


registry.add(PolygonKind.name, PolygonKind())
