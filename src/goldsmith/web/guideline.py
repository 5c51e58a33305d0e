"""The guideline: reading, previewing a change, saving a version."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from goldsmith.guidelines import GuidelineDiff, diff
from goldsmith.project import guideline as writing
from goldsmith.project import inbox
from goldsmith.store import queries
from goldsmith.web import schemas
from goldsmith.web.conversation import asker_of
from goldsmith.web.convert import guideline_out, question_out, sections_out
from goldsmith.web.security import Owner, Viewer

router = APIRouter(prefix="/projects/{slug}/guideline", tags=["guideline"])


@router.get("")
def read(entry: Viewer, version: int | None = None) -> schemas.GuidelineOut:
    """Return the newest guideline, or the version asked for."""
    found = entry.project.guideline(version) if version is not None else entry.project.need_guideline()
    return guideline_out(entry.project, found or entry.project.need_guideline())


@router.get("/versions")
def versions(entry: Viewer) -> list[schemas.GuidelineVersion]:
    """List the versions of the guideline."""
    sql = entry.project.ledger.reader
    used = queries.answers_by_guideline(sql)
    reasons = inbox.reasons(entry.project, asker_of(entry))
    return [
        schemas.GuidelineVersion(
            version=row["version"],
            author=row["by_name"],
            at=row["at"],
            note=row["note"],
            n_answers=used.get(row["seq"], 0),
            threads=reasons.get(row["version"], []),
        )
        for row in queries.guidelines(sql)
    ]


@router.get("/diff")
def difference(
    entry: Viewer, old: Annotated[int, Query(alias="from")], new: Annotated[int, Query(alias="to")]
) -> list[schemas.DiffLine]:
    """Return the lines of two versions, with what was added and removed."""
    before, after = entry.project.guideline(old), entry.project.guideline(new)
    return _lines(diff(before, after)) if before and after else []


def _lines(found: GuidelineDiff | None) -> list[schemas.DiffLine]:
    lines = found.lines if found else ()
    return [
        schemas.DiffLine(op=line.op, text=line.text, old_line=line.old_line, new_line=line.new_line)
        for line in lines
    ]


@router.post("/preview")
def preview(body: schemas.GuidelineDraft, entry: Owner) -> schemas.GuidelinePreview:
    """Say what saving a text would do, without saving it."""
    found = writing.preview(entry.project, body.text, body.carries)
    guideline = found.guideline
    return schemas.GuidelinePreview(
        faults=[schemas.Fault(slug=f.slug, what=f.what, where=f.where, mend=f.mend) for f in found.faults],
        body=guideline.body if guideline else "",
        questions=[question_out(q) for q in guideline.questions] if guideline else [],
        sections=sections_out(guideline.body) if guideline else [],
        diff=_lines(found.diff),
        changes=[*(found.diff.changes if found.diff else ()), *found.notices],
        lost_labels=[
            schemas.LabelChange(
                question=lost.question,
                key=lost.key,
                title=lost.title,
                n_answers=lost.n_answers,
                becomes=list(lost.becomes),
            )
            for lost in found.lost
        ],
        effects=[
            schemas.Effect(
                question=q,
                carries_over=n.get("carries_over", 0),
                mapped=n.get("mapped", 0),
                look_again=n.get("look_again", 0),
                removed=n.get("question_removed", 0),
            )
            for q, n in found.effects.items()
        ],
        n_open_leases=found.n_open_leases,
    )


@router.post("")
def save(body: schemas.GuidelineDraft, entry: Owner) -> schemas.GuidelineOut:
    """Save a new version; refused with 409 when somebody saved since `based_on`."""
    saved = writing.save(
        entry.project,
        entry.actor,
        body.text,
        carries=body.carries,
        based_on=body.based_on,
        note=body.note,
        reason=inbox.one(entry.project, asker_of(entry), body.thread).thread if body.thread else None,
    )
    return guideline_out(entry.project, saved)
