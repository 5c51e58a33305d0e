"""A project's own segmenter: an ONNX file in its folder, put there by whoever has the folder, and by no request.

It is a tool, no fact: what people make with it are their answers, as with a brush. A backup does not hold it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from goldsmith.errors import Damaged, GoldsmithError, NotFound
from goldsmith.project import clock
from goldsmith.project.project import FILE

if TYPE_CHECKING:
    from goldsmith.outline.segmenter import Prompt, Segmenter

FOLDER, TOLD = "segmenter", "segmenter.json"


@dataclass(frozen=True, slots=True)
class Registered:
    """prompt: `box` or `points`. side: of the pictures that the model takes. digest: SHA-256 of its file."""

    name: str
    prompt: Prompt
    side: int
    digest: str
    added_at: str


def add(folder: Path, model: Path, *, name: str | None = None) -> Registered:
    """Return the segmenter after it has been checked, tried, and copied into the project's folder.

    It takes the place of the one there was. Raises InvalidInput for a model that breaks the contract, NotFound for a
    folder that is no project, a file that is none, and without onnxruntime.
    """
    from goldsmith.outline.segmenter import load_segmenter, tried

    place = _place(folder)
    segmenter = tried(load_segmenter(model), model.name)
    content = model.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    found = Registered(name or model.stem, segmenter.prompt, segmenter.side, digest, clock.iso())
    place.mkdir(exist_ok=True)
    _write(place / f"{digest}.onnx", content)
    _write(place / TOLD, json.dumps(asdict(found), ensure_ascii=False, indent=1).encode())
    for other in place.glob("*.onnx"):
        if other.stem != digest:
            other.unlink()
    return found


def remove(folder: Path) -> Registered:
    """Return the segmenter that was taken away; raise NotFound where there is none."""
    found = registered(folder)
    if found is None:
        raise NotFound(
            "segmenter.none", "This project has no segmenter.", mend="`goldsmith segmenter add` adds one."
        )
    place = _place(folder)
    (place / TOLD).unlink()
    (place / f"{found.digest}.onnx").unlink(missing_ok=True)
    return found


def registered(folder: Path) -> Registered | None:
    """Return the project's segmenter, or None; raise Damaged where what is told of it cannot be read."""
    path = _place(folder) / TOLD
    if not path.is_file():
        return None
    try:
        return Registered(**json.loads(path.read_text(encoding="utf-8")))
    except (json.JSONDecodeError, TypeError, UnicodeDecodeError) as fault:
        raise Damaged(
            "segmenter.damaged",
            f"What is told of the segmenter cannot be read: {fault}.",
            where=f"{FOLDER}/{TOLD}",
            mend="Add the segmenter again.",
        ) from fault


def missing() -> GoldsmithError | None:
    """Return what is missing where segmenters cannot be run here."""
    from goldsmith.outline.segmenter import has_onnxruntime, no_onnxruntime

    return None if has_onnxruntime() else no_onnxruntime()


def opened(folder: Path) -> Segmenter:
    """Return the project's segmenter, ready to run; raise NotFound where there is none, or no onnxruntime."""
    found = registered(folder)
    if found is None:
        raise NotFound(
            "segmenter.none",
            "This project has no segmenter.",
            mend="Ask whoever runs this Goldsmith for `goldsmith segmenter add`.",
        )
    return _loaded(folder / FOLDER / f"{found.digest}.onnx")


@lru_cache(maxsize=2)
def _loaded(path: Path) -> Segmenter:
    from goldsmith.outline.segmenter import load_segmenter

    return load_segmenter(path)


def _place(folder: Path) -> Path:
    if not (folder / FILE).is_file():
        raise NotFound(
            "project.unknown",
            f"There is no project at {folder}.",
            mend="Name a project's folder in a workspace.",
        )
    return folder / FOLDER


def _write(path: Path, content: bytes) -> None:
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
