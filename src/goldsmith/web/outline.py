"""Smart outlines: the object in a box or between four points, for those who draw. Nothing is stored."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from goldsmith.errors import TooMany
from goldsmith.project import outline as outlines
from goldsmith.project import segmenter as segmenters
from goldsmith.web.problems import problem_of
from goldsmith.web.schemas import Body, Problem, Reply
from goldsmith.web.security import Entry, Viewer

PLACES = 3  # in the line for a segmenter: it serves one, and two wait
COME_BACK = 2  # seconds

router = APIRouter(prefix="/projects/{slug}", tags=["labeling"])


class Line:
    """Who is at the segmenter: each person once, and a few in all, for who waits here keeps a thread of the server."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._people: set[str] = set()
        self._guard = threading.Lock()

    @contextmanager
    def joined(self, entry: Entry) -> Iterator[None]:
        """Let the caller ask the segmenter inside; raise TooMany at once where they do already, or the line is full."""
        person = entry.access.person.id
        with self._guard:
            if person in self._people:
                raise _too_many("Your last outline by the segmenter is still being made.")
            if len(self._people) >= self._places:
                raise _too_many(f"The segmenter has {self._places} outlines to make already.")
            self._people.add(person)
        try:
            yield
        finally:
            with self._guard:
                self._people.remove(person)


def _too_many(what: str) -> TooMany:
    refusal = TooMany(
        "segmenter.too_many",
        what,
        where="the segmenter",
        mend=f"Ask again in {COME_BACK} seconds, or use another tool.",
    )
    refusal.wait = COME_BACK
    return refusal


_line = Line(PLACES)


class OnImage(Body):
    """An image of the project by its name. as_parts: whether the object is wanted as polygons too."""

    media: str = Field(max_length=100)
    as_parts: bool = False


class OutlineHint(OnImage):
    """An image, and whole pixels of it, upright: all of the object lies inside them."""

    x: int = Field(ge=0, le=1_000_000)
    y: int = Field(ge=0, le=1_000_000)
    width: int = Field(ge=1, le=1_000_000)
    height: int = Field(ge=1, le=1_000_000)


class PixelIn(Body):
    """A whole pixel of an image, upright, from its top left."""

    x: int = Field(ge=0, le=1_000_000)
    y: int = Field(ge=0, le=1_000_000)


class OutlinePoints(OnImage):
    """An image, and the object's topmost, leftmost, lowest and rightmost pixel."""

    points: list[PixelIn] = Field(min_length=4, max_length=4)


class OutlinePoint(OnImage, PixelIn):
    """An image, and a pixel of the object."""


class SegmenterOut(Reply):
    """A model of the project's own. takes: what it is told of an object. why_not: why it cannot run here."""

    name: str
    takes: Literal["box", "points"]
    why_not: Problem | None


class OutlineTool(Reply):
    """why_not: what is missing where outlines cannot be found here; None where they can."""

    why_not: Problem | None
    segmenter: SegmenterOut | None


class OutlinePart(Reply):
    """Points in pixels of the picture, each x and y."""

    outline: list[tuple[float, float]]
    holes: list[list[tuple[float, float]]]


class OutlineOut(Reply):
    """The object's pixels in a part of the picture: COCO's compressed run lengths down the columns of that part.

    parts: the object as polygons of the whole picture, where they were asked for.
    """

    x: int
    y: int
    width: int
    height: int
    counts: str
    parts: list[OutlinePart] | None


@router.get("/outline")
def outline_tool(entry: Viewer) -> OutlineTool:
    """Say whether outlines can be found here, before anybody asks for one."""
    missing = outlines.missing()
    return OutlineTool(why_not=missing and problem_of(missing), segmenter=_segmenter(entry.project.folder))


def _segmenter(folder: Path) -> SegmenterOut | None:
    found = segmenters.registered(folder)
    if found is None:
        return None
    missing = segmenters.missing()
    return SegmenterOut(name=found.name, takes=found.prompt, why_not=missing and problem_of(missing))


@router.post("/outline")
def outline(body: OutlineHint, entry: Viewer) -> OutlineOut:
    """Return the object in a box, found by its colours; refused where none stands out."""
    box = (body.x, body.y, body.width, body.height)
    return _out(outlines.outline(entry.project, body.media, box, as_parts=body.as_parts))


@router.post("/outline/points")
def outline_points(body: OutlinePoints, entry: Viewer) -> OutlineOut:
    """Return the object with these four outermost points, found by its colours; refused where none stands out."""
    points = [(each.x, each.y) for each in body.points]
    return _out(outlines.outline_between(entry.project, body.media, points, as_parts=body.as_parts))


@router.post("/outline/segmenter/box")
def outline_by_segmenter_in_box(body: OutlineHint, entry: Viewer) -> OutlineOut:
    """Return the object that the project's own segmenter finds in a box."""
    box = (body.x, body.y, body.width, body.height)
    with _line.joined(entry):
        return _out(outlines.segmented_in_box(entry.project, body.media, box, as_parts=body.as_parts))


@router.post("/outline/segmenter/point")
def outline_by_segmenter_at_point(body: OutlinePoint, entry: Viewer) -> OutlineOut:
    """Return the object that the project's own segmenter finds at a point."""
    point = (body.x, body.y)
    with _line.joined(entry):
        return _out(outlines.segmented_at_point(entry.project, body.media, point, as_parts=body.as_parts))


def _out(found: outlines.Outline) -> OutlineOut:
    return OutlineOut.model_validate(asdict(found))
