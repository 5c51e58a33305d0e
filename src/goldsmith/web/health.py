"""Whether the server lives, whether it can serve, and its counts."""

from __future__ import annotations

import shutil

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from goldsmith import __version__
from goldsmith.errors import GoldsmithError, Unavailable
from goldsmith.project.workspace import Workspace
from goldsmith.store.ledger import DatabaseError, translated
from goldsmith.web.limits import is_this_machine
from goldsmith.web.schemas import Health, Ready
from goldsmith.web.security import needs_owner, signed_in, workspace_of

router = APIRouter(tags=["server"])
plain = APIRouter()
LEAST_FREE = 64 << 20  # bytes; below them, SQLite's log may fail to grow in the middle of the day


@router.get("/health")
def health() -> Health:
    """Say that the process answers, whatever its disk does."""
    return Health(status="ok", version=__version__)


@router.get("/ready")
def ready(request: Request) -> Ready:
    """Say that every project can be read and the disk has room; refused with 503 otherwise. It names no project."""
    workspace = workspace_of(request)
    slugs = workspace.slugs()
    n_refusing = sum(not _is_readable(workspace, slug) for slug in slugs)
    if n_refusing:
        raise Unavailable(
            "server.unreadable",
            f"{n_refusing} of {len(slugs)} projects cannot be read.",
            where="the workspace",
            mend="Open them as the owner, who is told why; restore a backup if need be.",
        )
    with translated(workspace.path):
        free = shutil.disk_usage(workspace.path).free
    if free < LEAST_FREE:
        raise Unavailable(
            "server.disk_low",
            f"The disk has only {free >> 20} MiB left.",
            where="the workspace",
            mend="Free some space before answers are refused.",
        )
    return Ready(status="ok", version=__version__, n_projects=len(slugs))


def _is_readable(workspace: Workspace, slug: str) -> bool:
    try:
        workspace.project(slug).ledger.seq()
    except (GoldsmithError, DatabaseError):
        return False
    return True


@plain.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> PlainTextResponse:
    """Return the counts to a program on this machine, or to the workspace's owner."""
    if not is_this_machine(request):
        needs_owner(signed_in(request))
    text: str = request.app.state.counts.text()
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")
