"""instance: objects on an image, each with a label and a mask of its own. The raw value holds them in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from goldsmith.attributes import OPTION
from goldsmith.errors import InvalidValue
from goldsmith.kinds import Example, Unit, registry
from goldsmith.labelsets import place
from goldsmith.masks import check_size, image_size, members_of, normal_counts
from goldsmith.model import Item, Json, JsonObject, Label, Question
from goldsmith.objects import Drawing, Found, ObjectKind, Overlaps, short

if TYPE_CHECKING:  # numpy is imported once a mask is compared, not when kinds are
    from goldsmith.runs import Runs, Steps


@dataclass(frozen=True, slots=True)
class Instance(Found):
    """One object: its pixels as COCO's compressed run lengths on a picture of that height and width."""

    counts: str
    size: tuple[int, int] = field(compare=False)

    @property
    def shape(self) -> str:
        return self.counts


@dataclass(frozen=True, slots=True, eq=False)
class Instances(Drawing[Instance]):
    """The objects of one answer, the lowest first; they share no pixel."""

    height: int = field(kw_only=True)
    width: int = field(kw_only=True)

    @property
    def n_pixels(self) -> int:
        return self.height * self.width

    def contents(self) -> tuple[Any, ...]:
        return self.height, self.width, *sorted(one.content for one in self)


class InstanceKind(ObjectKind[Instance, Instances]):
    """Objects on an image with a mask each. Value: Instances. Found units: the objects; votes are their labels.

    Options: those of ObjectKind, in IoU of masks.
    """

    name = "instance.v1"
    nouns = ("object", "objects")
    members = ("counts",)

    def schema(self, question: Question) -> JsonObject:
        size = {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2}
        return {
            "type": "object",
            "properties": {"size": size, "objects": super().schema(question)},
            "required": ["size", "objects"],
            "additionalProperties": False,
        }

    def members_schema(self, question: Question) -> dict[str, JsonObject]:
        return {"counts": {"type": "string", "minLength": 1}}

    def shown(self, item: Item, question: Question) -> JsonObject:
        height, width = image_size(item, question, self.slug)
        return {"height": height, "width": width}

    def parse(self, raw: Json, item: Item, question: Question) -> Instances:
        """Return the objects; where some overlap, later ones lie on top, and what they cover is no longer kept.

        An object that is covered altogether is refused: nobody would ever see it.
        """
        where = place(question, item)
        height, width = image_size(item, question, self.slug)
        given = members_of(raw, ("size", "objects"), "an answer to an instance question", self.slug, where)
        check_size(given["size"], height, width, self.slug, where)
        objects = self.parse_each(given["objects"], item, question)
        return Instances(_apart(objects, height * width, where), height=height, width=width)

    def read_one(self, raw: Mapping[str, Any], shown: JsonObject, item: Item, question: Question) -> Instance:
        height, width = shown["height"], shown["width"]
        counts = normal_counts(raw["counts"], height * width, self.slug, place(question, item))
        return Instance("", "", counts, (height, width))

    def load(self, stored: Mapping[str, Any]) -> Instances:
        height, width = stored["size"]
        objects = self.load_each([{**one, "size": (height, width)} for one in stored["objects"]])
        return Instances(objects, height=height, width=width)

    def load_one(self, stored: Mapping[str, Any]) -> Instance:
        return Instance(**stored)

    def dump(self, value: Instances) -> Json:
        return {"size": [value.height, value.width], "objects": self.dump_each(value)}

    def overlaps(self, a: Instances, b: Instances) -> Overlaps:
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

    def merged(self, named: Sequence[Instance], every: Sequence[Instance], question: Question) -> Instance:
        """Return the pixels that most of those with the decided label have; those of a tie are halved."""
        size = named[0].size
        return Instance("", "", _voted([one.counts for one in named], *size), size)

    def assemble(
        self,
        decided: Mapping[str, str],
        units: Sequence[Unit],
        values: Sequence[Instances],
        question: Question,
    ) -> Instances:
        """Return one object for each unit not decided ABSENT; where they overlap, small ones lie on top."""
        height, width = values[0].height, values[0].width
        made = self.assemble_each(decided, units, values, question)
        by_size = sorted(made, key=lambda one: -_runs(one.counts, height * width).area)
        objects = _apart(by_size, height * width, place(question))
        return Instances(objects, height=height, width=width)

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
        asked: list[Json] = [{"key": "asleep", "title": "Asleep"}]
        more = Question("more", self.name, pets.title, labels=labels, options={OPTION: asked})
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
            Example(
                more,
                item,
                {"size": size, "objects": [{**one, OPTION: {"asleep": True}}]},
                True,
                "with an attribute",
            ),
            Example(more, item, {"size": size, "objects": [one]}, True, "without it"),
            Example(
                more,
                item,
                {"size": size, "objects": [{**one, OPTION: {"awake": True}}]},
                False,
                "an unknown one",
            ),
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


registry.add(InstanceKind.name, InstanceKind())
