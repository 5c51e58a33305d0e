"""What import-linter cannot say about the Python layers; its contracts are in pyproject.toml."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "goldsmith"
PURE = (
    "kinds",
    "guidelines",
    "split",
    "assign",
    "agreement",
    "consensus",
    "adjudication",
    "dedup",
    "diagnostics",
)


def imported(file: Path) -> Iterator[str]:
    """Yield the full name of each thing that the file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def importers(*modules: str) -> set[str]:
    """Return the files of the package that import one of the modules or something in it."""
    return {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for name in imported(file)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    }


def test_only_the_store_touches_the_database() -> None:
    assert {file for file in importers("sqlite3") if not file.startswith("store/")} == set()


def test_pure_stages_touch_no_clock_no_network_and_no_process() -> None:
    touching = importers("time", "random", "secrets", "socket", "subprocess", "httpx", "urllib")
    assert {file for file in touching if file.startswith(PURE)} == set()
