"""The files of a bucket, as a source like a folder."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, cast

from goldsmith import buckets
from goldsmith.addresses import shown
from goldsmith.errors import InvalidInput
from goldsmith.ingest.files import is_hidden, is_safe


class BucketFiles:
    """The files below an address, or the one file that it names. Whoever makes it has seen that it may be read."""

    def __init__(self, url: str) -> None:
        self._files, root = buckets.opened(url)
        self._url = url.rstrip("/")
        self.faults: list[InvalidInput] = []
        self.n_ignored = 0
        try:
            self.is_file = bool(self._files.isfile(root))
            found = {root: self._files.size(root)} if self.is_file else self._found(root)
        except OSError as error:
            raise InvalidInput(
                "bucket.unreadable",
                f"It cannot be listed ({str(error)[:200] or type(error).__name__}).",
                where=shown(url),
                mend="Check the address, and the keys that the server has for it.",
            ) from error
        self.title = self._url.rpartition("/")[2]
        self._base = root.rstrip("/").rpartition("/")[0] if self.is_file else root.rstrip("/")
        self._sizes = {path[len(self._base) :].lstrip("/"): int(size or 0) for path, size in found.items()}
        if not self._sizes:
            raise InvalidInput(
                "bucket.empty", "Nothing lies there.", where=shown(url), mend="Check the address."
            )

    def _found(self, root: str) -> dict[str, int]:
        return {path: facts["size"] for path, facts in self._files.find(root, detail=True).items()}

    def names(self) -> list[str]:
        seen = [name for name in self._sizes if not is_hidden(name)]
        self.n_ignored = len(self._sizes) - len(seen)
        return sorted(seen)

    def has(self, name: str) -> bool:
        return is_safe(name) and name in self._sizes

    def open(self, name: str) -> BinaryIO:
        try:
            return cast(BinaryIO, self._files.open(f"{self._base}/{name}", "rb"))
        except OSError as error:
            raise InvalidInput(
                "file.unreadable",
                f"The file cannot be opened: {str(error)[:200]}.",
                where=name,
                mend="Check that it is there still.",
            ) from error

    def size(self, name: str) -> int:
        return self._sizes[name]

    def path(self, name: str) -> Path | None:
        return None

    def address(self, name: str) -> str | None:
        return self._url if self.is_file else f"{self._url}/{name}"
