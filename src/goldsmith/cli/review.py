"""`review`: how often answers that one person alone gave are wrong, and drawing more of them to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from goldsmith.cli.common import AS_JSON, PROJECT, parts, tell


@click.command()
@PROJECT
@click.option("--question", metavar="KEY", help="The guideline's first question unless given.")
@click.option("--draw", is_flag=True, help="Draw answers to be reviewed, beside those drawn before.")
@click.option(
    "--share",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="Of each person's single answers, by lot.",
)
@click.option(
    "--at-least", type=click.IntRange(0), default=10, show_default=True, help="Of each person's, by lot."
)
@click.option(
    "--risk", type=click.IntRange(0), default=20, show_default=True, help="Risky answers beside them."
)
@click.option("--seed", type=click.IntRange(0), help="Of the first draw; drawn itself unless given.")
@AS_JSON
def review(
    project: Path,
    question: str | None,
    draw: bool,
    share: float,
    at_least: int,
    risk: int,
    seed: int | None,
    as_json: bool,
) -> None:
    """Print how often single answers in PROJECT are wrong, by annotator and label."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        if draw:
            body = {"question": question, "share": share, "at_least": at_least, "n_risk": risk, "seed": seed}
            api.post(project_path(slug, "review", "draw"), body)
        found = api.get(project_path(slug, "review"), question=question)
    tell(found, "\n".join(_lines(found)), as_json=as_json)


def _lines(found: dict[str, Any]) -> list[str]:
    if not found["draws"]:
        return ["No answer is drawn yet: --draw draws some of each person's."]
    waits = found["n_open"] + found["n_again"]
    lines = [
        f"{waits:,} wait for a look, {found['n_accepted']:,} accepted, {found['n_mended']:,} mended, "
        f"{found['n_returned']:,} with the annotator."
    ]
    lines += _table("Error rate, of answers drawn by lot", [found["overall"]])
    lines += _table("By annotator", found["by_annotator"])
    return lines + _table("By the label they gave", found["by_label"])


def _table(title: str, rates: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{title}:", *(f"  {rate['name']:<24} {_told(rate)}" for rate in rates)]


def _told(rate: dict[str, Any]) -> str:
    if rate["value"] is None:
        return str(rate["undefined"])
    return (
        f"{rate['n_wrong']:,} wrong of {rate['n']:,}: {rate['value']:.1%} "
        f"({rate['low']:.1%} to {rate['high']:.1%})"
    )
