"""Images and recordings of a folder, one after the other, so that no more than one is held at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from goldsmith.errors import InvalidInput

SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".gif", ".webp", ".bmp", ".avif", ".tif", ".tiff")
SOUNDS = (".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3")
MAX_BYTES = 200_000_000


def files_below(folder: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder with these endings, by name in it; links are left out, so no loop is walked.

    Raises InvalidInput for a folder that cannot be looked into.
    """

    def closed(error: OSError) -> None:
        raise InvalidInput(
            "folder.closed",
            f"It cannot be looked into: {error.strerror}.",
            where=str(error.filename),
            mend="Give yourself the right to read it, or take it out of the folder.",
        ) from error

    for place, below, names in os.walk(folder, onerror=closed, followlinks=False):
        below.sort()
        for path in (Path(place) / name for name in sorted(names) if name.lower().endswith(suffixes)):
            if not path.is_symlink() and path.is_file():
                yield path.relative_to(folder).as_posix(), path


def has_images(folder: Path) -> bool:
    """Return whether there is an image below a folder, by its name."""
    return folder.is_dir() and next(files_below(folder, SUFFIXES), None) is not None


def has_sounds(folder: Path) -> bool:
    """Return whether there is a recording below a folder, by its name."""
    return folder.is_dir() and next(files_below(folder, SOUNDS), None) is not None


def read_images(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the images below a folder as (name in it, bytes); b"" for one that is too large or cannot be read."""
    for name, path in files_below(folder, SUFFIXES):
        try:
            yield name, path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
        except OSError:
            yield name, b""
