"""The manifest of a release folder: what it is, and the SHA-256 of every file in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from goldsmith.export import ReleaseData, write_text
from goldsmith.model import JsonObject, canonical

FILE = "manifest.json"
VERSION = 1


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_facts(folder: Path, names: Iterable[str]) -> list[tuple[str, int, str]]:
    """Return (name within the folder, bytes, SHA-256) of each file, by name: what the card lists."""
    return [(name, (folder / name).stat().st_size, checksum(folder / name)) for name in sorted(set(names))]


def write_manifest(
    release: ReleaseData, folder: Path, names: Iterable[str], *, more: JsonObject | None = None
) -> str:
    """Write manifest.json for those files of the folder and return its name. more: further members, JSON."""
    said: dict[str, Any] = {
        **(more or {}),
        "manifest": VERSION,
        "name": release.name,
        "project": release.project,
        "as_of": release.as_of,
        "generated_at": release.generated_at,
        "guideline_version": release.guideline.version,
        "parts": list(release.parts),
        "questions": [
            {
                "key": question.key,
                "kind": question.kind,
                "title": question.title,
                "labels": list(question.label_keys()),
            }
            for question in release.guideline.questions
        ],
        "files": {name: digest for name, _, digest in file_facts(folder, names)},
    }
    return write_text(folder / FILE, [canonical(said), "\n"])
