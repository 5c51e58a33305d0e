"""`check`, `backup` and `restore`: a project as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from goldsmith.cli.common import AS_JSON, PROJECT, parts, show_progress, tell


@click.command()
@click.argument("project", metavar="PROJECT|FILE", type=click.Path(path_type=Path, exists=True))
@AS_JSON
def check(project: Path, as_json: bool) -> None:
    """Verify a project: its file, media, releases and caches. Ends with status 1 when something is wrong."""
    from goldsmith.client import open_workspace, project_path
    from goldsmith.project.workspace import is_workspace

    folder = project.parent if project.is_file() else project
    workspace, slug = parts(folder)
    if is_workspace(workspace):
        with open_workspace(workspace) as api:
            found = api.wait(api.post(project_path(slug, "check")), show_progress)
    else:
        found = _check_alone(folder)
    faults = found["faults"]
    besides = f", except {found['n_redacted']:,} redacted items" if found["n_redacted"] else ""
    tell(found, "\n".join(faults) if faults else f"{slug}: everything is whole{besides}.", as_json=as_json)
    if faults:
        raise SystemExit(1)


def _check_alone(folder: Path) -> dict[str, Any]:
    """Check a project that lies in no workspace: a copy, say, or one that came by mail."""
    from goldsmith.project.check import check, n_redacted
    from goldsmith.project.project import Project

    project = Project(folder)
    try:
        return {"faults": check(project), "n_redacted": n_redacted(project)}
    finally:
        project.close()


@click.command()
@PROJECT
@click.argument("target", type=click.Path(path_type=Path))
@AS_JSON
def backup(project: Path, target: Path, as_json: bool) -> None:
    """Write the whole PROJECT into the one file TARGET, also while a server works on it."""
    from goldsmith.client import open_workspace, project_path

    workspace, slug = parts(project)
    with open_workspace(workspace) as api:
        found = api.wait(api.post(project_path(slug, "backup"), path=str(target.resolve())), show_progress)
    text = f"{slug}: {found['files']:,} files, {found['bytes']:,} bytes in {target}."
    if found["n_left_out"]:
        text += f"\nNot in it: {found['n_left_out']:,} images or recordings that were left where they lie."
    tell(found, text, as_json=as_json)


@click.command()
@click.argument("workspace", type=click.Path(path_type=Path))
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "slug", help="Another folder name for the project.")
@AS_JSON
def restore(workspace: Path, source: Path, slug: str | None, as_json: bool) -> None:
    """Make a project in WORKSPACE from a backup."""
    from goldsmith.client import open_workspace

    with open_workspace(workspace, is_new=True) as api:
        found = api.wait(api.post("/restore", path=str(source.resolve()), slug=slug), show_progress)
    tell(
        found,
        f"{workspace / found['project']}: restored, {found['files']:,} files, all as they were backed up.",
        as_json=as_json,
    )
