"""Buckets and other stores by their address, s3://… say, through fsspec; which is imported when one is read."""

from __future__ import annotations

import shutil
from typing import Any, BinaryIO, cast

from goldsmith.addresses import Allowed, shown
from goldsmith.errors import GoldsmithError, InvalidInput, Unavailable


def need_allowed(url: str, allowed: Allowed) -> None:
    """Raise InvalidInput unless the admin allowed an address, or one above it."""
    if not allowed.has_bucket(url):
        raise InvalidInput(
            "bucket.not_allowed",
            "This server may not read from there.",
            where=shown(url),
            mend="Its admin can allow it: `goldsmith allow WORKSPACE --bucket s3://NAME/FOLDER`.",
        )


def opened(url: str) -> tuple[Any, str]:
    """Return the file system of an address and the path in it; keys come from the server's own surroundings."""
    try:
        import fsspec
    except ImportError as error:
        raise Unavailable(
            "bucket.no_fsspec",
            "Buckets need the package fsspec.",
            where=shown(url),
            mend='Install it on the server: pip install "goldsmith[fsspec]", and s3fs or gcsfs beside it.',
        ) from error
    try:
        return cast(tuple[Any, str], fsspec.core.url_to_fs(url))
    except (ImportError, ValueError, OSError) as error:
        raise _unreadable(url, error) from error


def fetch(url: str, allowed: Allowed, sink: BinaryIO, *, max_bytes: int) -> int:
    """Write what an address of a bucket holds into a file and return its size in bytes."""
    need_allowed(url, allowed)
    files, path = opened(url)
    try:
        size = int(files.size(path))
        if size > max_bytes:
            raise InvalidInput(
                "url.too_large", f"It has {size} bytes.", where=shown(url), mend=f"The limit is {max_bytes}."
            )
        with files.open(path, "rb") as source:
            shutil.copyfileobj(source, sink, 1 << 20)
    except (OSError, ValueError, TypeError) as error:
        raise _unreadable(url, error) from error
    return size


def _unreadable(url: str, error: Exception) -> GoldsmithError:
    return Unavailable(
        "bucket.unreadable",
        f"It cannot be read ({str(error).partition(chr(10))[0][:200] or type(error).__name__}).",
        where=shown(url),
        mend="Check the address, and the keys that the server has for it.",
    )
