"""Redaction: what it would blank, and doing it. For owners."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from goldsmith.project import redact
from goldsmith.web import schemas
from goldsmith.web.imports import job_out
from goldsmith.web.schemas import Body, Id, Reply
from goldsmith.web.security import Owner

router = APIRouter(prefix="/projects/{slug}/redactions", tags=["taking back"])


class NewRedaction(Body):
    """What to blank. items: none means the whole project, and then `find` says what. field: one field of the items.

    find: a text, or a regular expression; null blanks the items' content whole.
    """

    items: list[Id] = Field([], max_length=10_000)
    field: str | None = Field(None, min_length=1, max_length=200)
    find: str | None = Field(None, min_length=1, max_length=2000)
    is_regex: bool = False
    reason: str = Field("", max_length=2000)


class RedactionPlace(Reply):
    """One place that would be blanked. words: what goes, with a little round it."""

    place: str
    item: str | None
    words: str


class RedactionPreview(Reply):
    """What a redaction would blank. places: the first 200; counts: all, by place. n_equal: other items with the same
    content; n_elsewhere: other rows with the same text; both stay. releases: those that are written anew."""

    n_rows: int
    n_items: int
    n_media: int
    counts: dict[str, int]
    places: list[RedactionPlace]
    n_equal: int
    n_elsewhere: int
    releases: list[str]
    out_of_reach: list[str]


def _wish(body: NewRedaction) -> redact.Wish:
    return redact.Wish(tuple(body.items), body.field, body.find, body.is_regex, body.reason)


@router.post("/preview")
def preview_redaction(body: NewRedaction, entry: Owner) -> RedactionPreview:
    """Say what a redaction would blank; nothing changes."""
    return RedactionPreview(**redact.preview(entry.project, _wish(body)))


@router.post("", status_code=202)
def redact_content(body: NewRedaction, entry: Owner) -> schemas.Job:
    """Blank content everywhere in the project's folder; it cannot be undone. Answers with a job."""
    wish = _wish(body)
    redact.blanker(entry.project, wish)  # a wish that says nothing is refused at once
    for what in ("redact", "release", "verify", "import", "backup"):
        entry.workspace.jobs.refuse_second(what, entry.project.slug)
    job = entry.workspace.jobs.start(
        "redact",
        lambda job: redact.redact(entry.project, entry.actor, wish, job),
        project=entry.project.slug,
        person=entry.access.person.id,
    )
    return job_out(job)
