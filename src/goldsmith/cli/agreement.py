"""Agreement from the command line: of a project, of any file of votes, or of other tools' exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from goldsmith.cli.common import AS_JSON, parts, tell
from goldsmith.cli.exports import EXPORT_OPTIONS, are_exports, read_exports

if TYPE_CHECKING:
    from goldsmith.votes import Level

FC = TypeVar("FC", bound="Callable[..., Any] | click.Command")
FILES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
OF_FILES = ("item", "annotator", "label", "group", "level", "labels", "half_width", "with_ceiling", "seed")
OF_EXPORTS = ("half_width", "with_ceiling", "seed")


def refuse(names: Sequence[str], what: str) -> None:
    """Raise UsageError when one of these parameters was given, which go with something else."""
    source = click.get_current_context().get_parameter_source
    given = [
        f"--{name.removeprefix('with_').replace('_', '-')}"
        for name in names
        if source(name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise click.UsageError(f"{', '.join(given)} {'goes' if len(given) == 1 else 'go'} with {what}.")


def of_file(name: str, what: str) -> Callable[[FC], FC]:
    """Return the option that names the column of a file of votes that holds something."""
    return click.option(
        f"--{name.replace('_', '-')}", metavar="COLUMN", help=f"Of a file: the column of {what}."
    )


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--question",
    metavar="KEY",
    help="Of a project: the first question unless given. Of an export: all of them.",
)
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
@EXPORT_OPTIONS
@AS_JSON
def agreement(
    paths: tuple[Path, ...],
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
    **reading: Any,
) -> None:
    """Print how far the answers in PATH agree, each value with its interval and what it rests on.

    PATH is a project folder, or a file of votes: CSV, TSV, JSON, JSONL or Parquet, a row for each vote. Or it is an
    export of another tool (Label Studio, COCO and all that `ingest` reads); of several, each is one annotator's.
    """
    path = paths[0]
    if are_exports(paths, [item, annotator, label], reading["format"]):
        refuse([name for name in OF_FILES if name not in OF_EXPORTS], "a table of votes")
        _of_exports(paths, question, seed, half_width, reading, with_ceiling=with_ceiling, as_json=as_json)
        return
    if path.is_dir() or not (path.is_file() or path.suffix.lower() in FILES):
        refuse(OF_FILES, "a file of votes")
        _of_project(path, question, as_json=as_json)
        return
    refuse(["question"], "a project folder or an export")

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


def _of_exports(
    paths: tuple[Path, ...],
    key: str | None,
    seed: int,
    half_width: float | None,
    reading: Mapping[str, Any],
    *,
    with_ceiling: bool,
    as_json: bool,
) -> None:
    """Print the agreement on each question of an export, or on the one that is asked for."""
    from numpy.random import default_rng

    from goldsmith.agreement.plain import plain_report
    from goldsmith.cli.agreement_text import file_lines, lines
    from goldsmith.project import exports

    answers = read_exports(paths, reading)
    asked = answers.question(key)
    reasons = {question.key: exports.why_not(answers, question) for question in asked}
    if (first := reasons[asked[0].key]) is not None and all(reasons.values()):
        raise first
    told: dict[str, Any] = {}
    text: list[str] = []
    for question in asked:
        reason = reasons[question.key]
        named = {"question": question.key, "kind": question.kind}
        if reason is not None:
            told[question.key] = {**named, "undefined": {"reason": "no_overlap", "why": reason.what}}
            text += [f"{question.key}: {reason.what}", ""]
        elif exports.has_one_label(question):
            votes = exports.votes_of(answers, question)
            report = plain_report(
                votes, rng=default_rng(seed), half_width=half_width, with_ceiling=with_ceiling
            )
            told[question.key] = {**named, **report}
            text += [*file_lines(question.key, report), ""]
        else:
            found = exports.measured(answers, question, seed=seed)
            told[question.key] = {**named, "scope": found["scope"], **found["report"]}
            text += [*lines(found), ""]
    one = next(iter(told.values())) if len(told) == 1 else {"questions": told}
    tell({**one, "notices": answers.notices}, "\n".join([*text, *answers.notices]), as_json=as_json)


def _of_project(project: Path, question: str | None, *, as_json: bool) -> None:
    from goldsmith.cli.agreement_text import lines
    from goldsmith.cli.pull_text import pull_lines
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.get(project_path(slug, "agreement"), question=question)
        pull = api.get(project_path(slug, "agreement", "pull"), question=question)
    tell({**found, "suggestions": pull}, "\n".join([*lines(found), *pull_lines(pull)]), as_json=as_json)
