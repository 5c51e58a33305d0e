"""Reading what lies outside of the project: only where the server's admin allowed it."""

from __future__ import annotations

import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, Self, cast

from goldsmith import buckets, remote
from goldsmith.addresses import PORTS, Allowed, is_address, shown
from goldsmith.errors import GoldsmithError, InvalidInput, NotAllowed
from goldsmith.project.project import Project

IMPORT_SECONDS = 120.0
AT_ONCE = 8  # addresses


def bound_of(place: Allowed, path: Path) -> Path:
    """Return the allowed folder that holds a path; raises NotAllowed when none does."""
    root = place.has_folder(path)
    if root is None:
        raise NotAllowed(
            "path.not_allowed",
            "This server may not read from there.",
            where=str(path),
            mend="Its admin can allow the folder: `goldsmith allow WORKSPACE --folder PATH`.",
        )
    return root


def fetch(url: str, place: Allowed, sink: BinaryIO, *, seconds: float) -> int:
    """Write what an address of the web or of a bucket holds into a file; return its size in bytes."""
    if url.partition("://")[0] in PORTS:
        return remote.fetch(url, place, sink, seconds=seconds)
    return buckets.fetch(url, place, sink, max_bytes=remote.MAX_BYTES)


class Fetcher:
    """Reads addresses for an import, each into a file without a name; several at once, where they are told ahead."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch")
        self._begun: dict[str, Future[BinaryIO]] = {}

    def __call__(self, url: str) -> BinaryIO:
        """Return what an address holds; raises InvalidInput for one that cannot be read, whatever the reason."""
        begun = self._begun.pop(url, None)
        return begun.result() if begun else self._read(url)

    def ahead(self, url: str) -> None:
        if url not in self._begun:
            self._begun[url] = self._pool.submit(self._read, url)

    def _read(self, url: str) -> BinaryIO:
        file = cast(BinaryIO, tempfile.TemporaryFile(dir=self._project.folder))  # noqa: SIM115 - the caller closes it
        try:
            fetch(url, self._project.allowed(), file, seconds=IMPORT_SECONDS)
            file.flush()
        except GoldsmithError as error:
            file.close()
            raise InvalidInput(error.slug, error.what, where=error.where, mend=error.mend) from error
        except BaseException:
            file.close()
            raise
        return file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for begun in self._begun.values():
            if not begun.cancelled() and begun.exception() is None:
                begun.result().close()


def told(place: str) -> str:
    """Return how a place is named to people: a path, or an address without what is secret in it."""
    return shown(place) if is_address(place) else place
