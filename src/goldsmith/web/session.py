"""Signing in and out, invitations that are accepted, and one's own tokens."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from goldsmith import __version__
from goldsmith.errors import InvalidInput, NotAllowed
from goldsmith.project import suggestions
from goldsmith.project.workspace import Workspace
from goldsmith.store.people import COVERS, Access, Person, iso
from goldsmith.web import schemas
from goldsmith.web.limits import Door
from goldsmith.web.security import COOKIE, Signed, access_of, remember, role_in, workspace_of

router = APIRouter(tags=["session"])


def _me(workspace: Workspace, access: Access) -> schemas.Me:
    person = workspace.people.get(access.person.id)
    roles = {slug: role_in(workspace, access, slug) for slug in workspace.readable()}
    return schemas.Me(
        person=schemas.Person(id=person.id, name=person.name),
        workspace=workspace.name,
        version=__version__,
        is_workspace_owner=person.is_owner,
        has_password=person.has_password,
        memberships=[
            schemas.Membership(project=slug, title=workspace.project(slug).title, role=role)
            for slug, role in roles.items()
            if role
        ],
    )


def _welcome(request: Request, response: Response, person: Person) -> schemas.Me:
    workspace = workspace_of(request)
    remember(response, request, workspace.people.start_session(person.id))
    return _me(workspace, Access(person))


@router.post("/session")
def sign_in(body: schemas.SignIn, request: Request, response: Response) -> schemas.Me:
    """Sign in with a link's token, or with name and password."""
    people = workspace_of(request).people
    door: Door = request.app.state.door
    if body.token:
        with door.trying(request):
            person = people.by_link(body.token)
        return _welcome(request, response, person)
    if body.name and body.password:
        with door.trying(request, body.name):
            person = people.by_password(body.name, body.password)
        return _welcome(request, response, person)
    raise InvalidInput(
        "signin.empty",
        "There is neither a token nor a name with a password.",
        where="the request body",
        mend="Send one of the two.",
    )


@router.get("/session")
def me(access: Signed, request: Request) -> schemas.Me:
    """Say who is signed in, and where they are a member."""
    return _me(workspace_of(request), access)


@router.delete("/session", status_code=204)
def sign_out(request: Request, response: Response) -> None:
    """End the session of this browser."""
    workspace_of(request).people.end_session(request.cookies.get(COOKIE, ""))
    response.delete_cookie(COOKIE, path="/")


@router.put("/session/password")
def set_password(
    body: schemas.NewPassword, access: Signed, request: Request, response: Response
) -> schemas.Me:
    """Set one's own password; every other session of the account ends."""
    _not_by_token(access)
    workspace_of(request).people.set_password(access.person.id, body.password)
    return _welcome(request, response, access.person)


@router.post("/invitations/accept")
def accept(body: schemas.AcceptInvitation, request: Request, response: Response) -> schemas.Me:
    """Join a project: as the person signed in, or as a new person of that name."""
    workspace = workspace_of(request)
    access = access_of(request)
    if access:
        _not_by_token(access)
    door: Door = request.app.state.door
    with door.trying(request):
        if access is None:
            slug = workspace.people.invitation(body.token)["project"]
            suggestions.need_free(workspace.project(slug), body.name)
        person = workspace.people.accept(body.token, body.name, access.person if access else None)
    return _welcome(request, response, person)


@router.get("/tokens")
def tokens(access: Signed, request: Request) -> list[schemas.Token]:
    """List one's own tokens, without their secrets."""
    _not_by_token(access)
    return [
        schemas.Token(
            id=row["id"],
            name=row["name"],
            project=row["project"],
            role=row["role"],
            created_at=row["created_at"],
            expires_at=iso(row["expires"]),
            last_used=row["last_used"],
        )
        for row in workspace_of(request).people.tokens(access.person.id)
    ]


@router.post("/tokens", status_code=201)
def make_token(body: schemas.NewToken, access: Signed, request: Request) -> schemas.Token:
    """Make a token for scripts, which may never do more than its maker."""
    _not_by_token(access)
    workspace = workspace_of(request)
    held = (
        "owner"
        if access.person.is_owner
        else role_in(workspace, access, body.project)
        if body.project
        else None
    )
    if held is None or body.role not in COVERS[held]:
        raise NotAllowed(
            "token.too_strong",
            "A token may not do more than you may.",
            where=f"role {body.role}",
            mend="Choose one of your projects, and a role that you hold there.",
        )
    if body.project:
        workspace.project(body.project)
    token, secret = workspace.people.make_token(
        access.person.id, name=body.name, project=body.project, role=body.role, days=body.days
    )
    row = next(row for row in workspace.people.tokens(access.person.id) if row["id"] == token)
    return schemas.Token(
        id=token,
        name=body.name,
        project=body.project,
        role=body.role,
        created_at=row["created_at"],
        expires_at=iso(row["expires"]),
        last_used=None,
        secret=secret,
    )


@router.delete("/tokens/{token}", status_code=204)
def revoke_token(token: str, access: Signed, request: Request) -> None:
    """End one of one's own tokens."""
    _not_by_token(access)
    workspace_of(request).people.revoke_token(access.person.id, token)


def _not_by_token(access: Access) -> None:
    if access.is_token:
        raise NotAllowed(
            "token.no_account",
            "A token cannot look after the account that made it.",
            where="your token",
            mend="Sign in on the page.",
        )
