"""The agreement on one question, as `goldsmith.agreement` reports it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from goldsmith import kinds
from goldsmith.project import agreement, agreement_views, items
from goldsmith.project.agreement_views import AgreementViews
from goldsmith.project.pull import SuggestionPull, suggestion_pull
from goldsmith.web import schemas
from goldsmith.web.security import Viewer

router = APIRouter(prefix="/projects/{slug}/agreement", tags=["agreement"])
AsOf = Annotated[int | None, Query(ge=1, le=1 << 60)]


@router.get("")
def report(
    entry: Viewer, question: str | None = None, seed: schemas.Seed = 0, as_of: AsOf = None
) -> schemas.AgreementOut:
    """Return how far the answers to a question agree, with intervals, exclusions and every choice made.

    as_of: a state of the past, as `seq` counts them; now unless given.
    """
    items.need_lead(entry.role)
    found = agreement.agreement(entry.project, question, seed=seed, as_of=as_of)
    return schemas.AgreementOut(
        question=found.question.key,
        units=kinds.get(found.question.kind).units,
        seq=found.seq,
        scope=found.scope,
        exclusions=found.exclusions,
        n_items=found.n_items,
        report=found.report,
        undefined=found.undefined,
        sections=[
            schemas.Section(anchor=s.anchor, title=s.title, level=s.level, text=s.text)
            for s in found.sections
        ],
        annotators=found.annotators,
    )


@router.get("/views")
def views(entry: Viewer, question: str | None = None, seed: schemas.Seed = 0) -> AgreementViews:
    """Return agreement over time, by guideline version, by slice, as cheaper kinds, and its ceiling."""
    items.need_lead(entry.role)
    return agreement_views.views(entry.project, question, seed=seed)


@router.get("/pull")
def pull(entry: Viewer, question: str | None = None, seed: schemas.Seed = 0) -> SuggestionPull:
    """Return how much suggestions move the answers to a question, measured against items where they were kept back."""
    items.need_lead(entry.role)
    return suggestion_pull(entry.project, question, seed=seed)


@router.get("/export.json")
def export_json(entry: Viewer, question: str | None = None, seed: schemas.Seed = 0) -> dict[str, Any]:
    """Return all numbers of the page as one JSON object: `agreement`, `views` and `suggestions`."""
    items.need_lead(entry.role)
    found = agreement.agreement(entry.project, question, seed=seed)
    sides = agreement_views.views(entry.project, question, seed=seed)
    told = {"scope": found.scope, "exclusions": found.exclusions, "annotators": found.annotators}
    pull = suggestion_pull(entry.project, question, seed=seed)
    report = {**told, "report": found.report}
    return {"agreement": report, "views": asdict(sides), "suggestions": asdict(pull)}


@router.get("/export.csv", response_class=Response)
def export_csv(entry: Viewer, question: str | None = None, seed: schemas.Seed = 0) -> Response:
    """Return all numbers of the page as one CSV table."""
    items.need_lead(entry.role)
    found = agreement.agreement(entry.project, question, seed=seed)
    sides = agreement_views.views(entry.project, question, seed=seed)
    text = agreement_views.as_csv(
        found.report, sides, suggestion_pull(entry.project, question, seed=seed).pull
    )
    name = f"{entry.project.slug}-{found.question.key}-agreement.csv"
    return Response(
        text,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
