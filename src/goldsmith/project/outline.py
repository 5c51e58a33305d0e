"""Outlines for the person at the screen: an object pointed at in one of the project's images. Nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from goldsmith.errors import GoldsmithError
from goldsmith.model import Json
from goldsmith.project.media import located
from goldsmith.project.project import Project


@dataclass(frozen=True, slots=True)
class Outline:
    """Pixels of a part of the picture: counts are COCO's run lengths down the columns of that part.

    parts: the same as polygons in the picture's own pixels, where they were asked for.
    """

    x: int
    y: int
    width: int
    height: int
    counts: str
    parts: list[Json] | None = None


def missing() -> GoldsmithError | None:
    """Return what is missing where outlines cannot be found here."""
    from goldsmith.outline.grabcut import has_opencv, no_opencv

    return None if has_opencv() else no_opencv()


def outline(
    project: Project, media: str, box: tuple[int, int, int, int], *, as_parts: bool = False
) -> Outline:
    """Return the object in the box, as polygons too where they are asked for.

    Raises NotFound for an unknown image and InvalidInput where no object stands out.
    """
    from goldsmith.outline import grabcut

    return _told(grabcut(_upright(located(project, media)), box), as_parts)


def outline_between(
    project: Project, media: str, points: Sequence[tuple[int, int]], *, as_parts: bool = False
) -> Outline:
    """Return the object with these four outermost points; refusals as in `outline`."""
    from goldsmith.outline import extreme_points

    return _told(extreme_points(_upright(located(project, media)), points), as_parts)


def segmented_in_box(
    project: Project, media: str, box: tuple[int, int, int, int], *, as_parts: bool = False
) -> Outline:
    """Return the object that the project's segmenter finds in a box; raise NotFound where there is none to run."""
    from goldsmith.project.segmenter import opened

    return _told(opened(project.folder).in_box(_upright(located(project, media)), box), as_parts)


def segmented_at_point(
    project: Project, media: str, point: tuple[int, int], *, as_parts: bool = False
) -> Outline:
    """Return the object that the project's segmenter finds at a point; refusals as in a box."""
    from goldsmith.project.segmenter import opened

    return _told(opened(project.folder).at_point(_upright(located(project, media)), point), as_parts)


def _told(found: tuple[tuple[int, int, int, int], Any], as_parts: bool) -> Outline:
    from goldsmith.outline.traced import traced
    from goldsmith.regions import to_json
    from goldsmith.runs import encode, from_array

    (x, y, width, height), mask = found
    counts = encode(from_array(mask), width * height)
    return Outline(x, y, width, height, counts, to_json(traced(found)) if as_parts else None)


@lru_cache(maxsize=2)  # several boxes on one picture come after each other
def _upright(path: Path) -> Any:
    import numpy as np
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))
