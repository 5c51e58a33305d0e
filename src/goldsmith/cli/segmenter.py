"""`segmenter`: a model of the user's own that finds outlines for those who paint."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from goldsmith.cli.common import AS_JSON, PROJECT, tell

TAKES = {"box": "a box round the object", "points": "a point on the object"}


@click.group()
def segmenter() -> None:
    """Give a project a segmenter of your own: an ONNX file that people point with while they paint."""


@segmenter.command()
@PROJECT
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--name", help="What people see; the file's name unless given.")
@AS_JSON
def add(project: Path, model: Path, name: str | None, as_json: bool) -> None:
    """Check MODEL, try it once, and copy it into PROJECT; it takes the place of the one there was."""
    from goldsmith.project import segmenter as segmenters

    found = segmenters.add(project.resolve(), model, name=name)
    text = f"{found.name} takes {TAKES[found.prompt]}, in pictures of {found.side} px. The tool has the key Shift X."
    tell(asdict(found), text, as_json=as_json)


@segmenter.command()
@PROJECT
@AS_JSON
def show(project: Path, as_json: bool) -> None:
    """Print which segmenter PROJECT has."""
    from goldsmith.project import segmenter as segmenters

    found = segmenters.registered(project.resolve())
    if found is None:
        tell(None, "This project has no segmenter.", as_json=as_json)
        return
    text = (
        f"{found.name} takes {TAKES[found.prompt]}, in pictures of {found.side} px; since {found.added_at}."
    )
    tell(asdict(found), f"{text}\nSHA-256 {found.digest}", as_json=as_json)


@segmenter.command()
@PROJECT
@AS_JSON
def remove(project: Path, as_json: bool) -> None:
    """Take the segmenter of PROJECT away; answers that were made with it stay."""
    from goldsmith.project import segmenter as segmenters

    found = segmenters.remove(project.resolve())
    tell(asdict(found), f"{found.name} is taken away.", as_json=as_json)
