"""Images and recordings of items, and small versions of images, for members of the project alone."""

from __future__ import annotations

import io
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response

from goldsmith.errors import NotFound
from goldsmith.project.media import located
from goldsmith.web.security import Viewer

router = APIRouter(tags=["media"])
# what browsers are told, whatever the machine's own table of types says
AUDIO = {".wav": "audio/wav", ".flac": "audio/flac", ".ogg": "audio/ogg", ".mp3": "audio/mpeg"}
FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}


@router.get("/media/{slug}/{name:path}", include_in_schema=False)
def media(name: str, entry: Viewer, size: Annotated[int | None, Query(ge=16, le=1024)] = None) -> Response:
    """Return a media file by its name, whole or shrunk to fit a square of `size` pixels."""
    path = located(entry.project, name)
    if size is None:
        told = AUDIO.get(Path(name).suffix) or guess_type(name)[0]
        return FileResponse(path, headers=FOREVER, media_type=told)  # whole, or the ranges asked for
    try:
        small = _thumbnail(path, size)
    except (OSError, ValueError, SyntaxError) as error:  # a recording, or a file that the disk lost
        raise NotFound(
            "media.unreadable",
            f"This file is no image ({error}).",
            where=str(name),
            mend="`goldsmith check` names what changed; put it back, or import it again.",
        ) from error
    return Response(small, media_type="image/jpeg", headers=FOREVER)


@lru_cache(maxsize=512)
def _thumbnail(path: Path, size: int) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(path) as image:
        image.draft("RGB", (size * 2, size * 2))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((size, size))
        out = io.BytesIO()
        upright.convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()
