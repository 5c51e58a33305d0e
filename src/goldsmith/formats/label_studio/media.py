"""Where the files lie that Label Studio's tasks name: `/data/upload/3/1a2b3c4d-cell.png`, `/data/local-files/?d=…`."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

from goldsmith.ingest import MediaSource, Picture, ReadOptions, Recording
from goldsmith.ingest.audio import SUFFIXES as HEARD
from goldsmith.ingest.columns import Media
from goldsmith.ingest.files import Files
from goldsmith.ingest.images import SUFFIXES as SEEN
from goldsmith.ingest.images import picture

UPLOADED = re.compile(r"^[0-9a-f]{8}-")  # what Label Studio puts before the name of an upload
Way: TypeAlias = tuple[
    int, bool, str
]  # how many parts of the path are kept, whether the name is bare, the folder
FOLDERS = ("", "images", "audio", "media", "upload", "uploads", "data")


class Uploads(Media):
    """Images and recordings that tasks name: beside the JSON file, or in a folder next to it."""

    def __init__(self, files: Files, name: str, options: ReadOptions) -> None:
        super().__init__(files, posixpath.dirname(name), options)
        self._all, self._beside, self._asked = files, posixpath.dirname(name), options
        self._way: Way | None = None

    def found(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a task's data with the names of media as they are found among the files."""
        return {key: self._name(value) if isinstance(value, str) else value for key, value in data.items()}

    def sort_of(self, cell: Any, *, is_asked: bool) -> Literal["image", "audio"] | None:
        """Return what a cell names by its suffix, also where the file is not there: then that is told."""
        return super().sort_of(cell, is_asked=True)

    def image(self, cell: Any, where: str, column: str, size: tuple[int, int] | None) -> Picture:
        """Return the image. size: as the task tells it, for one that is not there and need not be."""
        if self._may_lack(cell):
            return picture(self._all, cell, self._asked, where=where, size=size or (1, 1))
        return self.picture(cell, where, column)

    def sound(self, cell: Any, where: str, column: str, length: float | None) -> Recording:
        """Return the recording. length: in seconds, as the task tells it, for one that is not there."""
        if self._may_lack(cell):
            return Recording(MediaSource(self._all, cell), cell, _digest(cell), "", length or 1.0, 0, 0, b"")
        return self.recording(cell, where, column)

    def _may_lack(self, cell: Any) -> bool:
        return self._asked.may_lack_media and isinstance(cell, str) and self.find(cell) is None

    def _name(self, cell: str) -> str:
        if "\n" in cell or len(cell) > 2000:
            return cell
        url = urlsplit(cell.strip())
        inner = parse_qs(url.query).get("d", [""])[0] or unquote(url.path)
        if posixpath.splitext(inner)[1].lower() not in (*SEEN, *HEARD):
            return cell
        parts = [part for part in inner.split("/") if part not in ("", ".", "..")]
        for way in (*([self._way] if self._way else ()), *self._ways(len(parts))):
            place = _place(parts, *way)
            if self._all.has(place):
                self._way = way  # files of one export lie alike
                return place
        return "/".join(parts)

    def _ways(self, n: int) -> Iterator[Way]:
        """Yield where a file may lie, the likeliest first: by its whole path, then by fewer and fewer folders."""
        kept = [(depth, False) for depth in range(n, 0, -1)]
        for depth, is_bare in (*kept, (1, True)):
            for folder in dict.fromkeys((self._beside, "")):
                yield from ((depth, is_bare, posixpath.join(folder, inner)) for inner in FOLDERS)


def _place(parts: Sequence[str], depth: int, is_bare: bool, folder: str) -> str:
    """Return the last parts of a path in a folder; a bare name lacks what uploading put before it."""
    name = "/".join(parts[-depth:])
    return posixpath.join(folder, UPLOADED.sub("", name) if is_bare else name)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
