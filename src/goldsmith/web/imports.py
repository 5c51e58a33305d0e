"""Bringing items in: an upload, or for commands of this machine a path; and jobs, which all long work answers with."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from goldsmith import buckets
from goldsmith.errors import InvalidInput, NotAllowed, NotFound
from goldsmith.model import AnnotatorKind
from goldsmith.project import backup, check, ingest, items, sources
from goldsmith.project import jobs as work
from goldsmith.store.ledger import translated
from goldsmith.store.people import Access
from goldsmith.web import schemas
from goldsmith.web.problems import problem_of
from goldsmith.web.security import Entry, Owner, Signed, Viewer, WorkspaceOwner, role_in, workspace_of

router = APIRouter()
MAX_UPLOAD = 4 << 30


def job_out(job: work.Job) -> schemas.Job:
    return schemas.Job(
        id=job.id,
        what=job.what,
        state=job.state,
        done=job.done,
        total=job.total,
        message=job.message,
        can_cancel=job.can_cancel,
        result=job.result,
        problem=problem_of(job.problem) if job.problem else None,
    )


def is_local(request: Request) -> bool:
    """Whether the caller is a command of this machine and this user, who may name paths."""
    _, _, secret = request.headers.get("authorization", "").partition(" ")
    held = getattr(request.app.state, "local_token", None)
    return held is not None and secrets.compare_digest(secret.encode(), held.encode())


def need_local(request: Request) -> None:
    if not is_local(request):
        raise NotAllowed(
            "path.remote",
            "Only commands on the server's own machine may name paths.",
            where="path",
            mend="Send the file itself.",
        )


@router.post("/projects/{slug}/imports", status_code=202, tags=["items"])
async def import_file(
    entry: Owner,
    request: Request,
    name: Annotated[str, Query(max_length=255)] = "",
    text: Annotated[list[str], Query()] = [],
    id: str | None = None,
    group: str | None = None,
    label: str | None = None,
    annotator: str | None = None,
    annotator_name: str | None = None,
    by: AnnotatorKind | None = None,
    question: str | None = None,
    encoding: str | None = None,
    columns: Annotated[list[str], Query()] = [],
    source: str | None = None,
    voc_origin: str = "auto",
    crowds: bool = False,
    keep_good: bool = False,
    clip: bool = False,
    link: bool = False,
    anonymous: bool = False,
    format: str | None = None,  # noqa: A002 - the name that clients send
    without_labels: bool = False,
    predictions: bool = False,
    path: str | None = None,
    url: str | None = None,
    addresses: bool = False,
) -> schemas.Job:
    """Read a file into the project; the request's body is the file, `name` its name. Answers with a job.

    text, id, group, label, annotator: columns. by: what sort of annotator gave the labels, people unless the file says
    so. question: which one the labels answer. keep_good: bring in the good
    rows of a file with bad ones. format: the reader to take; without_labels: bring in the items alone.
    predictions: bring in the answers of models too. path: a file or folder of the server's machine, below a folder that its admin allowed
    (commands of that machine may name any). url: a bucket, or what lies in it. addresses: cells that are addresses name
    images and recordings, to be read from hosts and buckets that were allowed. link: leave them where they are.
    """
    given, bound = await _given(request, entry, name=name, path=path, url=url, link=link and not addresses)
    options = ingest.Options(
        name=name or (given.name if isinstance(given, Path) else given.rstrip("/").rpartition("/")[2]),
        text=tuple(text),
        id=id,
        group=group,
        label=label,
        annotator=annotator,
        annotator_name=annotator_name,
        by=by,
        question=question,
        encoding=encoding,
        columns=tuple(columns),
        source=source,
        voc_origin=voc_origin,
        crowds=crowds,
        keep_good=keep_good,
        clip=clip,
        link=link,
        anonymous=anonymous,
        format=format,
        without_labels=without_labels,
        predictions=predictions,
        addresses=addresses,
        bound=bound,
    )
    is_ours = path is None and url is None
    job = await run_in_threadpool(
        entry.workspace.jobs.start,
        "import",
        lambda job: ingest.ingest(entry.project, entry.actor, given, options, job, is_ours=is_ours),
        project=entry.project.slug,
        person=entry.access.person.id,
    )
    return job_out(job)


async def _given(
    request: Request, entry: Entry, *, name: str, path: str | None, url: str | None, link: bool
) -> tuple[Path | str, Path | None]:
    """Return what is to be read, the upload or a place that may be read; and the folder that bounds it."""
    allowed = entry.workspace.allowed()
    if url is not None:
        buckets.need_allowed(url, allowed)
        return url, None
    if path is not None:
        if "\0" in path:
            raise InvalidInput(
                "path.not_allowed", "This is no path.", where="path", mend="Name a file or a folder."
            )
        return Path(path), None if is_local(request) else sources.bound_of(allowed, Path(path))
    if link:
        raise InvalidInput(
            "import.link_upload",
            "An upload cannot be linked, since it is not kept.",
            where="link",
            mend="Leave it out, or name a folder of the server's machine that its admin allowed.",
        )
    return await _receive(request, entry, Path(name).name), None


async def _receive(request: Request, entry: Entry, name: str) -> Path:
    """Write the request's body into a file of the project's folder and return it."""
    if name == ".." or "\0" in name or len(name.encode()) > 255:
        raise InvalidInput(
            "upload.name", f"{name[:60]!r} is no file name.", where="name", mend="Give the file a short name."
        )
    folder = entry.project.folder / "uploads" / secrets.token_hex(8)
    size = 0
    file = folder / (name or "upload")
    is_whole = False
    try:
        with translated(folder):
            folder.mkdir(parents=True)
            with file.open("wb") as sink:
                async for block in request.stream():
                    size += len(block)
                    if size > MAX_UPLOAD:
                        break
                    await run_in_threadpool(sink.write, block)
        is_whole = 0 < size <= MAX_UPLOAD
    finally:
        if not is_whole:
            ingest.discard(file)
    if not is_whole:
        what = "The upload is empty." if size == 0 else f"The upload is larger than {MAX_UPLOAD >> 30} GiB."
        raise InvalidInput(
            "upload.size",
            what,
            where=name,
            mend="Check the file; import large folders by `goldsmith ingest`.",
        )
    return file


@router.get("/projects/{slug}/imports", tags=["items"])
def imports(entry: Viewer) -> list[schemas.ImportOut]:
    """List the imports, newest first."""
    items.need_lead(entry.role)
    return _imports(entry)


def _imports(entry: Entry) -> list[schemas.ImportOut]:
    names = entry.workspace.people.names()
    found = ingest.imports(entry.project)
    return [schemas.ImportOut(**{**one, "by": names.get(one["by"], "a command")}) for one in found]


@router.post("/projects/{slug}/imports/{run}/withdraw", tags=["items"])
def withdraw(run: str, body: schemas.Withdrawal, entry: Owner) -> schemas.ImportOut:
    """Take an import back: its items leave the queue, votes and releases; nothing is deleted."""
    items.withdraw_import(entry.project, entry.actor, run, body.reason)
    return next(found for found in _imports(entry) if found.id == run)


@router.post("/projects/{slug}/imports/{run}/restore", tags=["items"])
def restore_import(run: str, body: schemas.Withdrawal, entry: Owner) -> schemas.ImportOut:
    """Take the withdrawal of an import back."""
    items.withdraw_import(entry.project, entry.actor, run, body.reason, is_restored=True)
    return next(found for found in _imports(entry) if found.id == run)


@router.post("/projects/{slug}/backup", status_code=202, tags=["files"])
def back_up(path: str, entry: Owner, request: Request) -> schemas.Job:
    """For commands of this machine: write the whole project into one file, while others work."""
    need_local(request)
    return job_out(
        entry.workspace.jobs.start(
            "backup",
            lambda job: backup.backup(entry.project, Path(path), job),
            project=entry.project.slug,
            person=entry.access.person.id,
        )
    )


@router.post("/projects/{slug}/check", status_code=202, tags=["files"])
def check_project(entry: Owner) -> schemas.Job:
    """Verify the project's file, media, releases and caches."""
    return job_out(
        entry.workspace.jobs.start(
            "check",
            lambda _job: {
                "faults": check.check(entry.project),
                "n_redacted": check.n_redacted(entry.project),
            },
            project=entry.project.slug,
            person=entry.access.person.id,
        )
    )


