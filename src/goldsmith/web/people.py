"""People of a project: members, roles and invitations. For its owner."""

from __future__ import annotations

import time
from statistics import median

from fastapi import APIRouter, Request

from goldsmith.errors import NotAllowed, NotFound
from goldsmith.store import queries
from goldsmith.store.people import Person, iso
from goldsmith.web import schemas
from goldsmith.web.security import Entry, Owner, own_address

LINK_HOURS = 24
router = APIRouter(prefix="/projects/{slug}", tags=["people"])


def _member(entry: Entry, person: Person, role: str) -> schemas.Member:
    sql = entry.project.ledger.reader
    row = queries.annotator_of(sql, person.id)
    times = queries.durations(sql, row["seq"]) if row else []
    return schemas.Member(
        person=schemas.Person(id=person.id, name=person.name),
        role=role,
        is_workspace_owner=person.is_owner,
        annotator=row["id"] if row else None,
        last_seen=person.last_seen,
        n_answers=queries.counts(sql).get(f"mine:{row['seq']}", 0) if row else 0,
        median_ms=round(median(times)) if times else None,
        skills=list(entry.workspace.people.skills(person.id, entry.project.slug)),
    )


@router.get("/people")
def members(entry: Owner) -> list[schemas.Member]:
    """List the members with their roles and pace."""
    return [
        _member(entry, person, role) for person, role in entry.workspace.people.members(entry.project.slug)
    ]


@router.patch("/people/{person}")
def set_role(person: str, body: schemas.RoleChange, entry: Owner) -> schemas.Member:
    """Change a member's role."""
    found = _need_member(entry, person)
    entry.workspace.people.set_role(person, entry.project.slug, body.role)
    return _member(entry, found, body.role)


@router.delete("/people/{person}", status_code=204)
def remove(person: str, entry: Owner) -> None:
    """End a membership; what the person answered stays."""
    _need_member(entry, person)
    entry.workspace.people.remove_member(person, entry.project.slug)


def _need_member(entry: Entry, person: str) -> Person:
    found = {p.id: p for p, _ in entry.workspace.people.members(entry.project.slug)}
    if person not in found:
        raise NotFound(
            "person.unknown", "There is no such member.", where=person, mend="Look at the People page."
        )
    if found[person].is_owner:
        raise NotAllowed(
            "person.owner",
            "The workspace's owner keeps the role of owner.",
            where=found[person].name,
            mend="Change another member.",
        )
    return found[person]


@router.post("/people/{person}/link", status_code=201)
def sign_in_link(person: str, entry: Owner, request: Request) -> schemas.SignInLink:
    """Make a link that signs a member in on another device. For the owner of the workspace."""
    if entry.access.is_token or not entry.access.person.is_owner:
        raise NotAllowed(
            "person.link",
            "Only the workspace's owner makes links for others.",
            where="your account",
            mend="Ask the owner.",
        )
    found = _need_member(entry, person)
    secret = entry.workspace.people.make_link(found.id, hours=LINK_HOURS)
    link = f"{own_address(request)}/enter#t={secret}"
    return schemas.SignInLink(link=link, expires_at=iso(time.time() + LINK_HOURS * 3600))


@router.get("/invitations")
def invitations(entry: Owner) -> list[schemas.Invitation]:
    """List the invitations that are open."""
    return [
        schemas.Invitation(
            id=row["id"],
            role=row["role"],
            note=row["note"],
            expires_at=iso(row["expires"]),
            uses_left=row["uses_left"],
        )
        for row in entry.workspace.people.invitations(entry.project.slug)
    ]


@router.post("/invitations", status_code=201)
def invite(body: schemas.NewInvitation, entry: Owner, request: Request) -> schemas.Invitation:
    """Make a link that lets people join; it is shown this once."""
    invitation, secret = entry.workspace.people.invite(
        entry.project.slug, role=body.role, note=body.note, days=body.days, uses=body.uses
    )
    row = next(r for r in entry.workspace.people.invitations(entry.project.slug) if r["id"] == invitation)
    return schemas.Invitation(
        id=invitation,
        role=body.role,
        note=body.note,
        expires_at=iso(row["expires"]),
        uses_left=body.uses,
        link=f"{own_address(request)}/join#t={secret}",
    )


@router.delete("/invitations/{invitation}", status_code=204)
def revoke(invitation: str, entry: Owner) -> None:
    """End an invitation."""
    entry.workspace.people.revoke_invitation(entry.project.slug, invitation)
