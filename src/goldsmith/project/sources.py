"""Reading what lies outside of the project: only where the server's admin allowed it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from goldsmith import buckets, remote
from goldsmith.addresses import PORTS, Allowed, is_address, shown
from goldsmith.errors import GoldsmithError, InvalidInput, NotAllowed
from goldsmith.ingest import Fetch
from goldsmith.project.project import Project

IMPORT_SECONDS = 120.0


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


def fetcher(project: Project) -> Fetch:
    """Return what reads addresses for an import: each into a file without a name, told as InvalidInput if it fails."""

    def read(url: str) -> BinaryIO:
        file = cast(BinaryIO, tempfile.TemporaryFile(dir=project.folder))  # noqa: SIM115 - the caller closes it
        try:
            fetch(url, project.allowed(), file, seconds=IMPORT_SECONDS)
            file.flush()
        except GoldsmithError as error:
            file.close()
            raise InvalidInput(error.slug, error.what, where=error.where, mend=error.mend) from error
        except BaseException:
            file.close()
            raise
        return file

    return read


def told(place: str) -> str:
    """Return how a place is named to people: a path, or an address without what is secret in it."""
    return shown(place) if is_address(place) else place
