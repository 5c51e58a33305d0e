"""What commands share: addressing a project by its folder, and printing progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

PROJECT = click.argument("project", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def parts(project: Path) -> tuple[Path, str]:
    """Return the workspace folder and the project's name in it."""
    folder = project.resolve()
    return folder.parent, folder.name


def is_project(path: Path) -> bool:
    """Return whether a path is the folder of a project, for commands that take other folders too."""
    return (path / "project.sqlite").is_file()


def show_progress(job: Mapping[str, Any]) -> None:
    """Print one line that renews itself, on a terminal only."""
    stream = sys.stderr
    if not stream.isatty():
        return
    total = f" of {job['total']:,}" if job["total"] else ""
    end = "\n" if job["state"] != "running" else ""
    stream.write(f"\r{job['what']}: {job['done']:,}{total} {job['message']}\x1b[K{end}")
    stream.flush()


def tell(found: object, text: str, *, as_json: bool) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else text)
