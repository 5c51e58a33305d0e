"""Regions of a plane: polygons of several parts with holes; how alike two are, and what several agree on. Pure.

Geometry is shapely's (GEOS); it is imported when the first region is built, since that takes a while.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from goldsmith.geometry import Rect
from goldsmith.model import Json

if TYPE_CHECKING:
    from shapely import Geometry, Polygon

Spot: TypeAlias = tuple[float, float]  # x, y in pixels; origin top-left
Ring: TypeAlias = tuple[Spot, ...]  # closes by itself: the first point is not said again at the end
Part: TypeAlias = tuple[Ring, ...]  # the outline, then its holes
Region: TypeAlias = tuple[Part, ...]

GRID = 0.01  # px: what is computed lies on hundredths, as what is drawn does
SMOOTH = 0.5  # px by which a computed outline may be simplified
SPECK = 1.0  # px²: computed parts and holes below it are noise of the borders


def from_json(parts: Sequence[Mapping[str, Any]]) -> Region:
    """Return the region of [{"outline": [[x, y], …], "holes": [ring, …]}, …]; trusts that it is one."""
    return tuple(
        tuple(
            tuple((float(x), float(y)) for x, y in ring) for ring in (part["outline"], *part.get("holes", ()))
        )
        for part in parts
    )


def to_json(region: Region) -> list[Json]:
    """Return the region as JSON; from_json(to_json(region)) == region."""
    return [
        {
            "outline": [list(spot) for spot in part[0]],
            "holes": [[list(spot) for spot in hole] for hole in part[1:]],
        }
        for part in region
    ]


def ring_fault(ring: Ring) -> str | None:
    """Return what is wrong with a ring by itself, in words, or None.

    >>> ring_fault(((0, 0), (4, 4), (4, 0), (0, 4)))
    'crosses or touches itself at (2, 2)'
    """
    if len(ring) < 3:
        return f"has {len(ring)} {'point' if len(ring) == 1 else 'points'}; three are the least"
    if any(ring[n - 1] == spot for n, spot in enumerate(ring)):
        return "says a point twice in a row"
    return _crossing(_polygon((ring,)))


def part_fault(part: Part) -> str | None:
    """Return what is wrong with a part whose rings are sound, in words, or None: its holes must lie inside, apart."""
    polygon = _polygon(part)
    return None if polygon.is_valid else "has a hole that leaves the outline, or meets it or another hole"


def parts_overlap(region: Region) -> bool:
    """Return whether two sound parts of a region share an area; to touch is allowed."""
    import shapely

    polygons = [_polygon(part) for part in region]
    return any(
        shapely.intersection(a, b).area > GRID
        for n, a in enumerate(polygons)
        for b in polygons[:n]
        if a.intersects(b)
    )


@lru_cache(maxsize=8192)
def canonical(region: Region) -> Region:
    """Return the same region said in one way: rings begin at their least point and turn the same way, all sorted.

    >>> canonical(((((4, 4), (4, 0), (0, 0)),),)) == canonical(((((0, 0), (4, 0), (4, 4)),),))
    True
    """
    return tuple(sorted((_turned(part[0]), *sorted(map(_turned, part[1:]))) for part in region))


def _turned(ring: Ring) -> Ring:
    at = ring.index(min(ring))
    forward = ring[at:] + ring[:at]
    return min(forward, (forward[0], *reversed(forward[1:])))


def area(region: Region) -> float:
    """Return the area in square pixels, without holes."""
    return float(_geometry(region).area)


def bounds(region: Region) -> Rect:
    """Return the smallest upright rectangle round a region.

    >>> bounds(((((1, 2), (5, 2), (3, 9)),),))
    (1, 2, 4, 7)
    """
    spots = [spot for part in region for spot in part[0]]
    left, top = min(x for x, _ in spots), min(y for _, y in spots)
    return left, top, max(x for x, _ in spots) - left, max(y for _, y in spots) - top


def ring(numbers: Sequence[float]) -> Ring:
    """Return the ring of x, y, x, y, …; a point said twice in a row, or again at the end, is said once.

    >>> ring([0, 0, 4, 0, 4, 0, 4, 4, 0, 0])
    ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0))
    """
    spots = [(float(x), float(y)) for x, y in zip(numbers[0::2], numbers[1::2], strict=True)]
    return tuple(spot for n, spot in enumerate(spots) if len(spots) == 1 or spot != spots[n + 1 - len(spots)])


def clipped(region: Region, width: float, height: float) -> Region:
    """Return what of a region lies on a picture of that size; () where nothing does."""
    import shapely

    inside = shapely.intersection(_geometry(region), shapely.box(0, 0, width, height))
    return tuple(
        tuple(tuple(each.coords)[:-1] for each in (polygon.exterior, *polygon.interiors))
        for polygon in _polygons(inside)
    )


def pixels(region: Region, width: int, height: int, *, left: int = 0, top: int = 0) -> Any:
    """Return a (height, width) array of truth values: whether each pixel's centre lies in the region.

    left, top: where the array's first pixel lies, for a window of a larger picture.

    >>> pixels(((((1, 0), (3, 0), (3, 2), (1, 2)),),), 4, 2).astype(int).tolist()
    [[0, 1, 1, 0], [0, 1, 1, 0]]
    """
    import numpy as np

    turns = np.zeros((height, width + 1), dtype=np.int64)
    for ring in (ring for part in region for ring in part):
        for (x, y), (to_x, to_y) in zip(ring, (*ring[1:], ring[0]), strict=True):
            low, high = sorted((y, to_y))
            rows = np.arange(max(top, math.ceil(low - 0.5)), min(top + height, math.ceil(high - 0.5)))
            if len(rows):
                at = x + (rows + 0.5 - y) / (to_y - y) * (to_x - x)
                columns = np.clip(np.ceil(at - 0.5) - left, 0, width).astype(int)
                np.add.at(turns, (rows - top, columns), 1)
    return turns.cumsum(axis=1)[:, :width] % 2 == 1


def overlap(a: Region, b: Region) -> float:
    """Return intersection over union, in [0, 1]; 1 for regions of the same points, 0 for those that only touch.

    >>> square = ((((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)),),)
    >>> overlap(square, ((((1.0, 0.0), (3.0, 0.0), (3.0, 2.0), (1.0, 2.0)),),))
    0.3333333333333333
    """
    if a == b:
        return 1.0
    if b < a:  # the last digit depends on the order, and the answer must not
        a, b = b, a
    first, second = _geometry(a), _geometry(b)
    if not first.intersects(second):
        return 0.0
    shared = float(first.intersection(second).area)
    either = float(first.area + second.area) - shared
    return min(1.0, shared / either) if either > 0 else 0.0


def majority(regions: Sequence[Region]) -> Region:
    """Return the region that at least half of the regions cover; of two that is their union.

    Equal regions give themselves. The result does not depend on the order; its points lie on hundredths of a pixel,
    its outlines are simplified by half a pixel at most, and parts and holes below one square pixel are left out.
    Where nothing is left, which takes thin shapes side by side, it is the region that overlaps the others most.
    """
    if all(region == regions[0] for region in regions):
        return regions[0]
    every = sorted(regions)
    return _tidied(_covered(every, (len(every) + 1) // 2)) or central(every)


def central(regions: Sequence[Region]) -> Region:
    """Return the region that overlaps the others most; of equal ones the least."""
    every = sorted(regions)
    return max(every, key=lambda one: math.fsum(overlap(one, other) for other in every))


def _covered(regions: Sequence[Region], least: int) -> Geometry:
    """Return where `least` or more of the regions lie: level n grows by what level n - 1 shares with the next one."""
    import shapely

    levels: list[Geometry] = [shapely.Polygon() for _ in range(least)]
    for region in regions:
        geometry = _geometry(region)
        for n in range(least - 1, 0, -1):
            levels[n] = levels[n].union(levels[n - 1].intersection(geometry))
        levels[0] = levels[0].union(geometry)
    return levels[-1]


def _tidied(geometry: Geometry) -> Region:
    import shapely

    snapped = shapely.set_precision(geometry, GRID)
    smooth = shapely.set_precision(snapped.simplify(SMOOTH, preserve_topology=True), GRID)
    for candidate in (smooth, snapped):
        parts = sorted(_part(polygon) for polygon in _polygons(candidate) if polygon.area >= SPECK)
        region = tuple(parts)
        if parts and not any(map(_part_is_unsound, parts)) and not parts_overlap(region):
            return region
    return ()


def _part_is_unsound(part: Part) -> bool:
    return any(ring_fault(ring) for ring in part) or part_fault(part) is not None


def _polygons(geometry: Geometry) -> list[Polygon]:
    import shapely

    return [
        each
        for each in shapely.get_parts(geometry)
        if isinstance(each, shapely.Polygon) and not each.is_empty
    ]


def _part(polygon: Polygon) -> Part:
    import shapely

    holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area >= SPECK]
    upright = shapely.normalize(shapely.Polygon(polygon.exterior, holes))
    return tuple(_ring(ring.coords) for ring in (upright.exterior, *upright.interiors))


def _ring(coords: Sequence[Sequence[float]]) -> Ring:
    return tuple((round(x, 2), round(y, 2)) for x, y in list(coords)[:-1])


@lru_cache(maxsize=8192)
def _geometry(region: Region) -> Geometry:
    import shapely

    geometry = shapely.union_all([_polygon(part) for part in region])
    shapely.prepare(geometry)
    return geometry


def _polygon(part: Part) -> Polygon:
    import shapely

    return shapely.Polygon(part[0], part[1:])


def _crossing(polygon: Polygon) -> str | None:
    import shapely

    if polygon.is_valid:
        return None
    if polygon.convex_hull.area == 0:
        return "encloses nothing"
    spot = shapely.is_valid_reason(polygon).partition("[")[2].rstrip("]").split()
    return f"crosses or touches itself at ({', '.join(f'{float(each):g}' for each in spot)})"
