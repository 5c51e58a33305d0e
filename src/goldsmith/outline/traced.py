"""Pixels as polygons: outlines along their edges, with as many points as the eye needs."""

from __future__ import annotations

import numpy as np

from goldsmith.outline.grabcut import Box, Mask
from goldsmith.regions import Region
from goldsmith.runs import from_array, outline

NECK = 0.6  # px: what is no wider than twice this is no part of an outline
TOLERANCE = 1.0  # px by which leaving out points may move the line: a pixel's staircase becomes a slope
LEAST_AREA = 4.0  # px²: smaller parts and holes are left out


def traced(found: tuple[Box, Mask]) -> Region:
    """Return the polygons round the pixels of a part of the picture, in the picture's own pixels.

    found: the part, and which of its pixels. Lines of one pixel are left out, and so are specks; no ring touches
    itself or another. Empty where nothing is left.

    >>> import numpy as np
    >>> traced(((10, 20, 9, 9), np.pad(np.ones((5, 7), dtype=bool), ((2, 2), (1, 1)))))
    ((((11.0, 22.0), (11.0, 27.0), (18.0, 27.0), (18.0, 22.0)),),)
    """
    import shapely

    (left, top, _, height), mask = found
    pixels = outline(from_array(mask), height)
    whole = shapely.union_all([shapely.Polygon(rings[0], rings[1:]) for rings in pixels])
    opened = whole.buffer(-NECK, join_style="mitre").buffer(NECK, join_style="mitre")
    simple = shapely.normalize(opened.intersection(whole).simplify(TOLERANCE))
    parts = []
    for polygon in shapely.get_parts(simple):
        if polygon.geom_type != "Polygon" or polygon.area < LEAST_AREA:
            continue
        holes = [hole for hole in polygon.interiors if shapely.Polygon(hole).area >= LEAST_AREA]
        rings = [
            np.add(shapely.get_coordinates(ring)[:-1], (left, top)) for ring in (polygon.exterior, *holes)
        ]
        parts.append(tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings))
    return tuple(parts)
