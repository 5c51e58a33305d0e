"""Regions of Label Studio, one by one, to members of Goldsmith's objects and back. Pure.

Places are percent of the upright image, a turned box turns about its top left corner, texts are counted in UTF-16
units. Source: the tags' pages of labelstud.io, "Sample Results JSON".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, isfinite, radians, sin
from typing import Any, TypeAlias

from goldsmith.errors import InvalidInput
from goldsmith.offsets import Utf16
from goldsmith.regions import Ring

Size: TypeAlias = tuple[int, int]  # width and height of the upright image in px


def box_from(value: Mapping[str, Any], size: Size) -> dict[str, float]:
    """Return x, y, width, height in px and, for a turned one, its angle about its middle.

    >>> box = box_from({"x": 50, "y": 0, "width": 20, "height": 50, "rotation": 90}, (100, 100))
    >>> {name: round(number, 6) for name, number in box.items()}
    {'x': 15.0, 'y': -15.0, 'width': 20.0, 'height': 50.0, 'angle': 90.0}
    """
    x, y, width, height = (
        _number(value, name) * size[place % 2] / 100
        for place, name in enumerate(("x", "y", "width", "height"))
    )
    turned = _number(value, "rotation") if value.get("rotation") else 0.0
    if turned % 360 == 0:
        return {"x": x, "y": y, "width": width, "height": height}
    to_x, to_y = _to_middle(width, height, turned)
    angle = turned % 180
    return {
        "x": x + to_x - width / 2,
        "y": y + to_y - height / 2,
        "width": width,
        "height": height,
        "angle": angle - 180 if angle > 90 else angle,
    }


def box_to(box: Mapping[str, Any], size: Size) -> dict[str, float]:
    """Return the value of a box of px; box_from(box_to(b, s), s) is b, but for the last digits."""
    angle = box.get("angle", 0.0)
    to_x, to_y = _to_middle(box["width"], box["height"], angle)
    corner = (box["x"] + box["width"] / 2 - to_x, box["y"] + box["height"] / 2 - to_y)
    corner = corner if angle else (box["x"], box["y"])
    return {
        "x": 100 * corner[0] / size[0],
        "y": 100 * corner[1] / size[1],
        "width": 100 * box["width"] / size[0],
        "height": 100 * box["height"] / size[1],
        "rotation": angle % 360,
    }


def _to_middle(width: float, height: float, turned: float) -> tuple[float, float]:
    """Return the way from the top left corner of a turned box to its middle."""
    along, across = cos(radians(turned)), sin(radians(turned))
    return (width * along - height * across) / 2, (width * across + height * along) / 2


def ring_from(value: Mapping[str, Any], size: Size) -> list[list[float]]:
    """Return the points of an outline in px; a point said twice in a row is said once."""
    points = value.get("points")
    if not isinstance(points, list) or not all(isinstance(one, list) and len(one) == 2 for one in points):
        raise _bad("Its points are no list of pairs.")
    ring = [[_finite(x, "points") * size[0] / 100, _finite(y, "points") * size[1] / 100] for x, y in points]
    return [spot for place, spot in enumerate(ring) if spot != ring[place - 1] or len(ring) == 1]


def ring_to(ring: Ring, size: Size) -> list[list[float]]:
    """Return the points of an outline in percent."""
    return [[100 * x / size[0], 100 * y / size[1]] for x, y in ring]


def stretch_from(value: Mapping[str, Any], text: str, counted: Utf16) -> tuple[int, int]:
    """Return where a span of the text begins and ends, in code points.

    The words that stand beside the offsets say what they count: UTF-16 units as a rule, code points in files of
    programs in other languages. Without them they are UTF-16 units. Raises InvalidInput where neither fits.
    """
    start, end, words = value.get("start"), value.get("end"), value.get("text")
    if not isinstance(start, int) or not isinstance(end, int):
        raise _bad(f"It does not lie at numbers of the text: {start!r} to {end!r}.")
    units = counted.points(start), counted.points(end)
    for first, last in (units, (start, end)) if words is not None else (units,):
        if first is None or last is None or not 0 <= first < last <= len(text):
            continue
        if words is None or text[first:last] == words:
            return first, last
    shown = f" Beside them stands {str(words)[:40]!r}." if words is not None else ""
    raise _bad(f"Its offsets {start} to {end} do not fit the text.{shown}")


def time_from(value: Mapping[str, Any]) -> dict[str, float]:
    """Return start and end of a stretch of a recording in seconds."""
    return {"start": _number(value, "start"), "end": _number(value, "end")}


def names_of(names: Any) -> Sequence[str]:
    """Return the labels of a region; raise InvalidInput for what is no list of names."""
    if not isinstance(names, list) or not all(isinstance(one, str) and one for one in names):
        raise _bad(f"Its labels are {names!r}.")
    return names


def _number(value: Mapping[str, Any], name: str) -> float:
    return _finite(value.get(name), name)


def _finite(number: Any, name: str) -> float:
    if not isinstance(number, int | float) or isinstance(number, bool) or not isfinite(number):
        raise _bad(f"Its {name} is {number!r}, which is no number.")
    return float(number)


def _bad(what: str) -> InvalidInput:
    return InvalidInput(
        "label_studio.bad_region",
        f"A region cannot be read. {what}",
        mend="Mend it in the file, or bring in the good rows only.",
    )
