"""box: rectangles on an image, each with a label. The raw value is a list of them; [] is "nothing here"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from goldsmith.attributes import OPTION
from goldsmith.errors import InvalidGuideline, InvalidValue
from goldsmith.geometry import Rect
from goldsmith.kinds import Example, registry
from goldsmith.labelsets import number_option, place
from goldsmith.model import Item, Json, JsonObject, Label, Question
from goldsmith.objects import Drawing, Found, Frame, ObjectKind, short
from goldsmith.turned import Turned, mean_turned, turned_iou

if TYPE_CHECKING:  # numpy is imported once boxes are compared by the thousand, not when kinds are
    from goldsmith.boxtable import BoxTable

TOLERANCE = 1e-6  # px by which floats may pass the image's edge
FARTHEST = 1e9  # px: beyond it, infinite or not a number, nothing is a coordinate
SIDES = ("x", "y", "width", "height")
MIN_SIZE = 1.0


@dataclass(frozen=True, slots=True)
class Box(Found):
    """One rectangle: float pixels of the upright image, from 0, origin top-left.

    angle: degrees by which it is turned clockwise about its middle, more than -90 and up to 90, since it looks the
    same after half a turn.
    """

    x: float
    y: float
    width: float
    height: float
    angle: float = 0.0

    @property
    def rect(self) -> Rect:
        return self.x, self.y, self.width, self.height

    @property
    def shape(self) -> Turned:
        return *self.rect, self.angle


class Boxes(Drawing[Box]):
    """The boxes of one answer."""

    __slots__ = ()


class BoxKind(ObjectKind[Box, Boxes]):
    """Rectangles on an image. Value: Boxes. Found units: the objects; votes are their labels.

    Options: `min_size` (1 px) is the least width and height; `rotate` (false) lets boxes be turned; those of
    ObjectKind.
    """

    name = "box.v1"
    nouns = ("box", "boxes")
    members = SIDES
    drawing = Boxes
    options = ("min_size", "rotate")

    def overlap(self, a: Turned, b: Turned) -> float:
        return turned_iou(a, b)

    def frame(self, shape: Turned) -> Frame:
        x, y, width, height, angle = shape
        if not angle:
            return x, y, x + width, y + height
        middle, centre, reach = (
            x + width / 2,
            y + height / 2,
            (width + height) / 2,
        )  # more than half a diagonal
        return middle - reach, centre - reach, middle + reach, centre + reach

    def table(self, values: Sequence[Boxes], question: Question) -> BoxTable | None:
        """Return the boxes of all answers in columns; None where one is turned or something else is said of it."""
        import numpy as np

        from goldsmith.boxtable import BoxTable

        boxes = [box for value in values for box in value]
        if any(box.angle or box.attributes for box in boxes):
            return None
        labels = question.label_keys()
        place = {label: number for number, label in enumerate(labels)}
        sides = np.array([box.rect for box in boxes], dtype=np.float64).reshape(-1, 4).T
        return BoxTable(
            np.concatenate([[0], np.cumsum([len(value) for value in values], dtype=np.int64)]),
            np.ascontiguousarray(sides),
            np.array([place[box.label] for box in boxes], dtype=np.int64),
            labels,
        )

    def check(self, question: Question) -> None:
        super().check(question)
        number_option(question, "min_size", MIN_SIZE, low=TOLERANCE)
        if not isinstance(question.options.get("rotate", False), bool):
            raise InvalidGuideline(
                "guideline.bad_option",
                f"The option rotate is {question.options['rotate']!r}.",
                where=place(question),
                mend="Say true or false; left out, it is false.",
            )

    def members_schema(self, question: Question) -> dict[str, JsonObject]:
        size = {"type": "number", "minimum": _min_size(question)}
        edge: JsonObject = (
            {"type": "number"} if _may_turn(question) else {"type": "number", "minimum": -TOLERANCE}
        )
        return {"x": edge, "y": edge, "width": size, "height": size}

    def optional(self, question: Question) -> dict[str, JsonObject]:
        turned: JsonObject = {"type": "number", "exclusiveMinimum": -90, "maximum": 90}
        return {"angle": turned} if _may_turn(question) else {}

    def may_have(self, question: Question) -> tuple[str, ...]:
        return ("angle",)

    def shown(self, item: Item, question: Question) -> JsonObject:
        image = item.image(question.show)
        if image is None:
            raise InvalidValue(
                "box.no_image",
                "Boxes need an image, and this item shows none.",
                where=place(question, item),
                mend="Show an image field under the question's `show:`, or ask this question of images only.",
            )
        return image

    def read_one(self, raw: Mapping[str, Any], shown: JsonObject, item: Item, question: Question) -> Box:
        where, may_turn = place(question, item), _may_turn(question)
        angle = _angle(raw.get("angle", 0), where, may_turn=may_turn)
        return Box("", "", *_rect(raw, shown, where, _min_size(question), may_turn=may_turn), angle)

    def load_one(self, stored: Mapping[str, Any]) -> Box:
        return Box(**stored)

    def dump_one(self, thing: Box) -> dict[str, Json]:
        return {**super().dump_one(thing), **({"angle": thing.angle} if thing.angle else {})}

    def merged(self, named: Sequence[Box], every: Sequence[Box], question: Question) -> Box:
        """Return the box with the mean edges of those with the decided label; turned ones have the mean middle, size
        and angle.
        """
        return Box("", "", *mean_turned([box.shape for box in named]))

    def examples(self) -> list[Example]:
        cells = Question(
            "cells",
            self.name,
            "Which cells are there?",
            labels=(Label("red", "Red"), Label("white", "White")),
        )
        asked: list[Json] = [
            {"key": "cut", "title": "Cut off"},
            {"key": "view", "title": "View", "choices": ["side", "top"]},
        ]
        said = Question("more", self.name, cells.title, labels=cells.labels, options={OPTION: asked})
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
            ([{**one, "angle": 45}], "turned, where the question lets no box be turned"),
            ([{**one, OPTION: {"cut": True}}], "an attribute of a question that asks none"),
            ([[10, 20, 100, 80]], "a list of numbers does not say which is which"),
            (one, "a box alone: send a list"),
            (None, "no value: skip or abstain instead"),
        ]
        told: list[tuple[Json, bool, str]] = [
            ([{**one, OPTION: {"cut": True, "view": "top"}}], True, "with attributes"),
            ([one], True, "without attributes"),
            ([{**one, OPTION: {"view": "below"}}], False, "an unknown choice of an attribute"),
            ([{**one, OPTION: {"cut": "yes"}}], False, "a text for a flag"),
            ([{**one, OPTION: ["cut"]}], False, "a list of attributes: send a mapping"),
        ]
        ships = Question("ships", self.name, cells.title, labels=cells.labels, options={"rotate": True})
        turned: list[tuple[Json, bool, str]] = [
            ([{**one, "angle": 30}], True, "turned by 30 degrees"),
            ([{**one, "angle": -60.5}], True, "turned the other way"),
            ([one], True, "not turned"),
            ([{**one, "x": -45, "angle": 45}], True, "with a corner outside the image"),
            ([{**one, "x": -60, "angle": 45}], False, "its middle outside the image"),
            ([{**one, "angle": -90}], False, "by a quarter to the left: send 90"),
            ([{**one, "angle": 200}], False, "by more than half a turn"),
            ([{**one, "angle": "30"}], False, "a text for an angle"),
        ]
        return [
            Example(cells, item, [one, edge], True),
            Example(cells, item, [edge, one], True, "another order of drawing"),
            Example(cells, item, [], True, "nothing here"),
            *(Example(cells, item, raw, False, why) for raw, why in bad),
            *(Example(said, item, raw, good, why) for raw, good, why in told),
            *(Example(ships, item, raw, good, why) for raw, good, why in turned),
            Example(cells, text, [], False, "an item without an image"),
        ]


IMAGE: JsonObject = {
    "type": "image",
    "media": "cells.jpg",
    "linked": False,
    "name": "cells.jpg",
    "exif_orientation": 1,
}


def _min_size(question: Question) -> float:
    return float(question.options.get("min_size", MIN_SIZE))


def _may_turn(question: Question) -> bool:
    return question.options.get("rotate") is True


def _angle(raw: Json, where: str, *, may_turn: bool) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not -90 < raw <= 90:
        raise InvalidValue(
            "box.bad_angle",
            f"The angle is {short(raw)}.",
            where=where,
            mend="Send degrees clockwise, more than -90 and up to 90: a box looks the same after half a turn.",
        )
    if raw and not may_turn:
        raise InvalidValue(
            "box.turned",
            f"The box is turned by {raw:g} degrees, and this question lets no box be turned.",
            where=where,
            mend="Leave the angle out, or say `rotate: true` in the question.",
        )
    return float(raw)


def _rect(raw: Mapping[str, Any], image: JsonObject, where: str, least: float, *, may_turn: bool) -> Rect:
    for side in SIDES:
        number = raw[side]
        if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < FARTHEST:
            raise InvalidValue(
                "box.not_a_number",
                f"{side} is {short(number)}.",
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
    if may_turn and not (0 <= x + width / 2 <= image["width"] and 0 <= y + height / 2 <= image["height"]):
        raise InvalidValue(
            "box.middle_outside",
            f"The middle of the box is ({x + width / 2:g}, {y + height / 2:g}), beyond the image.",
            where=where,
            mend=f"The upright image is {image['width']} x {image['height']} px. Where boxes may be turned, their "
            "corners may leave it; the middle may not.",
        )
    if not may_turn and (
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


registry.add(BoxKind.name, BoxKind())
