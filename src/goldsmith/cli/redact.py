"""`redact`: blank content for privacy, everywhere in a project's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from goldsmith.cli.common import AS_JSON, PROJECT, parts, show_progress, tell
from goldsmith.cli.taking_back import ITEMS, item_id

SHOWN = 40


@click.command()
@PROJECT
@ITEMS
@click.option("--field", "field", metavar="NAME", help="One field of the items; all unless given.")
@click.option(
    "--find", metavar="TEXT", help="Blank this text only; without --item, everywhere in the project."
)
@click.option("--regex", "is_regex", is_flag=True, help="TEXT is a regular expression.")
@click.option("--reason", default="", help="Why; it is kept. Do not repeat the text in it.")
@click.option(
    "--yes", is_flag=True, help="Do it. It cannot be undone. Without it, only say what would be blanked."
)
@AS_JSON
def redact(
    project: Path,
    items: tuple[str, ...],
    field: str | None,
    find: str | None,
    is_regex: bool,
    reason: str,
    yes: bool,
    as_json: bool,
) -> None:
    """Blank content of PROJECT for privacy, in every file of its folder; first say what would go."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        body = {
            "items": [item_id(api, slug, told) for told in items],
            "field": field,
            "find": find,
            "is_regex": is_regex,
            "reason": reason,
        }
        if not yes:
            found = api.post(project_path(slug, "redactions", "preview"), body)
            tell(found, _preview(found), as_json=as_json)
            return
        found = api.wait(api.post(project_path(slug, "redactions"), body), show_progress)
    tell(found, _done(slug, found), as_json=as_json)
    if found["left"]:
        raise SystemExit(1)


def _preview(found: dict[str, Any]) -> str:
    if not found["n_rows"]:
        return "There is nothing to blank."
    counts = ", ".join(f"{n:,} × {place}" for place, n in found["counts"].items())
    lines = [f"Would blank, in {found['n_items']:,} items: {counts}."]
    lines += [f"  {place['place']:<20} {place['words']}" for place in found["places"][:SHOWN]]
    more = sum(found["counts"].values()) - min(SHOWN, len(found["places"]))
    lines += [f"  and {more:,} more"] if more > 0 else []
    lines += [f"Would replace {found['n_media']:,} media files by blank ones."] if found["n_media"] else []
    lines += [f"Would write anew: {', '.join(found['releases'])}."] if found["releases"] else []
    if found["n_equal"]:
        lines.append(f"{found['n_equal']:,} other items have the same content; name them too, or use --find.")
    if found["n_elsewhere"]:
        lines.append(
            f"The text is in {found['n_elsewhere']:,} other rows; leave out --item to blank it there too."
        )
    return "\n".join([*lines, *found["out_of_reach"], "Nothing was blanked. Repeat with --yes to do it."])


def _done(slug: str, found: dict[str, Any]) -> str:
    counts = ", ".join(f"{n:,} × {place}" for place, n in found["counts"].items())
    lines = [f"{slug}: blanked in {found['n_items']:,} items: {counts}."]
    lines += [f"It is still found in {', '.join(found['left'])}."] if found["left"] else []
    return "\n".join([*lines, *found["out_of_reach"]])
