"""Who is asking, and whether they may: sessions by cookie, scripts by token, roles at every route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from goldsmith.errors import NotAllowed, NotFound, NotSignedIn
from goldsmith.project.project import Actor, Project
from goldsmith.project.workspace import Workspace
from goldsmith.store.people import RANK, SESSION_DAYS, Access, require, weaker
from goldsmith.web.problems import answer, problem_of

COOKIE = "goldsmith_session"
SAFE = {"GET", "HEAD", "OPTIONS"}
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A signed-in caller inside a project, with the role that counts there."""

    project: Project
    workspace: Workspace
    access: Access
    role: str

    @property
    def actor(self) -> Actor:
        return Actor(self.access.person.id, self.access.person.name)

    def reaches(self, role: str) -> bool:
        return RANK[self.role] >= RANK[role]


def workspace_of(request: Request) -> Workspace:
    workspace: Workspace = request.app.state.workspace
    return workspace


def signed_in(request: Request) -> Access:
    """Return who asks; raises NotSignedIn."""
    access = access_of(request)
    if access is None:
        raise NotSignedIn(
            "signin.needed",
            "Nobody is signed in.",
            where="this browser or script",
            mend="Open your link, or send a token as `Authorization: Bearer …`.",
        )
    return access


def access_of(request: Request) -> Access | None:
    people = workspace_of(request).people
    secret = _bearer(request)
    if secret is not None:
        return people.by_token(secret)
    cookie = request.cookies.get(COOKIE)
    return people.by_session(cookie) if cookie else None


def role_in(workspace: Workspace, access: Access, slug: str) -> str | None:
    """Return the role that counts in a project: the person's, bounded by the token's."""
    if access.project not in (None, slug):
        return None
    role = workspace.people.role(access.person, slug)
    return role if role is None else weaker(role, access.ceiling)


def needs(role: str) -> Callable[..., Entry]:
    """Return a dependency that lets callers of at least this role into the project of the path."""

    def enter(slug: str, request: Request) -> Entry:
        access, workspace = signed_in(request), workspace_of(request)  # not a Depends: that costs a thread's turn
        held = role_in(workspace, access, slug)
        if held is None:  # as if it did not exist: outsiders learn no names
            raise NotFound(
                "project.unknown",
                f"There is no project {slug!r} for you.",
                where="the address",
                mend="Ask its owner for an invitation.",
            )
        require(held, role)
        return Entry(workspace.project(slug), workspace, access, held)

    return enter


def needs_owner(access: Annotated[Access, Depends(signed_in)]) -> Access:
    """Let only the workspace's owner pass, or a token of theirs for the whole workspace."""
    if not access.person.is_owner or access.ceiling != "owner" or access.project is not None:
        raise NotAllowed(
            "role.workspace",
            "Only the owner of the workspace may do this.",
            where="your account",
            mend="Ask the owner.",
        )
    return access


Signed = Annotated[Access, Depends(signed_in)]
WorkspaceOwner = Annotated[Access, Depends(needs_owner)]
Viewer = Annotated[Entry, Depends(needs("viewer"))]
Annotator = Annotated[Entry, Depends(needs("annotator"))]
Adjudicator = Annotated[Entry, Depends(needs("adjudicator"))]
Owner = Annotated[Entry, Depends(needs("owner"))]


def own_address(request: Request) -> str:
    """Return the address under which the caller reached this server, also behind a proxy that ends TLS."""
    scheme = "https" if is_tls(request) else request.url.scheme
    return f"{scheme}://{request.headers['host']}{request.scope.get('root_path', '')}"


def is_tls(request: Request) -> bool:
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"


def remember(response: Response, request: Request, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=SESSION_DAYS * 86400,
        httponly=True,
        samesite="strict",
        path="/",
        secure=is_tls(request),
    )


def _bearer(request: Request) -> str | None:
    """Return the token that the caller sent; other schemes, which a browser may add by itself, are none."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret if scheme.lower() == "bearer" else None


def host_name(header: str) -> str:
    """Return the name in a Host header, without its port; empty when it is none."""
    try:
        return urlsplit("//" + header).hostname or ""
    except ValueError:
        return ""


class Guard:
    """ASGI middleware that refuses what another site sent in the caller's name, and adds headers that keep scripts out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def shield(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
            await send(message)

        refused = _forged(Request(scope))
        app = answer(problem_of(refused), refused.status) if refused else self.app
        await app(scope, receive, shield)


def _forged(request: Request) -> NotAllowed | None:
    hosts: set[str] = request.app.state.hosts
    name = host_name(request.headers.get("host", ""))
    if hosts and name not in hosts:
        return NotAllowed(
            "request.host",
            f"This server does not answer for the host {name!r}.",
            where="the Host header",
            mend="Use the address that Goldsmith printed, or start it with --public-host.",
        )
    if request.method in SAFE or _bearer(request) is not None:
        return None
    origin = request.headers.get("origin")
    if origin and origin.partition("://")[2] != request.headers.get("host"):
        return NotAllowed(
            "request.origin",
            "The request comes from another site.",
            where=origin,
            mend="Use Goldsmith's pages.",
        )
    if COOKIE in request.cookies and request.headers.get("x-goldsmith") is None:
        return NotAllowed(
            "request.forged",
            "The request lacks the header X-Goldsmith.",
            where=request.url.path,
            mend="Scripts should send a token instead of a cookie.",
        )
    return None
