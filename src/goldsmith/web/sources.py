"""What the server may read outside of its workspace. Only commands of its own machine say so."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from goldsmith.addresses import Allowed
from goldsmith.web.imports import need_local
from goldsmith.web.security import Owner, WorkspaceOwner, workspace_of

router = APIRouter(tags=["files"])
Places = Annotated[list[Annotated[str, Field(max_length=1000)]], Field(max_length=1000)]


class Sources(BaseModel):
    """folders: of the server's machine. hosts: of the web. private_hosts: those that may have private addresses."""

    folders: Places = []
    hosts: Places = []
    private_hosts: Places = []
    buckets: Places = []


def _out(allowed: Allowed) -> Sources:
    return Sources(**{key: list(value) for key, value in asdict(allowed).items()})


@router.put("/sources")
def allow(body: Sources, access: WorkspaceOwner, request: Request) -> Sources:
    """For commands of this machine: say what the server may read, in the place of what was said before."""
    need_local(request)
    return _out(workspace_of(request).allow(body.model_dump()))


@router.get("/sources")
def allowed(access: WorkspaceOwner, request: Request) -> Sources:
    """List what the server may read."""
    return _out(workspace_of(request).allowed())


@router.get("/projects/{slug}/sources")
def allowed_here(entry: Owner) -> Sources:
    """List what an import into the project may read."""
    return _out(entry.workspace.allowed())