@router.post("/restore", status_code=202, tags=["files"])
def restore(path: str, access: WorkspaceOwner, request: Request, slug: str | None = None) -> schemas.Job:
    """For commands of this machine: make a project from a backup."""
    need_local(request)
    workspace = workspace_of(request)
    return job_out(
        workspace.jobs.start(
            "restore",
            lambda job: backup.restore(workspace, Path(path), slug, job),
            project=None,
            person=access.person.id,
        )
    )


@router.get("/projects/{slug}/imports/running", tags=["items"])
def running_imports(entry: Owner) -> list[schemas.Job]:
    """Return your imports that are under way, with how far they are."""
    running = entry.workspace.jobs.running(entry.project.slug)
    mine = entry.access.person.id
    return [job_out(job) for job in running if job.what == "import" and job.person == mine]


@router.get("/jobs/{job}", tags=["jobs"])
def job_state(job: str, access: Signed, request: Request) -> schemas.Job:
    """Say how far a job is."""
    return job_out(_own(job, access, request))


@router.delete("/jobs/{job}", tags=["jobs"])
def cancel(job: str, access: Signed, request: Request) -> schemas.Job:
    """Cancel a job; nothing of it stays. Refused once what it made is being stored, which goes on to its end."""
    found = _own(job, access, request)
    found.cancel()
    return job_out(found)


def _own(job: str, access: Access, request: Request) -> work.Job:
    """Return a job that the caller started and could start again: what owners do, only owners see."""
    workspace = workspace_of(request)
    found = workspace.jobs.get(job)
    held = role_in(workspace, access, found.project) if found.project else access.ceiling
    is_reached = held == "owner" and (found.project is not None or access.project is None)
    if found.person != access.person.id or not is_reached:
        raise NotFound(
            "job.unknown", "There is no such job of yours.", where=job, mend="Look at the project."
        )
    return found
