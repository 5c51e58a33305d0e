"""What the commands share that read exports of other tools without a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from goldsmith.project.exports import Answers

Command = TypeVar("Command", bound=Callable[..., Any])


def EXPORT_OPTIONS(command: Command) -> Command:  # noqa: N802 - beside AS_JSON, a decorator
    """Return the command with the options that say how an export is read."""
    for option in (
        click.option("--keep-good", is_flag=True, help="Of an export: leave out rows at fault."),
        click.option("--predictions", is_flag=True, help="Of an export: read the answers of models too."),
        click.option(
            "--format", metavar="NAME", help="Of an export: its format, where it is not recognised."
        ),
    ):
        command = option(command)
    return command


def are_exports(paths: Sequence[Path], columns: Sequence[str | None], form: str | None) -> bool:
    """Return whether paths are exports of other tools, and no table of votes whose columns are named."""
    from goldsmith.project.exports import is_export

    return len(paths) > 1 or form is not None or (not any(columns) and is_export(paths[0]))


def read_exports(paths: Sequence[Path], reading: Mapping[str, Any]) -> Answers:
    """Return the answers in the exports, read as the options say; images need not be there."""
    from goldsmith.ingest import ReadOptions
    from goldsmith.project.exports import read_answers_of

    options = ReadOptions(format=reading["format"], predictions=reading["predictions"], may_lack_media=True)
    return read_answers_of(paths, options, keep_good=reading["keep_good"])
