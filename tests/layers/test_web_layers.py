"""The parts of the web UI import downwards only: screens → kinds → state → model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

SOURCES = Path(__file__).parents[2] / "web" / "src"
ENGINES = {"audio", "canvas", "text"}  # draw and hear; know no React
BELOW = {
    "model": set[str](),
    "ui": {"api", "keys", "model"},  # it shows problems in the words of the API
    "keys": {"state", "ui"},  # a person's own keys
    "api": {"model"},
    **{engine: {"model", "state", "ui"} for engine in ENGINES},
    "state": {"api", "model"},
    "kinds": {"keys", "model", "state", "ui"} | ENGINES,
    "screens": {"api", "keys", "kinds", "model", "state", "ui"} | ENGINES,
}
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


def imports() -> Iterator[tuple[PurePosixPath, str]]:
    """Yield each file of the UI, relative to its sources, with each thing that it imports."""
    for file in sorted(SOURCES.rglob("*.ts*")):
        if ".test." in file.name:
            continue
        for found in IMPORT.finditer(file.read_text(encoding="utf-8")):
            yield PurePosixPath(file.relative_to(SOURCES).as_posix()), found[1]


def local_imports() -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    """Yield the same for what is imported from the UI itself."""
    for file, target in imports():
        if target.startswith("."):
            path = (SOURCES / file.parent / target).resolve().relative_to(SOURCES.resolve())
            yield file, PurePosixPath(path.as_posix())


def test_every_folder_has_its_place() -> None:
    folders = {path.name for path in SOURCES.iterdir() if path.is_dir() and any(path.iterdir())}
    assert folders - BELOW.keys() == set()


def test_imports_point_down() -> None:
    up = [
        f"{file} imports {target}"
        for file, target in local_imports()
        if len(file.parts) > 1
        and target.parts[0] != file.parts[0]
        and target.parts[0] not in BELOW.get(file.parts[0], set())
    ]
    assert up == []


def test_kinds_do_not_import_each_other() -> None:
    across = [
        f"{file} imports {target}"
        for file, target in local_imports()
        if file.parts[0] == target.parts[0] == "kinds"
        and target.parts[1] != "parts"  # what several kinds are built of; no kind itself
        and len(file.parts) > 2
        and len(target.parts) > 2
        and file.parts[1] != target.parts[1]
    ]
    assert across == []


def test_models_and_engines_know_no_framework() -> None:
    bound = [
        f"{file} imports {target}"
        for file, target in imports()
        if file.parts[0] in ENGINES | {"model"}
        and file.suffix == ".ts"
        and re.match(r"react|@mantine/|@tanstack/react", target)
    ]
    assert bound == []
