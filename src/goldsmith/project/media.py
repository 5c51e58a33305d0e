"""Where the bytes of an image or recording are: in the project, or where they were left, and then proved the same.

What was left where it lies may change. So nothing is given out before its digest is that of what was imported; what is
read from afar is kept in the folder `cache`, which may be deleted, and which holds no more than CACHE_BYTES.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from functools import lru_cache
from pathlib import Path

from goldsmith.addresses import is_address
from goldsmith.errors import Conflict, GoldsmithError, NotFound, Unavailable
from goldsmith.project import sources
from goldsmith.project.project import Project

CACHE_BYTES = 2 << 30
SECONDS = 20.0  # that somebody waits for a picture from afar
_fetching = threading.BoundedSemaphore(8)  # of the server's forty threads
_guard = threading.Lock()
_one_at_a_time = [threading.Lock() for _ in range(64)]  # readers of the same file


def located(project: Project, media: str) -> Path:
    """Return a file that holds exactly what was imported under a media name.

    Raises NotFound for a name that is none here or a file that is gone, Conflict for one that has changed since, and
    Unavailable or InvalidInput for an address that cannot be read now.
    """
    if re.fullmatch(r"[0-9a-f]{64}\.[a-z0-9]{1,5}", media) is None:
        raise _unknown(media)
    copy = project.media_path(media)
    if copy.is_file():
        return copy
    place = project.place_of(media)
    if place is None:
        raise _unknown(media)
    if is_address(place):
        return _from_afar(project, media, place)
    return _unchanged(Path(place), media)


def readable(project: Project, media: str) -> Path | None:
    """Return a file that holds what was imported, or None where it cannot be read now."""
    try:
        return located(project, media)
    except GoldsmithError:
        return None


def fault(project: Project, media: str) -> str | None:
    """Return what is wrong with a media file in a few words, reading all of it; None when it is what was imported."""
    copy = project.media_path(media)
    try:
        path = copy if copy.is_file() else _left(project, media)
    except NotFound:
        return f"is missing at {sources.told(project.place_of(media) or str(copy))}"
    except Conflict:
        return f"has changed at {sources.told(project.place_of(media) or str(copy))}"
    except GoldsmithError as error:
        return f"cannot be read ({error.where}): {error.what.rstrip('.')}"
    return None if path is None or _digest(path) == _stem(media) else "has changed"


def n_left(project: Project) -> int:
    """Return how many media files lie outside of the project, and so are in no backup."""
    links = project.media.glob("*/*.link")
    return sum(not link.with_suffix("").is_file() for link in links)


def _left(project: Project, media: str) -> Path | None:
    """Read what was left where it lies again, though it may be in the cache."""
    place = project.place_of(media)
    if place is None or not is_address(place):
        return located(project, media)
    _kept(project, media).unlink(missing_ok=True)
    located(project, media)
    return None


def _unchanged(path: Path, media: str) -> Path:
    try:
        told = path.stat()
        digest = _remembered(path, told.st_ino, told.st_size, told.st_mtime_ns)
    except OSError as error:
        raise NotFound(
            "media.unknown",
            "There is no such file in this project.",
            where=media,
            mend="It was left where it lay: put it back, or import it again as a copy.",
        ) from error
    if digest != _stem(media):
        raise _changed(media)
    return path


@lru_cache(maxsize=8192)
def _remembered(path: Path, _inode: int, _size: int, _mtime_ns: int) -> str:
    return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_afar(project: Project, media: str, url: str) -> Path:
    kept = _kept(project, media)
    with _one_at_a_time[int(media[:2], 16) % len(_one_at_a_time)]:
        if kept.is_file():
            os.utime(kept)  # the least recently shown go first
            return kept
        if not _fetching.acquire(timeout=SECONDS):
            raise Unavailable(
                "media.busy",
                "Too many files are being read from afar.",
                where=sources.told(url),
                mend="Look again.",
            )
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_name(kept.name + ".part")
            with part.open("wb") as sink:
                sources.fetch(url, project.allowed(), sink, seconds=SECONDS)
            if _digest(part) != _stem(media):
                raise _changed(media)
            _make_room(kept.parents[1], part.stat().st_size)
            part.replace(kept)
        finally:
            kept.with_name(kept.name + ".part").unlink(missing_ok=True)
            _fetching.release()
    return kept


def _make_room(folder: Path, size: int) -> None:
    """Delete what was shown longest ago until so many bytes fit."""
    with _guard:
        kept = [path for path in folder.glob("*/*") if path.suffix != ".part"]
        found = sorted((path.stat().st_mtime_ns, path.stat().st_size, path) for path in kept)
        total = size + sum(length for _, length, _ in found)
        for _, length, path in found:
            if total <= CACHE_BYTES:
                break
            path.unlink(missing_ok=True)
            total -= length


def _kept(project: Project, media: str) -> Path:
    return project.folder / "cache" / "afar" / media[:2] / media


def _stem(media: str) -> str:
    return media.partition(".")[0]


def _unknown(media: str) -> NotFound:
    return NotFound(
        "media.unknown",
        "There is no such file in this project.",
        where=media,
        mend="Look at the item again; `goldsmith check` names what is missing.",
    )


def _changed(where: str) -> Conflict:
    return Conflict(
        "media.changed",
        "This file is not what was imported, so it is not shown.",
        where=where,
        mend="Put the old one back; or withdraw the item, and import the new one.",
    )
