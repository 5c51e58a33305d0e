"""`concordance`: what several items share, with all its labels, contradictions first."""

from __future__ import annotations

from pathlib import Path

import click

from goldsmith.cli.common import AS_JSON, PROJECT, parts, tell


@click.command()
@PROJECT
@click.option("--question", metavar="KEY", help="The guideline's first question unless given.")
@click.option(
    "--by",
    type=click.Choice(["content", "group"]),
    default="content",
    show_default=True,
    help="What items share.",
)
@click.option("--all", "everything", is_flag=True, help="Not only what contradicts itself.")
@click.option(
    "-n", "limit", type=click.IntRange(1, 200), default=50, show_default=True, help="How many to print."
)
@AS_JSON
def concordance(
    project: Path, question: str | None, by: str, everything: bool, limit: int, as_json: bool
) -> None:
    """Print what several items of PROJECT share whose labels contradict each other."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    only = "" if everything else "torn"
    with open_workspace(workspace) as api:
        found = api.get(
            project_path(slug, "concordance"), question=question, by=by, only=only or None, limit=limit
        )
    lines = [
        f"{found['total']:,} {'groups' if by == 'group' else 'contents'} of several items"
        + (" contradict." if only else ".")
    ]
    for row in found["rows"]:
        labels = ", ".join(f"{label} {n:,}" for label, n in row["labels"].items()) or "no labels"
        golds = "".join(f"; held true: {gold['value']} on {gold['n']:,}" for gold in row["golds"])
        lines.append(f"  {row['n_items']:>5} items  {labels}{golds}  {(row['group'] or row['text'])[:80]}")
    tell(found, "\n".join(lines), as_json=as_json)
