"""Runnable examples of the documents: fenced blocks that say `run`, and files that say `file=NAME`."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCE = re.compile(
    r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block. line: of its first fence, from 1; words: what stands behind the fence."""

    line: int
    words: tuple[str, ...]
    text: str

    @property
    def file(self) -> str | None:
        return next((word.removeprefix("file=") for word in self.words if word.startswith("file=")), None)


def pages() -> list[Path]:
    """Return README, CONTRIBUTING, CHANGELOG and every page of docs/."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(text.count("\n", 0, found.start()) + 1, tuple(found["info"].split()), dedent(found["text"]))
        for found in FENCE.finditer(text)
    ]


def runnable(page: Path) -> list[Block]:
    return [block for block in blocks(page) if "run" in block.words[1:] or block.file]


def run_page(page: Path) -> None:
    """Run a page's blocks in the present folder, in order; Python blocks share their names."""
    names: dict[str, Any] = {"__name__": page.stem}
    for block in runnable(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.words[0] == "python":
            padded = "\n" * block.line + block.text  # an error then names the page's own line
            exec(compile(padded, str(page), "exec"), names)
        else:
            for line in _lines(block.text):
                _run_line(line, where)


def _lines(text: str) -> Iterator[str]:
    """Yield commands, with lines that end in a backslash joined to the next."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def _run_line(line: str, where: str) -> None:
    """Run one command: goldsmith in this process, where it is quick; anything else in a shell."""
    if line.startswith("goldsmith ") and not set(line) & set("|>$&;"):
        run_command(shlex.split(line)[1:], where)
        return
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        ["bash", "-euc", line], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{where}: {line}\n{done.stdout}{done.stderr}"


def run_command(arguments: list[str], where: str) -> None:
    """Run `goldsmith` with these arguments in this process; a refusal fails the test and says where."""
    from goldsmith.cli.main import cli
    from goldsmith.errors import GoldsmithError

    code: object = 0
    try:
        cli(arguments, standalone_mode=False)
    except SystemExit as end:
        code = end.code
    except GoldsmithError as error:
        raise AssertionError(f"{where}: goldsmith {shlex.join(arguments)}\n{error}") from error
    assert code in (None, 0), f"{where}: goldsmith {shlex.join(arguments)} ended with {code}"
