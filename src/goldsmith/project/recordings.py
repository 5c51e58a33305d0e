"""Peaks and spectrograms of a project's recordings. Peaks are kept in the folder `cache`, which may be deleted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy

from goldsmith import sound
from goldsmith.errors import NotFound
from goldsmith.project.media import located
from goldsmith.project.project import Project

CACHE = "cache"
_making = threading.Lock()  # several tiles of one recording are asked for at once


def keep_peaks(project: Project, media: str, peaks: bytes) -> None:
    """Keep the peaks of a recording, 16-bit little-endian, so that nobody waits for them."""
    path = _path(project, media)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(peaks)
    part.replace(path)


def peak_tile(project: Project, media: str, level: int, tile: int) -> bytes:
    """Return least and greatest sample of up to sound.TILE buckets, as 16-bit little-endian pairs; empty past the end.

    Levels are those of `sound`; below the stored one they are decoded. Raises NotFound for what is no recording here.
    """
    first = tile * sound.TILE
    source = located(project, media)
    if level < sound.STORED_LEVEL:
        with _reading(media):
            found = sound.peaks_between(source, level, first, first + sound.TILE)
    else:
        by = 4 ** (level - sound.STORED_LEVEL)
        with _stored(project, media).open("rb") as file:
            file.seek(first * by * 4)
            stored = numpy.frombuffer(file.read(sound.TILE * by * 4), "<i2").reshape(-1, 2)
        found = sound.coarser(stored, by)
    return found.astype("<i2").tobytes()


def spectrogram_tile(project: Project, media: str, level: int, tile: int) -> bytes:
    """Return a tile of the spectrogram as PNG; raises NotFound for what is no recording, or past its end."""
    source = located(project, media)
    with _reading(media):
        told = sound.look(source)
    if tile * sound.N_COLUMNS >= sound.n_buckets(told.n_frames, level, told.sample_rate):
        raise NotFound(
            "audio.no_tile",
            "The recording ends before it.",
            where=f"{media}, tile {tile}",
            mend="Ask for a tile that begins before its duration.",
        )
    loudest = _loudest(_stored(project, media))
    return _spectrogram(source, media, level, tile, loudest)


@lru_cache(maxsize=256)
def _spectrogram(source: Path, media: str, level: int, tile: int, loudest: float) -> bytes:
    with _reading(media):
        return sound.spectrogram(source, level, tile, loudest=loudest)


@lru_cache(maxsize=256)
def _loudest(stored: Path) -> float:
    peaks = numpy.fromfile(stored, "<i2")
    return float(numpy.abs(peaks.astype(numpy.int32)).max(initial=0)) / sound.FULL


@contextmanager
def _reading(media: str) -> Iterator[None]:
    """Raise NotFound for a file that is no whole recording: an image, say."""
    import soundfile

    try:
        yield
    except (soundfile.SoundFileError, sound.Torn, ValueError) as error:
        raise NotFound(
            "audio.unreadable_now",
            "This file is no recording, or not any more.",
            where=media,
            mend="`goldsmith check` names what changed; put it back, or import it again.",
        ) from error


def _path(project: Project, media: str) -> Path:
    return project.folder / CACHE / media[:2] / f"{media}.peaks-1"


def _stored(project: Project, media: str) -> Path:
    """Return the file of a recording's peaks, made again where it is missing."""
    path = _path(project, media)
    with _making:
        if not path.is_file():
            source = located(project, media)
            with _reading(media):
                _, peaks = sound.listen(source)
            keep_peaks(project, media, peaks.astype("<i2").tobytes())
    return path
