"""Agreement from the command line: of a project, or of any file of votes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from goldsmith.cli.common import AS_JSON, parts, tell

if TYPE_CHECKING:
    from goldsmith.votes import Level

FC = TypeVar("FC", bound="Callable[..., Any] | click.Command")
FILES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
OF_FILES = ("item", "annotator", "label", "group", "level", "labels", "half_width", "with_ceiling", "seed")


def refuse(names: Sequence[str], what: str) -> None:
    """Raise UsageError when one of these parameters was given, which go with something else."""
    source = click.get_current_context().get_parameter_source
    given = [
        f"--{name.removeprefix('with_').replace('_', '-')}"
        for name in names
        if source(name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{', '.join(given)} goes with {what}.")


def of_file(name: str, what: str) -> Callable[[FC], FC]:
    """Return the option that names the column of a file of votes that holds something."""
    return click.option(
        f"--{name.replace('_', '-')}", metavar="COLUMN", help=f"Of a file: the column of {what}."
    )


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--question", metavar="KEY", help="Of a project: the first question unless given.")
@of_file("item", "the item")
@of_file("annotator", "the annotator")
@of_file("label", "the label")
@click.option(
    "--group", metavar="COLUMN", help="Of a file: items of one group (document, patient) go together."
)
@click.option(
    "--level",
    type=click.Choice(["nominal", "ordinal", "interval", "ratio"]),
    default="nominal",
    show_default=True,
    help="Of a file: how labels compare.",
)
@click.option(
    "--labels", metavar="A,B,…", help="Of a file: all labels, in their order; those that occur unless given."
)
@click.option(
    "--half-width",
    metavar="W",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Of a file: say how many items and people an interval of ± W around alpha takes.",
)
@click.option(
    "--ceiling",
    "with_ceiling",
    is_flag=True,
    help="Of a file: bound what any model can reach on such labels.",
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(0), help="Of a file: of the resampling."
)
@AS_JSON
def agreement(
    path: Path,
    question: str | None,
    item: str | None,
    annotator: str | None,
    label: str | None,
    group: str | None,
    level: Level,
    labels: str | None,
    half_width: float | None,
    with_ceiling: bool,
    seed: int,
    as_json: bool,
) -> None:
    """Print how far the answers in PATH agree, each value with its interval and what it rests on.

    PATH is a project folder, or a file of votes: CSV, TSV, JSON, JSONL or Parquet, a row for each vote.
    """
    if path.is_dir() or not (path.is_file() or path.suffix.lower() in FILES):
        refuse(OF_FILES, "a file of votes")
        _of_project(path, question, as_json=as_json)
        return
    refuse(["question"], "a project folder")

    from numpy.random import default_rng

    from goldsmith.agreement.plain import plain_report
    from goldsmith.cli.agreement_text import file_lines
    from goldsmith.votefile import read_votes

    declared = None if labels is None else [name.strip() for name in labels.split(",") if name.strip()]
    votes = read_votes(
        path, item=item, annotator=annotator, label=label, group=group, labels=declared, level=level
    )
    found = plain_report(votes, rng=default_rng(seed), half_width=half_width, with_ceiling=with_ceiling)
    tell(found, "\n".join(file_lines(path.name, found)), as_json=as_json)


def _of_project(project: Path, question: str | None, *, as_json: bool) -> None:
    from goldsmith.cli.agreement_text import lines
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.get(project_path(slug, "agreement"), question=question)
    tell(found, "\n".join(lines(found)), as_json=as_json)
