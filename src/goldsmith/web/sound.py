"""Peaks and spectrograms of recordings in tiles, for members of the project alone."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from goldsmith import sound
from goldsmith.project import recordings
from goldsmith.web.media import FOREVER
from goldsmith.web.security import Viewer

router = APIRouter(tags=["media"])
Tile = Annotated[int, Path(ge=0, lt=1 << 31)]


@router.get("/media/{slug}/{name}/peaks/{level}/{tile}", include_in_schema=False)
def peaks(
    name: str, level: Annotated[int, Path(ge=0, lt=sound.N_LEVELS)], tile: Tile, entry: Viewer
) -> Response:
    """Return least and greatest sample of each bucket of a tile, as pairs of 16-bit little-endian numbers."""
    found = recordings.peak_tile(entry.project, name, level, tile)
    return Response(found, media_type="application/octet-stream", headers=FOREVER)


@router.get("/media/{slug}/{name}/spectrogram/{level}/{tile}", include_in_schema=False)
def spectrogram(
    name: str, level: Annotated[int, Path(ge=0, le=sound.LAST_SPECTRAL)], tile: Tile, entry: Viewer
) -> Response:
    """Return a tile of the spectrogram as a PNG."""
    found = recordings.spectrogram_tile(entry.project, name, level, tile)
    return Response(found, media_type="image/png", headers=FOREVER)
