"""Releases: what one would hold, making one, its files, and verifying that it rebuilds."""

from __future__ import annotations

import json
import secrets
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from goldsmith.errors import NotFound
from goldsmith.model import is_test_part
from goldsmith.project import items, release, wall
from goldsmith.store.ledger import translated
from goldsmith.web import schemas
from goldsmith.web.imports import job_out
from goldsmith.web.security import Entry, Owner, Viewer

router = APIRouter(prefix="/projects/{slug}/releases", tags=["releases"])
CARD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


def release_out(entry: Entry, row: Any) -> schemas.ReleaseOut:
    said = json.loads(row["manifest"])
    base = f"api/v1/projects/{entry.project.slug}/releases/{quote(row['name'])}"
    listed = {
        key: said[key]
        for key in ("guideline_version", "n_items", "parts", "methods", "stamps", "gaps", "losses")
    }
    return schemas.ReleaseOut(
        id=row["id"],
        name=row["name"],
        at=row["at"],
        by=row["by_name"],
        as_of=row["as_of"],
        note=row["note"],
        files=[schemas.ReleaseFile(**file) for file in said["files"]],
        card_url=f"{base}/files/card.html",
        zip_url=f"{base}/zip",
        load_code=said["load_code"].replace(
            f'load("{row["name"]}")', f'load("{entry.project.slug}-{row["name"]}.zip")'
        ),
        **listed,
    )


@router.get("")
def releases(entry: Viewer) -> list[schemas.ReleaseOut]:
    """List the releases, newest first."""
    items.need_lead(entry.role)
    return [release_out(entry, row) for row in release.all_releases(entry.project)]


@router.get("/preview")
def preview(entry: Viewer) -> schemas.ReleasePreview:
    """Say what a release made now would hold."""
    items.need_lead(entry.role)
    return schemas.ReleasePreview(**release.preview(entry.project))


@router.post("", status_code=202)
def make(body: schemas.NewRelease, entry: Owner) -> schemas.Job:
    """Make a release; answers with a job."""
    settings = entry.project.settings()
    plan = release.Plan(
        body.name,
        body.ratios,
        body.seed,
        body.formats,
        body.note,
        settings["licence"],
        settings["counted_kinds"],
        body.accepts_twins,
        cut=None if body.cut is None else release.Cut(body.cut.key, body.cut.at, body.cut.crossing),
    )
    entry.workspace.jobs.refuse_second("release", entry.project.slug)
    job = entry.workspace.jobs.start(
        "release",
        lambda job: release.make(entry.project, entry.actor, plan, job),
        project=entry.project.slug,
        person=entry.access.person.id,
    )
    return job_out(job)


@router.post("/{name}/verify", status_code=202)
def verify(name: str, entry: Owner) -> schemas.Job:
    """Rebuild a release from the facts and compare; answers with a job."""
    release.need_release(entry.project, name)
    job = entry.workspace.jobs.start(
        "verify",
        lambda job: release.verify(entry.project, name, job),
        project=entry.project.slug,
        person=entry.access.person.id,
    )
    return job_out(job)


@router.get("/{name}/files/{file:path}", response_class=Response)
def file(name: str, file: str, entry: Viewer) -> Response:
    """Return one file of a release."""
    items.need_lead(entry.role)
    folder, listed = _listed(entry, name)
    if file not in listed:
        raise NotFound(
            "release.file", f"The release has no file {file!r}.", where=name, mend="See its list of files."
        )
    _look(entry, name, file)
    headers = {"Content-Security-Policy": CARD_POLICY} if file.endswith(".html") else {}
    return FileResponse(folder / file, headers=headers)


@router.get("/{name}/zip", response_class=Response)
def zipped(name: str, entry: Viewer) -> Response:
    """Return all files of a release in one."""
    items.need_lead(entry.role)
    folder, listed = _listed(entry, name)
    lost = [member for member in [*listed, "manifest.json"] if not (folder / member).is_file()]
    if lost:
        raise NotFound(
            "release.file_lost",
            f"The release has lost {lost[0]!r}.",
            where=name,
            mend="Restore it from a copy; `goldsmith verify` names all that is lost or changed.",
        )
    _look(entry, name, "all files")
    target = folder.parent / f".{name}.zip"
    if not target.is_file():
        part = folder.parent / f".{name}.{secrets.token_hex(8)}.part"  # two may ask at once
        with translated(target), zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in [*listed, "manifest.json"]:
                archive.write(folder / member, f"{name}/{member}")
        part.replace(target)
    return FileResponse(target, filename=f"{entry.project.slug}-{name}.zip")


def _look(entry: Entry, name: str, file: str) -> None:
    """Count that somebody took labels of test items; the card and the manifest hold none."""
    said = json.loads(release.need_release(entry.project, name)["manifest"])
    if any(map(is_test_part, said["parts"])) and not file.startswith(("card.", "manifest.", "images/", "audio/")):
        wall.looked(entry.project, entry.actor, name)


def _listed(entry: Entry, name: str) -> tuple[Path, list[str]]:
    row = release.need_release(entry.project, name)
    folder = entry.project.folder / "releases" / name
    return folder, [file["name"] for file in json.loads(row["manifest"])["files"]]
