"""Annotators from the command line: of a project, or of any file of votes."""

from __future__ import annotations

from pathlib import Path

import click

from goldsmith.cli.agreement import FILES, of_file, refuse
from goldsmith.cli.common import AS_JSON, parts, tell

COLUMNS = {
    "item": "the item",
    "annotator": "the annotator",
    "label": "the label",
    "group": "the items' group (document, patient)",
    "time": "the time of the vote; the file's order unless there is one",
    "duration": "how long the vote took: milliseconds where its name ends in ms, else seconds",
    "annotator_group": "the annotators' group (site, language, vendor)",
}


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--question", metavar="KEY", help="Of a project: the first question unless given.")
@of_file("item", COLUMNS["item"])
@of_file("annotator", COLUMNS["annotator"])
@of_file("label", COLUMNS["label"])
@of_file("group", COLUMNS["group"])
@of_file("time", COLUMNS["time"])
@of_file("duration", COLUMNS["duration"])
@of_file("annotator_group", COLUMNS["annotator_group"])
@click.option("--labels", metavar="A,B,…", help="Of a file: all labels; those that occur unless given.")
@click.option(
    "--anchor",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Of a file: a file of items and labels from outside, against which groups are measured.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Of the permutations.")
@AS_JSON
def annotators(
    path: Path,
    question: str | None,
    item: str | None,
    annotator: str | None,
    label: str | None,
    group: str | None,
    time: str | None,
    duration: str | None,
    annotator_group: str | None,
    labels: str | None,
    anchor: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    """Print how reliable each annotator in PATH is, what they take for what, and what changes over time.

    PATH is a project folder, or a file of votes: CSV, TSV, JSON, JSONL or Parquet, a row for each vote.
    """
    from goldsmith.cli.annotators_text import lines

    if path.is_dir() or not (path.is_file() or path.suffix.lower() in FILES):
        refuse([*COLUMNS, "labels", "anchor"], "a file of votes")
        from goldsmith.client import open_workspace, project_path

        workspace, slug = parts(path)
        with open_workspace(workspace) as api:
            found = api.get(project_path(slug, "annotators", "reliability"), question=question, seed=seed)
        tell(found, "\n".join(lines(found["scope"], found["report"], found["undefined"])), as_json=as_json)
        return
    refuse(["question"], "a project folder")

    from dataclasses import asdict

    from goldsmith.consensus.goldfile import read_gold
    from goldsmith.project.annotator_report import annotator_report
    from goldsmith.votefile import read_vote_times, read_votes

    declared = None if labels is None else [name.strip() for name in labels.split(",") if name.strip()]
    votes = read_votes(path, item=item, annotator=annotator, label=label, group=group, labels=declared)
    times = read_vote_times(
        path,
        votes,
        item=item,
        annotator=annotator,
        time=time,
        duration=duration,
        annotator_group=annotator_group,
    )
    report = asdict(
        annotator_report(
            votes,
            seed=seed,
            when=times.when,
            ms=times.ms,
            groups=times.groups,
            anchor=None if anchor is None else read_gold(anchor),
        )
    )
    tell(report, "\n".join(lines(path.name, report, report["undefined"])), as_json=as_json)
