"""`batch` and `progress`: what is to be done first and by whom, and how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goldsmith.cli.common import AS_JSON, PROJECT, parts, tell

if TYPE_CHECKING:
    from goldsmith.replies import BatchOut, ProgressOut
    from goldsmith.resources import Project

PRIORITY = {"first": 1, "normal": 0, "last": -1}
SETTINGS = (
    click.option("--priority", type=click.Choice(list(PRIORITY)), help="What comes before what."),
    click.option("--due", metavar="YYYY-MM-DD", help="Until when."),
    click.option("--person", "people", multiple=True, metavar="NAME", help="Only they work on it."),
    click.option("--skill", help="Only who has this language or other skill works on it."),
    click.option("--quota", type=click.IntRange(1), help="Most answers of one person."),
    click.option("--note", help="A note for whoever plans."),
)


def _settings(command: Any) -> Any:
    for option in reversed(SETTINGS):
        command = option(command)
    return command


def _told(project: Project, given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that were given, as the API takes them: people by their ids."""
    found = {key: value for key, value in given.items() if value not in (None, ())}
    if "priority" in found:
        found["priority"] = PRIORITY[found["priority"]]
    if "people" in found:
        found["people"] = [_person(project, name) for name in found["people"]]
    return found


def _person(project: Project, name: str) -> str:
    from goldsmith.errors import NotFound

    known = {one["person"]["name"]: one["person"]["id"] for one in project.people.members()}
    if name not in known:
        raise NotFound(
            "person.unknown",
            f"No member is called {name!r}.",
            where="--person",
            mend=f"Members: {', '.join(known)}.",
        )
    return known[name]


@click.group()
def batch() -> None:
    """List, make and change the batches of a project: named parts of its work."""


@batch.command("list")
@PROJECT
@AS_JSON
def list_batches(project: Path, as_json: bool) -> None:
    """List the batches of PROJECT in the order in which they are worked on."""
    from goldsmith.client import open_workspace

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.project(slug).work.work_state()
    lines = [_line(one) for one in found["batches"]]
    tell(found, "\n".join(lines) or f"{slug}: nothing is planned.", as_json=as_json)


def _line(one: BatchOut) -> str:
    told = [f"{one['id']:<32}  {one['name']}: {one['n_done']:,} of {one['n_items']:,} items done"]
    told += ["paused"] if one["is_paused"] else []
    told += [f"due {one['due']}"] if one["due"] else []
    told += [f"for {len(one['people'])} people"] if one["people"] else []
    return ", ".join(told)


@batch.command("make")
@PROJECT
@click.argument("name")
@click.option("--item", "ids", multiple=True, metavar="ID", help="An item; several may be given.")
@click.option(
    "--filter", "where", metavar="QUERY", help="As in the address of the Items page: status=disagreed."
)
@click.option("--n", type=click.IntRange(1), help="So many of them at random.")
@click.option("--overlap", default=1, show_default=True, type=click.IntRange(1), help="Answers an item.")
@click.option("--paused", "is_paused", is_flag=True, help="Nothing of it is handed out yet.")
@click.option("--preview", is_flag=True, help="Only say what it would hold and cost.")
@click.option("--seed", default=0, show_default=True, help="Of the drawing.")
@_settings
@AS_JSON
def make_batch(
    project: Path, name: str, where: str | None, is_paused: bool, preview: bool, as_json: bool, **given: Any
) -> None:
    """Make the batch NAME of items of PROJECT; of all that is not planned yet, unless told."""
    from goldsmith.client import open_workspace

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        told = _told(api.project(slug), {**given, "filter": where})
        told["ids"] = list(told.get("ids", ()))
        if preview:
            asked = {
                key: told[key] for key in told if key not in ("priority", "due", "skill", "quota", "note")
            }
            plan = api.project(slug).work.preview_batch(**asked)
            text = f"{plan['n_items']:,} items, {plan['told']}; {plan['cost']['n_answers']:,} answers. "
            tell(plan, text + plan["cost"]["why"], as_json=as_json)
            return
        found = api.project(slug).work.make_batch(name=name, is_paused=is_paused, **told)
    tell(found, _line(found), as_json=as_json)


@batch.command("change")
@PROJECT
@click.argument("batch_id", metavar="BATCH")
@click.option("--name", help="Another name.")
@click.option("--pause/--resume", "is_paused", default=None, help="Hand nothing of it out, or go on.")
@click.option("--reason", default="", help="Why; it is kept.")
@_settings
@AS_JSON
def change_batch(project: Path, batch_id: str, reason: str, as_json: bool, **given: Any) -> None:
    """Change BATCH of PROJECT, named by its id; what is not told stays."""
    from goldsmith.client import open_workspace

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        told = _told(api.project(slug), given)
        if not told:
            raise click.UsageError("Say what changes: --pause, --priority, --due …")
        found = api.project(slug).work.change_batch(batch_id, reason=reason, **told)
    tell(found, _line(found), as_json=as_json)


@click.command()
@PROJECT
@click.option("--zone", default="UTC", show_default=True, help="The time zone of days, Europe/Berlin say.")
@click.option(
    "--time-sheets",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write all time sheets as CSV here.",
)
@AS_JSON
def progress(project: Path, zone: str, time_sheets: Path | None, as_json: bool) -> None:
    """Print pace and forecast of PROJECT."""
    from goldsmith.client import open_workspace

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        part = api.project(slug).progress
        found = part.read(zone=zone)
        if time_sheets is not None:
            time_sheets.write_bytes(part.time_sheets(zone=zone))
    tell(found, "\n".join(_pace(found)), as_json=as_json)


def _pace(found: ProgressOut) -> list[str]:
    forecast = found["forecast"]
    if not forecast["n_left"]:
        lines = ["No answers are wanted any more."]
    elif forecast["end"] is None:
        lines = [
            f"{forecast['n_left']:,} answers are wanted; until when is not known: {forecast['undefined']}"
        ]
    else:
        high = forecast["high"] or "it may never end so"
        lines = [
            f"{forecast['n_left']:,} answers are wanted, until {forecast['end']} ({forecast['low']} to {high})."
        ]
    for one in found["by_person"]:
        middle = one["pace"]["quartiles_ms"]
        each = f", {middle[1] / 1000:.1f} s each" if middle else ""
        lines.append(f"{one['name']}: {one['pace']['n_answers']:,} answers on {one['n_days']} days{each}")
    return lines
