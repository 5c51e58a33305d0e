"""What Runs found in bulk: a file each, in the project's folder `results`, under the hash of its bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from goldsmith.project.project import Project
from goldsmith.store.ledger import translated

FOLDER = "results"


def name_of(data: bytes, suffix: str) -> str:
    """Return the name under which these bytes are kept."""
    return hashlib.sha256(data).hexdigest() + suffix


def path_of(project: Project, name: str) -> Path:
    """Return where the file of that name lies."""
    return project.folder / FOLDER / name


def keep(project: Project, data: bytes, suffix: str) -> str:
    """Keep the bytes, on the disk before any row speaks of them; return the file's name."""
    name = name_of(data, suffix)
    path = path_of(project, name)
    if not path.is_file():
        with translated(path):
            path.parent.mkdir(exist_ok=True)
            part = path.with_suffix(".part")
            with part.open("wb") as sink:
                sink.write(data)
                sink.flush()
                os.fsync(sink.fileno())
            part.replace(path)
    return name


def fault_of(project: Project, name: str) -> str | None:
    """Return what is wrong with a file, for a sentence that begins with whose it is; None: nothing."""
    path = path_of(project, name)
    if not path.is_file():
        return "is missing"
    return None if name_of(path.read_bytes(), path.suffix) == name else "has changed since it was made"
